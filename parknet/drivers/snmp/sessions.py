"""Sessions that stay open between polls, and the watch over those that are in use.

A park has more devices than a process may have sockets by default: the limit is raised as far as
the system lets it, and beyond that sessions that were not used longest are closed.
"""

import os
import resource
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Generic, Protocol, TypeVar

_SPARE: Final = 256  # descriptors for everything else that a process does
_LEAST: Final = 64


class Closable(Protocol):
    """A session on a socket of its own; the socket closes with it."""

    @property
    def is_good(self) -> bool:
        """Tell whether the next poll may use it."""
        ...

    def sever(self) -> None:
        """Have a call that waits in another thread end."""
        ...


S = TypeVar("S", bound=Closable)


class Kept(Generic[S]):
    """Sessions by device: one user each at a time, those used last are kept.

    Args:
        make: makes a device's session.
        most: of them that nobody uses.
    """

    def __init__(self, make: Callable[[str], S], most: int) -> None:
        self._make = make
        self._most = max(1, most)
        self._idle: OrderedDict[str, S] = OrderedDict()
        self._in_use: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, device: str) -> Iterator[S]:
        """Lend a device's session; whoever comes second waits, so that no two requests meet."""
        with self._lock:
            turn = self._in_use.setdefault(device, threading.Lock())
        with turn:
            with self._lock:
                session = self._idle.pop(device, None)
            if session is None:
                session = self._make(device)
            yield session
            if session.is_good:
                with self._lock:
                    self._idle[device] = session
                    while len(self._idle) > self._most:
                        self._idle.popitem(last=False)

    def clear(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            self._idle.clear()

    def __len__(self) -> int:
        return len(self._idle)


def room_for(sessions: int) -> int:
    """Return how many sockets may stay open, after asking the system for as many as wanted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    wanted = sessions + _SPARE
    if soft != unlimited and soft < wanted:
        soft = wanted if hard == unlimited else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sessions if soft == unlimited else max(_LEAST, min(sessions, soft - _SPARE))


class Watch:
    """Ends calls that never return: an agent can keep a socket busy with answers to nothing.

    gufo takes what is no answer for noise and waits on, each time as long as at first. The thread
    that looks after them ends with the last of them.

    Args:
        allowed_s: for one use of a session.
    """

    def __init__(self, allowed_s: float) -> None:
        self._allowed_s = allowed_s
        self._since: dict[int, tuple[Closable, float]] = {}
        self._lock = threading.Lock()
        self._is_running = False

    @contextmanager
    def over(self, session: Closable) -> Iterator[None]:
        """Watch a session while it is used."""
        with self._lock:
            self._since[id(session)] = session, time.monotonic()
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="snmp-watch", daemon=True).start()
        try:
            yield
        finally:
            with self._lock:
                del self._since[id(session)]

    def _run(self) -> None:
        while True:
            time.sleep(min(1.0, self._allowed_s))
            now = time.monotonic()
            with self._lock:
                if not self._since:
                    self._is_running = False
                    return
                late = [one for one, since in self._since.values() if now - since > self._allowed_s]
            for session in late:
                session.sever()


def sever(descriptor: int) -> None:
    """Have whoever waits for a UDP socket get nothing, now and later (Linux, shutdown(2))."""
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as other:
        other.shutdown(socket.SHUT_RDWR)
