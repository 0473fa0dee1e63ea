"""What Comware's templates print but must not compute: a plan's value in, Comware's words out."""

from collections.abc import Iterator
from typing import Final

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


COMWARE_FILTERS: Final = {"comware_acl_rules": acl_rules}
