"""`parknet collect --every` as people and init systems run it, on a park whose lab is up."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_entry import ENVIRONMENT, parknet

PATIENCE_S = 60


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("collecting")
    assert parknet("init", "my-park", cwd=folder).returncode == 0
    root = folder / "my-park"
    assert parknet("lab", "up", "my-park", cwd=root).returncode == 0
    yield root
    parknet("lab", "down", "my-park", cwd=root)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--every", "soon"), "30s, 5m or 1h"),
        (("--every", "1s"), "between 5s and 1h"),
        (("--for", "1h"), "goes with --every"),
        (("--traps", "::"), "goes with --every"),
        (("--every", "60s", "--for", "0s"), "30s, 5m or 1h"),
        (("--every", "60s", "--traps", "switch:162"), "127.0.0.1:1162"),
        (("--every", "60s", "--traps", "[::1]:99999"), "127.0.0.1:1162"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_told(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = parknet("collect", "wuhan-urban", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_time_is_kept_and_what_was_read_can_be_judged(park: Path) -> None:
    done = parknet("collect", "my-park", "--every", "5s", "--for", "6s", "--json", cwd=park)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    polls = [line for line in lines if line["event"] == "poll"]
    assert {line["device"] for line in polls} == {"gw-1", "core-1", "b01-agg", "b01-1f-acc1"}
    assert all(line["failure"] is None and line["readings"] for line in polls)
    assert parknet("assess", "my-park", cwd=park).returncode in (0, 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_ends_it_in_order(park: Path, number: signal.Signals) -> None:
    traps = ("--traps", "127.0.0.1:0", "--traps", "[::1]:0")
    with subprocess.Popen(
        [sys.executable, "-m", "parknet", "collect", "my-park", "--every", "10s", "--json", *traps],
        cwd=park,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **ENVIRONMENT},
    ) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if json.loads(line)["event"] == "poll":
                break
        (park / "state" / "my-park" / "snapshot.json").unlink(missing_ok=True)
        running.send_signal(number)
        _, said = running.communicate(timeout=PATIENCE_S)
    assert running.returncode == 0, said
    assert "ended; 4 devices" in said
    assert (park / "state" / "my-park" / "snapshot.json").is_file()
