"""What a configuration means, whatever its language: a plan in, or a rendered text, the same out.

Each platform has a reader `tests/conformance/read_<platform>.py` with `read(text: str) -> Meaning`,
written from the vendor's documentation and not from our templates.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from parknet.model.network import DevicePlan
from parknet.model.policy import FilterPlan, FilterRule
from tests.conformance.wireless import Wireless, wireless_of


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
    statics: set[tuple[str, str]] = field(default_factory=set)  # (prefix, next hop or `discard`)
    redistributes: bool = False  # OSPF learns static routes
    delegates: set[str] = field(default_factory=set)  # SVI: it learns routes from DHCPv6 answers
    ospf: dict[str, tuple[str, bool]] = field(default_factory=dict)  # SVI: (area, passive)
    ra: dict[str, str] = field(default_factory=dict)  # SVI: slaac or dhcpv6
    rdnss: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: resolvers it names
    relays: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: servers
    # SVI: (group, priority, address) of each virtual gateway, link-local ones aside.
    virtual: dict[str, frozenset[tuple[int, int, str]]] = field(default_factory=dict)
    # Of a pair: domain, own interface, the other's address, link between; LAG: shared number.
    mlag: tuple[str, str, str, str] | None = None
    shared: dict[str, int] = field(default_factory=dict)
    # Control VLAN of a ring: its ports, the one that blocks while it is whole, VLANs round it.
    rings: dict[int, tuple[frozenset[str], str, frozenset[int]]] = field(default_factory=dict)
    filters: dict[str, tuple[int, tuple[FilterRule, ...]]] = field(default_factory=dict)
    bound: dict[str, tuple[str, str]] = field(default_factory=dict)  # SVI: (v4, v6) inbound
    guards: dict[str, frozenset[str]] = field(default_factory=dict)  # port: words of `guard_words`
    translated: dict[str, frozenset[str]] = field(default_factory=dict)  # SVI: private sources
    # Who may open a command line, by IP version: none where anybody may.
    lines: dict[int, frozenset[str]] = field(default_factory=dict)
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
        if svi.rdnss:
            found.rdnss[svi.name] = frozenset(map(str, svi.rdnss))
        if svi.relay4 or svi.relay6:
            found.relays[svi.name] = frozenset(map(str, (*svi.relay4, *svi.relay6)))
        if svi.translated4:
            found.translated[svi.name] = frozenset(map(str, svi.translated4))
        if svi.vrrp is not None:
            found.virtual[svi.name] = frozenset(
                (svi.vrrp.group, svi.vrrp.priority, str(address))
                for address in (svi.vrrp.ipv4, svi.vrrp.ipv6)
                if address is not None
            )
        if svi.filter4 or svi.filter6:
            found.bound[svi.name] = (svi.filter4, svi.filter6)
    if device.mlag is not None:
        own = device.mlag
        found.mlag = (own.domain, own.interface, str(own.peer), own.lag)
    found.shared = {lag.name: lag.mlag for lag in device.lags if lag.mlag is not None}
    for ring in device.rings:
        blocking = ring.ports[0] if ring.owner else ""
        found.rings[ring.control_vlan] = (frozenset(ring.ports), blocking, frozenset(ring.vlans))
    found.filters = {plan.name: (plan.version, plain(plan)) for plan in device.filters}
    guarded = (*device.ports, *device.lags)
    found.guards = {port.name: words for port in guarded if (words := guard_words(port))}
    found.defaults = {str(r.next_hop) for r in device.routes if r.prefix.prefixlen == 0}
    found.statics = {
        (str(r.prefix), str(r.next_hop)) for r in device.routes if r.prefix.prefixlen
    } | {(str(prefix), "discard") for prefix in _dropped(device)}
    found.redistributes = device.redistributes
    sources = device.operators.sources if device.operators is not None else ()
    found.lines = {
        version: frozenset(str(source) for source in sources if source.version == version)
        for version in (4, 6)
        if sources
    }
    found.ntp = set(map(str, device.services.ntp))
    found.syslog = set(map(str, device.services.syslog))
    found.snmpv3_users = {device.services.snmp_user}
    found.wlan = wireless_of(device)
    return found


def _dropped(device: DevicePlan) -> tuple[object, ...]:
    return (*device.discards, *(device.bgp.announces if device.bgp is not None else ()))


def plain(plan: FilterPlan) -> tuple[FilterRule, ...]:
    """Return the rules without where they come from."""
    from dataclasses import replace

    return tuple(replace(rule, origin="") for rule in plan.rules)
