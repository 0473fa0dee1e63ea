"""Rings of both makers: the loop, and what is reached with one link or one switch lost."""

from pathlib import Path

from parknet.model.network import Network
from tests.pipeline.test_pairs import folder_of

# Floors of each building, by the switches that are counted there.
CODES = ("b01", "b02")


def counted(root: Path) -> None:
    """Write how many switches each floor has, as rings want it."""
    for code in CODES:
        path = folder_of(root) / "buildings" / f"{code}.yml"
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            lines.append(line)
            if line.startswith("  - floor: "):
                lines.append("    switches: 1")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def add_rings(root: Path, network: Network) -> None:
    """Put every access switch of each building on a ring."""
    rings = ["rings:"]
    for number, code in enumerate(CODES):
        access = [d.name for d in network.devices if d.role == "access" and d.building == code]
        devices = [f"{code}-agg", *access]
        if len(devices) < 3:
            continue
        segments = {svi.segment for svi in network.device(f"{code}-agg").svis if svi.segment}
        rings += [
            f"  - ring: {code}",
            f"    segments: [{', '.join(sorted(segments - {'management'}))}]",
            f"    control_vlan: {2900 + number}",
            f"    devices: [{', '.join(devices)}]",
            f"    owner: {devices[len(devices) // 2]}",
        ]
    park = folder_of(root) / "park.yml"
    park.write_text(park.read_text(encoding="utf-8") + "\n".join(rings) + "\n", encoding="utf-8")
