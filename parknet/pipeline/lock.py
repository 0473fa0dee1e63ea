"""One push per park at a time, also between processes; a killed one leaves nothing locked."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parknet.errors import StateError


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file for the block; the kernel lets go of it when the process ends.

    Raises:
        StateError: another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise StateError(
                f"another parknet (process {holder}) is pushing to this park: wait for it"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
