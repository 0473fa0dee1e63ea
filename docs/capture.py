"""A run of `parknet demo` in; its output, between the markers of both READMEs, out.

Run by `make docs`, so that the documentation shows what the program prints and nothing else.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh.md")
BEGIN, END = "<!-- demo-output -->", "<!-- /demo-output -->"
SHOWN = "build/demo"  # what the demo's folder is called in a reader's checkout


def run_demo(*options: str) -> str:
    """Return what the demo tells in a folder of its own, with the folder's usual name."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve() / "demo"
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "parknet",
                "demo",
                "--no-page",
                "--folder",
                str(folder),
                *options,
            ],
            cwd=ROOT,
            env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"the demo ended with {done.returncode}:\n{done.stdout}")
        return done.stdout.strip("\n").replace(str(folder), SHOWN)


def with_output(page: str, output: str) -> str:
    """Return a page with the output between its markers.

    Raises:
        ValueError: the markers are not there, once each.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after:
        raise ValueError(f"{BEGIN} and {END} must stand once each")
    return f"{before}{BEGIN}\n```console\n$ make demo\n{output}\n```\n{END}{after}"


def main() -> None:
    """Write the output into both READMEs."""
    output = run_demo()
    for path in READMES:
        path.write_text(with_output(path.read_text("utf-8"), output), encoding="utf-8")


if __name__ == "__main__":
    main()
