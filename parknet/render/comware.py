"""What Comware's templates print but must not compute: a plan's value in, Comware's words out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from parknet.model.network import DevicePlan, LagPlan, PortPlan
from parknet.model.policy import FilterPlan, FilterRule, PortPair, Prefix

# Where a list ends: behind every other rule [D] ACL and QoS command reference, "rule".
LAST_RULE: Final = 65534
_STEP: Final = 5
_PROTOCOLS: Final = {
    (4, "ip"): "ip",
    (6, "ip"): "ipv6",
    (4, "icmp"): "icmp",
    (6, "icmp"): "icmpv6",
}
_DENY_ALL: Final = FilterRule("deny")


def acl_rules(plan: FilterPlan) -> Iterator[str]:
    """Yield the rules of a filter, numbered, and at the end what denies all others.

    A packet filter lets pass what no rule matches [D] ACL and QoS command reference,
    "packet-filter default deny". A list takes no rule twice [D] "rule"; the second says nothing.

    Example:
        >>> from parknet.model.policy import FilterPlan, FilterRule
        >>> web = FilterRule("permit", "tcp", destination_ports=(443, 443))
        >>> list(acl_rules(FilterPlan("office", 3001, 4, (web,))))
        ['5 permit tcp destination-port eq 443', '65534 deny ip']
    """
    deny = _words(_DENY_ALL, plan.version)
    texts = dict.fromkeys(_words(rule, plan.version) for rule in plan.rules)
    number = 0
    for text in texts:
        if text == deny:
            break
        number += _STEP
        yield f"{number} {text}"
    yield f"{LAST_RULE} {deny}"


def _words(rule: FilterRule, version: int) -> str:
    words = [rule.action, _PROTOCOLS.get((version, rule.protocol), rule.protocol)]
    if rule.source is not None:
        words += ["source", _prefix(rule.source)]
    if rule.source_ports is not None:
        words += ["source-port", _ports(rule.source_ports)]
    if rule.destination is not None:
        words += ["destination", _prefix(rule.destination)]
    if rule.destination_ports is not None:
        words += ["destination-port", _ports(rule.destination_ports)]
    if rule.established:
        words.append("established")
    if rule.icmp_type is not None:
        code = "" if rule.icmp_code is None else f" {rule.icmp_code}"
        words += ["icmp-type" if version == 4 else "icmp6-type", f"{rule.icmp_type}{code}"]
    if rule.log:
        words.append("logging")
    return " ".join(words)


def _prefix(prefix: Prefix) -> str:
    if prefix.version == 6:
        return str(prefix)
    wildcard = prefix.hostmask if prefix.prefixlen < 32 else 0
    return f"{prefix.network_address} {wildcard}"


def _ports(pair: PortPair) -> str:
    return f"eq {pair[0]}" if pair[0] == pair[1] else f"range {pair[0]} {pair[1]}"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a device must have switched on, since a port or an interface of it needs it."""

    dot1x: bool
    mab: bool
    shield: bool
    bpdu_guard: bool
    inspected: frozenset[int]  # VLANs with ARP and ND detection
    recorded: frozenset[int]  # VLANs whose hosts' addresses are learned
    ringed: frozenset[int]  # VLANs that a ring protects
    ring_ports: frozenset[str]
    areas: tuple[str, ...]


def needs(device: DevicePlan) -> Needs:
    """Return what a device must have switched on for its ports and interfaces."""
    guarded = [port for port in device.ports if port.guard is not None and port.enabled]
    guards = [port.guard for port in guarded if port.guard is not None]
    areas = {svi.area for svi in device.svis if svi.ospf and not svi.vrf}
    areas |= {device.loopback_area} if device.router_id is not None else set()
    return Needs(
        dot1x=any(guard.dot1x != "off" for guard in guards),
        mab=any(guard.mab for guard in guards),
        shield=any(guard.dhcpv6_shield for guard in guards),
        bpdu_guard=any(guard.bpdu_guard for guard in guards),
        inspected=frozenset(
            port.vlan
            for port in guarded
            if port.vlan and port.guard and port.guard.arp_inspection == "enforce"
        ),
        recorded=frozenset(port.vlan for port in guarded if port.vlan and records(port))
        if device.snooped_vlans
        else frozenset(),
        ringed=frozenset(vlan for ring in device.rings for vlan in ring.vlans),
        ring_ports=frozenset(port for ring in device.rings for port in ring.ports),
        areas=tuple(sorted(areas, key=IPv4Address)),
    )


def records(port: PortPlan) -> bool:
    """Return whether the addresses of a port's hosts are learned.

    They are long before anything checks them: a check that begins with an empty table cuts all off.
    """
    return port.mode == "access" and port.guard is not None and not port.guard.dhcp_trusted


def uninspected(end: PortPlan | LagPlan, inspected: frozenset[int]) -> bool:
    """Return whether a port or LAG carries VLANs with ARP detection and shall not be checked."""
    guard = end.guard
    if guard is not None and guard.arp_inspection == "enforce":
        return False
    if isinstance(end, LagPlan):
        return not inspected.isdisjoint(end.tagged)
    if end.lag is not None or not end.enabled or end.mode == "none":
        return False
    return end.vlan in inspected or not inspected.isdisjoint(end.tagged)


def kilobits(rate_bps: int) -> int:
    """Return a rate as `car cir` takes it: a multiple of 8 kbit/s, at least as much as said.

    Example:
        >>> kilobits(100_000_000), kilobits(1)
        (100000, 8)
    """
    return -(-rate_bps // 8000) * 8


def versions(prefixes: Iterable[Prefix], version: int) -> list[Prefix]:
    """Return the prefixes of one IP version."""
    return [prefix for prefix in prefixes if prefix.version == version]


def wildcard(prefix: Prefix) -> str:
    """Return a source as a basic access list takes it.

    Example:
        >>> from ipaddress import ip_network
        >>> wildcard(ip_network("10.0.0.0/24")), wildcard(ip_network("2001:db8::/32"))
        ('10.0.0.0 0.0.0.255', '2001:db8::/32')
    """
    return _prefix(prefix)


def ways_up(device: DevicePlan) -> list[str]:
    """Return a device's links up, aggregations as one."""
    ports = [port.name for port in device.ports if port.role == "uplink" and port.lag is None]
    return [*(lag.name for lag in device.lags if lag.role == "uplink"), *ports]


COMWARE_FILTERS: Final = {
    "ways_up": ways_up,
    "comware_acl_rules": acl_rules,
    "comware_needs": needs,
    "comware_records": records,
    "comware_uninspected": uninspected,
    "comware_kilobits": kilobits,
    "comware_versions": versions,
    "comware_wildcard": wildcard,
}
