"""The README's way to a first park, followed to the letter on an emulated lab."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.slow
def test_the_commands_of_the_readme_lead_to_a_report(tmp_path):
    first, second = steps()
    begin, _, entered = first.pop(0).partition(" && cd ")
    assert run(begin, tmp_path).returncode == 0
    folder = tmp_path / entered.strip()
    try:
        for line in first:
            done = run(line, folder)
            assert done.returncode == (CHANGES if " plan " in line else 0), done.stderr
        assert "HELD" in done.stdout

        park = folder / "inventory" / "parks" / "my-park" / "park.yml"
        text = park.read_text(encoding="utf-8")
        assert text.count("ownership: observe") == 1
        park.write_text(
            text.replace("ownership: observe", "ownership: enforce").replace(
                "# unverified", "unverified"
            ),
            encoding="utf-8",
        )

        for line in second:
            done = run(line, folder)
            assert done.returncode == (CHANGES if " plan " in line else 0), done.stderr
    finally:
        run("parknet lab down my-park", folder)
    assert (folder / "build" / "my-park" / "report-monitoring.en.html").stat().st_size > 0
    assert (folder / "feed.jsonl").read_text(encoding="utf-8").count("\n") > 0
