"""What command lines of Cisco's descent (IOS, EOS, RGOS) want computed: a plan in, words out."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Interface, IPv4Network
from typing import Final

from parknet.model.network import DevicePlan, PortPlan, SviPlan
from parknet.model.policy import FilterPlan, FilterRule, PortGuard, PortPair, Prefix, RingPlan
from parknet.names import encode_name


@lru_cache(maxsize=4096)
def commas(tagged: Iterable[int], native: int | None = None) -> str:
    """Return VLAN numbers in rising order, as IOS lists them.

    Example:
        >>> commas((40, 50, 51, 52), 100)
        '40,50-52,100'
    """
    runs: list[list[int]] = []
    for number in sorted({*tagged} | ({native} if native is not None else set())):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def vlan_name(name: str, vlan: int) -> str:
    """Return a VLAN's name: one word, at most 32 characters, unlike that of any other VLAN.

    IOS refuses two VLANs of one name, and every link between routers has the same one.

    Example:
        >>> vlan_name("link", 3003), vlan_name("3#厂房 a", 10)
        ('link-3003', '3%23%E5%8E%82%E6%88%BF%20a-10')
    """
    return f"{encode_name(name, 31 - len(str(vlan)))}-{vlan}"


def wildcard(interface: IPv4Interface) -> str:
    """Return the network an address lies in with its wildcard mask.

    Example:
        >>> wildcard(IPv4Interface("10.20.12.1/24"))
        '10.20.12.0 0.0.0.255'
    """
    return f"{interface.network.network_address} {interface.network.hostmask}"


def wild_prefix(prefix: IPv4Network) -> str:
    """Return a prefix with its wildcard mask.

    Example:
        >>> wild_prefix(IPv4Network("10.20.15.0/26"))
        '10.20.15.0 0.0.0.63'
    """
    return f"{prefix.network_address} {prefix.hostmask}"


def _masked(prefix: Prefix) -> str:
    if prefix.version == 6:
        return str(prefix)
    return f"{prefix.network_address} {prefix.hostmask}"


def _end(
    prefix: Prefix | None, ports: PortPair | None, spell: Callable[[Prefix], str]
) -> Iterable[str]:
    if prefix is None:
        yield "any"
    elif prefix.prefixlen == prefix.max_prefixlen:
        yield f"host {prefix.network_address}"
    else:
        yield spell(prefix)
    if ports is not None:
        low, high = ports
        yield f"eq {low}" if low == high else f"range {low} {high}"


def _rule(rule: FilterRule, protocol: str, spell: Callable[[Prefix], str]) -> str:
    words = [
        rule.action,
        protocol,
        *_end(rule.source, rule.source_ports, spell),
        *_end(rule.destination, rule.destination_ports, spell),
    ]
    if rule.icmp_type is not None:
        words.append(str(rule.icmp_type))
        if rule.icmp_code is not None:
            words.append(str(rule.icmp_code))
    if rule.established:
        words.append("established")
    if rule.log:
        words.append("log")
    return " ".join(words)


def ios_rules(plan: FilterPlan) -> list[str]:
    """Return a filter's rules as IOS and RGOS write them: wildcard masks for IPv4.

    Example:
        >>> rule = FilterRule("permit", "udp", IPv4Network("10.20.12.0/24"), None, None, (53, 53))
        >>> ios_rules(FilterPlan("a", 3000, 4, (rule, FilterRule("deny", log=True))))
        ['permit udp 10.20.12.0 0.0.0.255 any eq 53', 'deny ip any any log']
    """
    whole = "ip" if plan.version == 4 else "ipv6"
    return [
        _rule(rule, whole if rule.protocol == "ip" else rule.protocol, _masked)
        for rule in plan.rules
    ]


def eos_rules(plan: FilterPlan) -> list[str]:
    """Return a filter's rules as EOS writes them: prefix lengths, and ICMP by its version.

    Example:
        >>> eos_rules(FilterPlan("a", 3000, 6, (FilterRule("permit", "icmp", icmp_type=135),)))
        ['permit icmpv6 any any 135']
    """
    names = {"ip": "ip", "icmp": "icmp"} if plan.version == 4 else {"ip": "ipv6", "icmp": "icmpv6"}
    return [_rule(rule, names.get(rule.protocol, rule.protocol), str) for rule in plan.rules]


def numbered(lines: Iterable[object], before: str = "") -> list[str]:
    """Return lines with sequence numbers in tens.

    Example:
        >>> numbered(["permit ip any any"])
        ['10 permit ip any any']
    """
    return [f"{at * 10} {before}{line}" for at, line in enumerate(lines, 1)]


def _guards(device: DevicePlan) -> Iterable[PortGuard]:
    for port in device.ports:
        if port.guard is not None:
            yield port.guard
    for lag in device.lags:
        if lag.guard is not None:
            yield lag.guard


def guarded(device: DevicePlan, field: str, mode: str = "") -> bool:
    """Return whether a port has a guard: in the given mode, or in any.

    Example:
        `device | guarded("dot1x")`, `device | guarded("arp_inspection", "monitor")`
    """
    asked = {getattr(guard, field) for guard in set(_guards(device))} - {None, False, "off"}
    return mode in asked if mode else bool(asked)


def enforced_vlans(device: DevicePlan, field: str) -> tuple[int, ...]:
    """Return the access VLANs of the ports that enforce a guard, in rising order."""
    found = {
        port.vlan
        for port in device.ports
        if port.guard is not None and port.vlan and getattr(port.guard, field) == "enforce"
    }
    return tuple(sorted(found))


def voice_vlans(device: DevicePlan) -> list[int]:
    """Return the voice VLANs of a device's ports, in rising order."""
    return sorted({port.voice_vlan for port in device.ports if port.voice_vlan is not None})


def _policy(traffic: str, rate_bps: int) -> str:
    words = [traffic] if traffic != "default" else []
    words += [f"rate-{rate_bps}"] if rate_bps else []
    return "-".join(("parknet", *words)) if words else ""


def policy(svi: SviPlan) -> str:
    """Return the name of the QoS policy for what enters a segment; "" where it needs none."""
    return _policy(svi.traffic, svi.rate_bps)


def policies(svis: Iterable[SviPlan]) -> list[tuple[str, str, int]]:
    """Return the QoS policies in use: name, traffic class and rate limit in bit/s.

    What leaves a segment is limited too, by a policy that marks nothing.
    """
    wanted = {(svi.traffic, svi.rate_bps) for svi in svis}
    wanted |= {("default", rate) for _, rate in wanted}
    found = ((_policy(*pair), *pair) for pair in wanted)
    return sorted(policy for policy in found if policy[0])


def multicast(svis: Iterable[SviPlan]) -> bool:
    """Return whether a segment asks for multicast."""
    return any(svi.multicast for svi in svis)


def has_vrrp(svis: Iterable[SviPlan]) -> bool:
    """Return whether a segment has a virtual gateway."""
    return any(svi.vrrp is not None for svi in svis)


def privilege(role: str) -> int:
    """Return the privilege level of an operator's role; 15 may do everything, 1 may look.

    Example:
        >>> privilege("system"), privilege("security"), privilege("audit")
        (15, 7, 1)
    """
    return {"system": 15, "security": 7}.get(role, 1)


def eos_role(role: str) -> str:
    """Return the EOS role of an operator's: two come with EOS, two are defined by the template.

    Example:
        >>> eos_role("viewer"), eos_role("audit")
        ('network-operator', 'parknet-audit')
    """
    built_in = {"system": "network-admin", "viewer": "network-operator"}
    return built_in.get(role, f"parknet-{role}")


# RFC 4594, 4.1–4.4: telephony EF, signalling and control CS5 (OAM and control of machines here),
# surveillance video AF41.
_DSCP: Final = {"voice": 46, "control": 40, "video": 34, "standard": 0, "default": 0}


def dscp(traffic: str) -> int:
    """Return the code point of a traffic class (RFC 4594).

    Example:
        >>> dscp("voice")
        46
    """
    return _DSCP[traffic]


def queueing(ports: Iterable[PortPlan]) -> bool:
    """Return whether a device queues by marks."""
    return any(port.queued for port in ports)


def link_local(group: int) -> str:
    """Return the link-local address that a VRRP group shares (RFC 9568, 5.2.9: it comes first).

    Example:
        >>> link_local(10)
        'fe80::a'
    """
    return f"fe80::{group:x}"


def of_version(prefixes: Iterable[Prefix], number: int) -> list[Prefix]:
    """Return the prefixes or addresses of one IP version."""
    return [prefix for prefix in prefixes if prefix.version == number]


def ring_instances(rings: Iterable[RingPlan]) -> list[tuple[int, RingPlan]]:
    """Return rings with the spanning tree instance that each protects."""
    return list(enumerate(rings, 1))


def answers_with_other(device: DevicePlan) -> bool:
    """Return whether a device and another answer to a gateway's address at once."""
    return any(svi.vrrp is not None and svi.vrrp.anycast for svi in device.svis)


CLI_FILTERS: Final = {
    "answers_with_other": answers_with_other,
    "rings": ring_instances,
    "commas": commas,
    "vlan_name": vlan_name,
    "wildcard": wildcard,
    "wild_prefix": wild_prefix,
    "ios_rules": ios_rules,
    "eos_rules": eos_rules,
    "numbered": numbered,
    "guarded": guarded,
    "enforced_vlans": enforced_vlans,
    "voice_vlans": voice_vlans,
    "policy": policy,
    "policies": policies,
    "multicast": multicast,
    "has_vrrp": has_vrrp,
    "privilege": privilege,
    "eos_role": eos_role,
    "dscp": dscp,
    "queueing": queueing,
    "link_local": link_local,
    "of_version": of_version,
}
