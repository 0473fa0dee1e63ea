"""Policy packs and contract profiles: what a text demands, in its own words, and how it is judged.

A pack quotes; it never sharpens. Where a text gives no number there is none here, and such a
clause passes or fails only under a contract profile that the park names.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from parknet.model.record import Bilingual, Record, Slug

ContractKind = Literal["wifi", "wired", "cabling", "optical"]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Level(StrEnum):
    """How well something is known, in rising order."""

    CONFIGURED = "configured"  # what we pushed
    OBSERVED = "observed"  # what SNMP says
    VERIFIED = "verified"  # what an active test with a known endpoint, or a survey, measured

    @property
    def rank(self) -> int:
        """Return 0, 1 or 2."""
        return list(Level).index(self)


class Purpose(StrEnum):
    """What a report is for."""

    MONITORING = "monitoring"  # 日常监测
    ACCEPTANCE = "acceptance"  # 验收


class Measure(StrEnum):
    """A population and what is asked of each of its members: implemented in `parknet.assess`."""

    PARK_UPLINK_SPEED = "park_uplink_speed"  # every carrier circuit
    BUILDING_UPLINK_SPEED = "building_uplink_speed"  # every building of the register
    DESKTOP_SPEED = "desktop_speed"  # every desktop outlet of the register
    IPV6_GATEWAY = "ipv6_gateway"  # every user VLAN of every building
    FIBRE_NETWORK = "fibre_network"  # every circuit and every link between buildings and cores
    FIBRE_DESKTOP = "fibre_desktop"  # the same, and every desktop outlet of the register
    FIBRE_ACCESS = "fibre_access"  # every circuit, and every building of the register
    WIFI_COVERAGE = "wifi_coverage"  # public areas and office buildings: by survey
    NONE = "none"  # nothing in this release measures it: the report says how to


class Indicator(Record):
    """What the text itself gives: `threshold` is None where it gives no number."""

    what: LongText
    operator: str
    threshold: float | str | tuple[str | float, ...] | Mapping[str, float] | None = None
    unit: str | None = None


class Clause(Record):
    """One sentence of a policy that touches the network, its proof, security or reporting."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-\d{2}$")]
    quote: LongText
    translation: LongText
    category: Slug
    force: Literal["shall", "promote", "encourage", "goal", "principle", "status", "gap"]
    binding: bool = Field(description="shall, or a goal with a number: only these can fail")
    deadline: str | None = None
    scope: LongText
    share: Literal["yes", "partial"] = Field(description="partial: the network's part only")
    share_note: str = ""
    indicator: Indicator
    measure: Measure = Measure.NONE
    applies_to: tuple[str, ...] = Field(
        default=(), description="kinds of building; empty means all of the measure's population"
    )
    contract: ContractKind | None = Field(
        default=None, description="the kind of contract profile that decides, where the text cannot"
    )
    level: Mapping[Purpose, Level]
    method: LongText = Field(description="how it is proved")
    method_zh: str = Field(default="", description="the same in Chinese, for the Chinese report")
    evidence: LongText
    notes: str = ""


class Pack(Record):
    """`coverage/targets/<id>.yml`: the clauses of one policy text."""

    pack: Slug
    version: str
    title: Bilingual
    source: LongText = Field(description="the document, its number and date")
    clauses: tuple[Clause, ...] = Field(min_length=1)
    sha256: str = Field(default="", description="of the file; set by the loader")


class Certainty(StrEnum):
    """How well the threshold's text is known."""

    A = "A"  # sure of the text
    B = "B"  # recalled and corroborated
    C = "C"  # not certain: no value is shipped


class Criterion(Record):
    """One measurable condition of a contract profile; no value where the certainty is C."""

    id: Slug
    what: LongText
    operator: Literal[">=", ">", "<=", "<", "=="]
    value: float | None
    unit: str
    share: float | None = Field(default=None, description="share of points that must meet it")
    certainty: Certainty
    source: LongText
    metric: str = Field(default="", description="what parknet judges by it; empty: it does not")
    applies_to: tuple[str, ...] = Field(
        default=(), description="words of media, classes or wavelengths in nm; empty means all"
    )
    exempt_segments: tuple[Slug, ...] = Field(
        default=(), description="links that carry one of them are excused"
    )


class CableClass(Record):
    """A class of cabling, and what links that meet it carry."""

    name: str
    words: tuple[str, ...] = Field(min_length=1, description="by which test limits name it")
    carries: float = Field(gt=0, description="Mbit/s over a permanent link that meets it")
    source: LongText


class Contract(Record):
    """`coverage/targets/contracts/<id>.yml`: numbers that a contract, not a policy, sets."""

    contract: Slug
    version: str
    kind: ContractKind
    title: Bilingual
    edition: LongText
    certainty: Certainty
    criteria: tuple[Criterion, ...]
    classes: tuple[CableClass, ...] = Field(
        default=(), description="of cabling, the best first: the first whose word fits is taken"
    )
    notes: str = ""
    sha256: str = ""
