"""The register: what exists, from the land and property register, whoever modelled it or not.

It is the denominator of every clause about buildings and desks.
"""

from typing import NamedTuple

from parknet.model.record import Record


class RegisteredRoom(NamedTuple):
    """One line of the register: a room of a building with the outlets in its walls."""

    building: str
    kind: str
    floor: str
    room: str
    outlets: tuple[str, ...]
    origin: str


class Register(Record):
    """All lines of one park's register, in the file's order; `digest` is the file's SHA-256."""

    rooms: tuple[RegisteredRoom, ...]
    digest: str

    def buildings(self) -> dict[str, str]:
        """Return the kind of every building by its name."""
        return {room.building: room.kind for room in self.rooms}

    def outlets(self) -> dict[tuple[str, str], RegisteredRoom]:
        """Return the room of every outlet by building and outlet name."""
        return {(room.building, outlet): room for room in self.rooms for outlet in room.outlets}
