"""Access points and a country's rules in; who has which channel, out.

Access points of a floor stand in the order of their names until floor plans say better: those next
to one another, and those above and below, get different channels where there are enough.
`allocations.lock` keeps a channel once it is given, so that new access points retune no others.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import log10
from typing import Final, NamedTuple

from parknet.design.scope import BuildingScope
from parknet.model.intent import Park
from parknet.model.radio import Country
from parknet.names import decode_name, encode_name

BANDS: Final = ("2.4", "5", "6")
UNCUT: Final = 1 << 16
# How much two access points with one channel disturb each other, by their distance in a row.
_SAME_FLOOR: Final = {1: 4, 2: 2, 3: 1}
_NEXT_FLOOR: Final = {0: 2, 1: 1}
_WIDE: Final = {20: 1, 40: 2, 80: 4, 160: 8}


class Choice(NamedTuple):
    """A channel that may be used, by its lowest 20 MHz channel, and how strong: EIRP in dBm."""

    channel: int
    eirp_dbm: float


class Site(NamedTuple):
    """An access point in its building: which floor, which place in the row."""

    name: str
    profile: str
    floor: int
    at: int
    mac: str = ""
    serial: str = ""


def width_of(park: Park, band: str) -> int:
    """Return the channel width of a band in MHz: 2.4 GHz has room for 20 alone."""
    return 20 if band == "2.4" else park.wlan.channel_width_5


def choices(country: Country, band: str, width_mhz: int, *, outdoor: bool) -> tuple[Choice, ...]:
    """Return the channels that a country allows, those without radar first.

    Args:
        country: its rules.
        band: 2.4, 5 or 6.
        width_mhz: 20, 40, 80 or 160. Wide channels are those of IEEE 802.11-2020, annex E: runs
            of 20 MHz channels that begin at 36, 149 (5 GHz) or 1 (6 GHz) and do not overlap.
        outdoor: whether the access point stands outside.
    """
    limits: dict[int, tuple[float, bool]] = {}
    preferred: set[int] = set()
    for allowed in country.ranges:
        if allowed.band != band or (outdoor and allowed.indoor):
            continue
        eirp_dbm = min(allowed.eirp_dbm, allowed.eirp_dbm_mhz + 10 * log10(width_mhz))
        limits |= dict.fromkeys(allowed.channels, (round(eirp_dbm, 1), allowed.radar))
        preferred.update(allowed.planned)
    if band == "2.4":
        return tuple(
            Choice(channel, limits[channel][0])
            for channel in sorted(limits)
            if not preferred or channel in preferred
        )
    span = _WIDE[width_mhz]
    found: list[tuple[bool, Choice]] = []
    for channel in sorted(limits):
        run = range(channel, channel + 4 * span, 4)
        if _begins(band, channel, span) and all(member in limits for member in run):
            eirp_dbm = min(limits[member][0] for member in run)
            radar = any(limits[member][1] for member in run)
            found.append((radar, Choice(channel, eirp_dbm)))
    return tuple(choice for _, choice in sorted(found))


def _begins(band: str, channel: int, span: int) -> bool:
    """Return whether a block of `span` channels begins here."""
    first = 1 if band == "6" else 36 if channel < 149 else 149
    return (channel - first) % (4 * span) == 0


def sites_of(scope: BuildingScope) -> list[Site]:
    """Return the access points of a building, floor by floor, each row in the order of names."""
    sites = []
    for floor, here in enumerate(scope.floors):
        named = sorted(
            (name, group.profile, group.macs.get(name, ""), group.serials.get(name, ""))
            for group in here.aps
            for name in group.names
        )
        sites += [
            Site(name, profile, floor, at, mac, serial)
            for at, (name, profile, mac, serial) in enumerate(named)
        ]
    return sites


def assign_channels(
    sites: Sequence[Site],
    allowed: Mapping[str, Sequence[Choice]],
    held: Mapping[str, int],
) -> dict[str, tuple[int, bool]]:
    """Return each access point's channel, and whether a neighbour has the same.

    Args:
        sites: the access points of a building.
        allowed: the channels of each profile; profiles without one are left out.
        held: channels given before; those still allowed stay.
    """
    sites = [site for site in sites if allowed.get(site.profile)]
    rows: dict[int, list[Site]] = {}
    for site in sites:
        rows.setdefault(site.floor, []).append(site)
    usable = {name: {choice.channel for choice in found} for name, found in allowed.items()}
    channel_of = {
        site.name: held[site.name] for site in sites if held.get(site.name) in usable[site.profile]
    }
    shared: dict[str, tuple[int, bool]] = {}
    used: dict[int, int] = {}
    for channel in channel_of.values():
        used[channel] = used.get(channel, 0) + 1
    for site in sites:
        if site.name in channel_of:
            continue
        cost: dict[int, int] = {}
        for weight, other in _near(site, rows):
            taken = channel_of.get(other.name)
            if taken is not None:
                cost[taken] = cost.get(taken, 0) + weight
        best = min(
            enumerate(allowed[site.profile]),
            key=lambda item: (cost.get(item[1].channel, 0), used.get(item[1].channel, 0), item[0]),
        )[1].channel
        channel_of[site.name] = best
        used[best] = used.get(best, 0) + 1
    for site in sites:
        mine = channel_of[site.name]
        is_shared = any(
            channel_of[other.name] == mine for weight, other in _near(site, rows) if weight > 1
        )
        shared[site.name] = (mine, is_shared)
    return shared


def _near(site: Site, rows: Mapping[int, Sequence[Site]]) -> Iterator[tuple[int, Site]]:
    """Yield the access points that disturb one, with how much."""
    for floor, weights in (
        (site.floor, _SAME_FLOOR),
        (site.floor - 1, _NEXT_FLOOR),
        (site.floor + 1, _NEXT_FLOOR),
    ):
        row = rows.get(floor, ())
        for at in range(max(site.at - 3, 0), min(site.at + 4, len(row))):
            weight = weights.get(abs(row[at].at - site.at))
            if weight is not None and row[at].name != site.name:
                yield weight, row[at]


def read_channels(text: str) -> dict[str, int]:
    """Return the channels a line of `allocations.lock` holds; what is no channel is passed over.

    Example:
        >>> read_channels("1:AP01,AP04;6:AP02")
        {'AP01': 1, 'AP04': 1, 'AP02': 6}
    """
    found: dict[str, int] = {}
    for group in text.split(";") if text else ():
        channel, _, names = group.partition(":")
        if channel.isascii() and channel.isdigit():
            found |= {decode_name(name): int(channel) for name in names.split(",")}
    return found


def format_channels(channels: Mapping[str, int]) -> str:
    """Return the line of `allocations.lock` for channels by access point.

    Example:
        >>> format_channels({"AP01": 1, "AP02": 6, "AP04": 1})
        '1:AP01,AP04;6:AP02'
    """
    groups: dict[int, list[str]] = {}
    for name, channel in sorted(channels.items()):
        groups.setdefault(channel, []).append(encode_name(name, UNCUT))
    return ";".join(f"{channel}:{','.join(names)}" for channel, names in sorted(groups.items()))


def controllers_of(park: Park) -> tuple[str, ...]:
    """Return the devices that list the access points: the first, and its backup if it has one."""
    first = controller_of(park)
    return (first,) if park.wlan.backup is None else (first, park.wlan.backup)


def controller_of(park: Park) -> str:
    """Return the device that lists the access points."""
    return park.wlan.controller or (*park.controllers, park.cores[0])[0].device
