"""What IOS refuses although it understands it, and what goes with a line that came or went.

The reasons are documented: [D] Catalyst 9200 IOS XE 17.6.x configuration guides, by volume; IOS
Command References. The exact words are not for all releases [U]: whoever reads them must take any
line that begins with `%` or `Command rejected` for a refusal.
"""

from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Interface, IPv6Interface
from typing import TYPE_CHECKING, Final

from parknet.lab.follow import forget, forget_everywhere

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Config, Node

_TABLE: Final = "vrf forwarding"
_CARRIED: Final = ("switchport ", "shutdown", "spanning-tree ")


def _port_exists(site: "Site") -> str:
    if site.match.words[-1] in site.config.ports:
        return ""
    return "% Invalid interface type and number"


def _vlan_one(site: "Site") -> str:
    if site.is_undo and site.match.words[-1] in ("1", "Vlan1"):
        return "% Default VLAN 1 may not be deleted."
    return ""


def _addresses(site: "Site", key: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, node in site.config.root.children.items():
        if name.startswith("interface ") and (name,) != site.path:
            for line, child in node.children.items():
                if line.startswith(key):
                    yield name.removeprefix("interface "), table_of(node), child.words


def _address(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv4Interface("/".join(site.match.words[-2:])).network
    for name, table, words in _addresses(site, "ip address"):
        other = IPv4Interface("/".join(words[2:4])).network
        if table == table_of(site.node) and other.overlaps(wanted):
            return f"% {wanted.network_address} overlaps with {name}"
    return ""


def _address6(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv6Interface(site.match.words[-1]).network
    for name, table, words in _addresses(site, "ipv6 address"):
        if table == table_of(site.node) and IPv6Interface(words[-1]).network.overlaps(wanted):
            return f"% {name}: Error: {wanted} is overlapping with {words[-1]} on {name}"
    return ""


def _vrf_there(site: "Site") -> str:
    words = site.match.words
    after = next((at for at, word in enumerate(words) if word in ("vrf", "forwarding")), 0)
    name = words[-1] if words[0] == "vrf" else words[after + 1]
    if site.is_undo or f"vrf definition {name}" in site.config.root.children:
        return ""
    return f"% VRF {name} does not exist or does not have a RD."


def _same_table(site: "Site") -> str:
    process = site.config.root.children.get(f"router ospf {site.match.words[2]}")
    if site.is_undo or process is None:
        return ""
    table = process.words[-1] if "vrf" in process.words else ""
    if table == table_of(site.node):
        return ""
    return "% OSPF: interface and process are in different VRFs"


def _mode(site: "Site") -> str:
    found = site.node.children.get("switchport mode")
    return found.words[-1] if found is not None else ""


def _mode_free(site: "Site") -> str:
    """802.1X and port security want an access port [D] IEEE 802.1X, restrictions."""
    is_access = not site.is_undo and site.match.words[-1] == "access"
    lines = site.node.children
    asks = {"authentication port-control", "dot1x pae authenticator"}.intersection(lines)
    if asks and not is_access:
        return "Command rejected: 802.1X is configured on this port."
    if site.is_undo and "switchport port-security" in lines:
        return "Command rejected: port security is configured on this port."
    return ""


def _static_mode(site: "Site") -> str:
    if site.is_undo or _mode(site):
        return ""
    name = site.path[0].removeprefix("interface ")
    return f"Command rejected: {name} is a dynamic port."


def _access_mode(site: "Site") -> str:
    if site.is_undo or _mode(site) == "access":
        return ""
    return "Command rejected: the port is not an access port."


def _policy_there(site: "Site") -> str:
    words = site.match.words
    at = words.index("attach-policy")
    opener = " ".join((*words[:at], "policy", words[-1]))
    if site.is_undo or opener in site.config.root.children:
        return ""
    return f"% Policy {words[-1]} does not exist"


def _class_map(site: "Site") -> str:
    name = site.match.words[-1]
    known = f"class-map match-any {name}" in site.config.root.children
    if site.is_undo or name == "class-default" or known:
        return ""
    return f"% class map {name} not configured"


def _policy_map(site: "Site") -> str:
    name = site.match.words[-1]
    if site.is_undo or f"policy-map {name}" in site.config.root.children:
        return ""
    return f"policy map {name} not configured"


def _other_group(site: "Site") -> str:
    """A port leaves one channel before it joins another [D] channel-group."""
    old = site.node.children.get("channel-group")
    if site.is_undo or old is None or old.words == site.match.words:
        return ""
    return f"Command rejected: the port is a member of channel-group {old.words[1]}."


def _new_entry(site: "Site") -> str:
    """Refuse an entry that the list holds, or a number that is taken [D] ip access-list."""
    if site.is_undo:
        return ""
    number, text = _split(site.match.words)
    for other in site.node.children.values():
        its, said = _split(other.words)
        if said == text and (its, said) != (number, text):
            return "% Duplicate entry"
        if number and its == number and said != text:
            return "% Duplicate sequence number."
    return ""


def _split(words: tuple[str, ...]) -> tuple[str, str]:
    plain = words[1:] if words[0] == "sequence" else words
    return (plain[0], " ".join(plain[1:])) if plain[0].isdigit() else ("", " ".join(plain))


def _vrrp_v3(site: "Site") -> str:
    if site.is_undo or "fhrp version vrrp v3" in site.config.root.children:
        return ""
    return "% Incomplete command."


IOS_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "port_exists": _port_exists,
    "vlan_one": _vlan_one,
    "address": _address,
    "address6": _address6,
    "vrf_there": _vrf_there,
    "same_table": _same_table,
    "mode_free": _mode_free,
    "static_mode": _static_mode,
    "access_mode": _access_mode,
    "policy_there": _policy_there,
    "policy_map": _policy_map,
    "class_map": _class_map,
    "other_group": _other_group,
    "new_entry": _new_entry,
    "vrrp_v3": _vrrp_v3,
}


def table_of(interface: "Node") -> str:
    """Return the VRF of an interface; "" is the global table."""
    found = interface.children.get(_TABLE)
    return found.words[-1] if found is not None else ""


def on_ios(config: "Config", view: "Node", keys: Sequence[str], gone: bool) -> None:
    """Take away, carry or number what goes with lines that came or went."""
    if _TABLE in keys:
        # [D] MPLS, vrf forwarding: "removes the IP address from the interface", of both versions.
        forget(view, lambda key: key.startswith(("ip address", "ipv6 address ")))
    if view.words[:1] == ("interface",) and view.words[1].startswith("Port-channel"):
        _carry(config, view, keys)
    if not gone:
        _replace_lists(view, keys)
    if not gone and "channel-group" in keys:
        _make_channel(config, view)
    if not gone and view.line is not None and view.line.view.startswith("acl"):
        _number(config, view, keys)
    if gone and view is config.root:
        for key in keys:
            name = key.rpartition(" ")[2]
            if key.startswith("vrf definition "):
                _forget_table(config, name)
            elif key.startswith("interface Port-channel"):
                number = name.removeprefix("Port-channel")
                for node in config.root.children.values():
                    group = node.children.get("channel-group")
                    if group is not None and group.words[1] == number:
                        del node.children["channel-group"]
            elif key.startswith("vrf "):
                forget_everywhere(config, (_TABLE,), name)


def _forget_table(config: "Config", name: str) -> None:
    """A VRF takes along the addresses of its interfaces, its processes and its routes."""
    for key, node in list(config.root.children.items()):
        if key.startswith("interface ") and table_of(node) == name:
            del node.children[_TABLE]
            forget(node, lambda line: line.startswith(("ip address", "ipv6 address ")))
        elif key.startswith(("router ", "ip route vrf ", "ipv6 route vrf ")):
            if "vrf" in node.words and node.words[node.words.index("vrf") + 1] == name:
                del config.root.children[key]
            else:
                forget(node, lambda line: line.endswith(f" vrf {name}"))


def _replace_lists(view: "Node", keys: Sequence[str]) -> None:
    """An interface has one list of a kind in a direction: the new one takes its place [D]."""
    for key in keys:
        words = key.split()
        if words[:2] in (["ip", "access-group"], ["ipv6", "traffic-filter"]):
            alike = (" ".join(words[:2]), words[-1])
            forget(
                view,
                lambda row, new=key, kind=alike: (  # type: ignore[misc]
                    row != new and row.startswith(kind[0]) and row.endswith(kind[1])
                ),
            )


def _carry(config: "Config", channel: "Node", keys: Sequence[str]) -> None:
    """What is told to a port channel is told to its members [D] EtherChannels, guidelines."""
    number = channel.words[1].removeprefix("Port-channel")
    for node in config.root.children.values():
        group = node.children.get("channel-group")
        if group is None or group.words[1] != number:
            continue
        for key in keys:
            if not key.startswith(_CARRIED):
                continue
            if key in channel.children:
                node.children[key] = channel.children[key].copy()
            else:
                node.children.pop(key, None)


def _make_channel(config: "Config", port: "Node") -> None:
    """A port that joins a channel that nobody made makes it [D] channel-group."""
    name = f"Port-channel{port.children['channel-group'].words[1]}"
    if f"interface {name}" not in config.root.children:
        config.apply((), f"interface {name}")


def _number(config: "Config", view: "Node", keys: Sequence[str]) -> None:
    """Give an entry that came without a number the next one, in tens [D] ip access-list."""
    kind = view.line.view if view.line is not None else ""
    numbered = config.grammar.views[kind].lines[0]
    before = ("sequence",) if kind == "acl6" else ()
    for key in keys:
        node = view.children.get(key)
        if node is None or _split(node.words)[0]:
            continue
        last = max(int(_split(other.words)[0] or 0) for other in view.children.values())
        del view.children[key]
        words = (*before, str(last + 10), *node.words)
        view.children[" ".join(words[: len(before) + 1])] = type(node)(numbered, words)
