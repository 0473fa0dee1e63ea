"""What may travel in the feed, type by type: closed records, so nothing else has a field to go in.

No record has a field for a person, a MAC, a client's address or an enterprise's traffic (CQ-41,
PV-24). A minor version adds optional fields only; a major one is a new type.
"""

from typing import Literal

from parknet.model.packs import Level
from parknet.model.record import Record


class ProfileRef(Record):
    """The pack that was judged by, so that a changed threshold shows."""

    id: str
    version: str
    sha256: str


class VerdictData(Record):
    """`cn.parknet.verdict.v1`: one clause of one park."""

    clause: str
    profile: ProfileRef
    purpose: Literal["monitoring", "acceptance"]
    state: Literal["pass", "fail", "unknown", "not_applicable", "waived"]
    binding: bool
    level: Level | None
    required: Level
    reason: str
    numerator: int
    denominator: int
    unknown: int
    rehearsal: bool
    inventory_sha256: str
    register_sha256: str


class LinkStateData(Record):
    """`cn.parknet.linkstate.v1`: one planned link or circuit."""

    kind: Literal["link", "circuit"]
    state: Literal["as_planned", "degraded", "unknown"]
    speed_bps: int | None
    planned_bps: int
    rehearsal: bool


class HeartbeatData(Record):
    """`cn.parknet.heartbeat.v1`: a park that is alive, and how much it has still to tell."""

    version: str
    devices: int
    unreachable: int
    rehearsal: bool


DATA_OF: dict[str, type[VerdictData | LinkStateData | HeartbeatData]] = {
    "verdict": VerdictData,
    "linkstate": LinkStateData,
    "heartbeat": HeartbeatData,
}
