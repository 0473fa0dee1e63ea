"""`python -m parknet` is `parknet`."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line; Ctrl-C ends it quietly even while it is still being loaded."""
    try:
        from parknet.cli.entry import main as start  # noqa: PLC0415 - loading takes a while
    except KeyboardInterrupt:
        sys.exit(130)
    start()


if __name__ == "__main__":
    main()
