"""The library's profiles, and cells written as tables."""

from pathlib import Path

import pytest
import yaml

from parknet.collect import read_profiles
from parknet.model.collector import Profile

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def documents() -> dict[str, object]:
    files = sorted((ROOT / "collectors").glob("*.yml"))
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}


@pytest.fixture(scope="session")
def profiles(documents: dict[str, object]) -> dict[str, Profile]:
    return read_profiles(documents)
