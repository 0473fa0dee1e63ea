"""Profiles of `collectors/*.yml`: which SNMP columns a device is asked for and what they mean.

A profile is data: units, scales, sentinels, how a table row gets its stable key, and quirks with
their source. Adding a vendor is adding a file; what a file cannot say is an `IndexKind`.
"""

from collections.abc import Mapping
from functools import cached_property
from re import Pattern
from typing import Literal, Self

from pydantic import Field, model_validator

from parknet.model.conversions import (
    Formula,
    Margin,
    ObjectName,
    Oid,
    Owner,
    Parts,
    Percent,
    Sensor,
)
from parknet.model.metrics import AP_STATE, METRICS, Kind
from parknet.model.packs import LongText
from parknet.model.record import Name, Record, Remark, Slug

# How a row's index becomes an instance:
#   scalar       `.0`: the instance is empty, for there is one
#   interface    the first number is ifIndex: the interface's name
#   bridge-port  dot1dBasePort, an interface by the join `interface`
#   pse          POWER-ETHERNET group.port: by the join `entity`, or the interface numbered alike
#   interface-lane  ifIndex.lane: `interface/lane`
#   interface-stack  higher ifIndex.lower ifIndex (ifStackTable): the lower one, if `status` says it
#                is up; the higher, where it is an aggregation, is the value. With a join
#                `aggregation`, the first number is an index of it and its cell the ifIndex
#   joined       one number: the cell of the join `interface` is the ifIndex; or else the key is
#                made of the table's `label` and the index
#   entity       entPhysicalIndex: the interface it is or sits in, by the joins `alias`, `name` and
#                `within`; or else the entity's name
#   entity-port  likewise, and what belongs to no interface is left out; `interface/lane` where the
#                names tell several lanes of it
#   entity-part  likewise, and only what belongs to no interface
#   entity-lane  the cell has a number for each lane: `interface/lane`, where there are several
#   lldp         TimeMark.LocalPortNum.RemIndex: the name of the local interface
#   lldp-v2      TimeMark.ifIndex.DestMacIndex.RemIndex: likewise
#   mac          a MAC address, six numbers
#   first-mac    the first six numbers are one, whatever follows
#   last-mac     the last six are, as in a forwarding table: fdbId.mac
#   mac-number   MAC address and number: `00:e0:fc:12:34:56/1`, a radio of an access point; more
#                may follow
#   key          the cell of the join `key`, or else `or_key`, a MAC address or text, or else the
#                text in the index, which stands behind the table's `skip` numbers
#   key-number   likewise, with a number behind it that the join's index does not have; more may
#                follow
#   row          the cell of the join `name`, or else the table's `label` and the row's place
#   text         text with its length before it
#   ip-version   RFC 4293: version, or version.ifIndex; a metric takes the version in its name
#   ip-address   RFC 4293 ipAddressTable: the cell is ifIndex, the address is in the index
#   ipv4-table   RFC 1213 ipAddrTable: likewise
#   ipv6-mib     RFC 2465 ipv6AddrTable: index ipv6IfIndex.address, the cell is the prefix length
#   interface-address  ifIndex and an address: the cell is the prefix length
#   ip-neighbour, ipv4-neighbour, ipv6-mib-neighbour
#                ifIndex and an address seen there (RFC 4293, 1213, 2465); the cell is its MAC
IndexKind = Literal[
    "scalar", "interface", "interface-lane", "interface-stack", "joined", "bridge-port", "pse",
    "entity", "entity-port", "entity-part", "entity-lane", "lldp", "lldp-v2",
    "mac", "first-mac", "last-mac", "mac-number", "key", "key-number", "row", "text", "ip-version",
    "ip-address", "ipv4-table", "ipv6-mib", "interface-address",
    "ip-neighbour", "ipv4-neighbour", "ipv6-mib-neighbour",
]  # fmt: skip
ENTITY_KINDS: tuple[IndexKind, ...] = ("entity", "entity-port", "entity-part", "entity-lane")
# Columns that an index kind may use besides the metrics' own.
JOINS: Mapping[IndexKind, frozenset[str]] = {
    "interface-stack": frozenset({"status", "aggregation"}),
    "joined": frozenset({"interface"}),
    "bridge-port": frozenset({"interface"}),
    **dict.fromkeys(ENTITY_KINDS, frozenset({"alias", "name", "within"})),
    "pse": frozenset({"entity", "alias", "name", "within"}),
    "key": frozenset({"key", "or_key"}),
    "key-number": frozenset({"key", "or_key"}),
    "row": frozenset({"name"}),
    "lldp": frozenset({"port_id", "port_description"}),
    "ip-address": frozenset({"prefix"}),
    "ipv4-table": frozenset({"mask"}),
    "ipv6-mib": frozenset({"interface_name"}),
    "ipv6-mib-neighbour": frozenset({"interface_name"}),
}
# When a table is read again: how often is the schedule's matter. `search` is asked for only where
# somebody looks for a device: forwarding tables and neighbours of a core are large.
Tier = Literal[
    "identity", "ports", "health", "radios", "stations", "optics", "neighbours", "search"
]


class Source(Record):
    """One column, or one scalar object, that a metric can be read from."""

    object: ObjectName = Field(description="the object's name in its MIB")
    column: Oid = Field(description="numeric OID without the index")
    scale: float = Field(default=1.0, description="value in the metric's unit = raw × scale")
    minimum: int | None = Field(default=None, description="a raw value below it is not believed")
    maximum: int | None = Field(default=None, description="a raw value above it is not believed")
    sentinels: tuple[int | str, ...] = Field(
        default=(), description="raw numbers, or texts as decoded, that say: no value"
    )
    bits: Literal[32, 64] | None = Field(
        default=None, description="width of a counter; one that says nothing is never taken to wrap"
    )
    spare: bool = Field(
        default=False, description="asked for only where the source before it came back empty"
    )
    instead_of: Oid | None = Field(
        default=None, description="asked for only where this column came back empty"
    )
    subtype: Oid | None = Field(
        default=None, description="LldpPortIdSubtype of the same row: 3 MAC, 4 address, else text"
    )
    chassis_subtype: Oid | None = Field(
        default=None, description="LldpChassisIdSubtype of the same row: 4 MAC, 5 address"
    )
    through: Oid | None = Field(
        default=None, description="the cell is an index of this column, whose cell is meant"
    )
    or_through: Oid | None = Field(default=None, description="where `through` has no such index")
    address_after: int | None = Field(
        default=None,
        ge=1,
        description="the value is the address at the end of an index, whose first so many numbers "
        "are the row's",
    )
    flags: tuple[str, ...] = Field(
        default=(), description="of BITS: a word for each bit, from the first; those set are told"
    )
    extract: Pattern[str] | None = Field(
        default=None, description="of a text, what the pattern's one group finds; else no value"
    )
    levels: Oid | None = Field(
        default=None, description="the cell is a place, from 1, in this column's list of numbers"
    )
    margin: Margin | None = None
    owner: Owner | None = None
    percent: Percent | None = None
    sensor: Sensor | None = None
    numbers: Mapping[int, int] = Field(
        default={}, description="what an enumeration's values stand for; any other is no value"
    )
    parts: Parts | None = None
    formula: Formula | None = Field(default=None, description="before sentinels, limits and scale")
    beside: tuple[Oid, ...] = Field(
        default=(),
        description="columns that show, with its own, which unit a formula has to do with",
    )

    @model_validator(mode="after")
    def _has_a_scale(self) -> Self:
        if not self.scale:
            raise ValueError("a scale of 0 makes every value 0")
        if self.extract is not None and self.extract.groups != 1:
            raise ValueError("`extract` has exactly one group")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column it uses besides its own."""
        sensor = (self.sensor.scale, self.sensor.precision) if self.sensor else ()
        percent = self.percent.columns if self.percent else ()
        parts = self.parts.columns if self.parts else ()
        margin = self.margin.signal if self.margin else None
        owner = self.owner.column if self.owner else None
        path = (self.through, self.or_through)
        one = (self.subtype, self.chassis_subtype, *path, self.levels, margin, owner)
        others = (*one, *percent, *sensor, *parts, *self.beside)
        return tuple(column for column in others if column is not None)


class Condition(Record):
    """A cell of the same row that decides whether the metric has a value."""

    object: ObjectName
    column: Oid
    equals: tuple[int | str, ...] = Field(default=(), description="numbers, or texts as decoded")
    matches: Pattern[str] | None = Field(default=None, description="found in the cell's text")
    missing: bool = Field(default=False, description="holds where the cell is missing")
    last: bool = Field(
        default=False,
        description="the cell stands in the row without its index's last number, and is that",
    )

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if sum((bool(self.equals), self.matches is not None, self.last)) != 1:
            raise ValueError("give one of `equals`, `matches` and `last`")
        return self


class Metric(Record):
    """One metric and where it is read, the best source first."""

    metric: str
    unit: str = ""
    type: Kind
    words: Mapping[int, str] = Field(default={}, description="an enumeration's, as in the MIB")
    in_service: tuple[str, ...] = Field(
        default=(), description="words of wlan.ap.state that an access point in service has"
    )
    sources: tuple[Source, ...] = Field(min_length=1)
    needs: tuple[Condition, ...] = Field(default=(), description="all of them hold")
    among: Pattern[str] | None = Field(
        default=None,
        description="only rows whose key it matches; what its group finds is the instance",
    )
    lane: int | None = Field(default=None, ge=1, description="the instance is `row's key/lane`")
    combine: Literal["sum", "mean", "max"] | None = Field(
        default=None, description="what several rows with one key make; else the first is kept"
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column it uses, its sources' own among them."""
        own = (column for source in self.sources for column in (source.column, *source.columns))
        return (*own, *(condition.column for condition in self.needs))

    @model_validator(mode="after")
    def _is_in_the_table(self) -> Self:
        definition = METRICS.get(self.metric)
        if definition is None:
            raise ValueError(f"metric {self.metric!r} is not in docs/metrics.md")
        if self.unit != definition.unit:
            raise ValueError(f"{self.metric} has the unit {definition.unit!r}, not {self.unit!r}")
        if self.type != definition.kind:
            raise ValueError(f"{self.metric} is of type {definition.kind}, not {self.type}")
        if (self.type == "enum") != bool(self.words):
            raise ValueError(f"{self.metric}: an enum, and only an enum, has words")
        if bool(self.in_service) != (self.metric == AP_STATE):
            raise ValueError(f"{AP_STATE}, and nothing else, says which words are `in_service`")
        if not set(self.in_service) <= set(self.words.values()):
            raise ValueError(f"{self.metric}: what is `in_service` is not among its words")
        if self.among is not None and self.among.groups != 1:
            raise ValueError(f"{self.metric}: `among` has exactly one group")
        if self.sources[0].spare:
            raise ValueError(f"{self.metric}: the first source cannot be a spare one")
        return self


class Table(Record):
    """Metrics whose columns share an index."""

    index: IndexKind
    joins: Mapping[str, Oid] = Field(default={}, description="columns that the index kind uses")
    label: str = Field(default="", max_length=20, description="of rows that have no name")
    skip: int = Field(
        default=0, ge=0, le=8, description="numbers of the index that stand before the key's text"
    )
    tier: Tier = "ports"
    needs: tuple[Condition, ...] = Field(
        default=(), description="of every row, whatever the metric"
    )
    max_repetitions: int | None = Field(
        default=None, ge=1, le=50, description="most rows of one answer that its agents bear"
    )
    metrics: tuple[Metric, ...] = Field(min_length=1)

    @cached_property
    def own_columns(self) -> frozenset[str]:
        """Return the columns that its metrics are read from."""
        return frozenset(source.column for metric in self.metrics for source in metric.sources)

    @cached_property
    def addressed(self) -> Mapping[str, int]:
        """Return the columns whose rows end in an address, with the numbers before it."""
        return {
            source.column: source.address_after
            for metric in self.metrics
            for source in metric.sources
            if source.address_after is not None
        }

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that all its metrics depend on."""
        return (*self.joins.values(), *(condition.column for condition in self.needs))

    @model_validator(mode="after")
    def _joins_fit_the_index(self) -> Self:
        unknown = set(self.joins) - JOINS.get(self.index, frozenset())
        if unknown:
            raise ValueError(f"index {self.index} does not use the join {sorted(unknown)[0]!r}")
        if self.skip and self.index not in ("key", "key-number"):
            raise ValueError(f"index {self.index} does not use `skip`")
        return self


class Quirk(Record):
    """What devices do that the MIB does not say."""

    what: LongText
    source: Remark = Field(description="vendor document, issue or recording that shows it")


class Recognition(Record):
    """How a device says that a profile is for it: all that is given must hold."""

    object_id: tuple[Oid, ...] = Field(
        default=(), description="sysObjectID begins with one of them"
    )
    description: Pattern[str] | None = Field(default=None, description="found in sysDescr")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.object_id and self.description is None:
            raise ValueError("give `object_id`, `description` or both")
        return self


class Profile(Record):
    """`collectors/<name>.yml`."""

    collector: Slug
    version: int = Field(ge=1)
    title: Name
    source: Remark = Field(description="the MIB and its edition")
    applies: Literal["all", "controllers", "poe"] = Field(
        default="all",
        description="controllers: devices that list access points; poe: devices that feed some",
    )
    recognise: Recognition | None = Field(
        default=None, description="absent: a standard MIB that any device may have"
    )
    vendor: Name | None = Field(default=None, description="told of a device that it recognises")
    tables: tuple[Table, ...] = Field(min_length=1)
    quirks: tuple[Quirk, ...] = ()
