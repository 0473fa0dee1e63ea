"""The README's way to a first park, followed to the letter on an emulated lab."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from parknet.cli import entry

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
CHANGES = 1  # what `plan` ends with where there is something to do


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line, comments=True)
    assert words.pop(0) == "parknet"
    return subprocess.run(
        [sys.executable, "-m", "parknet", *words],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def steps() -> tuple[list[str], list[str]]:
    """Return the commands before and after the park's owner lets parknet push."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    found = [
        [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ parknet")]
        for block in blocks
    ]
    first, second = (commands for commands in found if commands)
    return first, second


class Reader:
    """Somebody who tries more than the page says, in this process, and remembers what was said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def page(self, line: str) -> str:
        """Follow a line of the page, in a process as people do."""
        done = run(line, self.folder)
        assert done.returncode == (CHANGES if " plan " in line else 0), done.stderr
        return self._heard(done.stdout, done.stderr)

    def parknet(self, line: str, code: int = 0) -> str:
        """Run another command; return what it prints."""
        out, err = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            ended = entry.run(line.split())
        assert ended == code, err.getvalue()
        return self._heard(out.getvalue(), err.getvalue())

    def _heard(self, out: str, err: str) -> str:
        self.said += [out, err]
        assert "Traceback" not in err
        return out

    def shows_no_secret(self) -> None:
        kept = "state/my-park/lab/secrets"
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        for secret in (self.folder / kept).read_bytes().splitlines():
            value = secret.partition(b"=")[2]
            assert all(value.decode() not in text for text in self.said)
            holders = [path for path in files if value in path.read_bytes()]
            assert holders == [self.folder / kept]


@pytest.mark.slow
def test_the_readmes_loop_leads_to_a_report_and_back_and_shows_no_secret(tmp_path):
    first, second = steps()
    begin, _, entered = first.pop(0).partition(" && cd ")
    assert run(begin, tmp_path).returncode == 0
    folder = tmp_path / entered.strip()
    reader = Reader(folder)
    down = second.pop()
    try:
        for line in first:
            shown = reader.page(line)
        assert "HELD" in shown
        assert run("parknet lab up my-park", folder).returncode == 3
        assert len(json.loads(reader.parknet("lab status my-park --json"))) == 4

        park = folder / "inventory" / "parks" / "my-park" / "park.yml"
        text = park.read_text(encoding="utf-8")
        assert text.count("ownership: observe") == 1
        park.write_text(
            text.replace("ownership: observe", "ownership: enforce").replace(
                "# unverified", "unverified"
            ),
            encoding="utf-8",
        )

        assert "2001:db8:40:100::1/64" in reader.page(second.pop(0))
        reader.parknet("apply my-park plan.json", code=2)  # nobody has approved it
        for line in second:
            reader.page(line)
        assert (folder / "build" / "my-park" / "report-monitoring.en.html").stat().st_size > 0
        events = (folder / "feed.jsonl").read_bytes()
        assert events.count(b"\n") > 10
        reader.parknet("feed my-park --to feed.jsonl")
        assert (folder / "feed.jsonl").read_bytes() == events

        reader.parknet("apply my-park plan.json", code=3)  # stale: the devices run it by now
        assert reader.parknet("plan my-park") == ""
        reader.parknet("drift my-park")
        assert json.loads(reader.parknet("assess my-park --json"))["rehearsal"] is True
        reader.parknet("assess my-park --purpose acceptance")
        for wanted in ("html", "json", "junit", "csv"):
            reader.parknet(f"report my-park --lang zh --format {wanted}")
        (last, *_) = json.loads(reader.parknet("status my-park --json"))
        reader.parknet(f"rollback my-park {last['run']}")
        reader.parknet("plan my-park", code=CHANGES)
        reader.shows_no_secret()
    finally:
        run(down, folder)
    assert not list((folder / "state/my-park/lab").iterdir())
