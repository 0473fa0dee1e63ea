"""`parknet validate` after one building was changed, as a user runs it, on a large park.

Nothing is kept between two runs: every file is read each time, so no stale copy can mislead.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure, peak_mb
from bench.generated import write_park

DEVICES = 2_500
TIMES = 5


def run() -> list[Figure]:
    """Return wall time and CPU of a validation, start-up of Python included."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        name = write_park(root, DEVICES)
        buildings = sorted(root.glob("inventory/parks/*/buildings/*.yml"))
        _validate(root, name)  # compiles what was never loaded before
        taken = []
        for at in range(TIMES):
            building = buildings[at * len(buildings) // TIMES]
            text = building.read_text(encoding="utf-8")
            building.write_text(text.replace("R200,", "R200-new,", 1), encoding="utf-8")
            taken.append(_validate(root, name))
        files = sum(1 for _ in root.rglob("*.*"))
    wall, cpu = (median(times) for times in zip(*taken, strict=True))
    size = f"{files} files, {len(buildings)} buildings, {DEVICES} devices; median of {TIMES}"
    return [
        Figure("validate, one building changed: wall", wall, "s", target=1, note=size),
        Figure("  : CPU, start-up included", cpu, "CPU s"),
        Figure("  : peak memory", peak_mb(resource.RUSAGE_CHILDREN), "MB", target=1000),
    ]


def _validate(root: Path, name: str) -> tuple[float, float]:
    """Return wall and CPU seconds of one run, which must find no problem."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "parknet", "validate", name],
        cwd=root,
        capture_output=True,
        check=True,
        env=environment,
    )
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
