"""One measured figure, its target, and running a measurement in a process of its own."""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A named value; `target` is the most it may be, None where it is for orientation."""

    name: str
    value: float
    unit: str
    target: float | None = None
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Tell whether the target, if there is one, is met."""
        return self.target is None or self.value <= self.target

    def line(self) -> str:
        """Return the figure as one line of a table."""
        target = "" if self.target is None else f"≤ {self.target:g}"
        verdict = "" if self.target is None else ("met" if self.is_met else "MISSED")
        figure = f"{self.name:<46} {self.value:>10.3g} {self.unit:<8}"
        return f"{figure} {target:<8} {verdict:<7}{self.note}".rstrip()


def peak_mb(whose: int = resource.RUSAGE_SELF) -> float:
    """Return the most memory a process has had resident, in MB (Linux counts in KiB).

    Args:
        whose: this process, or the largest of its children that have ended.
    """
    return resource.getrusage(whose).ru_maxrss * 1024 / 1e6


def resident_mb() -> float:
    """Return the memory this process has resident now, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def in_own_process(module: str, function: str, *arguments: str) -> Any:
    """Return what `module.function(*arguments)` returns as JSON, run by a fresh interpreter."""
    # With it set nothing is compiled ahead, and every figure would be another one.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    code = (
        "import importlib, json, sys\n"
        "module, function, *arguments = sys.argv[1:]\n"
        "answer = getattr(importlib.import_module(module), function)(*arguments)\n"
        "print(json.dumps(answer))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, module, function, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    return json.loads(done.stdout.splitlines()[-1])
