"""An example park of which every device is an Arista switch."""

import re
import shutil
from pathlib import Path

from parknet.workspace import Workspace

PARK = "wuhan-agricultural"
MODELS = {
    "s5130s-28s-pwr-ei": "ccs-720xp-24y6",
    "s5130s-52s-pwr-ei": "ccs-720xp-48y6",
    "s6520x-30qc-ei": "dcs-7050sx3-48yc8",
    "s6520x-54qc-ei": "dcs-7280sr3-48yc8",
    "s10506": "dcs-7050sx3-48yc8",
}


def folder_of(root: Path) -> Path:
    return root / "inventory" / "parks" / PARK


def arista_park(
    root: Path, more: str = "", *, buildings: int = 2, models: tuple[str, ...] = tuple(MODELS)
) -> Path:
    """Write the park into a workspace: its first buildings, `more` at its park file's end.

    Of H3C's switches, `models` are Arista's instead.
    """
    folder = folder_of(root)
    shutil.copytree(Workspace(root).library / "inventory" / "parks" / PARK, folder)
    for file in folder.glob("buildings/*.yml"):
        if int(re.sub(r"\D", "", file.stem)) > buildings:
            file.unlink()
    for file in (folder / "park.yml", *folder.glob("buildings/*.yml")):
        text = file.read_text(encoding="utf-8")
        for theirs in models:
            text = re.sub(rf"\b{theirs}\b", MODELS[theirs], text)
        file.write_text(text, encoding="utf-8")
    park = folder / "park.yml"
    park.write_text(park.read_text(encoding="utf-8") + more, encoding="utf-8")
    return root


def change(root: Path, old: str, new: str) -> None:
    """Change what people wrote in the park file."""
    park = folder_of(root) / "park.yml"
    text = park.read_text(encoding="utf-8")
    assert old in text
    park.write_text(text.replace(old, new), encoding="utf-8")
