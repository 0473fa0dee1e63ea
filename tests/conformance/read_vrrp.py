"""Lines of a VLAN interface in, its virtual gateways (RFC 9568) out: a dialect to each function.

Priority is 100 where nothing is said. An IPv6 group has a link-local address before any other
(RFC 9568, 5.2.9), which is asked for here and then left out.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address

Virtual = frozenset[tuple[int, int, str]]
_DEFAULT = 100


def _found(
    addresses: Sequence[tuple[str, str, str]],
    priorities: dict[tuple[str, str], str],
    *,
    derives_link_local: bool = False,
) -> Virtual:
    """Return groups from (family, group, address) and priorities by (family, group)."""
    kept: set[tuple[int, int, str]] = set()
    linked: set[str] = set()
    for family, group, text in addresses:
        address = ip_address(text)
        if address.version == 6 and address.is_link_local:
            linked.add(group)
            continue
        assert address.version == (6 if family else 4), (family, text)
        assert family == "" or derives_link_local or group in linked, f"{text} is first in {group}"
        priority = int(priorities.get((family, group), _DEFAULT))
        kept.add((int(group), priority, str(address)))
    return frozenset(kept)


def vrp(lines: Sequence[str]) -> Virtual:
    """Read VRP [D: S5700, vrrp vrid virtual-ip, vrrp6 vrid virtual-ip, priority]."""
    addresses, priorities = [], {}
    for line in lines:
        if match := re.fullmatch(r"vrrp(6?) vrid (\d+) virtual-ip (\S+)( link-local)?", line):
            addresses.append((match[1], match[2], match[3]))
        elif match := re.fullmatch(r"vrrp(6?) vrid (\d+) priority (\d+)", line):
            priorities[match[1], match[2]] = match[3]
    return _found(addresses, priorities)


def comware(lines: Sequence[str]) -> Virtual:
    """Read Comware 7 [D: VRRP commands, vrrp vrid, vrrp ipv6 vrid]."""
    addresses, priorities = [], {}
    for line in lines:
        if match := re.fullmatch(r"vrrp( ipv6)? vrid (\d+) virtual-ip (\S+)( link-local)?", line):
            addresses.append((match[1] or "", match[2], match[3]))
        elif match := re.fullmatch(r"vrrp( ipv6)? vrid (\d+) priority (\d+)", line):
            priorities[match[1] or "", match[2]] = match[3]
    return _found(addresses, priorities)


def ios(lines: Sequence[str]) -> Virtual:
    """Read IOS XE's VRRPv3 [D]: a group has a view of its own, which ends in `exit-vrrp`."""
    addresses, priorities = [], {}
    here: tuple[str, str] | None = None
    for line in lines:
        if match := re.fullmatch(r"vrrp (\d+) address-family ipv([46])", line):
            here = ("" if match[2] == "4" else "6", match[1])
        elif line == "exit-vrrp":
            here = None
        elif here and (match := re.fullmatch(r"priority (\d+)", line)):
            priorities[here] = match[1]
        elif here and (match := re.fullmatch(r"address (\S+?)(/\d+)?( primary)?", line)):
            assert here[0] or match[3], f"the first address of a group is its primary: {line}"
            addresses.append((*here, match[1]))
    assert here is None
    return _found(addresses, priorities)


def eos(lines: Sequence[str]) -> Virtual:
    """Read EOS [D: VRRP and VARP]: one priority for a group of both versions."""
    addresses, priorities = [], {}
    for line in lines:
        if match := re.fullmatch(r"vrrp (\d+) ipv([46]) ([0-9a-f.:]+[.:][0-9a-f.:]*)", line):
            addresses.append(("" if match[2] == "4" else "6", match[1], match[3]))
        elif match := re.fullmatch(r"vrrp (\d+) priority-level (\d+)", line):
            priorities["", match[1]] = priorities["6", match[1]] = match[2]
    return _found(addresses, priorities, derives_link_local=True)


def rgos(lines: Sequence[str]) -> Virtual:
    """Read RGOS [D: Reliability, VRRP]: `ip` and `ipv6` groups have priorities of their own."""
    addresses, priorities = [], {}
    for line in lines:
        if match := re.fullmatch(r"vrrp (\d+) (ip|ipv6) (\S+)", line):
            addresses.append(("" if match[2] == "ip" else "6", match[1], match[3]))
        elif match := re.fullmatch(r"vrrp( ipv6)? (\d+) priority (\d+)", line):
            priorities["6" if match[1] else "", match[2]] = match[3]
    return _found(addresses, priorities)


def varp(lines: Sequence[str]) -> Virtual:
    """Read Arista's VARP [D: EOS, ip virtual-router address]: both answer, so nobody is active."""
    found = set()
    for line in lines:
        if match := re.fullmatch(r"(ip|ipv6) virtual-router address (\S+)", line):
            address = ip_address(match[2])
            assert address.version == (6 if match[1] == "ipv6" else 4), line
            found.add((0, 0, str(address)))
    return frozenset(found)
