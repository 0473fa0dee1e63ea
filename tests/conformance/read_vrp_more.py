"""What a Huawei VRP configuration does with traffic, streams and OSPF's areas: see `read_vrp`.

Sources: [D] S7700 and S5700 configuration guides, QoS (MQC), Multicast, OSPF; NetEngine 8000,
Multicast; S-series V600, QoS.
"""

import re
from ipaddress import ip_address, ip_network

from tests.conformance.meaning import NAMES, Meaning, megabits, table_stubs

Block = tuple[str, list[str]]
Action = tuple[int | None, float | None]  # DSCP, Mbit/s


def read_more(blocks: list[Block], found: Meaning) -> None:
    """Add to `found` what blocks say."""
    heads = dict(blocks)
    _areas(blocks, found)
    _backbone(blocks, found)
    for head in heads:
        if head.startswith("stp priority "):
            found.root_priority = int(head.split()[2])
    policies = _policies(blocks)
    for head, inside in blocks:
        if head.startswith("interface Vlanif"):
            _svi(head.removeprefix("interface "), inside, heads, policies, found)
        elif re.fullmatch(r"vlan \d+", head):
            _vlan(int(head[5:]), inside, heads, found)
    if "multicast routing-enable" in heads and "multicast ipv6 routing-enable" in heads:
        points = [
            line.split()[1]
            for view, version in (("pim", 4), ("pim-ipv6", 6))
            for line in heads.get(view, ())
            if line.startswith("static-rp ") and ip_address(line.split()[1]).version == version
        ]
        found.rendezvous = tuple(points)


def _areas(blocks: list[Block], found: Meaning) -> None:
    by_table: dict[str, dict[str, dict[str, set[str]]]] = {"": {"ospf": {}, "ospfv3": {}}}
    for head, inside in blocks:
        process = head.split()[0]
        if process not in by_table[""]:
            continue
        table = head.partition(" vpn-instance ")[2]
        by_process = by_table.setdefault(table, {"ospf": {}, "ospfv3": {}})
        area = ""
        for line in inside:
            if line.startswith("area "):
                area = line.split()[1]
                by_process[process][area] = set()
            elif area:
                by_process[process][area].add(line)
    keyed = set()
    for table, by_process in by_table.items():
        kinds = [
            {area: "stub no-summary" in lines for area, lines in areas.items()
             if lines & {"stub", "stub no-summary"}}
            for areas in by_process.values()
        ]  # fmt: skip
        assert kinds[0] == kinds[1], "OSPF and OSPFv3 differ in their stub areas"
        if table:
            table_stubs(found, table, kinds[0])
        else:
            found.stubs = kinds[0]
        for area, lines in by_process["ospfv3"].items():
            assert not any(line.startswith("authentication-mode") for line in lines), area
        keyed |= {
            (table, area)
            for area, lines in by_process["ospf"].items()
            if any(line.startswith("authentication-mode hmac-sha256 1 ") for line in lines)
        }
    found.signed = {
        name
        for name, (area, passive) in found.ospf.items()
        if (found.vrfs.get(name, ""), area) in keyed and not passive
    }


def _backbone(blocks: list[Block], found: Meaning) -> None:
    """Read BGP: who the neighbours are and what they are told, which must be all we route."""
    heads = [head for head, _ in blocks]
    for head, lines in blocks:
        if not head.startswith("bgp "):
            continue
        peers: dict[str, int] = {}
        enabled, believed, networks = set(), set(), set()
        told: dict[str, str] = {}
        for line in lines:
            match line.split():
                case ["peer", peer, "as-number", number]:
                    peers[peer] = int(number)
                case ["peer", peer, "enable"]:
                    enabled.add(peer)
                case ["peer", peer, "ip-prefix" | "ipv6-prefix" as kind, name, "export"]:
                    told[peer] = f"{kind.split('-')[0]} {kind} {name}"
                case ["peer", peer, "ip-prefix" | "ipv6-prefix" as kind, name, "import"]:
                    whole = "0.0.0.0 0" if kind == "ip-prefix" else ":: 0"
                    entries = [one for one in heads if one.startswith(f"ip {kind} {name} ")]
                    assert entries == [f"ip {kind} {name} index 10 permit {whole}"]
                    believed.add(peer)
                case ["network", first, mask]:
                    networks.add(ip_network(f"{first}/{mask}"))
        assert enabled == peers.keys() == told.keys() == believed
        for peer, name in told.items():
            start = name.replace("ipv6 ipv6", "ip ipv6") + " "
            assert any(one.startswith(start) for one in heads), "no list lets everything out"
            permitted = {
                ip_network("/".join(one.split()[-2:]))
                for one in heads
                if one.startswith(start) and " permit " in one
            }
            version = ip_address(peer).version
            assert permitted == {network for network in networks if network.version == version}
        discarded = {
            ip_network("/".join(one.split()[2:4]))
            for one in heads
            if re.match(r"ip(v6)? route-static (?!vpn-)", one) and one.endswith(" NULL0")
        }
        assert networks <= discarded, "what is announced must not come and go"
        number = int(head.split()[1])
        found.bgp = (number, frozenset(peers.items()), frozenset(map(str, networks)))


def _policies(blocks: list[Block]) -> dict[str, Action]:
    heads = dict(blocks)
    classifiers = {
        head.split()[2]: inside for head, inside in blocks if head.startswith("traffic classifier ")
    }
    found: dict[str, Action] = {}
    for head, inside in blocks:
        if not head.startswith("traffic policy "):
            continue
        (line,) = inside
        _, classifier, _, behavior, *_ = line.split()
        assert classifiers[classifier] == ["if-match any"]
        actions = heads[f"traffic behavior {behavior}"]
        dscp = [NAMES[line.split()[-1]] for line in actions if line.startswith("remark dscp ")]
        found[head.split()[2]] = (dscp[0] if dscp else None, _rate(actions))
    return found


def _rate(actions: list[str]) -> float | None:
    for line in actions:
        if line.startswith("car cir "):
            words = line.split()
            # Without a peak rate, or with one equal to it, what is above the rate is dropped.
            if "pir" in words:
                assert words[words.index("pir") + 1] == words[2]
            return megabits(int(words[2]) * 1000)
    return None


def _svi(
    name: str,
    lines: list[str],
    heads: dict[str, list[str]],
    policies: dict[str, Action],
    found: Meaning,
) -> None:
    bound: dict[str, Action] = {}
    for line in lines:
        if line.startswith("traffic-policy "):
            _, policy, direction = line.split()
            bound[direction] = policies[policy]
    marked, limit = bound.get("inbound", (None, None))
    if marked is not None:
        found.marks[name] = marked
    marked_out, limit_out = bound.get("outbound", (None, None))
    assert marked_out is None, "what leaves keeps its code point"
    if limit is not None and limit_out is not None:
        found.rates[name] = (limit, limit_out)
    watched = {"ospf bfd enable", "ospfv3 bfd enable"} & set(lines)
    assert len(watched) != 1, f"{name}: BFD for one IP version"
    if watched:
        assert "bfd" in heads
        found.bfd.add(name)
    pim = {"pim sm", "pim ipv6 sm"} & set(lines)
    assert len(pim) != 1, f"{name}: PIM for one IP version"
    if pim:
        assert {"multicast routing-enable", "multicast ipv6 routing-enable"} <= heads.keys()
        found.pim.add(name)
    members = {"igmp enable", "igmp version 3", "mld enable"} & set(lines)
    if members:
        assert len(members) == 3, f"{name}: {members}"
        found.queriers.add(name)


def _vlan(vlan: int, lines: list[str], heads: dict[str, list[str]], found: Meaning) -> None:
    said = {line for line in lines if "-snooping" in line and not line.startswith("dhcp")}
    if not said:
        return
    assert said == {
        "igmp-snooping enable", "igmp-snooping version 3", "mld-snooping enable",
        "mld-snooping version 2",
    }, vlan  # fmt: skip
    assert {"igmp-snooping enable", "mld-snooping enable"} <= heads.keys()
    found.snooped.add(vlan)
