"""Sets of VLANs that lines hold: a line entered in, the set after it and its text out."""

from parknet.lab.grammar import Match
from parknet.lab.words import ALL_VLANS, vlan_list, vlan_ranges


def changed_set(before: frozenset[int], match: Match) -> frozenset[int]:
    """Return the VLANs that are allowed after a line of kind `allowed`."""
    verb = match.words[match.line.key :]
    if verb == ("add",):
        return before | match.vlans
    if verb == ("remove",):
        return before - match.vlans
    if verb == ("except",):
        return ALL_VLANS - match.vlans
    if verb in (("all",), ("none",)):
        return ALL_VLANS if verb == ("all",) else frozenset()
    return match.vlans


def whole_set(head: str, vlans: frozenset[int], word: str = "") -> list[str]:
    """Return a whole set as Cisco and its like show it, what is too long for a line behind `add`.

    Args:
        head: the line's words before the set.
        vlans: the set.
        word: what stands between them, where something does.

    Example:
        >>> whole_set("switchport trunk allowed vlan", frozenset())
        ['switchport trunk allowed vlan none']
        >>> whole_set("switchport trunk allowed vlan", frozenset({10, 11}), "only")
        ['switchport trunk allowed vlan only 10-11']
    """
    items = vlan_list(vlans).split(",") if vlans else ["none"]
    parts = [",".join(items[at : at + 16]) for at in range(0, len(items), 16)]
    first = f"{word} {parts[0]}" if word and vlans else parts[0]
    return [f"{head} {first}", *(f"{head} add {part}" for part in parts[1:])]


def chunks(vlans: frozenset[int] | set[int]) -> list[str]:
    """Return a VLAN list in lines of ten items, as much as one line takes."""
    ranges = vlan_ranges(vlans)
    return [" ".join(ranges[at : at + 10]) for at in range(0, len(ranges), 10)]


def listed(vlans: frozenset[int] | set[int], pattern: str) -> list[str]:
    """Return a VLAN list as the line's maker writes it: `10 to 12 20`, or `10-12,20`."""
    if "<vlan-list>" in pattern:
        return [vlan_list(vlans)] if vlans else []
    return chunks(vlans)
