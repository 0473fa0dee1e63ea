"""Traps in, happenings out: who may say something, what it means, and how often it is listened to.

A sender is known by its engine, which it has a key for, or by its address. Others are counted, and
each is told once. A device that sends trap after trap is heard once for each thing that changed,
and no more than its bucket of tokens lets through.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from parknet.collect.texts import mac_text, single_line
from parknet.errors import PackError, Problem
from parknet.model.traps import Happening, Notification, Notifications, Trap

_BURST: Final = 20.0  # happenings of one device at once
_A_SECOND: Final = 0.5
_SAME_S: Final = 10.0  # the same again within it is said once
_MOST_STRANGERS: Final = 1000

# Gives the interface of a device by its index, or None.
InterfaceOf = Callable[[str, str], str | None]


@dataclass(slots=True)
class Heard:
    """How many traps came, and what became of them."""

    taken: int = 0
    strangers: int = 0
    unknown: int = 0
    repeated: int = 0
    dropped: int = 0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    is_empty: bool = False


@dataclass(slots=True)
class TrapDesk:
    """Listens to devices.

    Args:
        notifications: what traps mean, by their OIDs.
        devices: by the addresses they send from.
        communities: of devices that may speak SNMPv1 or v2c, as people accepted.
        interface_of: names interfaces.
        tell: is told of strangers and floods, once each.
    """

    notifications: Mapping[str, Notification]
    devices: Mapping[str, str]
    communities: Mapping[str, str]
    interface_of: InterfaceOf
    tell: Callable[[str, str], None]
    heard: Heard = field(default_factory=Heard)
    _engines: dict[bytes, str] = field(default_factory=dict)
    _strangers: "OrderedDict[str, None]" = field(default_factory=OrderedDict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _last: "OrderedDict[tuple[str, str, str], float]" = field(default_factory=OrderedDict)

    def learn(self, device: str, engine: bytes) -> None:
        """Take note of a device's engine, as it was read over a session with its keys."""
        self._engines[engine] = device

    def take(self, trap: Trap, now: float) -> Happening | None:
        """Return what a trap means, or None where nobody is to be bothered with it.

        Args:
            trap: as it came.
            now: seconds of a clock that nobody sets.
        """
        device = self._sender(trap)
        if device is None:
            self._count_stranger(trap)
            return None
        notification = self.notifications.get(trap.oid)
        if notification is None:
            self.heard.unknown += 1
            return None
        instance = self._instance(device, notification, trap)
        if self._is_repeated(device, trap.oid, instance, now):
            self.heard.repeated += 1
            return None
        if not self._may_speak(device, now):
            self.heard.dropped += 1
            return None
        self.heard.taken += 1
        return Happening(
            trap.at, device, notification.kind, notification.severity, instance,
            notification.name, notification.reads,
        )  # fmt: skip

    def _sender(self, trap: Trap) -> str | None:
        by_address = self.devices.get(trap.address)
        if trap.community is not None:
            accepted = by_address is not None and self.communities.get(by_address)
            return by_address if accepted == trap.community else None
        return self._engines.get(trap.engine, by_address)

    def _count_stranger(self, trap: Trap) -> None:
        self.heard.strangers += 1
        if trap.address in self._strangers:
            return
        self._strangers[trap.address] = None
        if len(self._strangers) > _MOST_STRANGERS:
            self._strangers.popitem(last=False)
        how = "with a community that nobody accepted" if trap.community is not None else ""
        said = f"{trap.address} sends traps {how}".strip()
        self.tell(f"{said}, and is no device of the park that may; they are counted", "")

    def _instance(self, device: str, notification: Notification, trap: Trap) -> str:
        for column in notification.objects:
            for oid, value in trap.objects.items():
                if oid != column and not oid.startswith(f"{column}."):
                    continue
                found = self._named(device, notification, oid, value)
                if found:
                    return found
        return ""

    def _named(
        self, device: str, notification: Notification, oid: str, value: int | bytes | str
    ) -> str:
        if notification.of == "interface":
            index = oid.rpartition(".")[2]
            return self.interface_of(device, index) or (
                single_line(value) if isinstance(value, bytes) else f"ifIndex-{index}"
            )
        if notification.of == "mac":
            return mac_text(value) or single_line(value)
        return single_line(value)

    def _is_repeated(self, device: str, oid: str, instance: str, now: float) -> bool:
        key = (device, oid, instance)
        before = self._last.get(key)
        if before is not None and now - before < _SAME_S:
            return True
        self._last[key] = now
        self._last.move_to_end(key)
        while self._last and now - next(iter(self._last.values())) >= _SAME_S:
            self._last.popitem(last=False)
        return False

    def _may_speak(self, device: str, now: float) -> bool:
        bucket = self._buckets.setdefault(device, _Bucket(_BURST, now))
        bucket.tokens = min(_BURST, bucket.tokens + (now - bucket.at) * _A_SECOND)
        bucket.at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            bucket.is_empty = False
            return True
        if not bucket.is_empty:
            bucket.is_empty = True
            self.tell("sends more traps than are listened to; the others are counted", device)
        return False


def read_notifications(documents: Mapping[str, object]) -> dict[str, Notification]:
    """Return what traps mean, by their OIDs.

    Args:
        documents: what each file of `collectors/traps/` holds, by the file's name.

    Raises:
        PackError: a file is wrong, or two of them speak of one trap.
    """
    found: dict[str, Notification] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        where = f"collectors/traps/{name}.yml"
        try:
            file = Notifications.model_validate(document)
        except ValidationError as error:
            problems += [
                Problem(
                    where=f"{where}: " + ".".join(map(str, one["loc"])),
                    what=one["msg"].removeprefix("Value error, "),
                    remedy="see docs/collecting.md and the other files of collectors/traps/",
                )
                for one in error.errors(include_url=False, include_input=False)
            ]
            continue
        for notification in file.notifications:
            if notification.oid in found:
                what = f"{notification.name} has the OID of {found[notification.oid].name}"
                problems.append(Problem(where=where, what=what, remedy="leave one of them out"))
            found[notification.oid] = notification
    if problems:
        raise PackError.of(problems)
    return found
