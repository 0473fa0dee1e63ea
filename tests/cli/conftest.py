"""The command line as people use it: here, or in a process of its own where that is the point."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from parknet.cli.entry import run

ROOT = Path(__file__).parents[2]
PARK = "inventory/parks/my-park/park.yml"
B01 = "inventory/parks/my-park/buildings/b01.yml"


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


Parknet = Callable[..., Said]


def environment(**more: str) -> dict[str, str]:
    """Return an environment without secrets of the person who runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PARKNET_")}
    return kept | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "parknet", *arguments]


class Place:
    """A folder somebody works in, and parknet in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def parknet(self, *arguments: str) -> Said:
        """Run a command in this process: a new one takes a second to begin."""
        out, err = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            code = run(list(arguments))
        return Said(code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Said:
        done = subprocess.run(
            command(*arguments),
            cwd=self.folder,
            env=environment(**(variables or {})),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Said(
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"),
        )

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command(*arguments),
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def replace(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def tree(self) -> dict[str, bytes]:
        """Return every file with its content, and every folder."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes() if path.is_file() else b""
            for path in self.folder.rglob("*")
        }


@pytest.fixture
def empty(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def desk(tmp_path: Path) -> Place:
    """A folder after `parknet init`."""
    place = Place(tmp_path)
    assert run(["init", str(tmp_path)]) == 0
    return place


@pytest.fixture
def parknet(capsys: pytest.CaptureFixture[str]) -> Parknet:
    """Run a command in this process: fast, for what needs no process of its own."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call
