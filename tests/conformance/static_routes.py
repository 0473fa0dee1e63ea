"""Static routes as Cisco, Ruijie and Arista write them in, what they mean out.

Written from the IOS IP routing, MPLS and IPv6 command references (`ip route`, `ip route vrf`, `ipv6
route`) and from Arista's note on static inter-VRF routes.
"""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from tests.conformance.indented import View
from tests.conformance.meaning import Meaning


def read_statics(lines: Iterable[str], found: Meaning) -> None:
    """Read every static route; a default of the global table counts as such."""
    for line in lines:
        if line.startswith(("ip route ", "ipv6 route ")):
            _read(line.split(), found)


def redistributes(blocks: Iterable[View]) -> bool:
    """Return whether OSPF of the global table learns static routes; of no other table it may."""
    said = {
        view.head: bool(view.all("redistribute static"))
        for view in blocks
        if "router ospf" in view.head
    }
    own = {yes for head, yes in said.items() if head.endswith(("router ospf 1", "router ospf"))}
    assert len(own) < 2, "one version's static routes only"
    assert not any(yes for head, yes in said.items() if " vrf " in head), "a table's static routes"
    return True in own


def _read(words: list[str], found: Meaning) -> None:
    family, rest = words[0], words[2:]
    table = ""
    if rest[0] == "vrf":
        table, rest = rest[1], rest[2:]
    if "/" in rest[0]:
        prefix, rest = ip_network(rest[0]), rest[1:]
    else:
        prefix, rest = ip_network(f"{rest[0]}/{rest[1]}"), rest[2:]
    assert prefix.version == (4 if family == "ip" else 6)
    next_table, hop = table, ""
    while rest:
        word = rest.pop(0)
        if word in ("egress-vrf", "nexthop-vrf"):
            named = rest.pop(0)
            next_table = "" if named == "default" else named
        elif word == "global":
            assert table, "the global table needs no such word"
            next_table = ""
        elif word.lower() == "null0" or [word, *rest[:1]] == ["Null", "0"]:
            next_table, hop, rest = "", "", []
        elif word.isdecimal():
            assert not rest, "a distance is the last word"
        elif word[0].isalpha() and not _is_address(word):
            # The way out: the next hop is in the table of that interface.
            name = word if word != "VLAN" else f"VLAN {rest.pop(0)}"
            next_table = found.vrfs.get(name, "")
        else:
            hop = word
    if hop and not table and not next_table and prefix.prefixlen == 0:
        found.defaults.add(hop)
    else:
        found.statics.add((table, str(prefix), hop, next_table))


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True
