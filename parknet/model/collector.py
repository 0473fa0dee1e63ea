"""Profiles of `collectors/*.yml`: which SNMP columns a device is asked for and what they mean.

A profile is data: units, scales, sentinels, how a table row gets its stable key, and quirks with
their source. Adding a vendor is adding a file; what a file cannot say is an `IndexKind`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from parknet.model.metrics import METRICS, Kind
from parknet.model.packs import LongText
from parknet.model.record import Name, Record, Remark, Slug

Oid = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)+$", max_length=200)]
ObjectName = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=60)]

# How a row's index becomes an instance:
#   scalar       `.0`: the instance is empty, for there is one
#   interface    the first number is ifIndex: the interface's name
#   mac          the first six numbers are a MAC address
#   key          the value of the column `joins.key`, or else the text in the index
#   pse          POWER-ETHERNET group.port, matched to the interface numbered alike
#   lldp         TimeMark.LocalPortNum.RemIndex: the name of the local interface
#   ip-address   RFC 4293 ipAddressTable: the cell is ifIndex, the address is in the index
#   ipv4-table   RFC 1213 ipAddrTable: likewise
#   ipv6-mib     RFC 2465 ipv6AddrTable: index ipv6IfIndex.address, the cell is the prefix length
IndexKind = Literal[
    "scalar", "interface", "mac", "key", "pse", "lldp", "ip-address", "ipv4-table", "ipv6-mib"
]
# Columns that an index kind may use besides the metrics' own.
JOINS: Mapping[IndexKind, frozenset[str]] = {
    "key": frozenset({"key"}),
    "lldp": frozenset({"port_id", "port_description"}),
    "ip-address": frozenset({"prefix"}),
    "ipv4-table": frozenset({"mask"}),
    "ipv6-mib": frozenset({"interface_name"}),
}


class Source(Record):
    """One column, or one scalar object, that a metric can be read from."""

    object: ObjectName = Field(description="the object's name in its MIB")
    column: Oid = Field(description="numeric OID without the index")
    scale: float = Field(default=1.0, gt=0, description="value in the metric's unit = raw × scale")
    minimum: int | None = Field(default=None, description="a raw value below it is not believed")
    maximum: int | None = Field(default=None, description="a raw value above it is not believed")
    sentinels: tuple[int | str, ...] = Field(
        default=(), description="raw numbers, or texts as decoded, that say: no value"
    )
    bits: Literal[32, 64] | None = Field(default=None, description="width of a counter")
    spare: bool = Field(
        default=False, description="asked for only where the source before it came back empty"
    )
    subtype: Oid | None = Field(
        default=None, description="LldpPortIdSubtype of the same row: 3 MAC, 4 address, else text"
    )


class Condition(Record):
    """A cell of the same row that decides whether the metric has a value."""

    object: ObjectName
    column: Oid
    equals: tuple[int, ...] = Field(min_length=1)
    missing: bool = Field(default=False, description="holds where the cell is missing")


class Metric(Record):
    """One metric and where it is read, the best source first."""

    metric: str
    unit: str = ""
    type: Kind
    words: Mapping[int, str] = Field(default={}, description="an enumeration's, as in the MIB")
    sources: tuple[Source, ...] = Field(min_length=1)
    needs: Condition | None = None

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
        if self.sources[0].spare:
            raise ValueError(f"{self.metric}: the first source cannot be a spare one")
        return self


class Table(Record):
    """Metrics whose columns share an index."""

    index: IndexKind
    joins: Mapping[str, Oid] = Field(default={}, description="columns that the index kind uses")
    metrics: tuple[Metric, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _joins_fit_the_index(self) -> Self:
        unknown = set(self.joins) - JOINS.get(self.index, frozenset())
        if unknown:
            raise ValueError(f"index {self.index} does not use the join {sorted(unknown)[0]!r}")
        return self


class Quirk(Record):
    """What devices do that the MIB does not say."""

    what: LongText
    source: Remark = Field(description="vendor document, issue or recording that shows it")


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
    tables: tuple[Table, ...] = Field(min_length=1)
    quirks: tuple[Quirk, ...] = ()
