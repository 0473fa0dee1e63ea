"""docs/decisions/README.md against what is installed: every dependency, every GPL explained."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROW = re.compile(r"^\| ([a-z0-9-]+) \| (.+) \| (.+) \|$", re.MULTILINE)


def names(requirements: list[str]) -> list[str]:
    return sorted(re.match(r"[a-z0-9-]+", one)[0] for one in requirements)


def licence_of(package: str) -> str:
    found = metadata(package)
    words = [found.get("License-Expression") or found.get("License") or ""]
    words += [one for one in found.get_all("Classifier") or [] if one.startswith("License")]
    return " ".join(words)


def test_every_dependency_has_its_line_and_no_other_has():
    rows = [name for name, _, _ in ROW.findall(INDEX) if name != "dependency"]
    assert rows == names(PROJECT["dependencies"])


def test_every_development_dependency_is_named():
    for name in names(PROJECT["optional-dependencies"]["dev"]):
        assert name in INDEX


def test_whatever_names_a_gpl_in_its_metadata_is_explained():
    lock = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    explained = INDEX[INDEX.index("## Licences") :]
    for package in re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE):
        try:
            licence = licence_of(package)
        except PackageNotFoundError:  # of another system
            continue
        if re.search(r"GPL|GNU", licence):
            assert package in explained, f"{package}: {licence[:60]}"


def test_licences_are_those_of_the_installed_packages():
    for name, _, licence in ROW.findall(INDEX):
        if name == "dependency":
            continue
        told = licence_of(name)
        family = re.match(r"MIT|BSD|Apache|LGPL|EPL", licence)[0]
        assert family in told or not told, f"{name}: {told[:60]}"


def test_every_decision_is_in_the_index():
    for path in FOLDER.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in INDEX
