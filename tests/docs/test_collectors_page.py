"""The page of pitfalls names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "collectors.md").read_text(encoding="utf-8")


def test_every_pitfall_has_its_row() -> None:
    assert re.findall(r"^\| (\d+) ", PAGE, re.MULTILINE) == [str(n) for n in range(1, 18)]


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", PAGE)
    assert len(named) >= 16
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
