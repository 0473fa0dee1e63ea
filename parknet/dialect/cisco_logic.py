"""What annet calls for Cisco and its like where `no` and the new line are not enough.

Named by `%logic` in their rulebooks; see `parknet.dialect.logic`.
"""

from typing import Any, Final

from annet.annlib.types import Op

from parknet.dialect.logic import Commands, default, vlans_of
from parknet.dialect.vlans import COMMAS, lists


def some_vlans(rule: dict[str, Any], diff: dict[str, Any], **_: Any) -> Commands:
    """Send only the VLANs that differ: lines add up [D: IOS "ip dhcp snooping vlan"]."""
    prefix: str = rule["reverse"].removeprefix("no ")
    old, new = vlans_of(prefix, diff[Op.REMOVED]), vlans_of(prefix, diff[Op.ADDED])
    for part in lists(old & ~new, COMMAS):
        yield False, f"no {prefix} {part}", None
    for part in lists(new & ~old, COMMAS):
        yield True, f"{prefix} {part}", None


def whole_line(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Replace by the new line, and take back by all words of the old one."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        for line in diff[Op.REMOVED]:
            yield False, f"no {line['row']}", None
    else:
        yield from default(rule, key, diff)


def leave_and_come(diff: dict[str, Any], **_: Any) -> Commands:
    """Take the old line back before the new one comes: what it says more would stay.

    `no area 1 stub no-summary` takes back the last word alone [D: IOS OSPF "area stub"].
    """
    for line in diff[Op.REMOVED]:
        yield False, f"no {line['row'].removesuffix(' no-summary')}", None
    for line in diff[Op.ADDED]:
        yield True, line["row"], None


def numbered(diff: dict[str, Any], **_: Any) -> Commands:
    """Take a rule of an access list back by its number alone, before one comes under it.

    annet takes the rulebook's line that looks most like a row: name `permit` and `deny` in it, or
    its catch-all may win.
    """
    for line in diff[Op.REMOVED]:
        yield False, f"no {line['row'].partition(' ')[0]}", None
    for line in diff[Op.ADDED]:
        yield True, line["row"], None


def group(rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any) -> Commands:
    """Take an SNMP group back by its name and level, without its views."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, f"no snmp-server group {key[0]} v3 {key[1]}", None
    else:
        yield from default(rule, key, diff)


def process(rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any) -> Commands:
    """Remove a process by its number alone."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, rule["reverse"].format(key[0].partition(" ")[0]), None
    else:
        yield from default(rule, key, diff)


def bgp_peer(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Remove a neighbour as a whole with its AS number."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, f"no neighbor {key[0]}", None
    else:
        yield from default(rule, key, diff)


# Lists of which a line can be taken back while others stay.
SHRINKING: Final = frozenset({some_vlans})
