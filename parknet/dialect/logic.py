"""What annet calls where `undo` and the new line are not enough: a difference in, commands out.

Named by `%logic` in `parknet.dialect.rules`. Each takes annet's rule, key and difference of one
line, and yields (is the line new?, command, what is to be done inside it).
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from annet.annlib.types import Op

from parknet.dialect.vlans import ALL, COMMAS, lists, parse_vlans

# annet's own types are open dictionaries.
Commands = Iterator[tuple[bool, str, Any]]

_VIRTUAL: Final = re.compile(
    r"interface (V(?:lan|LAN)|Eth-Trunk|Bridge-Aggregation|Port-[Cc]hannel|AggregatePort"
    r"|Loop[Bb]ack)"
)
_VERSIONS: Final = ("v1", "v2c", "v3")


def default(rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any) -> Commands:
    """Change, add or undo as annet does, but bear a device that shows one setting twice."""
    coming = [*diff[Op.AFFECTED], *diff[Op.ADDED], *diff[Op.MOVED]]
    for line in coming:
        yield True, line["row"], line["children"]
    if diff[Op.REMOVED] and not coming:
        yield False, rule["reverse"].format(*key), None


def interface(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Remove what was created; a port cannot be removed, so its lines are taken back."""
    if diff[Op.REMOVED] and not _VIRTUAL.match(diff[Op.REMOVED][0]["row"]):
        yield from permanent(rule, key, diff)
    else:
        yield from default(rule, key, diff)


def permanent(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Take the lines of a view back where the view itself cannot go."""
    emptied = [line for line in diff[Op.REMOVED] if line["children"]]
    kept = diff | {Op.AFFECTED: [*diff[Op.AFFECTED], *emptied], Op.REMOVED: []}
    yield from default(rule, key, kept)


def vlan_list(rule: dict[str, Any], diff: dict[str, Any], **_: Any) -> Commands:
    """Send only the VLANs that differ: the others carry traffic, maybe our own session."""
    prefix: str = rule["reverse"].removeprefix("undo ")
    old = vlans_of(prefix, diff[Op.REMOVED])
    new = vlans_of(prefix, diff[Op.ADDED])
    for part in lists(old & ~new):
        yield False, f"undo {prefix} {part}", None
    for part in lists(new & ~old):
        yield True, f"{prefix} {part}", None


def allowed_vlans(rule: dict[str, Any], diff: dict[str, Any], **_: Any) -> Commands:
    """Take out and add the VLANs that differ; where there was no list, send the whole one.

    A list without `add` replaces what is there [D: IOS, EOS "switchport trunk allowed vlan"], and
    `no` with a list opens every VLAN. No list at all is all VLANs.
    """
    prefix: str = rule["reverse"].removeprefix("no ")
    old, new = _listed(prefix, diff[Op.REMOVED]), _listed(prefix, diff[Op.ADDED])
    if new is None:
        yield False, rule["reverse"], None
    elif old is None or not new:
        for place, part in enumerate(lists(new, COMMAS) if new else ["none"]):
            yield True, f"{prefix} {'add ' if place else ''}{part}", None
    else:
        for part in lists(old & ~new, COMMAS):
            yield False, f"{prefix} remove {part}", None
        for part in lists(new & ~old, COMMAS):
            yield True, f"{prefix} add {part}", None


def _listed(prefix: str, lines: list[dict[str, Any]]) -> int | None:
    """Return the VLANs of a list, 0 for `none`; None where there is no list."""
    return vlans_of(prefix, lines) if lines else None


def vlans_of(prefix: str, lines: list[dict[str, Any]]) -> int:
    """Return the VLANs that lines list behind `prefix`."""
    mask = 0
    for line in lines:
        # A list we cannot read is no list of ours to send.
        with suppress(ValueError):
            mask |= parse_vlans(line["row"].removeprefix(prefix).strip())
    return mask


def loses_any(rule: str, diff: dict[str, Any]) -> bool:
    """Return whether a list of VLANs or versions loses any that it holds."""
    if rule.endswith(("allowed vlan", "allowed vlan only")):
        old, new = _listed(rule, diff[Op.REMOVED]), _listed(rule, diff[Op.ADDED])
        return new is not None and bool((ALL if old is None else old) & ~new)
    if rule.startswith("snmp-agent"):
        return bool(_versions(rule, diff[Op.REMOVED]) - _versions(rule, diff[Op.ADDED]))
    return bool(vlans_of(rule, diff[Op.REMOVED]) & ~vlans_of(rule, diff[Op.ADDED]))


def leave_and_join(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Leave one link aggregation before joining another."""
    if diff[Op.REMOVED]:
        yield False, rule["reverse"].format(*key), None
    for line in diff[Op.ADDED]:
        yield True, line["row"], line["children"]


def in_place(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Replace, but never remove on its own: it goes with the view it is in."""
    if diff[Op.ADDED]:
        yield from default(rule, key, diff)


def snmp_versions(rule: dict[str, Any], diff: dict[str, Any], **_: Any) -> Commands:
    """Switch single versions on and off: `version v3` alone would leave v2c on."""
    prefix: str = rule["reverse"].removeprefix("undo ")
    old = _versions(prefix, diff[Op.REMOVED])
    new = _versions(prefix, diff[Op.ADDED])
    on = [version for version in _VERSIONS if version in new - old]
    off = [version for version in _VERSIONS if version in old - new]
    if on:
        yield True, f"{prefix} {' '.join(on)}", None
    if off:
        yield False, f"undo {prefix} {' '.join(off)}", None


def _versions(prefix: str, lines: list[dict[str, Any]]) -> set[str]:
    return {word for line in lines for word in line["row"].removeprefix(prefix).split()}


def local_user(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Remove a user as a whole with its password."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, f"undo local-user {key[0]}", None
    else:
        yield from default(rule, key, diff)


def local_user_part(
    rule: dict[str, Any],
    key: tuple[str, ...],
    diff: dict[str, Any],
    root_pre: dict[str, Any],
    **_: Any,
) -> Commands:
    """Leave out what goes with the user."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        for part in root_pre.values():
            password = part["items"].get(key, {}) if part["rule"].endswith("password") else {}
            if password.get(Op.REMOVED) and not password.get(Op.ADDED):
                return
    yield from default(rule, key, diff)


def voice_vlan(diff: dict[str, Any], **_: Any) -> Commands:
    """Switch a voice VLAN off without naming it [D: Voice VLAN "undo voice-vlan enable"]."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, "undo voice-vlan enable", None
    for line in diff[Op.ADDED]:
        yield True, line["row"], None


def bgp_peer(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Remove a neighbour as a whole with its AS number."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, f"undo peer {key[0]}", None
    else:
        yield from default(rule, key, diff)


def mstp_instance(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Change a mapping and have it take effect [D: Spanning tree "active region-configuration"]."""
    if diff[Op.REMOVED] and not diff[Op.ADDED]:
        yield False, f"undo instance {key[0]}", None
    else:
        yield from default(rule, key, diff)
    yield True, "active region-configuration", None


# Lists of which a line can be taken back while others stay.
SHRINKING: Final = frozenset({vlan_list, allowed_vlans, snmp_versions})
