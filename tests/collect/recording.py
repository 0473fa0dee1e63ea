"""Recorded agents, which stay outside the project: read as a device is, and as plain rows."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from parknet.collect import decode, read_profiles, recognised, request_for
from parknet.collect.plan import ALL_TIERS
from parknet.drivers.snmp.target import Limits
from parknet.drivers.snmp.walk import Cell, NoAnswerError, Walker
from parknet.errors import DeviceError, DeviceUnreachableError
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot

ROOT = Path(__file__).parents[2]
WALKS = ROOT.parent / "shared" / "walks"

needs_recordings = pytest.mark.skipif(
    not WALKS.is_dir(), reason="the recordings in ../shared/walks are not on this machine"
)


def recordings() -> list[str]:
    """Return the names of all recordings."""
    return sorted(file.stem for file in WALKS.glob("*.snmprec"))


class Recording:
    """A session on a `.snmprec` file; answers of more than 60 KB get lost, as on a network."""

    def __init__(self, file: Path) -> None:
        rows = []
        for line in file.read_bytes().splitlines():
            oid, tag, value = line.split(b"|", 2)
            rows.append((tuple(map(int, oid.split(b"."))), oid.decode(), cell(tag.decode(), value)))
        rows.sort(key=lambda row: row[0])
        self._keys = [row[0] for row in rows]
        self._rows = [(row[1], row[2]) for row in rows]

    is_new = True

    def open(self) -> None:
        pass

    def silence(self, detail: str) -> DeviceError:
        return DeviceUnreachableError(detail)

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        known = dict(self._rows)
        return {oid: known[oid] for oid in oids if oid in known}

    def cells(self, below: str) -> Iterator[tuple[str, Cell]]:
        """Yield OIDs and values below a prefix that ends in a dot."""
        return (row for row in self._rows if row[0].startswith(below))

    def walk(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
        at = bisect_right(self._keys, tuple(map(int, column.split("."))))
        return _Rows(self._rows, at, column, repetitions)


class _Rows:
    def __init__(
        self, rows: list[tuple[str, Cell]], at: int, column: str, repetitions: int
    ) -> None:
        self._rows, self._at, self._below = rows, at, f"{column}."
        self._repetitions = repetitions

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        answer = self._rows[self._at : self._at + self._repetitions]
        if sum(len(str(value)) for _, value in answer) > 60_000:
            raise NoAnswerError("too big")
        self._at += len(answer)
        found = [row for row in answer if row[0].startswith(self._below)]
        if not found or len(found) < len(answer):
            self._at = len(self._rows)
        if not found:
            raise StopIteration
        return found


def cell(tag: str, value: bytes) -> Cell:
    raw = bytes.fromhex(value.decode()) if tag.endswith("x") else value
    kind = tag.rstrip("x")
    if kind in ("2", "65", "66", "67", "70"):
        return int(raw)
    if kind == "64":
        return ".".join(map(str, raw)) if tag.endswith("x") else raw.decode()
    return raw.decode() if kind == "6" else raw


@cache
def recording(name: str) -> Recording:
    return Recording(WALKS / f"{name}.snmprec")


@cache
def library() -> dict[str, Profile]:
    files = sorted((ROOT / "collectors").glob("*.yml"))
    return read_profiles({file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files})


@cache
def read(name: str) -> DeviceSnapshot:
    """Return what a recorded device says to the profiles that it is recognised by."""
    session = recording(name)
    object_id, description = "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.1.0"
    told = session.get([object_id, description])
    octets = told.get(description, b"")
    words = octets.decode(errors="replace") if isinstance(octets, bytes) else str(octets)
    wanted = list(recognised(library(), str(told.get(object_id, "")), words).values())
    request = request_for(name, wanted, ALL_TIERS | {"search"})
    reply = Walker(Limits(), lambda: 0.0).poll(request, session)
    return decode(reply, wanted, 0.0)


@cache
def facts_of(name: str) -> dict[str, Any]:
    """Return what the text of a recording says, parsed without any SNMP library."""
    facts: dict[str, Any] = json.loads((WALKS / f"{name}.facts.json").read_text("utf-8"))
    return facts


def librenms_of(name: str) -> dict[str, Any]:
    """Return what LibreNMS expects of the same recording; nothing where it has no opinion."""
    file = WALKS / f"{name}.librenms.json"
    expected: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return expected


def rows(name: str, column: str) -> dict[str, Cell]:
    """Return a column of a recording, by index."""
    below = f"{column}."
    return {oid.removeprefix(below): cell for oid, cell in recording(name).cells(below)}


def interface_keys(name: str) -> dict[str, str]:
    """Return the interfaces' keys by ifIndex, worked out apart from the project's own code."""
    names = {
        str(port["ifIndex"]): " ".join((port.get("ifName") or port.get("ifDescr") or "").split())
        for port in facts_of(name)["ports"]
    }
    used = Counter(names.values())
    return {
        index: (f"{port}@{index}" if used[port] > 1 else port) or f"ifIndex-{index}"
        for index, port in names.items()
    }
