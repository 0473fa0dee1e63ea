"""What a device is joined to: read before a change and after it, so that a loss is seen in time."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from parknet.model.record import Record

TieKind = Literal["port", "lldp", "ospf", "ospfv3", "bgp", "gateway"]


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """One thing that a device has as long as all is well.

    Attributes:
        kind: `port` is up; a neighbour by `lldp`; a full adjacency of `ospf` or `ospfv3`; an
            established `bgp` session; a default `gateway` that answers.
        at: the interface by its full name; for sessions and gateways the address at the far end.
        to: who is at the other end: a name or a router id; empty where `at` says it all.
    """

    kind: TieKind
    at: str
    to: str = ""


class Standing(Record):
    """A device at one moment."""

    device: str
    ties: tuple[Tie, ...]
    aps: int | None = Field(default=None, description="access points joined; None: no controller")
    unchecked: tuple[str, ...] = Field(
        default=(), description="what could not be asked, such as `OSPFv3: refused`"
    )
