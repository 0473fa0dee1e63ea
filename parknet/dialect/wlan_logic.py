"""What annet calls for access points and WLANs of controllers; see `parknet.dialect.logic`.

Sources: as in `parknet.dialect.rules.wlan`. An entry of an access point says who it is in the line
that opens its view, and takes no other identity ([U] that none of the makers lets it change).
"""

from typing import Any

from annet.annlib.types import Op

from parknet.dialect.logic import Commands, default


def huawei_ap(
    rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any
) -> Commands:
    """Take an entry back by its number, and before another access point has it."""
    if diff[Op.REMOVED]:
        yield False, f"undo ap ap-id {key[0]}", None
    yield from default(rule, key, {**diff, Op.REMOVED: []})


def h3c_ap(rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any) -> Commands:
    """Take an entry back by its name, and before it comes with another model."""
    if diff[Op.REMOVED]:
        yield False, f"undo wlan ap {key[0]}", None
    yield from default(rule, key, {**diff, Op.REMOVED: []})


def renamed(rule: dict[str, Any], key: tuple[str, ...], diff: dict[str, Any], **_: Any) -> Commands:
    """Give a view another name in place, and take back inside what the old one had alone."""
    gone, came = diff[Op.REMOVED], diff[Op.ADDED]
    if not gone or not came:
        yield from default(rule, key, diff)
        return
    yield True, came[0]["row"], _both(gone[0]["children"], came[0]["children"])


def _both(gone: dict[str, Any], came: dict[str, Any]) -> dict[str, Any]:
    """Return what is inside a view before and after as one difference."""
    merged = {
        name: {**content, "items": {key: {**item} for key, item in content["items"].items()}}
        for name, content in came.items()
    }
    for name, content in gone.items():
        into = merged.setdefault(name, {**content, "items": {}})
        for key, item in content["items"].items():
            found = into["items"].get(key)
            into["items"][key] = item if found is None else {**found, Op.REMOVED: item[Op.REMOVED]}
    return merged


def whole_line(diff: dict[str, Any], **_: Any) -> Commands:
    """Replace by the new line; take an old one that none replaces back by all its words."""
    coming = [*diff[Op.AFFECTED], *diff[Op.ADDED]]
    for line in coming:
        yield True, line["row"], None
    for line in [] if coming else diff[Op.REMOVED]:
        yield False, f"no {line['row']}", None
