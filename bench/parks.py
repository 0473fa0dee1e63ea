"""A city's parks, each in a process of its own: validate, design and render, two at a time."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.design import PYAVD_PER_S, measure
from bench.figures import Figure, in_own_process

PARKS = 47
DEVICES = 2_560  # of one park
CORES = 2


def run() -> list[Figure]:
    """Return wall time, CPU and memory of all parks."""
    began = time.monotonic()
    with ThreadPoolExecutor(CORES) as threads:  # each thread waits for one process
        measured = list(threads.map(_one, range(PARKS)))
    wall = time.monotonic() - began
    devices = sum(one["devices"] for one in measured)
    lines = sum(one["lines"] for one in measured)
    cpu = sum(one["cpu_s"] for one in measured)
    peak = max(one["peak_mb"] for one in measured)
    note = f"{devices} devices, {lines / 1e6:.1f} million lines, {lines / devices:.0f} a device"
    return [
        Figure(f"{PARKS} parks on {CORES} cores: wall", wall, "s", target=600, note=note),
        Figure("  : CPU, start-up included", cpu, "CPU s"),
        Figure("  : peak memory of a park", peak, "MB", target=1000),
        Figure("devices per CPU-second", devices / cpu, "1/s"),
        Figure("  : pyavd 6.4, intent to text", devices / cpu / PYAVD_PER_S, "×",
               note=f"quoted {PYAVD_PER_S}/s, its own inputs"),
    ]  # fmt: skip


def _one(_number: int) -> dict[str, Any]:
    found = in_own_process("bench.parks", "measured")
    assert isinstance(found, dict)
    return found


def measured() -> dict[str, float]:
    """Return what one park costs in this process, from nothing to all texts."""
    found = measure(str(DEVICES), compare=False)
    steps = ("import_s", "validate_s", "design_s", "render_s")
    return {
        "devices": found["devices"],
        "lines": found["lines"],
        "peak_mb": found["peak_mb"],
        "cpu_s": sum(found[step] for step in steps),
    }
