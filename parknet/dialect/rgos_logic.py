"""What annet calls for RGOS alone, beside `parknet.dialect.cisco_logic`.

[D] RGOS 11.4 Ethernet Switching, VLAN, `switchport trunk allowed vlan {all | only | add | remove |
except}`: `only` replaces the list, `no` opens every VLAN.
"""

from typing import Any, Final

from annet.annlib.types import Op

from parknet.dialect.logic import Commands, vlans_of
from parknet.dialect.vlans import COMMAS, lists


def allowed_only(rule: dict[str, Any], diff: dict[str, Any], **_: Any) -> Commands:
    """Add and remove the VLANs that differ; send a whole list only where there was none."""
    prefix: str = rule["reverse"].removeprefix("no ")
    head = prefix.removesuffix(" only")
    if not diff[Op.ADDED]:
        yield False, f"no {head}", None
        return
    new = vlans_of(prefix, diff[Op.ADDED])
    if not diff[Op.REMOVED]:
        for place, part in enumerate(lists(new, COMMAS)):
            yield True, f"{head} {'add' if place else 'only'} {part}", None
        return
    old = vlans_of(prefix, diff[Op.REMOVED])
    for part in lists(new & ~old, COMMAS):
        yield True, f"{head} add {part}", None
    for part in lists(old & ~new, COMMAS):
        yield True, f"{head} remove {part}", None


# Lists of which a line can be taken back while others stay.
SHRINKING: Final = frozenset({allowed_only})
