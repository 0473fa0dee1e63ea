"""A small park whose gateway, core and one building's routers are Debian machines."""

import re
import shutil
from pathlib import Path

from parknet.workspace import Workspace

PARK = "wuhan-agricultural"
LEFT_OUT = ("b02", "b03", "b05", "b06")


def debian_workspace(folder: Path) -> Path:
    """Write the park's files into a folder and return it."""
    park = folder / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(folder).library / "inventory" / "parks" / PARK, park)
    file = park / "park.yml"
    text = file.read_text(encoding="utf-8")
    for model in ("s6520x-54qc-ei", "s10506"):
        assert f"model: {model}}}" in text
        text = text.replace(f"model: {model}}}", "model: debian-router}")
    file.write_text(text, encoding="utf-8")
    for name in LEFT_OUT:
        (park / "buildings" / f"{name}.yml").unlink()
    (park / "allocations.lock").unlink(missing_ok=True)
    building = park / "buildings" / "b04.yml"
    text = building.read_text(encoding="utf-8")
    building.write_text(
        re.sub(r"(?m)^aggregation: .*$", "aggregation: debian-router", text), encoding="utf-8"
    )
    return folder
