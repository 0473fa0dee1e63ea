"""Indented configuration text in, its views out; and the words access lists are made of."""

import re
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import NamedTuple

from parknet.model.policy import FilterRule, PortPair, Prefix
from tests.conformance.command_lines import command_lines, polls
from tests.conformance.meaning import Meaning


class View(NamedTuple):
    """A line at the margin and the lines under it, without their indentation."""

    head: str
    lines: tuple[str, ...]

    def rest(self, start: str) -> str | None:
        """Return what follows `start` on the one line that begins with it, or None."""
        found = self.all(start)
        assert len(found) < 2, (self.head, found)
        return found[0] if found else None

    def all(self, start: str) -> list[str]:
        """Return what follows `start` on each line that begins with it."""
        return [line[len(start) + 1 :] for line in self.lines if f"{line} ".startswith(start + " ")]

    def has(self, line: str) -> bool:
        """Return whether a line stands in the view as it is."""
        return line in self.lines


def views(text: str) -> Iterator[View]:
    """Yield the views of a text; `!` is a comment, at the margin and inside."""
    head, lines = "", []
    for line in text.split("\n"):
        if not line.strip() or line.strip().startswith("!"):
            continue
        if line[0] != " ":
            if head:
                yield View(head, tuple(lines))
            head, lines = line, []
        else:
            lines.append(line.strip())
    if head:
        yield View(head, tuple(lines))


def numbers(text: str) -> frozenset[int]:
    """Return what a VLAN list such as `10,20-22` stands for."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _ports(words: list[str]) -> PortPair | None:
    if words and words[0] in ("eq", "range"):
        count = 2 if words.pop(0) == "range" else 1
        ends = [int(words.pop(0)) for _ in range(count)]
        return ends[0], ends[-1]
    return None


def wild(words: list[str], version: int) -> Prefix:
    """Take `any`-less address words: IPv4 with a wildcard mask, IPv6 with a length."""
    first = words.pop(0)
    if version == 6:
        return ip_network(first)
    mask = int.from_bytes(bytes(int(byte) for byte in words.pop(0).split(".")), "big")
    return ip_network(f"{first}/{32 - mask.bit_length()}")


def long(words: list[str], version: int) -> Prefix:
    """Take one word with a prefix length."""
    return ip_network(words.pop(0))


def _address(
    words: list[str], version: int, spelt: Callable[[list[str], int], Prefix]
) -> Prefix | None:
    if words[0] == "any":
        words.pop(0)
        return None
    if words[0] == "host":
        words.pop(0)
        return ip_network(words.pop(0))
    return spelt(words, version)


def rule(
    line: str, version: int, protocols: dict[str, str], spelt: Callable[[list[str], int], Prefix]
) -> FilterRule:
    """Return the rule a line states; a word that is not known is an error."""
    words = line.split()
    action, protocol = words.pop(0), protocols[words.pop(0)]
    assert action in ("permit", "deny"), line
    source = _address(words, version, spelt)
    source_ports = _ports(words)
    destination = _address(words, version, spelt)
    destination_ports = _ports(words)
    kinds = [int(words.pop(0)) for _ in range(2) if words and words[0].isdecimal()]
    flags = set(words)
    assert flags <= {"established", "log"}, line
    return FilterRule(
        action,  # type: ignore[arg-type] - asserted above
        protocol,  # type: ignore[arg-type] - from the table
        source,
        destination,
        source_ports,
        destination_ports,
        "established" in flags,
        kinds[0] if kinds else None,
        kinds[1] if len(kinds) > 1 else None,
        "log" in flags,
    )


def begun(text: str) -> tuple[Meaning, list[View], View]:
    """Return what every such text says alike, its views, and the lines at its margin as one."""
    blocks = list(views(text))
    device = View("", tuple(block.head for block in blocks))
    found = Meaning(secrets=set(re.findall(r"<<secret:([^>]+)>>", text)))
    found.hostname = device.rest("hostname") or ""
    found.lines, found.polls = command_lines(text), polls(text)
    return found, blocks, device


def add_snmp_users(found: Meaning, device: View) -> None:
    """Add the users of SNMPv3, each in a group that is read with privacy alone."""
    for text in device.all("snmp-server user"):
        user, group, version, *_ = text.split()
        assert version == "v3"
        assert device.rest(f"snmp-server group {group} v3 priv") is not None
        assert " auth " in text
        assert " priv " in text
        found.snmpv3_users.add(user)
