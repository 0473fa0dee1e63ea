"""What is expected, what was found, and the verdict on every clause.

Evidence below the required level may fail a clause but never passes it; no evidence is never a
pass; `unknown` stays in the denominator.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from parknet.model.cabling import CablingDifference
from parknet.model.network import DeviationPlan, RawPlan
from parknet.model.packs import Clause, ContractKind, Level, Purpose
from parknet.model.record import Record
from parknet.model.snapshot import Value

Operator = Literal["==", ">=", "<=", "contains"]


class Status(StrEnum):
    """The answer to one expectation or clause."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Reason(StrEnum):
    """Why a finding or a clause has its status: a key of the message catalogue."""

    MET = "met"
    TOO_SLOW = "too_slow"
    LINK_DOWN = "link_down"
    HALF_DUPLEX = "half_duplex"
    AP_DOWN = "ap_down"
    NO_IPV6 = "no_ipv6"  # the gateway does not show its planned address
    DIFFERS = "differs"  # any other value that is not what was expected
    PORT_DOWN = "port_down"  # nothing is plugged in or switched on: says nothing about speed
    NOT_READ = "not_read"  # the device answered, but not about this
    NOT_TOLD = "not_told"  # the device answered that it does not know
    NOT_COLLECTED = "not_collected"  # the device was not asked
    DEVICE_UNREACHABLE = "device_unreachable"
    DEVICE_AUTHENTICATION = "device_authentication"
    DEVICE_FAILED = "device_failed"
    NOT_MODELLED = "not_modelled"  # in the register, but not in the design
    BELOW_LEVEL = "below_level"  # met, but known less well than the purpose demands
    NEEDS_SURVEY = "needs_survey"
    NOT_MEASURED = "not_measured"  # nothing in this release measures the clause
    NOT_BINDING = "not_binding"  # progress is shown, nothing can fail
    NO_POPULATION = "no_population"  # the park has nothing that the clause is about
    NOT_A_DESK = "not_a_desk"  # an outlet for a camera, a machine, …
    SEEN_FASTER = "seen_faster"  # an earlier host at the port did as required
    CABLE_PASSED = "cable_passed"  # no host, but the cabling was tested and is good for it
    CABLE_FAILED = "cable_failed"  # its cabling was tested and failed
    NOT_TESTED = "not_tested"  # no instrument's result was imported
    NOT_JUDGED = "not_judged"  # the instrument gave no verdict, and no limit is known
    TOO_LONG = "too_long"
    LOSS_TOO_HIGH = "loss_too_high"
    IS_COPPER = "is_copper"
    IS_FIBRE = "is_fibre"
    LIGHT_TOO_WEAK = "light_too_weak"
    LIGHT_TOO_STRONG = "light_too_strong"
    NO_LIMIT = "no_limit"  # nobody gave a limit for this medium
    TOO_SHORT_A_TIME = "too_short_a_time"  # not polled for a day yet
    OVER_LIMIT = "over_limit"
    EXEMPT = "exempt"  # the contract profile excuses it by name
    TOO_FEW = "too_few"  # fewer were tested than the sample asks for
    SLOWER_CIRCUIT = "slower_circuit"  # another circuit is contracted to bring the bandwidth


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one instance of a metric on one device must show.

    Attributes:
        id: stable over runs: `<clause or design>:<subject>`.
        subject: what people call it: `building/b03`, `outlet/b03/1F-001`, `ap/b03/AP01`,
            `vlan/b03/office`, `circuit/telecom-1`, `link/…`.
        label: the subject in people's words, for reports.
        device: empty where nothing in the design can answer (a building nobody modelled).
        because: the clause's id, or `design` with `origin` giving file:line:column.
        members: ports that share the load, whose active sum is judged; `instance` is then their
            link aggregation, or the first of them where they form none.
        down: what it means that the port is down: a failure on an uplink, unknown at a desk.
        far: the other end of the cable, asked where `device` tells nothing.
        excused: why the expectation does not apply to this member; None where it does.
    """

    id: str
    subject: str
    label: str
    device: str
    metric: str
    instance: str
    operator: Operator
    target: Value
    unit: str
    level: Level
    because: str
    origin: str = ""
    members: tuple[str, ...] = ()
    down: Status = Status.FAIL
    excused: Reason | None = None
    far: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An expectation answered.

    Attributes:
        level: how well `observed` is known; None where nothing was read.
        observed: the value read, or None.
        reason: a key of the message catalogue that explains the status: see `Reason`.
        evidence: where the value comes from: `snmp:<device>:<metric>:<instance>@<Unix time>`,
            `test:<SHA-256 of the export>:<file:line>`, `samples:<device>:<metric>:<instance>`.
        parts: speeds of the members of a link aggregation that are active, in bit/s.
    """

    expectation: Expectation
    status: Status
    level: Level | None
    observed: Value | None
    reason: str
    evidence: str = ""
    parts: tuple[float, ...] = ()


class Counts(Record):
    """Mergeable counts; a rate is never averaged."""

    passed: int = 0
    failed: int = 0
    unknown: int = 0
    not_applicable: int = 0
    waived: int = 0

    @property
    def denominator(self) -> int:
        """Return everything that had to be answered: unknown stays in."""
        return self.passed + self.failed + self.unknown


class ClauseVerdict(Record):
    """One clause of one pack, answered."""

    clause: Clause
    pack: str
    pack_version: str
    pack_sha256: str
    status: Status
    required: Level
    level: Level | None = Field(description="the weakest level among what was answered")
    counts: Counts
    observed: str = Field(description="the decisive value in words, such as `27/28 ≥ 1000 Mbit/s`")
    reason: str
    contract: str = Field(default="", description="the contract profile that decided, if one did")


class Check(Record):
    """One criterion of a contract profile, answered over all that it is about.

    It is shown beside the clauses and decides none of them.
    """

    check: str = Field(description="a key of the catalogue: see `parknet.assess.checks`")
    kind: ContractKind
    contract: str
    contract_version: str
    contract_sha256: str
    limit: str = Field(default="", description="with its sign and unit; empty: it depends")
    status: Status
    reason: str
    counts: Counts
    observed: str = Field(default="", description="the worst value that was read, with its unit")
    where: str = Field(default="", description="what showed it")
    findings: tuple[Finding, ...] = Field(default=(), description="those that failed")


class Ipv6Readiness(Record):
    """Of one device: how many of its users' VLANs have a routed IPv6 address. For information."""

    device: str
    vlans: int
    ready: int
    unknown: int
    share_percent: float | None = Field(
        description="IPv6's part of all octets since its counters began; many devices count wrongly"
    )


class WlanLoad(Record):
    """Of one controller: which access points serve users, and how many. For information."""

    controller: str
    planned: int
    in_service: int
    unknown: int
    clients: int | None
    busiest_percent: float | None = Field(description="the most that a radio's channel is in use")
    busiest: str = ""


class Assessment(Record):
    """A park judged for one purpose; the one thing reports and the feed are made from."""

    park: str
    name: Mapping[str, str]
    kind: str
    region: str
    purpose: Purpose
    rehearsal: bool
    taken_at: float
    intent_digest: str
    register_digest: str
    verdicts: tuple[ClauseVerdict, ...]
    findings: tuple[Finding, ...]
    pack_titles: Mapping[str, Mapping[str, str]] = Field(
        default={}, description="pack: its title in zh and en"
    )
    segment_names: Mapping[str, Mapping[str, str]] = Field(
        default={}, description="segment: what people call it in zh and en, where it has a name"
    )
    unmodelled: tuple[str, ...] = Field(default=(), description="registered, but not in the intent")
    unregistered: tuple[str, ...] = Field(default=(), description="in the intent, not registered")
    unreachable: Mapping[str, str] = Field(default={}, description="device: why it was not read")
    deviations: tuple[DeviationPlan, ...] = Field(
        default=(), description="features that devices go without; no owner: nobody accepted it"
    )
    checks: tuple[Check, ...] = Field(default=(), description="contract profiles, line by line")
    ipv6: tuple[Ipv6Readiness, ...] = ()
    wlan: tuple[WlanLoad, ...] = ()
    cabling: tuple[CablingDifference, ...] = Field(
        default=(), description="cables that differ from the plan, by what devices hear"
    )
    hearing: int = Field(default=0, description="devices that told their neighbours")
    raw: tuple[RawPlan, ...] = Field(default=(), description="escape hatches in use")
