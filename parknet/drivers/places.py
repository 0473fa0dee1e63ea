"""By which addresses one machine may answer while its management moves: places in, a session out.

What answers at another place counts as the machine only if it shows the key that is known for the
first one: an address that moves may meet somebody else there.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from parknet.drivers.known_hosts import KnownHosts, host_name
from parknet.errors import DeviceUnreachableError, HostKeyError

Place = tuple[str, int]  # host and port
Session = TypeVar("Session")


class Places:
    """Where a machine may answer; the place that it answered at last is tried first."""

    def __init__(self, first: Place, *others: Place) -> None:
        """Take places.

        Args:
            first: the one whose host key is known.
            others: where the same machine may answer as well.
        """
        self._first = first
        self._order = [first, *others]

    def only(self, place: Place) -> "Places":
        """Return one place alone, where the same machine has to answer."""
        found = Places(self._first)
        found._order = [place]
        return found

    def trusting(self, known: KnownHosts) -> KnownHosts:
        """Return host keys by which every place has those of the first, and no others."""
        name = host_name(*self._first)
        others = {host_name(*place): name for place in self._order if place != self._first}
        return replace(known, same_as=others) if others else known

    def open(self, connect: Callable[[str, int], Session]) -> Session:
        """Return what `connect` makes at the first place that answers.

        Raises:
            DeviceError: none does; what the place said that was tried first.
        """
        failures: list[DeviceUnreachableError | HostKeyError] = []
        for place in tuple(self._order):
            try:
                session = connect(*place)
            except (DeviceUnreachableError, HostKeyError) as error:
                failures.append(error)
                continue
            self._order.sort(key=lambda one, found=place: one != found)  # type: ignore[misc]
            return session
        raise failures[0]
