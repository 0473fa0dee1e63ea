"""What VRP refuses of filters, guards, virtual gateways and BGP: see `parknet.lab.refusals`.

Each needs something that is to be there first, or cannot go while something uses it. [U] the words.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parknet.lab.refusals import Site


def _filter_name(words: tuple[str, ...]) -> str:
    """Return the key of the ACL that a `traffic-filter` line names."""
    name = next(word for word in reversed(words) if word != "inbound")
    return f"acl ipv6 name {name}" if "ipv6" in words else f"acl name {name}"


def _filter_binds(site: "Site") -> str:
    """One filter a version, and only one that is there."""
    if site.is_undo:
        return ""
    wanted = _filter_name(site.match.words)
    if wanted not in site.config.root.children:
        return site.say("The ACL does not exist.")
    is_six = "ipv6" in site.match.words
    for node in site.node.children.values():
        if node.words[0] == "traffic-filter" and ("ipv6" in node.words) == is_six:
            if _filter_name(node.words) == wanted:
                continue
            return site.say("A traffic filter has been applied to the interface.")
    return ""


def _filter_free(site: "Site") -> str:
    """Refuse to delete an ACL that an interface uses."""
    if not site.is_undo:
        return ""
    gone = " ".join(site.match.words)
    for node in site.config.root.children.values():
        for child in node.children.values():
            if child.words[0] == "traffic-filter" and _filter_name(child.words) == gone:
                return site.say("The ACL is in use and cannot be deleted.")
    return ""


def _needs(key: str, what: str) -> Callable[["Site"], str]:
    """Return a refusal of what takes another line of the system view first."""

    def check(site: "Site") -> str:
        held = site.config.root.children
        if site.is_undo or any(row == key or row.startswith(f"{key} ") for row in held):
            return ""
        return site.say(f"Please enable {what} first.")

    return check


def _named(view: str, word: int = -1) -> Callable[["Site"], str]:
    """Return a refusal of a name that no view of the system view has."""

    def check(site: "Site") -> str:
        name = f"{view} {site.match.words[word]}" if len(site.match.words) > 1 else ""
        if site.is_undo or name in site.config.root.children:
            return ""
        return site.say("The profile does not exist.")

    return check


def _access_profile(site: "Site") -> str:
    kind = site.match.words[0]
    return _named(f"{kind} name")(site)


def _profile_free(site: "Site") -> str:
    """Refuse to delete an authentication profile that a port uses."""
    name = site.match.words[-1]
    for node in site.config.root.children.values() if site.is_undo else ():
        used = node.children.get("authentication-profile")
        if used is not None and used.words[-1] == name:
            return site.say("The authentication profile is in use.")
    return ""


def _no_profile(site: "Site") -> str:
    if not site.is_undo and site.has("authentication-profile"):
        return site.say("The command conflicts with NAC on the interface.")
    return ""


def _scheme_exists(site: "Site") -> str:
    row = " ".join(site.match.words)
    if site.is_undo or site.config.find("aaa", row) is not None:
        return ""
    return site.say("The scheme does not exist.")


def _acl_number(site: "Site") -> str:
    others = ("snmp-agent", "inbound", "outbound")
    words = [word for word in site.match.words if word not in others]
    named = replace(site, match=replace(site.match, words=tuple(words)))
    return _named(" ".join([*words[:-1], "number"]))(named)


def _vrrp_group(site: "Site") -> str:
    """A group is there by its addresses."""
    group = " ".join(site.match.words[:3])
    if site.is_undo or any(key.startswith(f"{group} virtual-ip ") for key in site.node.children):
        return ""
    return site.say("The VRRP group does not exist.")


def _vrrp_link_local(site: "Site") -> str:
    group = " ".join(site.match.words[:3])
    if site.is_undo or any(
        key.startswith(f"{group} ") and key.endswith(" link-local") for key in site.node.children
    ):
        return ""
    return site.say("The first virtual IPv6 address must be a link-local address.")


def _peer_there(site: "Site") -> str:
    if site.is_undo or site.has(" ".join(site.match.words[:2])):
        return ""
    return site.say("The peer does not exist.")


def _ports_on(site: "Site", ring: str) -> bool:
    return any(
        key.startswith("interface ") and f"erps ring {ring}" in " ".join(node.children)
        for key, node in site.config.root.children.items()
    )


def _ring_whole(site: "Site") -> str:
    """A port joins a ring that has its control VLAN and its instance [D: ERPS, erps ring]."""
    ring = site.config.root.children.get(f"erps ring {site.match.words[2]}")
    if site.is_undo:
        return ""
    lines = set() if ring is None else {key.split()[0] for key in ring.children}
    if {"control-vlan", "protected-instance"} <= lines:
        return ""
    return site.say("The control VLAN or the ERP instance of the ring is not configured.")


def _without_stp(site: "Site") -> str:
    """No spanning tree on a port of a ring [D: ERPS, erps ring (interface view)]."""
    if site.is_undo or site.has("stp disable"):
        return ""
    return site.say("STP is enabled on the port.")


def _on_no_ring(site: "Site") -> str:
    on_ring = any(key.startswith("erps ring ") for key in site.node.children)
    return site.say("The port is on an ERPS ring.") if site.is_undo and on_ring else ""


def _ring_in_use(site: "Site") -> str:
    """Neither may change while a port is on the ring [D: ERPS, protected-instance]."""
    words = site.node.words
    in_use = len(words) > 2 and _ports_on(site, words[2])
    return site.say("A port is on the ERPS ring.") if in_use else ""


def _ring_empty(site: "Site") -> str:
    """A ring goes when no port is on it [D: ERPS, erps ring]."""
    if site.is_undo and _ports_on(site, site.match.words[2]):
        return site.say("The ERPS ring has ports.")
    return ""


def _mqc_parts(site: "Site") -> str:
    """A policy names a classifier and a behavior that are there."""
    words = site.match.words
    held = {tuple(key.split()[:3]) for key in site.config.root.children}
    if (
        site.is_undo
        or {
            ("traffic", "classifier", words[1]),
            ("traffic", "behavior", words[3]),
        }
        <= held
    ):
        return ""
    return site.say("The classifier or the behavior does not exist.")


def _mqc_unused(site: "Site") -> str:
    """Refuse to delete what a policy names, or a policy that is applied."""
    kind, name = site.match.words[1:3]
    for node in site.config.root.children.values() if site.is_undo else ():
        for line in node.children.values():
            if kind == "policy" and line.words[:2] == ("traffic-policy", name):
                return site.say("The traffic policy has been applied.")
            if kind != "policy" and line.words[0] == "classifier":
                used = line.words[1] if kind == "classifier" else line.words[3]
                if used == name:
                    return site.say(f"The traffic {kind} is used by a traffic policy.")
    return ""


def _one_policy(site: "Site") -> str:
    """One policy each way, and only one that is there."""
    if site.is_undo:
        return ""
    _, name, way = site.match.words
    if f"traffic policy {name}" not in site.config.root.children:
        return site.say("The traffic policy does not exist.")
    for node in site.node.children.values():
        if node.words[0] == "traffic-policy" and node.words[2] == way and node.words[1] != name:
            return site.say("A traffic policy has been applied in this direction.")
    return ""


def _ntp_key(site: "Site") -> str:
    """A key is made before it is trusted or asked for."""
    made = f"ntp-service authentication-keyid {site.match.words[-1]}"
    if site.is_undo or made in site.config.root.children:
        return ""
    return site.say("The authentication key does not exist.", "The key does not exist.")


VRP_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "vrrp_group": _vrrp_group,
    "vrrp_link_local": _vrrp_link_local,
    "ring_whole": _ring_whole,
    "ring_in_use": _ring_in_use,
    "ring_empty": _ring_empty,
    "without_stp": _without_stp,
    "on_no_ring": _on_no_ring,
    "peer_there": _peer_there,
    "routes_streams": _needs("multicast routing-enable", "multicast routing"),
    "routes_streams6": _needs("multicast ipv6 routing-enable", "IPv6 multicast routing"),
    "igmp_snooping_on": _needs("igmp-snooping enable", "IGMP snooping"),
    "mld_snooping_on": _needs("mld-snooping enable", "MLD snooping"),
    "dhcp_on": _needs("dhcp enable", "DHCP"),
    "snooping_on": _needs("dhcp snooping enable", "DHCP snooping"),
    "nd_snooping_on": _needs("nd snooping enable", "ND snooping"),
    "profile_exists": _named("authentication-profile name"),
    "access_profile": _access_profile,
    "profile_free": _profile_free,
    "no_profile": _no_profile,
    "scheme_exists": _scheme_exists,
    "acl_number": _acl_number,
    "filter_binds": _filter_binds,
    "filter_free": _filter_free,
    "mqc_parts": _mqc_parts,
    "mqc_unused": _mqc_unused,
    "one_policy": _one_policy,
    "ntp_key": _ntp_key,
}
