"""What protects access ports and command lines: `protection`, `radius`, `operators` in, plans out.

Nothing is enforced on a device whose ownership is observe or monitor: it gets no guards at all.
What may cut a host off (802.1X, ARP inspection, source guard) is tried first: `enforce` is refused
until `monitored_since` names a day at least two weeks back. The filter on command lines exists
only where `operators.stations` is written: see `parknet.design.operators`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from parknet.design.features import Want, lacking
from parknet.design.scope import BuildingScope
from parknet.model.demands import Mode, Protection
from parknet.model.intent import Intent, Path, Segment
from parknet.model.policy import PortGuard, RadiusPlan

# Two weeks see every weekly habit of a building twice.
MONITOR_DAYS: Final = timedelta(days=14)
TRIED_FIRST: Final = ("dot1x", "arp_inspection", "source_guard")
# What each mode of what is tried first needs of an operating system.
_FEATURES: Final = {
    ("dot1x", Mode.MONITOR): ("dot1x", "mab", "radius", "dot1x-monitor"),
    ("dot1x", Mode.ENFORCE): ("dot1x", "mab", "radius"),
    ("arp_inspection", Mode.MONITOR): ("arp-inspection-monitor",),
    ("arp_inspection", Mode.ENFORCE): ("arp-inspection", "nd-inspection"),
    ("source_guard", Mode.MONITOR): ("source-guard-monitor",),
    ("source_guard", Mode.ENFORCE): ("source-guard", "source-guard6"),
}
_SWITCHES: Final = {
    "dhcp_snooping": "dhcp-snooping",
    "ra_guard": "ra-guard",
    "dhcpv6_shield": "dhcpv6-shield",
    "bpdu_guard": "bpdu-guard",
    "storm_control_percent": "storm-control",
    "mac_limit": "mac-limit",
}


@dataclass(frozen=True, slots=True)
class AccessGuards:
    """The guards of an access switch of one profile; ports share the records.

    Attributes:
        hosts: of a host's port, by whether its VLAN is snooped, whether it is an edge port and
            whether routers of customers are behind it. In a segment with fixed addresses there are
            no bindings to hold packets against; a switch that people plugged in sends BPDUs; a
            customer's router sends from the prefix it was handed, which no switch binds to a port.
        ap: of an access point's port: its clients roam, so no bindings and no 802.1X.
        uplink: of the way to the DHCP servers.
        snooped: VLANs with DHCP snooping.
        without: features the profile lacks.
    """

    hosts: Mapping[tuple[bool, bool, bool], PortGuard | None] = field(default_factory=dict)
    ap: PortGuard | None = None
    uplink: PortGuard | None = None
    snooped: frozenset[int] = frozenset()
    routed: frozenset[int] = frozenset()  # VLANs with customers' routers
    radius: RadiusPlan | None = None
    without: frozenset[str] = frozenset()

    def of_host(self, vlan: int, *, edge: bool) -> PortGuard | None:
        """Return the guard of a host's port."""
        return self.hosts.get((vlan in self.snooped, edge, vlan in self.routed))


UNGUARDED: Final = AccessGuards()


def access_wants(intent: Intent) -> tuple[Want, ...]:
    """Return what `protection` asks of the access switches that parknet may change."""
    protection = intent.park.protection
    wants: list[Want] = []

    def want(key: str, features: tuple[str, ...]) -> None:
        path: Path = ("park", "protection", key)
        written = key in protection.model_fields_set
        wants.extend(Want(feature, path, written) for feature in features)

    for key, feature in _SWITCHES.items():
        if getattr(protection, key):
            want(key, (feature,))
    for key in TRIED_FIRST:
        want(key, _FEATURES.get((key, getattr(protection, key)), ()))
    return tuple(wants)


def voice_want(segment: str) -> Want:
    """Return what a voice segment asks of an access switch."""
    return Want("voice-vlan", ("park", "segments", segment, "purpose"))


def voice_segment(scope: BuildingScope) -> tuple[str, Segment] | None:
    """Return the voice segment that reaches a building: the first by VLAN."""
    found = (pair for pair in scope.segments if pair[1].purpose == "voice")
    return next(found, None)


def access_guards(intent: Intent, profile: str, *, enforced: bool) -> AccessGuards:
    """Return the guards of access switches of one device profile.

    Args:
        intent: a park with its library.
        profile: name of a device profile.
        enforced: whether parknet may change the device.
    """
    if not enforced:
        return UNGUARDED
    wants = access_wants(intent)
    without = frozenset(want.feature for want in lacking(intent, profile, wants))
    allowed = _allowed(intent.park.protection, without)
    snooped: frozenset[int] = frozenset()
    if allowed.dhcp_snooping:
        segments = intent.park.segments.values()
        snooped = frozenset(segment.vlan for segment in segments if segment.dhcp)
    full = PortGuard(
        dot1x=allowed.dot1x.value,
        mab=allowed.dot1x is not Mode.OFF,
        ra_guard=allowed.ra_guard,
        dhcpv6_shield=allowed.dhcpv6_shield,
        arp_inspection=allowed.arp_inspection.value,
        source_guard=allowed.source_guard.value,
        storm_percent=allowed.storm_control_percent,
        mac_limit=allowed.mac_limit,
        bpdu_guard=allowed.bpdu_guard,
    )
    ap = PortGuard(
        ra_guard=full.ra_guard,
        dhcpv6_shield=full.dhcpv6_shield,
        storm_percent=full.storm_percent,
    )
    trusts = bool(snooped) or allowed.dhcpv6_shield
    return AccessGuards(
        hosts={
            (is_snooped, edge, routed): _or_none(_for_port(full, is_snooped, edge, routed))
            for is_snooped in (False, True)
            for edge in (False, True)
            for routed in (False, True)
        },
        ap=_or_none(ap),
        uplink=PortGuard(dhcp_trusted=True) if trusts else None,
        snooped=snooped,
        routed=frozenset(s.vlan for s in intent.park.segments.values() if s.delegate is not None),
        radius=radius_plan(intent) if allowed.dot1x is not Mode.OFF else None,
        without=without,
    )


def _for_port(full: PortGuard, is_snooped: bool, edge: bool, routed: bool) -> PortGuard:
    if not is_snooped:
        full = replace(full, arp_inspection="off")
    if not is_snooped or routed:
        full = replace(full, source_guard="off")
    return full if edge else replace(full, bpdu_guard=False)


def _or_none(guard: PortGuard) -> PortGuard | None:
    return None if guard == PortGuard() else guard


def _allowed(protection: Protection, without: frozenset[str]) -> Protection:
    """Return what is left of `protection` where features are lacking."""
    gone: dict[str, bool | Mode | None] = {}
    for key, feature in _SWITCHES.items():
        if feature in without:
            gone[key] = None if key in ("storm_control_percent", "mac_limit") else False
    for key in TRIED_FIRST:
        needed = _FEATURES.get((key, getattr(protection, key)), ())
        if without.intersection(needed):
            gone[key] = Mode.OFF
    if "dhcp-snooping" in without or not protection.dhcp_snooping:
        # Without bindings they would hold every packet against nothing.
        gone["arp_inspection"] = gone["source_guard"] = Mode.OFF
    return protection.model_copy(update=gone)


def radius_plan(intent: Intent) -> RadiusPlan | None:
    """Return the RADIUS servers of a park that has any."""
    radius = intent.park.radius
    return None if radius is None else RadiusPlan(radius.servers, radius.secret)


def monitored_long_enough(protection: Protection, today: date | None) -> bool:
    """Return whether `monitored_since` is a day at least two weeks back.

    Args:
        protection: what the park asks for.
        today: None asks only that the day is there and is one of the calendar.
    """
    try:
        since = date.fromisoformat(protection.monitored_since or "")
    except ValueError:
        return False
    return today is None or since + MONITOR_DAYS <= today


def enforced_modes(protection: Protection) -> Iterator[str]:
    """Yield the fields that enforce what must be tried first."""
    for key in TRIED_FIRST:
        if getattr(protection, key) is Mode.ENFORCE:
            yield key
