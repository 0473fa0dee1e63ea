"""`python -m bench [NAME...]`: run the benches and print their figures; exit 1 where one misses."""

import sys
from dataclasses import asdict

from bench.figures import Figure, in_own_process

# Each module has `run() -> list[Figure]`, and runs in a process of its own.
BENCHES = ("design", "validate", "dialect", "push", "samples", "collect", "rounds", "demo")
# Minutes long: each runs where it is named.
LONG = ("parks", "faults")


def figures_of(name: str) -> list[dict[str, object]]:
    """Return a bench's figures as plain data, for the process that asked."""
    from importlib import import_module  # noqa: PLC0415 - a bench is imported only where it runs

    return [asdict(figure) for figure in import_module(f"bench.{name}").run()]


def main() -> int:
    """Print every bench's figures and return 1 where a target is missed."""
    unknown = [name for name in sys.argv[1:] if name not in BENCHES + LONG]
    if unknown:
        print(
            f"there is no bench {unknown[0]}; use one of {', '.join(BENCHES + LONG)}",
            file=sys.stderr,
        )
        return 2
    missed = 0
    for name in sys.argv[1:] or BENCHES:
        print(f"{name}")
        for plain in in_own_process("bench.__main__", "figures_of", name):
            figure = Figure(**plain)
            missed += not figure.is_met
            print("  " + figure.line())
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
