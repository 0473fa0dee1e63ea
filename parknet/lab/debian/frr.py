"""FRR's configuration: a text in, sections of lines out, or the line that vtysh does not know.

Lines are those of the FRR 8.4 user guide [D]: Basic Setup, Zebra (interfaces, RA), STATIC, OSPFv2,
OSPFv3, BGP, BFD, PIM, PIMv6, Filtering. A line is taken only where its daemon runs.
"""

import re
from dataclasses import dataclass
from typing import Final

from parknet.lab.debian.disk import FailedError

_V4, _V6 = r"\d+\.\d+\.\d+\.\d+", r"[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"
_ANY, _LEN4, _LEN6 = rf"(?:{_V4}|{_V6})", r"/\d{1,2}", r"/\d{1,3}"
_AREA: Final = rf"(?:{_V4}|\d+)"
_WORD: Final = r"\S+"
_NO: Final = r"(?:no )?"


@dataclass(frozen=True, slots=True)
class _Known:
    """A line that a view takes: whose it is, and what it looks like."""

    daemon: str
    pattern: re.Pattern[str]


def _known(*rows: tuple[str, str]) -> tuple[_Known, ...]:
    return tuple(_Known(daemon, re.compile(pattern)) for daemon, pattern in rows)


_TOP: Final = _known(
    ("", r"frr (?:version|defaults) \S+"),
    ("", rf"hostname {_WORD}"),
    ("", r"log (?:syslog|stdout|file \S+)(?: \w+)?"),
    ("", rf"{_NO}service (?:integrated-vtysh-config|password-encryption|advanced-vty)"),
    ("zebra", rf"{_NO}(?:ip|ipv6) forwarding"),
    ("staticd", rf"ip route {_V4}{_LEN4} (?:{_V4}|blackhole|reject|Null0|{_WORD})(?: \d+)?"),
    ("staticd", rf"ipv6 route {_V6}{_LEN6} (?:{_V6}|blackhole|reject|Null0|{_WORD})(?: \d+)?"),
    ("zebra", rf"ip prefix-list {_WORD} seq \d+ (?:permit|deny) {_V4}{_LEN4}(?: [gl]e \d+)*"),
    ("zebra", rf"ipv6 prefix-list {_WORD} seq \d+ (?:permit|deny) {_V6}{_LEN6}(?: [gl]e \d+)*"),
    ("pimd", rf"ip pim rp {_V4} {_V4}{_LEN4}"),
    ("pim6d", rf"ipv6 pim rp {_V6} {_V6}{_LEN6}"),
)
_INTERFACE: Final = _known(
    ("zebra", r"description .+"),
    ("zebra", rf"{_NO}shutdown"),
    ("zebra", rf"ip address {_V4}{_LEN4}"),
    ("zebra", rf"ipv6 address {_V6}{_LEN6}"),
    ("ospfd", rf"ip ospf area {_AREA}"),
    ("ospfd", r"ip ospf (?:passive|bfd|mtu-ignore)"),
    ("ospfd", r"ip ospf network (?:point-to-point|broadcast|non-broadcast|point-to-multipoint)"),
    ("ospfd", r"ip ospf (?:hello-interval|dead-interval|cost|priority) \d+"),
    ("ospfd", r"ip ospf authentication(?: message-digest)?"),
    ("ospfd", r"ip ospf message-digest-key \d+ md5 \S{1,16}"),
    ("ospf6d", rf"ipv6 ospf6 area {_AREA}"),
    ("ospf6d", r"ipv6 ospf6 (?:passive|bfd|mtu-ignore)"),
    ("ospf6d", r"ipv6 ospf6 network (?:point-to-point|broadcast)"),
    ("ospf6d", r"ipv6 ospf6 (?:hello-interval|dead-interval|cost|priority) \d+"),
    ("pimd", r"ip (?:pim|igmp)(?: version [123])?"),
    ("pim6d", r"ipv6 (?:pim|mld)"),
    ("zebra", r"no ipv6 nd suppress-ra"),
    ("zebra", r"ipv6 nd (?:managed-config-flag|other-config-flag)"),
    ("zebra", r"ipv6 nd ra-interval (?:msec )?\d+"),
    ("zebra", rf"ipv6 nd prefix {_V6}{_LEN6}(?: \d+ \d+)?(?: (?:off-link|no-autoconfig))*"),
    ("zebra", rf"ipv6 nd rdnss {_V6}(?: \S+)?"),
)
_OSPF: Final = _known(
    ("", rf"(?:ospf|ospf6) router-id {_V4}"),
    ("", r"default-information originate(?: always)?"),
    ("", r"redistribute (?:static|connected|bgp|kernel)"),
    ("", rf"area {_AREA} stub(?: no-summary)?"),
    ("", r"log-adjacency-changes(?: detail)?"),
)
_BGP: Final = _known(
    ("", rf"bgp router-id {_V4}"),
    ("", r"no bgp (?:default ipv4-unicast|ebgp-requires-policy)"),
    ("", rf"neighbor {_ANY} (?:remote-as \d+|description .+|password \S+|bfd)"),
)
_FAMILY: Final = _known(
    ("", rf"network {_ANY}/\d{{1,3}}"),
    ("", rf"neighbor {_ANY} activate"),
    ("", rf"neighbor {_ANY} prefix-list {_WORD} (?:in|out)"),
    ("", r"redistribute (?:static|connected|ospf|ospf6)"),
)
_VIEWS: Final = (
    (re.compile(rf"interface {_WORD}"), _INTERFACE, "zebra"),
    (re.compile(r"router ospf"), _OSPF, "ospfd"),
    (re.compile(r"router ospf6"), _OSPF, "ospf6d"),
    (re.compile(r"router bgp \d+"), _BGP, "bgpd"),
)
_FAMILY_HEAD: Final = re.compile(r"address-family ipv[46] unicast")
# Of lines with these words a view holds one.
_ONE: Final = re.compile(
    r"(hostname|log syslog|description|ip ospf area|ipv6 ospf6 area|ip ospf network"
    r"|ipv6 ospf6 network|(?:ospf|ospf6|bgp) router-id|ip address(?= 127)) "
)

Sections = dict[str, list[str]]  # by head; the lines of the top stand under the empty head


def parse(text: str, tool: str, running: frozenset[str] | None = None) -> Sections:
    """Return the lines of a configuration by their section.

    Args:
        text: a file, or what `show running-config` prints.
        tool: who reads it.
        running: daemons that run; lines of others are passed over. None takes them all.

    Raises:
        FailedError: FRR knows no such line there; the status is vtysh's.
    """
    found: Sections = {"": []}
    head, view, family, daemon = "", _TOP, "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.strip()
        if not body or body.startswith(("!", "#")) or body == "end":
            continue
        if body == "exit-address-family":
            view, family = _BGP, ""
            continue
        if body == "exit":
            head, view, family, daemon = "", _TOP, "", ""
            continue
        if view is _BGP and _FAMILY_HEAD.fullmatch(body):
            view, family = _FAMILY, body
            continue
        if not line.startswith(" "):
            opened = next((each for each in _VIEWS if each[0].fullmatch(body)), None)
            head, view, family, daemon = "", _TOP, "", ""
            if opened is not None:
                head, (_, view, daemon) = body, opened
                if running is None or daemon in running:
                    found.setdefault(head, [])
                continue
        known = next((each for each in view if each.pattern.fullmatch(body)), None)
        if known is None:
            raise FailedError(f"% Unknown command: {body}\nline {number}: {tool}: {body}", 2)
        whose = known.daemon or daemon
        if running is None or not whose or whose in running:
            _put(found.setdefault(head, []), f"{family}: {body}" if family else body)
    return found


def _put(rows: list[str], row: str) -> None:
    match = _ONE.match(row)
    if match is not None:
        rows[:] = [other for other in rows if not other.startswith(match[0])]
    if row not in rows:
        rows.append(row)


def show(sections: Sections) -> str:
    """Return a configuration as `show running-config no-header` prints it."""
    rows = [*sections.get("", ()), "!"]
    for head in sorted(key for key in sections if key):
        if sections[head] or not head.startswith("interface "):
            rows.append(head)
            rows += [f" {row}" for row in sections[head] if not row.startswith("address-family")]
            families = dict.fromkeys(
                row.partition(": ")[0] for row in sections[head] if row.startswith("address-family")
            )
            for family in families:
                inside = [row for row in sections[head] if row.startswith(f"{family}: ")]
                rows += [" !", f" {family}"]
                rows += [f"  {row.partition(': ')[2]}" for row in inside]
                rows.append(" exit-address-family")
            rows += ["exit", "!"]
    return "".join(f"{row}\n" for row in (*rows, "end"))


def differences(wanted: Sections, live: Sections) -> str:
    """Return what frr-reload.py --test prints: what would go, and what would come."""
    gone = [(h, row) for h, rows in live.items() for row in rows if row not in wanted.get(h, ())]
    come = [(h, row) for h, rows in wanted.items() for row in rows if row not in live.get(h, ())]
    gone = [pair for pair in gone if not pair[1].startswith("frr ")]
    come = [pair for pair in come if not pair[1].startswith("frr ")]
    shown = []
    for title, pairs in (("Lines To Delete", gone), ("Lines To Add", come)):
        if pairs:
            shown += ["", title, "=" * len(title)]
            for head, row in pairs:
                shown += [head, f" {row}"] if head else [row]
    return "".join(f"{row}\n" for row in shown)
