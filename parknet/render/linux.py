"""What templates for Debian print: a value in; as Open vSwitch, nft or JSON has it, out."""

import json
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from parknet.model.network import SviPlan
from parknet.model.policy import FilterRule, PortPair, Prefix
from parknet.names import encode_name

Address = IPv4Address | IPv6Address


def joined(values: Iterable[object], separator: str = ", ") -> str:
    """Return values as text, one after the other.

    Example:
        >>> joined([10, 20], ",")
        '10,20'
    """
    return separator.join(map(str, values))


def one_word(text: str, limit: int) -> str:
    """Return any text as one word.

    Example:
        >>> one_word("研发 A", 30)
        '%E7%A0%94%E5%8F%91%20A'
    """
    return encode_name(text, limit)


def ovs_trunk(native: int | None, tagged: Iterable[int]) -> str:
    """Return the columns of a trunk port.

    An empty `trunks` would let every VLAN pass (ovs-vswitchd.conf.db(5), Port, trunks), so a trunk
    never has one: with a native VLAN alone it trunks that, and without any VLAN it is VLAN 4095,
    which no frame has.

    Example:
        >>> ovs_trunk(None, (20, 10)), ovs_trunk(100, ())
        ('vlan_mode=trunk tag=[] trunks=10,20', 'vlan_mode=native-untagged tag=100 trunks=100')
    """
    numbers = joined(sorted(tagged), ",")
    if native is None:
        return f"vlan_mode=trunk tag=[] trunks={numbers or 4095}"
    return f"vlan_mode=native-untagged tag={native} trunks={numbers or native}"


def of_version(values: Iterable[Address | Prefix], number: int) -> list[Address | Prefix]:
    """Return the addresses or prefixes of one IP version.

    Example:
        >>> of_version([IPv4Address("192.0.2.1"), IPv6Address("2001:db8::1")], 6)
        [IPv6Address('2001:db8::1')]
    """
    return [value for value in values if value.version == number]


def link_names(svis: Iterable[SviPlan]) -> list[str]:
    """Return the interfaces that have routing neighbours, as nftables quotes them."""
    return [f'"{svi.name}"' for svi in svis if svi.ospf and not svi.passive]


def span(prefix: Prefix) -> str:
    """Return the first and last address of a prefix, as nftables translates to them.

    Example:
        >>> span(IPv4Network("203.0.113.64/28")), span(IPv4Network("203.0.113.7/32"))
        ('203.0.113.64-203.0.113.79', '203.0.113.7')
    """
    return f"{prefix[0]}" if prefix.num_addresses == 1 else f"{prefix[0]}-{prefix[-1]}"


def relaying(svis: Iterable[SviPlan]) -> list[SviPlan]:
    """Return the VLAN interfaces that relay DHCP."""
    return [svi for svi in svis if svi.relay4 or svi.relay6]


def translating(svis: Iterable[SviPlan]) -> list[SviPlan]:
    """Return the VLAN interfaces that private IPv4 sources leave by."""
    return [svi for svi in svis if svi.translated4]


def servers(svis: Iterable[SviPlan], number: int) -> list[Address]:
    """Return every DHCP server that is relayed to, of one IP version, in order."""
    found: dict[Address, None] = {}
    for svi in svis:
        found.update(dict.fromkeys(svi.relay4 if number == 4 else svi.relay6))
    return list(found)


def any_bfd(svis: Iterable[SviPlan]) -> bool:
    """Return whether any neighbour is watched by BFD."""
    return any(svi.bfd for svi in svis)


def kbytes(bits: int) -> int:
    """Return a rate in bit/s as the kbytes/second (1024 bytes) of nftables, at least 1.

    Example:
        >>> kbytes(100_000_000)
        12207
    """
    return max(bits // 8 // 1024, 1)


def nft_rule(rule: FilterRule, number: int) -> str:
    """Return a filter's rule as nftables has it, for a chain of one IP version.

    Example:
        >>> from ipaddress import IPv4Network
        >>> nft_rule(FilterRule("permit", "tcp", destination=IPv4Network("10.1.0.0/24"),
        ...                     destination_ports=(80, 443)), 4)
        'ip daddr 10.1.0.0/24 tcp dport 80-443 counter accept'
        >>> nft_rule(FilterRule("deny", "icmp", icmp_type=5), 4)
        'icmp type 5 counter drop'
    """
    family = "ip" if number == 4 else "ip6"
    words = []
    if rule.source is not None:
        words.append(f"{family} saddr {rule.source}")
    if rule.destination is not None:
        words.append(f"{family} daddr {rule.destination}")
    if rule.protocol in ("tcp", "udp"):
        for end, ports in (("sport", rule.source_ports), ("dport", rule.destination_ports)):
            if ports is not None:
                words.append(f"{rule.protocol} {end} {_ports(ports)}")
        if rule.source_ports is None and rule.destination_ports is None:
            words.append(f"meta l4proto {rule.protocol}")
    elif rule.protocol == "icmp":
        words.append(_icmp(rule, number))
    elif rule.protocol == "igmp":
        words.append("meta l4proto igmp")
    if rule.established:
        words.append("tcp flags & (ack | rst) != 0x0")
    words.append("counter")
    if rule.log:
        words.append('log prefix "parknet " level info')
    words.append("accept" if rule.action == "permit" else "drop")
    return " ".join(words)


def _ports(ports: PortPair) -> str:
    low, high = ports
    return str(low) if low == high else f"{low}-{high}"


def _icmp(rule: FilterRule, number: int) -> str:
    name = "icmp" if number == 4 else "icmpv6"
    if rule.icmp_type is None:
        return f"meta l4proto {'icmp' if number == 4 else 'ipv6-icmp'}"
    words = f"{name} type {rule.icmp_type}"
    return words if rule.icmp_code is None else f"{words} {name} code {rule.icmp_code}"


def as_json(value: object) -> str:
    r"""Return a value as JSON has it, text in ASCII.

    Example:
        >>> print(as_json('a "b"'), as_json(IPv4Address("192.0.2.1")))
        "a \"b\"" "192.0.2.1"
    """
    return json.dumps(value, default=str)


def quoted(values: Iterable[object]) -> str:
    """Return values as JSON strings, one after the other.

    Example:
        >>> quoted([IPv4Address("192.0.2.1")])
        '"192.0.2.1"'
    """
    return ", ".join(json.dumps(str(value)) for value in values)


LINUX_FILTERS: Final = {
    "any_bfd": any_bfd,
    "joined": joined,
    "json": as_json,
    "kbytes": kbytes,
    "link_names": link_names,
    "nft_rule": nft_rule,
    "of_version": of_version,
    "one_word": one_word,
    "ovs_trunk": ovs_trunk,
    "quoted": quoted,
    "relaying": relaying,
    "servers": servers,
    "span": span,
    "translating": translating,
}
