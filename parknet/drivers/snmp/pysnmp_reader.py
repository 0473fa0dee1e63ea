"""`Reader` on pysnmp: slow, but pure Python and complete; a second opinion on `GufoReader`."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.bearing import Bearing
from parknet.drivers.snmp.fan_out import fan_out, no_target
from parknet.drivers.snmp.pysnmp_engine import Engines, PysnmpSession
from parknet.drivers.snmp.target import Credential, Limits, SnmpTarget
from parknet.drivers.snmp.walk import Walker


class PysnmpReader:
    """Reads devices as `GufoReader` does, and takes what that takes."""

    def __init__(
        self,
        targets: Mapping[str, SnmpTarget],
        credential: Credential,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        bearings: MutableMapping[str, Bearing] | None = None,
    ) -> None:
        self._targets = dict(targets)
        self._credential = credential
        self._limits = limits if limits is not None else Limits()
        self._walker = Walker(self._limits, clock, bearings)
        self._engines = Engines()

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        """Yield one reply for each request, in the order they finish."""
        try:
            yield from fan_out(requests, self.poll, self._limits.width)
        finally:
            self._engines.close()

    def close(self) -> None:
        """Close what stays open between polls."""
        self._engines.close()

    def poll(self, request: PollRequest) -> PollReply:
        """Return one device's reply; several threads may ask."""
        target = self._targets.get(request.device)
        if target is None:
            return no_target(request.device)
        with self._engines.one_for(self._credential.on(target)) as engine:
            session = PysnmpSession(engine, target, self._limits.timeout_s)
            return self._walker.poll(request, session)
