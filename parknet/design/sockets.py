"""A device profile and what is to be plugged in, in; which port takes what, out.

`allocations.lock` keeps one line per device: what each port holds, in the profile's order, so that
a new outlet never moves the others. A line reads `o:1F-[001..020],-4,a:AP[1..2],l:b03-1f-acc1/1`:
outlets, four free ports, access points, links.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from parknet.design.places import ShortageError
from parknet.model.intent import DeviceProfile
from parknet.names import decode_name, encode_name, expand_range
from parknet.units import format_speed, parse_speed

_DIGITS: Final = "0123456789"
_UNCUT: Final = 1 << 16
_RUN: Final = re.compile(r"^([oal]):([^[]*)\[([0-9]+)\.\.([0-9]+)\]$")


class Port(NamedTuple):
    """A port as the profile describes it."""

    name: str
    speed_bps: int
    poe_w: float
    media: str
    member: int = 0  # of a stack, counted from 0


class Need(NamedTuple):
    """What something asks of its port: speed in bit/s, PoE in watts."""

    use: Literal["outlet", "ap", "link"]
    speed_bps: int
    poe_w: float = 0.0
    from_end: bool = False  # count from the last port, as uplinks do
    member: int | None = None  # of a stack; None takes any

    def __str__(self) -> str:
        poe = f" and {self.poe_w:g} W PoE" if self.poe_w else ""
        return f"{format_speed(self.speed_bps)}{poe}"


@dataclass(slots=True)
class Model:
    """A device profile with its ports named one by one."""

    name: str
    profile: DeviceProfile
    ports: tuple[Port, ...]
    members: int = 1  # of a stack
    _orders: dict[Need, tuple[int, ...]] = field(default_factory=dict)
    _stacked: "Model | None" = None

    @classmethod
    def of(cls, name: str, profile: DeviceProfile) -> "Model":
        """Return the model of a profile."""
        ports = tuple(
            Port(port, parse_speed(alike.speed), alike.poe_w, alike.media)
            for alike in profile.ports
            for port in expand_range(alike.names)
        )
        return cls(name, profile, ports)

    def stacked(self) -> "Model":
        """Return two of these as one device: the ports of the second follow those of the first.

        Raises:
            ValueError: the profile does not say how members' ports are named.
        """
        if self._stacked is None:
            naming = self.profile.stack
            if naming is None:
                raise ValueError(f"{self.name} cannot be stacked")
            ports = tuple(
                port._replace(
                    name=port.name.replace(
                        naming.slot, naming.member.format(member=naming.first + member), 1
                    ),
                    member=member,
                )
                for member in range(2)
                for port in self.ports
            )
            self._stacked = Model(self.name, self.profile, ports, 2)
        return self._stacked

    def candidates(self, need: Need) -> tuple[int, ...]:
        """Return the ports that can serve `need`, the least capable first.

        Links prefer fibre: copper ports are what outlets and access points can use.
        """
        order = self._orders.get(need)
        if order is None:
            fits = [
                index
                for index, port in enumerate(self.ports)
                if port.speed_bps >= need.speed_bps
                and port.poe_w >= need.poe_w
                and (need.use == "link" or port.media == "copper")
                and (need.member is None or port.member == need.member)
            ]
            order = tuple(sorted(fits, key=lambda index: self._preference(need, index)))
            self._orders[need] = order
        return order

    def _preference(self, need: Need, index: int) -> tuple[bool, bool, int, int]:
        port = self.ports[index]
        return (
            need.use == "link" and port.media != "fibre",
            port.poe_w > 0 and not need.poe_w,
            port.speed_bps,
            -index if need.from_end else index,
        )


# What each port of a device holds: `o:<outlet>`, `a:<access point>`, `l:<link>`, or None.
Panel = list[str | None]


def parse_panel(text: str, size: int) -> Panel:
    """Return what the ports hold, from a line of `allocations.lock`.

    Raises:
        ShortageError: the line is not one that `format_panel` writes.

    Example:
        >>> parse_panel("o:1F-[009..010],-1,a:AP1", 5)
        ['o:1F-009', 'o:1F-010', None, 'a:AP1', None]
    """
    panel: Panel = []
    for token in text.split(",") if text else ():
        run = _RUN.match(token)
        if run is not None:
            kind, stem, first, last = run.groups()
            stem = f"{kind}:{decode_name(stem)}"
            panel += [f"{stem}{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
        elif token[:2] in {"o:", "a:", "l:"}:
            panel.append(token[:2] + decode_name(token[2:]))
        elif token[0] == "-" and token[1:].isascii() and token[1:].isdigit():
            panel += [None] * int(token[1:])
        else:
            raise ShortageError(
                f"allocations.lock holds {token!r}, which is no port's use",
                "restore the file from version control, or remove the line",
            )
    return (panel + [None] * size)[: max(size, 0)]


def format_panel(panel: Iterable[str | None]) -> str:
    """Return the line of `allocations.lock` that stands for what the ports hold.

    Example:
        >>> format_panel(["o:1F-009", "o:1F-010", None, "a:AP1", None])
        'o:1F-[009..010],-1,a:AP1'
    """
    tokens: list[str] = []
    runs: list[list[str]] = []
    free = 0
    stem, width, following = "", 0, ""
    for owner in panel:
        if owner is None:
            free += 1
            continue
        if free:
            runs.append(["", str(free)])
            free = 0
            following = ""
        if owner == following:
            runs[-1][2] = owner
        else:
            runs.append([owner, owner, owner])
            stem = owner.rstrip(_DIGITS)
            width = len(owner) - len(stem)
        # A number that grows by a digit begins a run of its own.
        number = owner[-width:] if width else ""
        grown = str(int(number) + 1).zfill(width) if number else ""
        following = stem + grown if number and len(grown) == width else ""
    for run in runs:
        tokens.append(_format_run(run))
    return ",".join(tokens)


def _format_run(run: Sequence[str]) -> str:
    if len(run) == 2:
        return f"-{run[1]}"
    _, first, last = run
    kind, name = first[:2], first[2:]
    if first == last:
        return kind + encode_name(name, _UNCUT)
    stem = name.rstrip(_DIGITS)
    return f"{kind}{encode_name(stem, _UNCUT)}[{name[len(stem) :]}..{last[2 + len(stem) :]}]"


@dataclass(slots=True)
class Switch:
    """A device while things are plugged into it."""

    model: Model
    panel: Panel
    watts_left: float
    index_of: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model, held: str) -> "Switch":
        """Return the device with what `allocations.lock` holds for it."""
        return cls(model, parse_panel(held, len(model.ports)), model.profile.poe_budget_w)

    def keep(self, needs: Mapping[str, Need], elsewhere: Container[str]) -> None:
        """Keep what still fits and is not plugged in elsewhere; the rest must move."""
        for index, owner in enumerate(self.panel):
            need = needs.get(owner) if owner is not None else None
            if need is None or owner is None:
                continue
            stays = owner not in self.index_of and owner not in elsewhere
            if stays and index in self.model.candidates(need) and self._feeds(need):
                self.index_of[owner] = index
            else:
                self.panel[index] = None

    def _feeds(self, need: Need) -> bool:
        if need.poe_w > self.watts_left:
            return False
        self.watts_left -= need.poe_w
        return True

    def plug(self, need: Need, owners: Sequence[str]) -> int:
        """Plug in as many of `owners` as fit, in order, and return how many did."""
        done = 0
        # Ports nobody holds go first, then those of owners who are gone.
        for gone in (False, True):
            for index in self.model.candidates(need):
                if done == len(owners):
                    return done
                holder = self.panel[index]
                if (holder is not None) if not gone else (holder in self.index_of):
                    continue
                if not self._feeds(need):
                    return done
                self.panel[index] = owners[done]
                self.index_of[owners[done]] = index
                done += 1
        return done

    def line(self) -> str:
        """Return the line of `allocations.lock`."""
        return format_panel(self.panel)
