"""What only Huawei VRP spells its own way: a rule of a filter in, its words out."""

from functools import lru_cache
from typing import Final

from parknet.model.policy import FilterPlan, FilterRule, Prefix

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


VRP_FILTERS: Final = {"vrp_rules": vrp_rules}
