"""What the command line promises scripts: exit codes, and text that arrives as it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The folder to start in is another one, and this checkout is what is tested.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def parknet(*words: str, cwd: object = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "parknet", *words],
        cwd=str(cwd) if cwd else None,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=ENVIRONMENT,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope",), "nope"),
        (("validate", "--nope"), "--nope"),
        (("apply", "wuhan-urban"), "--resume"),
        (("schema", "nope"), "building"),
        (("feed", "wuhan-urban"), "--to"),
        (("design",), "PARK"),
        (("design", "nope"), "wuhan-urban"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_bad_input_with_its_remedy_and_no_traceback(words, said, tmp_path):
    done = parknet(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_addresses_and_brackets_are_printed_as_they_are():
    lines = ["2001:db8:40:100::1/64", "[bold]1/0/1[/bold]"]
    program = (
        "from parknet.cli.output import print_table, stderr, stdout, talk\n"
        f"for line in {lines!r}:\n"
        "    stdout.print(line, style='green'); talk(line); print_table(line, ('x',), [(line,)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=ENVIRONMENT,
    )
    for line in lines:
        assert done.stdout.count(line) == 3
        assert line in done.stderr
