"""Lines in, how two devices share link aggregations out: a dialect to each function.

Sources: [D] CloudEngine 6800 V300R023, Configuration Guide and Command Reference, M-LAG; H3C S6800
and S6860 R671x, Layer 2 Configuration Guide, M-LAG, with its table of DRNI commands. Taken from
no template of ours.
"""

import re
from collections.abc import Mapping, Sequence

from tests.conformance.meaning import Meaning

Blocks = Mapping[str, Sequence[str]]


def _only(pattern: str, lines: Sequence[str]) -> str:
    (found,) = [match[1] for line in lines if (match := re.fullmatch(pattern, line))]
    return str(found)


def vrp(blocks: Blocks, found: Meaning) -> None:
    """Read Huawei: a peer link carries every VLAN that is not excluded, with no other setting."""
    group = blocks.get("dfs-group 1")
    links = [head.removeprefix("interface ") for head in blocks if "peer-link 1" in blocks[head]]
    if group is None:
        assert not links
        return
    assert "stp v-stp enable" in blocks, "two roots of one tree"
    (link,) = links
    inside = blocks[f"interface {link}"]
    assert not any(line.startswith(("port link-type", "port trunk", "stp ")) for line in inside)
    excluded: set[int] = set()
    for line in inside:
        if line.startswith("port vlan exclude "):
            for low, high in re.findall(r"(\d+)(?: to (\d+))?", line):
                excluded |= set(range(int(low), int(high or low) + 1))
    found.trunks[link] = (None, frozenset({*found.vlans, 1} - excluded))
    addresses = r"dual-active detection source ip (\S+) peer (\S+)"
    (own,) = [m for line in group if (m := re.fullmatch(addresses, line))]
    macs = set()
    for head, lines in blocks.items():
        name = head.removeprefix("interface ")
        if "m-lag unpaired-port reserved" in lines:
            found.spared.add(name)
        shared = [line.split()[3] for line in lines if line.startswith("dfs-group 1 m-lag ")]
        if shared:
            assert "mode lacp" in lines
            found.shared[name] = int(shared[0])
            macs.add(_only(r"lacp m-lag system-id (\S+)", lines).replace("-", ""))
    assert len(macs) <= 1
    # The higher priority is the master; 100 where nothing is said.
    which = "first" if int(_only(r"priority (\d+)", group)) > 130 else "second"
    found.mlag = (link, which, own[1], own[2], macs.pop() if macs else "")


def comware(system: Sequence[str], blocks: Blocks, found: Meaning) -> None:
    """Read H3C, in the words of releases before R6616."""
    links = [
        head.removeprefix("interface ")
        for head, lines in blocks.items()
        if "port drni intra-portal-port 1" in lines
    ]
    if not any(line.startswith("drni ") for line in system):
        assert not links
        return
    (link,) = links
    assert "undo mac-address static source-check enable" in blocks[f"interface {link}"]
    assert "link-aggregation mode dynamic" in blocks[f"interface {link}"]
    number = _only(r"drni system-number (\d)", system)
    role = int(_only(r"drni role priority (\d+)", system))
    assert (role < 150) == (number == "1"), "the lower priority is primary"
    assert _only(r"drni system-priority (\d+)", system) == "123", "of both alike"
    keepalive = r"drni keepalive ip destination (\S+) source (\S+)"
    (heard,) = [m for line in system if (m := re.fullmatch(keepalive, line))]
    mac = _only(r"drni system-mac (\S+)", system).replace("-", "")
    found.mlag = (link, "first" if number == "1" else "second", heard[2], heard[1], mac)
    assert "drni mad exclude logical-interfaces" in system, "VLAN interfaces go down in a split"
    found.spared = {
        line.removeprefix("drni mad exclude interface ")
        for line in system
        if line.startswith("drni mad exclude interface ")
    }
    for head, lines in blocks.items():
        for line in lines:
            if match := re.fullmatch(r"port drni group (\d+)( allow-single-member)?", line):
                assert match[2], "alone in its group it is shut"
                found.shared[head.removeprefix("interface ")] = int(match[1])
