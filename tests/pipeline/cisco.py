"""An example park rebuilt of Cisco's switches, in a folder of its own."""

import re
import shutil
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"
_MODELS = {
    "gw-1, model: s6520x-54qc-ei": "gw-1, model: c9500-24y4c",
    "core-1, model: s10506": "core-1, model: c9500-48y4c",
    "aggregation: s6520x-30qc-ei": "aggregation: c9500-24y4c",
    "access: s5130s-28s-pwr-ei": "access: ws-c2960x-24pd-l",
    "access: s5130s-52s-pwr-ei": "access: c9200l-48p-4x",
}
# What nobody has verified on such a device, and a lab may try.
_TRIED = "rdnss, local-roles, rate-limit, ssh, login-lock, snmp-acl"


def cisco_park(folder: Path, *, buildings: int = 2) -> None:
    """Write the park, with its first buildings alone: they are alike."""
    park = folder / "inventory" / "parks" / PARK
    shutil.copytree(CHECKOUT / "inventory" / "parks" / PARK, park)
    for at, file in enumerate(sorted((park / "buildings").glob("*.yml"))):
        if at >= buildings:
            file.unlink()
    for file in park.rglob("*.yml"):
        text = file.read_text(encoding="utf-8")
        for model, other in _MODELS.items():
            text = text.replace(model, other)
        text = re.sub(
            r"^  unverified: \[.*\]", f"  unverified: [{_TRIED}]", text, flags=re.MULTILINE
        )
        file.write_text(text, encoding="utf-8")
