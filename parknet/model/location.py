"""Where a MAC address or an IP address is plugged in, as switches, routers and controllers say."""

from typing import Literal

from pydantic import Field

from parknet.model.record import Record

# station: at an access point, over the air. device: it is one of the park's own devices.
# beyond: behind a device that told nothing of it, so that this is not its port but the way there.
PlaceKind = Literal["outlet", "ap", "port", "station", "device", "beyond"]


class Place(Record):
    """A port where an address was seen; of a station, the port of its access point."""

    kind: PlaceKind
    device: str
    port: str = ""
    members: tuple[str, ...] = Field(default=(), description="of a link aggregation")
    vlan: int | None = None
    building: str = ""
    floor: str = ""
    room: str = ""
    outlet: str = Field(default="", description="<building code>/<outlet>")
    ap: str = Field(default="", description="id of the access point there")
    others: int = Field(default=0, description="other MAC addresses that were learnt on the port")
    why: str = Field(default="", description="what makes it a candidate, for people")


class Hop(Record):
    """One device on the way, and its port towards the address."""

    device: str
    port: str


class Location(Record):
    """Where an address is plugged in, the likeliest place first.

    `certain` is claimed of one place that nothing contradicts.
    """

    asked: str
    macs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    way: tuple[Hop, ...] = Field(default=(), description="from its router to the place")
    certain: bool = False
    notes: tuple[str, ...] = Field(default=(), description="what speaks against it, for people")
    unread: tuple[str, ...] = Field(default=(), description="devices that told nothing")
    taken_at: float = Field(default=0.0, description="Unix time, seconds")
    rehearsal: bool = False
