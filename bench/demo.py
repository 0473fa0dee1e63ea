"""`parknet demo` on the industrial park, as a user runs it: wall time, CPU, memory, second plan."""

import os
import resource
import subprocess
import sys
import tempfile
import time

from bench.figures import Figure

PARK = "wuhan-industrial"


def run() -> list[Figure]:
    """Run the demo once and measure it with the lab that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "parknet", "demo", PARK, "--folder", folder, "--no-page"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            env=environment,
        )
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if "a second plan is empty on all 70 devices" not in done.stderr:
        raise RuntimeError("the second plan was not empty")
    return [
        Figure("the whole loop, 70 devices: wall", wall, "s", 60),
        # The lab's process is a grandchild: its time and memory count once it has been waited for.
        Figure("the whole loop, its lab included: CPU", cpu, "CPU s"),
        Figure("peak memory of the larger process", after.ru_maxrss * 1024 / 1e6, "MB", 600),
        Figure("devices that a second plan would change", 0, "", 0),
    ]
