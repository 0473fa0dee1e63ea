"""What was found by asking devices for their neighbours, beside what the design has."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from parknet.model.cabling import CableEnd, CablingDifference
from parknet.model.record import Record

# outside: beyond the prefixes that may be asked. nameless: nobody told an address of it.
# limit: more than may be asked, or too far away.
Unasked = Literal["outside", "nameless", "limit"]


class FoundDevice(Record):
    """A device that was asked.

    Attributes:
        name: the design's, or as it calls itself, or its address.
    """

    name: str
    address: str
    planned: bool
    vendor: str = ""
    model: str = ""
    serial: str = ""
    software: str = ""
    description: str = ""
    via: str = Field(default="", description="the device and port that led to it")
    failure: str = Field(default="", description="why it told nothing")
    instead_of: str = Field(default="", description="whose address this is by the design")


class HeardDevice(Record):
    """A neighbour that was not asked."""

    name: str
    via: CableEnd
    planned: bool
    why: Unasked
    address: str = ""
    chassis: str = ""
    capabilities: str = ""
    description: str = ""


class FoundLink(Record):
    """A cable between two devices, as one of them hears it."""

    a: CableEnd
    b: CableEnd


class OccupiedPort(Record):
    """A port with machines behind it for which the design has no use."""

    device: str
    port: str
    macs: tuple[str, ...]


class Discovery(Record):
    """Everything that one search found."""

    park: str = ""
    devices: tuple[FoundDevice, ...] = ()
    heard: tuple[HeardDevice, ...] = ()
    links: tuple[FoundLink, ...] = ()
    differences: tuple[CablingDifference, ...] = Field(
        default=(), description="cables that are not as planned"
    )
    occupied: tuple[OccupiedPort, ...] = ()
    missing: tuple[str, ...] = Field(default=(), description="planned devices nobody has found")
    twins: Mapping[str, tuple[str, ...]] = Field(
        default={}, description="names that several devices call themselves, with their chassis"
    )
    cut: bool = Field(default=False, description="a limit was met: there may be more")
    taken_at: float = Field(default=0.0, description="Unix time, seconds")
    rehearsal: bool = False

    @property
    def strange(self) -> tuple[str, ...]:
        """Return the names of devices that answered and that the design does not know."""
        return tuple(one.name for one in self.devices if not one.planned and not one.failure)
