"""A turn for each of many threads: one goes at a time while turns are short, and nobody waits long.

Threads that all have an answer to read take the interpreter's lock from one another after each
packet, which costs more CPU than the packets do. Agents that answer at once are therefore polled
one after the other; where one makes us wait, the next thread does not wait for it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Longer than some dozen polls of quick agents, and short beside a poll of a slow one.
_PATIENCE_S: Final = 0.05


class Turns:
    """Gives turns to threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and not for longer than `_PATIENCE_S`."""
        is_mine = self._lock.acquire(timeout=_PATIENCE_S)
        try:
            yield
        finally:
            if is_mine:
                self._lock.release()
