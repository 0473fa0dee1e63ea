"""A VRP or Comware configuration in; configured addresses and VLAN members in NAPALM's form out."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface
from typing import Any, Final

_IPV4: Final = re.compile(r"^ip address (\S+) (\S+)")
_IPV6: Final = re.compile(r"^ipv6 address (\S+/\d+)(?! link-local)")
_ACCESS: Final = re.compile(r"^port (?:default|access) vlan (\d+)$")
_TRUNK: Final = re.compile(r"^port (?:trunk|hybrid) (?:allow-pass|permit|pvid) vlan (.+)$")


def sections(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    r"""Yield each top-level line with the lines that are indented below it.

    Example:
        >>> list(sections("#\ninterface Vlanif10\n ip address 10.0.0.1 24\n#\n dhcp enable\n"))
        [('interface Vlanif10', ('ip address 10.0.0.1 24',)), ('dhcp enable', ())]
    """
    head, body = "", []
    for line in [*text.splitlines(), "#"]:
        if line.startswith(" ") and head:
            body.append(line.strip())
            continue
        if head:
            yield head, tuple(body)
        # Comware indents lines of the system view too, each behind a `#` of its own.
        head, body = line.strip().removeprefix("#"), []


def vlan_numbers(text: str) -> list[int]:
    """Return the VLANs of a list such as `10 30 to 32`.

    Example:
        >>> vlan_numbers("10 30 to 32")
        [10, 30, 31, 32]
    """
    numbers: list[int] = []
    words = iter(text.split())
    for word in words:
        if word == "to" and numbers:
            numbers += range(numbers[-1] + 1, int(next(words, "0")) + 1)
        elif word.isdecimal():
            numbers.append(int(word))
    return numbers


def addresses(text: str) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """Return addresses by interface and family, as `get_interfaces_ip` gives them."""
    found: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    for head, body in sections(text):
        if not head.startswith("interface "):
            continue
        families: dict[str, dict[str, dict[str, int]]] = {}
        for line in body:
            if match := _IPV4.match(line):
                four = IPv4Interface(f"{match[1]}/{match[2]}")
                entry = {"prefix_length": four.network.prefixlen}
                families.setdefault("ipv4", {})[str(four.ip)] = entry
            elif match := _IPV6.match(line):
                six = IPv6Interface(match[1])
                entry = {"prefix_length": six.network.prefixlen}
                families.setdefault("ipv6", {})[str(six.ip)] = entry
        if families:
            found[head.removeprefix("interface ")] = families
    return found


def vlans(text: str) -> dict[str, dict[str, Any]]:
    """Return VLANs with names and members, as `get_vlans` gives them; VLAN 1 always exists."""
    names = {1: ""}
    members: dict[int, list[str]] = {}
    for head, body in sections(text):
        kind, _, rest = head.partition(" ")
        if kind == "vlan":
            for number in vlan_numbers(rest.removeprefix("batch ")):
                names.setdefault(number, "")
            if rest.isdecimal():
                names[int(rest)] = next(
                    (line.split(" ", 1)[1] for line in body if line.startswith(("name ", "desc"))),
                    "",
                )
        elif kind == "interface":
            for line in body:
                match = _ACCESS.match(line) or _TRUNK.match(line)
                for number in vlan_numbers(match[1]) if match else ():
                    if rest not in members.setdefault(number, []):
                        members[number].append(rest)
    return {
        str(number): {"name": name or f"VLAN {number:04d}", "interfaces": members.get(number, [])}
        for number, name in sorted(names.items())
    }
