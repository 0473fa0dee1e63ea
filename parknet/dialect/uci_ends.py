"""What of a change of UCI both ends of a link have to make at once, and which addresses move."""

from collections.abc import Iterator

from parknet.dialect.uci_text import Packages, Section, items_of
from parknet.model.change import TwoEnded


def two_ended(old: Packages, final: Packages) -> tuple[TwoEnded, ...]:
    """Return what the devices at the other ends have to change together with this one."""
    before, after = _modes(old), _modes(final)
    found = [
        TwoEnded(what="LAG mode", at=name)
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
    ]
    was, will = _natives(old), _natives(final)
    found += [
        TwoEnded(what="native VLAN", at=port)
        for port in sorted(was.keys() & will.keys())
        if was[port] != will[port]
    ]
    return tuple(found)


def addresses(packages: Packages) -> frozenset[tuple[str, str]]:
    """Return each address with the interface that has it."""
    return frozenset(
        (item.partition("/")[0], str(section.options.get("device", "")))
        for section in _network(packages, "interface")
        for key in ("ipaddr", "ip6addr")
        for item in items_of(section.options.get(key, ()))
    )


def _network(packages: Packages, kind: str) -> Iterator[Section]:
    return (section for section in packages.get("network", []) if section.kind == kind)


def _modes(packages: Packages) -> dict[str, str]:
    """Return the mode of each bond that has ports."""
    return {
        str(section.options.get("name", "")): str(section.options.get("policy", ""))
        for section in _network(packages, "device")
        if section.options.get("type") == "bonding" and section.options.get("ports")
    }


def _natives(packages: Packages) -> dict[str, str]:
    """Return the untagged VLAN of each port that carries tagged ones too; empty where it has none.

    `lan1:t` is tagged, `lan1:u*` and `lan1` are not (netifd, bridge.c).
    """
    tagged: set[str] = set()
    native: dict[str, str] = {}
    for section in _network(packages, "bridge-vlan"):
        for word in items_of(section.options.get("ports", ())):
            port, _, flags = word.partition(":")
            if "t" in flags:
                tagged.add(port)
            else:
                native[port] = str(section.options.get("vlan", ""))
    return {port: native.get(port, "") for port in tagged}
