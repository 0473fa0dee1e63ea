"""What only Huawei VRP spells its own way: a rule of a filter in, its words out."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address
from typing import Final, NamedTuple

from parknet.model.network import DevicePlan, LagPlan, PortPlan
from parknet.model.policy import FilterPlan, FilterRule, OperatorPlan, Prefix

# Numbers of rules rise by the device's own step [D: CE6800, ACL, step].
STEP: Final = 5
# `traffic-filter` lets pass what no rule matches [D: S5700, traffic-filter], so every filter ends
# with a rule that does not. Its number stays where rules come and go before it.
LAST: Final = 65534
_DENY: Final = FilterRule("deny")
_PROTOCOLS: Final = {4: {"ip": "ip", "icmp": "icmp"}, 6: {"ip": "ipv6", "icmp": "icmpv6"}}
_ICMP: Final = {4: "icmp-type", 6: "icmp6-type"}


def vrp_rules(plan: FilterPlan) -> list[str]:
    """Return a filter's rules with their numbers, the last one denying the rest.

    A rule that comes twice says nothing the second time, and some releases refuse it.

    Example:
        >>> vrp_rules(FilterPlan("a", 3000, 6, (FilterRule("permit", "icmp", icmp_type=2),)))
        ['5 permit icmpv6 icmp6-type 2', '65534 deny ipv6']
    """
    deny = vrp_rule(_DENY, plan.version)
    texts = list(dict.fromkeys(vrp_rule(rule, plan.version) for rule in plan.rules))
    before = texts[: texts.index(deny)] if deny in texts else texts
    rules = [f"{number * STEP} {text}" for number, text in enumerate(before, start=1)]
    return [*rules, f"{LAST} {deny}"]


@lru_cache(maxsize=16384)
def vrp_rule(rule: FilterRule, version: int) -> str:
    """Return one rule as VRP writes it, without its number.

    Example:
        >>> from ipaddress import IPv4Network
        >>> inside = IPv4Network("10.1.0.0/16")
        >>> vrp_rule(FilterRule("permit", "tcp", inside, None, None, (80, 80)), 4)
        'permit tcp source 10.1.0.0 0.0.255.255 destination-port eq 80'
    """
    words = [rule.action, _PROTOCOLS[version].get(rule.protocol, rule.protocol)]
    words += _end("source", rule.source, rule.source_ports)
    words += _end("destination", rule.destination, rule.destination_ports)
    if rule.established:
        words.append("tcp-flag established")
    if rule.icmp_type is not None:
        words.append(f"{_ICMP[version]} {rule.icmp_type}")
        if rule.icmp_code is not None:
            words.append(str(rule.icmp_code))
    if rule.log:
        words.append("logging")
    return " ".join(words)


def _end(end: str, prefix: Prefix | None, ports: tuple[int, int] | None) -> list[str]:
    words = []
    if prefix is not None and prefix.version == 4:
        wildcard = "0" if prefix.prefixlen == 32 else str(prefix.hostmask)
        words.append(f"{end} {prefix.network_address} {wildcard}")
    elif prefix is not None:
        words.append(f"{end} {prefix}")
    if ports is not None:
        low, high = ports
        words.append(f"{end}-port eq {low}" if low == high else f"{end}-port range {low} {high}")
    return words


class Login(NamedTuple):
    """An authentication profile: what it does and to whom.

    In open mode a user who fails stays in `vlan`, the port's own; 0 where failing shuts out.
    `users` limits how many: a port with 802.1X takes no port security
    [D: S5700 V200R019, Configuring NAC, commands that exclude each other]. 0 without a limit.
    """

    name: str
    mab: bool
    vlan: int
    users: int


def vrp_profile(port: PortPlan) -> str:
    """Return the name of a port's authentication profile, "" without 802.1X."""
    login = _login(port)
    return "" if login is None else login.name


def vrp_profiles(ports: Iterable[PortPlan]) -> list[Login]:
    """Return the authentication profiles that ports name."""
    return sorted({login for port in ports if (login := _login(port)) is not None})


def _login(port: PortPlan) -> Login | None:
    guard = port.guard
    if guard is None or guard.dot1x == "off":
        return None
    users = guard.mac_limit or 0
    kind = ("-mab" if guard.mab else "") + (f"-max{users}" if users else "")
    if guard.dot1x == "monitor" and port.vlan is not None:
        return Login(f"parknet-monitor{kind}-{port.vlan}", guard.mab, port.vlan, users)
    return Login(f"parknet-enforce{kind}", guard.mab, 0, users)


def vrp_sources(operators: OperatorPlan, version: int) -> list[str]:
    """Return the rules of the basic ACL that guards command lines.

    An ACL without rules lets everybody in, so nobody is a rule as well.

    Example:
        >>> from ipaddress import IPv4Network
        >>> operators = OperatorPlan(10, (IPv4Network("10.20.15.0/26"),))
        >>> vrp_sources(operators, 4), vrp_sources(operators, 6)
        (['5 permit source 10.20.15.0 0.0.0.63'], ['5 deny'])
    """
    sources = [source for source in operators.sources if source.version == version]
    rules = [
        f"{number * STEP} permit {_end('source', source, None)[0]}"
        for number, source in enumerate(sources, start=1)
    ]
    return rules or [f"{STEP} deny"]


# Levels of command lines: 1 looks, 3 configures and manages, 15 is all
# [D: S5700, User Interface Configuration Commands, user privilege].
_LEVELS: Final = {"system": 15, "security": 3, "audit": 1, "viewer": 1}


def vrp_level(role: str) -> int:
    """Return the privilege level of a role."""
    return _LEVELS[role]


def vrp_snoops(device: DevicePlan) -> str:
    """Return what `dhcp snooping enable` covers: "" for nothing, `both` or `ipv4`."""
    guards = [port.guard for port in device.ports if port.guard is not None]
    if any(guard.dhcpv6_shield for guard in guards):
        return "both"
    return "ipv4" if device.snooped_vlans else ""


def vrp_guards(device: DevicePlan, field: str) -> bool:
    """Return whether any port has a guard on that concerns the whole device."""
    values = (getattr(port.guard, field) for port in device.ports if port.guard is not None)
    return any(value is True or value == "enforce" for value in values)


def vrp_areas(device: DevicePlan) -> list[str]:
    """Return the OSPF areas of the global table, the backbone first."""
    areas = {svi.area for svi in device.svis if svi.ospf and not svi.vrf}
    areas.add(device.loopback_area)
    return sorted(areas, key=lambda area: int(IPv4Address(area)))


def vrp_watches(device: DevicePlan) -> bool:
    """Return whether BFD watches any of a device's neighbours."""
    return any(svi.bfd for svi in device.svis)


def vrp_excluded(device: DevicePlan, lag: LagPlan) -> list[int]:
    """Return the VLANs of a device that a peer link must not carry: it carries all others."""
    return sorted({1, *(vlan.vlan for vlan in device.vlans)} - set(lag.tagged))


# RFC 4594: telephony, signalling and control, surveillance video; as VRP shows them.
_DSCP: Final = {"voice": "ef", "control": "cs5", "video": "af41", "standard": "default"}
# Where the default maps take those: the first three bits, by VRP's names and Comware's numbers.
_QUEUES: Final = {
    "voice": ("ef", 5), "control": ("ef", 5), "video": ("af4", 4), "standard": ("be", 2)
}  # fmt: skip


def vrp_dscp(traffic: str) -> str:
    """Return the code point of a traffic class in VRP's word for it."""
    return _DSCP[traffic]


def queue_name(traffic: str) -> str:
    """Return the queue of a traffic class by VRP's name of its local precedence."""
    return _QUEUES[traffic][0]


def queue_number(traffic: str) -> int:
    """Return the local precedence of a traffic class on Comware."""
    return _QUEUES[traffic][1]


VRP_FILTERS: Final = {
    "vrp_areas": vrp_areas,
    "vrp_excluded": vrp_excluded,
    "vrp_dscp": vrp_dscp,
    "queue_name": queue_name,
    "queue_number": queue_number,
    "vrp_watches": vrp_watches,
    "vrp_rules": vrp_rules,
    "vrp_profile": vrp_profile,
    "vrp_profiles": vrp_profiles,
    "vrp_sources": vrp_sources,
    "vrp_level": vrp_level,
    "vrp_snoops": vrp_snoops,
    "vrp_guards": vrp_guards,
}
