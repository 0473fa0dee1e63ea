"""Views of a text in, its Ethernet rings (ITU-T G.8032) out: a dialect to each function.

A ring is whole only where its control VLAN is in the instance that it protects.
"""

import re
from collections.abc import Mapping, Sequence

Rings = dict[int, tuple[frozenset[str], str, frozenset[int]]]
Views = Mapping[str, Sequence[str]]


def _numbers(text: str) -> frozenset[int]:
    """Return the VLANs of a list such as `10 20 to 22`."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: to (\d+))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _instances(views: Views) -> dict[str, frozenset[int]]:
    lines = views.get("stp region-configuration", ())
    assert not lines or "active region-configuration" in lines, "the mapping is not in force"
    found: dict[str, frozenset[int]] = {}
    for line in lines:
        if match := re.fullmatch(r"instance (\d+) vlan (.+)", line):
            found[match[1]] = found.get(match[1], frozenset()) | _numbers(match[2])
    return found


def _one(lines: Sequence[str], pattern: str) -> str:
    (found,) = [match[1] for line in lines if (match := re.fullmatch(pattern, line))]
    return str(found)


def vrp(views: Views) -> Rings:
    """Read VRP [D: ERPS (G.8032)]: ports name their ring, and no spanning tree minds them."""
    instances = _instances(views)
    found: Rings = {}
    for head, lines in views.items():
        if not (ring := re.fullmatch(r"erps ring (\d+)", head)):
            continue
        control = int(_one(lines, r"control-vlan (\d+)"))
        vlans = instances[_one(lines, r"protected-instance (\d+)")]
        assert control in vlans
        ports: set[str] = set()
        blocking = ""
        for name, inside in views.items():
            for line in inside if name.startswith("interface ") else ():
                if match := re.fullmatch(rf"erps ring {ring[1]}( rpl owner)?", line):
                    assert "stp disable" in inside, name
                    ports.add(name.removeprefix("interface "))
                    blocking = name.removeprefix("interface ") if match[1] else blocking
        found[control] = (frozenset(ports), blocking, vlans - {control})
    return found


def comware(views: Views, inside_ring: Mapping[str, Sequence[str]]) -> Rings:
    """Read Comware 7 [D: ERPS]: a ring names its ports; `inside_ring` has its instance's lines."""
    instances = _instances(views)
    found: Rings = {}
    for head, lines in inside_ring.items():
        assert "instance enable" in lines, head
        ring = views[head]
        ports = [_one(ring, rf"port{number} interface (\S+)") for number in (0, 1)]
        for port in ports:
            assert "undo stp enable" in views[f"interface {port}"], port
        control = int(_one(lines, r"control-vlan (\d+)"))
        vlans = instances[_one(lines, r"protected-vlan reference-instance (\d+)")]
        assert control in vlans
        owner = [line for line in lines if line.startswith("node-role owner rpl port")]
        blocking = ports[int(owner[0][-1])] if owner else ""
        found[control] = (frozenset(ports), blocking, vlans - {control})
    assert not found or "erps enable" in views
    return found


def rgos(
    views: Views, trunks: Mapping[str, tuple[int | None, frozenset[int]]], *, enabled: bool
) -> Rings:
    """Read RGOS [U: ERPS]: a ring minds every VLAN that its ports carry."""
    found: Rings = {}
    for head, lines in views.items():
        if not (match := re.fullmatch(r"erps raps-vlan (\d+)", head)):
            continue
        assert enabled
        assert "state enable" in lines
        (ends,) = [line for line in lines if line.startswith("ring-port west ")]
        west, _, east = ends.removeprefix("ring-port west ").partition(" east ")
        blocking = west if "rpl-port west rpl-owner" in lines else ""
        control = int(match[1])
        carried = trunks[west][1]
        assert control in carried
        found[control] = (frozenset({west, east}), blocking, carried - {control})
    return found
