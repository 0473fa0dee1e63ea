"""What a Comware 7 configuration does with traffic, streams and OSPF's areas: see `read_comware`.

Written from the S6520X and HSR6800 command references: ACL and QoS, IP multicast, Layer 3 IP
routing, Security (keychains).
"""

import re
from ipaddress import ip_network
from typing import Protocol

from tests.conformance.meaning import NAMES, Meaning, megabits, table_stubs


class View(Protocol):
    """A line and the lines below it."""

    line: str

    @property
    def inside(self) -> list["View"]: ...

    def has(self, line: str) -> bool: ...

    def after(self, prefix: str) -> list[str]: ...


def read_more(root: View, found: Meaning) -> None:
    """Add to `found` what a configuration says."""
    _areas(root, found)
    _traffic(root, found)
    _backbone(root, found)
    priority = root.after("stp priority")
    found.root_priority = int(priority[0]) if priority else None
    views = {view.line: view for view in root.inside}
    routes = root.has("multicast routing") and root.has("ipv6 multicast routing")
    for view in root.inside:
        if view.line.startswith("interface Vlan-interface"):
            _svi(view, view.line.removeprefix("interface "), root, found, routes=routes)
        elif re.fullmatch(r"vlan \d+", view.line):
            _vlan(view, root, found)
    points = [
        words for name in ("pim", "ipv6 pim") if name in views
        for words in views[name].after("static-rp")
    ]  # fmt: skip
    found.rendezvous = tuple(points) if routes else ()


def _areas(root: View, found: Meaning) -> None:
    kinds: dict[str, dict[str, dict[str, bool]]] = {"": {"ospf": {}, "ospfv3": {}}}
    for view in root.inside:
        process = view.line.split()[0]
        if process not in kinds[""]:
            continue
        table = view.line.partition(" vpn-instance ")[2]
        stubs = kinds.setdefault(table, {}).setdefault(process, {})
        for area in view.inside:
            for line in area.inside:
                if line.line.split()[0] == "stub":
                    stubs[area.line.removeprefix("area ")] = line.line == "stub no-summary"
    found.stubs = kinds[""]["ospf"]
    for table, both in kinds.items():
        assert both["ospf"] == both["ospfv3"], "OSPF and OSPFv3 differ in their stub areas"
        if table:
            table_stubs(found, table, both["ospf"])


def _backbone(root: View, found: Meaning) -> None:
    """Read BGP: who the neighbours are and what they are told, which must be all we route."""
    for view in root.inside:
        if not view.line.startswith("bgp "):
            continue
        peers = {
            words.split()[0]: int(words.split()[2])
            for words in view.after("peer")
            if words.split()[1] == "as-number"
        }
        enabled, believed, everything = set(), set(), set()
        for version, family in ((4, "ipv4"), (6, "ipv6")):
            inside = next(v for v in view.inside if v.line == f"address-family {family} unicast")
            networks = {ip_network(words.replace(" ", "/")) for words in inside.after("network")}
            everything |= networks
            for words in inside.after("peer"):
                match words.split():
                    case [peer, "enable"]:
                        enabled.add(peer)
                    case [peer, "prefix-list", name, "import"]:
                        whole = "0.0.0.0 0" if version == 4 else ":: 0"
                        kind = "ip" if version == 4 else "ipv6"
                        entries = root.after(f"{kind} prefix-list {name}")
                        assert entries == [f"index 10 permit {whole}"]
                        believed.add(peer)
                    case [peer, "prefix-list", name, "export"]:
                        kind = "ip" if version == 4 else "ipv6"
                        entries = root.after(f"{kind} prefix-list {name}")
                        assert entries, "no list lets everything out"
                        assert networks == {
                            ip_network("/".join(one.split()[-2:]))
                            for one in entries
                            if " permit " in one
                        }
        assert enabled == peers.keys() == believed

        def is_ours(route: str) -> bool:
            return route.endswith(" NULL0") and not route.startswith("vpn-instance ")

        routes = [*root.after("ip route-static"), *root.after("ipv6 route-static")]
        kept = {ip_network("/".join(r.split()[:2])) for r in routes if is_ours(r)}
        assert everything <= kept, "what is announced must not come and go"
        number = int(view.line.split()[1])
        found.bgp = (number, frozenset(peers.items()), frozenset(map(str, everything)))


def _traffic(root: View, found: Meaning) -> None:
    views = {view.line: view for view in root.inside}
    actions: dict[str, tuple[int | None, float | None]] = {}
    for name in root.after("qos policy"):
        (words,) = views[f"qos policy {name}"].after("classifier")
        classifier, _, behavior = words.split()
        assert views[f"traffic classifier {classifier} operator and"].has("if-match any")
        marks = views[f"traffic behavior {behavior}"].after("remark dscp")
        limits = views[f"traffic behavior {behavior}"].after("car cir")
        actions[name] = (
            NAMES[marks[0]] if marks else None,
            megabits(int(limits[0]) * 1000) if limits else None,
        )
    limited: dict[str, dict[str, float]] = {}
    for words in root.after("qos vlan-policy"):
        policy, _, vlan, direction = words.split()
        svi = f"Vlan-interface{vlan}"
        mark, limit = actions[policy]
        if mark is not None:
            assert direction == "inbound", "what leaves keeps its code point"
            found.marks[svi] = mark
        if limit is not None:
            limited.setdefault(svi, {})[direction] = limit
    for svi, rates in limited.items():
        found.rates[svi] = (rates["inbound"], rates["outbound"])


def _svi(view: View, name: str, root: View, found: Meaning, *, routes: bool) -> None:
    if view.has("ospf authentication-mode keychain parknet-ospf"):
        assert not view.after("ospfv3 authentication-mode")
        (chain,) = [v for v in root.inside if v.line == "keychain parknet-ospf mode absolute"]
        assert chain.inside[0].has("authentication-algorithm hmac-sha-256")
        found.signed.add(name)
    watched = [view.has("ospf bfd enable"), view.has("ospfv3 bfd enable")]
    assert watched[0] == watched[1], f"{name}: BFD for one IP version"
    if watched[0]:
        found.bfd.add(name)
    pim = [view.has("pim sm"), view.has("ipv6 pim sm")]
    assert pim[0] == pim[1], f"{name}: PIM for one IP version"
    if pim[0] and routes:
        found.pim.add(name)
    if view.has("igmp enable"):
        assert view.has("igmp version 3")
        assert view.has("mld enable")
        assert view.has("mld version 2")
        found.queriers.add(name)


def _vlan(view: View, root: View, found: Meaning) -> None:
    if view.has("igmp-snooping enable"):
        assert root.has("igmp-snooping")
        assert root.has("mld-snooping")
        assert view.has("igmp-snooping version 3")
        assert view.has("mld-snooping enable")
        assert view.has("mld-snooping version 2")
        found.snooped.add(int(view.line.removeprefix("vlan ")))
