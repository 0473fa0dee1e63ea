"""Complaints about lines of the matrix name the keys that people write, not Python's."""

from pathlib import Path

import pytest

from parknet.errors import IntentError
from parknet.workspace import Workspace, init

PARK = "inventory/parks/my-park/park.yml"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{form: [office], to: [guest], allow: [any]}", "did you mean `from`?"),
        ("{to: [guest], allow: [any]}", "`from` is missing"),
        ("{from: office, to: [guest], allow: [any]}", "`from`"),
        ("{from: [office], to: [guest], allow: [tcp/70000]}", "tcp/70000"),
        ("{from: [office], to: [guest], allow: [tcp]}", "tcp"),
    ],
)
def test_a_broken_line_is_told_in_the_words_of_the_file(
    line: str, what: str, tmp_path: Path
) -> None:
    init(tmp_path / "here")
    path = tmp_path / "here" / PARK
    path.write_text(path.read_text(encoding="utf-8") + f"reach:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(IntentError) as told:
        Workspace(tmp_path / "here").load_intent("my-park")
    assert len(told.value.problems) == 1, told.value
    assert what in str(told.value), told.value
    assert "source" not in str(told.value)
