"""What a configuration means, whatever its language: a plan in, or a rendered text, the same out.

Each platform has a reader `tests/conformance/read_<platform>.py` with `read(text: str) -> Meaning`,
written from the vendor's documentation and not from our templates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from parknet.model.network import DevicePlan
from parknet.model.policy import FilterPlan, FilterRule
from tests.conformance.wireless import Wireless, wireless_of

# AS number; (neighbour, its AS number); prefixes announced to each, and nothing else.
Bgp = tuple[int, frozenset[tuple[str, int]], frozenset[str]]


@dataclass
class Meaning:
    """The semantics of one device's configuration. Port names are the platform's own."""

    hostname: str = ""
    vlans: set[int] = field(default_factory=set)
    access: dict[str, int] = field(default_factory=dict)  # port: VLAN
    trunks: dict[str, tuple[int | None, frozenset[int]]] = field(default_factory=dict)
    lags: dict[str, frozenset[str]] = field(default_factory=dict)  # LAG: members
    treeless: set[str] = field(default_factory=set)  # switched ports without spanning tree
    shut: set[str] = field(default_factory=set)
    addresses: dict[str, set[IPv4Interface | IPv6Interface]] = field(default_factory=dict)
    defaults: set[str] = field(default_factory=set)  # next hops of default routes
    redistributes: bool = False  # OSPF learns static routes
    delegates: set[str] = field(default_factory=set)  # SVI: it learns routes from DHCPv6 answers
    ospf: dict[str, tuple[str, bool]] = field(default_factory=dict)  # SVI: (area, passive)
    vrfs: dict[str, str] = field(default_factory=dict)  # SVI: routing table, but the global one
    # (table, prefix, next hop or "" to discard, table of the next hop); "" is the global table
    statics: set[tuple[str, str, str, str]] = field(default_factory=set)
    originates: set[str] = field(default_factory=set)  # tables whose OSPF hands out a default
    ra: dict[str, str] = field(default_factory=dict)  # SVI: slaac or dhcpv6
    rdnss: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: resolvers it names
    pref64: dict[str, str] = field(default_factory=dict)  # SVI: NAT64's prefix, as it advertises it
    relays: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: servers
    # SVI: (group, priority, address) of each virtual gateway, link-local ones aside.
    virtual: dict[str, frozenset[tuple[int, int, str]]] = field(default_factory=dict)
    # Of a pair: link between the two, how they tell themselves apart, own and the other's address
    # where they listen, what they are to others; LAG: shared number; what no split shuts.
    mlag: tuple[str, str, str, str, str] | None = None
    shared: dict[str, int] = field(default_factory=dict)
    spared: set[str] = field(default_factory=set)
    # Control VLAN of a ring: its ports, the one that blocks while it is whole, VLANs round it.
    rings: dict[int, tuple[frozenset[str], str, frozenset[int]]] = field(default_factory=dict)
    filters: dict[str, tuple[int, tuple[FilterRule, ...]]] = field(default_factory=dict)
    bound: dict[str, tuple[str, str]] = field(default_factory=dict)  # SVI: (v4, v6) inbound
    guards: dict[str, frozenset[str]] = field(default_factory=dict)  # port: words of `guard_words`
    translated: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: private sources
    voice: dict[str, int] = field(default_factory=dict)  # port: VLAN that telephones tag
    marks: dict[str, int] = field(default_factory=dict)  # SVI: DSCP of what enters
    # Port: marks that go first, percent of the rest that video has.
    queues: dict[str, tuple[frozenset[int], int]] = field(default_factory=dict)
    believed: set[str] = field(default_factory=set)  # ports whose arriving marks count
    rates: dict[str, tuple[float, float]] = field(default_factory=dict)  # SVI: Mbit/s in, out
    stubs: dict[str, bool] = field(default_factory=dict)  # OSPF area: whether without summaries
    signed: set[str] = field(default_factory=set)  # SVIs on which OSPFv2 neighbours must sign
    snooped: set[int] = field(default_factory=set)  # VLANs with IGMP and MLD snooping
    pim: set[str] = field(default_factory=set)  # SVIs with PIM sparse mode, both IP versions
    queriers: set[str] = field(default_factory=set)  # SVIs that ask for members: IGMPv3, MLDv2
    rendezvous: tuple[str, ...] = ()  # IPv4, IPv6
    bfd: set[str] = field(
        default_factory=set
    )  # SVIs whose OSPF neighbours are watched, both versions
    bgp: Bgp | None = None
    root_priority: int | None = None  # of the spanning tree; None: nobody said any
    ntp_signed: set[str] = field(default_factory=set)  # servers whose answers must be signed
    # Who may open a command line, by IP version: none where anybody may.
    lines: dict[int, frozenset[str]] = field(default_factory=dict)
    polls: dict[int, frozenset[str]] = field(default_factory=dict)  # who may read by SNMP
    ntp: set[str] = field(default_factory=set)
    syslog: set[str] = field(default_factory=set)
    snmpv3_users: set[str] = field(default_factory=set)
    insecure: set[str] = field(default_factory=set)  # telnet, http, snmpv1, snmpv2c, ftp: enabled
    secrets: set[str] = field(default_factory=set)  # names of placeholders
    wlan: Wireless | None = None


def has_ipv4(found: Meaning, svi: str) -> bool:
    """Return whether a VLAN interface has an IPv4 address; OSPFv2 has nothing to do elsewhere."""
    return any(isinstance(address, IPv4Interface) for address in found.addresses.get(svi, ()))


def guard_words(port: object) -> frozenset[str]:
    """Return what guards a port, in words: `dot1x:monitor`, `ra-guard`, `storm:5`, …"""
    guard = getattr(port, "guard", None)
    if guard is None:
        return frozenset()
    words = {
        f"{name}:{mode}"
        for name, mode in (
            ("dot1x", guard.dot1x),
            ("arp", guard.arp_inspection),
            ("source", guard.source_guard),
        )
        if mode != "off"
    }
    flags = {
        "mab": guard.mab,
        "trusted": guard.dhcp_trusted,
        "ra-guard": guard.ra_guard,
        "dhcpv6-shield": guard.dhcpv6_shield,
        "bpdu-guard": guard.bpdu_guard,
    }
    words |= {name for name, is_on in flags.items() if is_on}
    if guard.storm_percent is not None:
        words.add(f"storm:{guard.storm_percent}")
    if guard.mac_limit is not None:
        words.add(f"macs:{guard.mac_limit}")
    return frozenset(words)


# RFC 4594: telephony EF, signalling and control CS5, surveillance video AF41.
DSCP = {"voice": 46, "control": 40, "video": 34, "standard": 0}
NAMES = {"ef": 46, "cs5": 40, "af41": 34, "default": 0}
# These snoop in all VLANs or in none; the last two do so whether or not anybody asks.
_SNOOP_ALL = ("cisco_ios", "arista_eos", "ruijie_rgos", "frr_ovs", "openwrt")
_SNOOP_ALWAYS = _SNOOP_ALL[-2:]


def megabits(rate_bps: float) -> float:
    """Return a rate as it is compared: platforms round in units of their own."""
    return round(rate_bps / 1e6, 1)


def _read_plan(device: DevicePlan, found: Meaning) -> None:
    """Add what a plan says of voice, QoS, routing's safeguards, multicast and time."""
    found.voice = {p.name: p.voice_vlan for p in device.ports if p.voice_vlan is not None}
    first = frozenset({DSCP["voice"], DSCP["control"]})
    found.queues = {port.name: (first, 40) for port in device.ports if port.queued}
    # A Catalyst believes every port, so what counts there is what VLAN interfaces mark.
    if device.platform != "cisco_ios":
        found.believed = {port.name for port in device.ports if port.believed}
    for svi in device.svis:
        if svi.traffic != "default":
            found.marks[svi.name] = DSCP[svi.traffic]
        if svi.rate_bps:
            found.rates[svi.name] = (megabits(svi.rate_bps), megabits(svi.rate_bps))
        if svi.multicast:
            found.pim.add(svi.name)
            if svi.role != "link":
                found.queriers.add(svi.name)
        if device.ospf_secret and svi.ospf and not svi.passive:
            found.signed.add(svi.name)
    found.bfd = {svi.name for svi in device.svis if svi.bfd}
    found.root_priority = device.stp_priority
    if device.bgp is not None:
        found.bgp = (
            device.bgp.as_number,
            frozenset((str(peer.address), peer.as_number) for peer in device.bgp.peers),
            frozenset(map(str, device.bgp.announces)),
        )
    found.stubs = {area: area != device.loopback_area for area in device.stub_areas}
    found.snooped = set(device.snooped_multicast)
    asked = found.snooped or device.platform in _SNOOP_ALWAYS
    if device.platform in _SNOOP_ALL and asked:
        found.snooped = set(found.vlans)
    if device.multicast is not None:
        found.rendezvous = (str(device.multicast.rp4), str(device.multicast.rp6))
    if device.services.ntp_secret:
        found.ntp_signed = set(map(str, device.services.ntp))


def without_lacking(found: Meaning, features: Mapping[str, object]) -> Meaning:
    """Return a meaning without what an operating system lacks.

    Args:
        found: what a plan means.
        features: of the operating system, as in `inventory/platforms`; empty leaves it as it is.
    """
    if not features:
        return found
    empty = Meaning()
    for feature, names in _FIELDS.items():
        if feature not in features:
            for name in names:
                setattr(found, name, getattr(empty, name))
    return found


_FIELDS = {
    "voice-vlan": ("voice",),
    "qos": ("marks",),
    "queueing": ("queues", "believed"),
    "rate-limit": ("rates",),
    "rdnss": ("rdnss",),
    "pref64": ("pref64",),
    "ospf-areas": ("stubs",),
    "bfd": ("bfd",),
    "bgp": ("bgp",),
    "stp": ("root_priority",),
    "ospf-auth": ("signed",),
    "mld-snooping": ("snooped",),
    "igmp-snooping": ("snooped",),
    "pim": ("pim", "queriers", "rendezvous"),
    "ntp-auth": ("ntp_signed",),
}


def meaning_of(device: DevicePlan) -> Meaning:
    """Return what a device's plan means."""
    lagged = {port.name for port in device.ports if port.lag}
    found = Meaning(hostname=device.name, vlans={vlan.vlan for vlan in device.vlans})
    found.treeless = {port for ring in device.rings for port in ring.ports}
    for port in device.ports:
        if not port.enabled:
            found.shut.add(port.name)
        if port.name in lagged or port.mode == "none":
            continue
        if port.enabled and not port.stp:
            found.treeless.add(port.name)
        if port.mode == "access" and port.vlan is not None:
            found.access[port.name] = port.vlan
        else:
            found.trunks[port.name] = (port.vlan, frozenset(port.tagged))
    for lag in device.lags:
        found.lags[lag.name] = frozenset(lag.members)
        found.trunks[lag.name] = (lag.native, frozenset(lag.tagged))
        if not lag.stp:
            found.treeless.add(lag.name)
    for svi in device.svis:
        found.addresses[svi.name] = {a for a in (svi.ipv4, svi.ipv6) if a is not None}
        if svi.ospf:
            found.ospf[svi.name] = (svi.area, svi.passive)
        if svi.ra != "none":
            found.ra[svi.name] = svi.ra
        if svi.delegated:
            found.delegates.add(svi.name)
        if svi.pref64 is not None:
            found.pref64[svi.name] = str(svi.pref64)
        if svi.rdnss:
            found.rdnss[svi.name] = frozenset(map(str, svi.rdnss))
        if svi.relay4 or svi.relay6:
            found.relays[svi.name] = frozenset(map(str, (*svi.relay4, *svi.relay6)))
        if svi.translated4:
            found.translated[svi.name] = frozenset(map(str, svi.translated4))
        if svi.vrrp is not None:
            found.virtual[svi.name] = frozenset(
                # Both answer: nobody is the active one.
                (0, 0, str(address))
                if svi.vrrp.anycast
                else (svi.vrrp.group, svi.vrrp.priority, str(address))
                for address in (svi.vrrp.ipv4, svi.vrrp.ipv6)
                if address is not None
            )
        if svi.vrf:
            found.vrfs[svi.name] = svi.vrf
        if svi.filter4 or svi.filter6:
            found.bound[svi.name] = (svi.filter4, svi.filter6)
    if device.mlag is not None:
        own = device.mlag
        if device.platform == "arista_eos":
            found.mlag = (own.lag, own.domain, own.interface, str(own.peer), "")
        else:
            which, mac = "first" if own.is_first else "second", own.mac
            found.mlag = (own.lag, which, str(own.own), str(own.heartbeat), mac)
            found.spared = {lag.name for lag in device.lags if lag.role == "uplink"}
            ways = (port for port in device.ports if port.role == "uplink" and not port.lag)
            found.spared |= {port.name for port in ways}
    found.shared = {lag.name: lag.mlag for lag in device.lags if lag.mlag is not None}
    for ring in device.rings:
        blocking = ring.ports[0] if ring.owner else ""
        found.rings[ring.control_vlan] = (frozenset(ring.ports), blocking, frozenset(ring.vlans))
    found.filters = {plan.name: (plan.version, plain(plan)) for plan in device.filters}
    guarded = (*device.ports, *device.lags)
    found.guards = {port.name: words for port in guarded if (words := guard_words(port))}
    found.defaults = {str(r.next_hop) for r in device.routes if r.prefix.prefixlen == 0}
    found.statics = {
        ("", str(r.prefix), str(r.next_hop), "") for r in device.routes if r.prefix.prefixlen
    }
    found.statics |= {("", str(prefix), "", "") for prefix in _dropped(device)}
    found.statics |= {
        (r.vrf, str(r.prefix), str(r.next_hop or ""), r.next_vrf) for r in device.table_routes
    }
    found.originates = {vrf.name for vrf in device.vrfs if vrf.default_originate}
    if device.router_id is not None and device.default_originate:
        found.originates.add("")
    found.redistributes = device.redistributes
    sources = device.operators.sources if device.operators is not None else ()
    found.lines = {
        version: frozenset(str(source) for source in sources if source.version == version)
        for version in (4, 6)
        if sources
    }
    found.polls = dict(found.lines)
    found.ntp = set(map(str, device.services.ntp))
    found.syslog = set(map(str, device.services.syslog))
    found.snmpv3_users = {device.services.snmp_user}
    found.wlan = wireless_of(device)
    _read_plan(device, found)
    return found


def _dropped(device: DevicePlan) -> tuple[object, ...]:
    return (*device.discards, *(device.bgp.announces if device.bgp is not None else ()))


def table_stubs(found: Meaning, table: str, kinds: dict[str, bool]) -> None:
    """Hold that a table beside the global one has the global one's stub areas, where it runs."""
    here = {area for name, (area, _) in found.ospf.items() if found.vrfs.get(name) == table}
    wanted = {area: kind for area, kind in found.stubs.items() if area in here}
    assert kinds == wanted, f"stub areas of {table}"


def plain(plan: FilterPlan) -> tuple[FilterRule, ...]:
    """Return the rules without where they come from."""
    from dataclasses import replace

    return tuple(replace(rule, origin="") for rule in plan.rules)
