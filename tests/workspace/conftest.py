"""A small park that people could have written, and edits to it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from parknet.errors import ProblemsError
from parknet.workspace import Workspace, init

PARK = "inventory/parks/my-park/park.yml"
B01 = "inventory/parks/my-park/buildings/b01.yml"
REGISTER = "coverage/registers/my-park.csv"


class Desk:
    """A workspace on disk and the edits of somebody who works in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workspace = Workspace(root)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert text.count(old) >= 1, f"{old!r} is not in {name}"
        self.write(name, text.replace(old, new, 1))

    def complaints(self, load: Callable[[], object] | None = None) -> list[str]:
        """Return what loading says, a line to a problem; nothing where it succeeds."""
        try:
            if load is None:
                self.workspace.load_intent("my-park")
            else:
                load()
        except ProblemsError as error:
            return [str(problem) for problem in error.problems]
        return []


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    init(tmp_path)
    return Desk(tmp_path)
