"""Recordings of real devices, which stay outside the project, against what their text holds."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from parknet.collect import decode, request_for
from parknet.drivers.snmp.target import Limits
from parknet.drivers.snmp.walk import Cell, NoAnswerError, Walker
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot

WALKS = Path(__file__).parents[3] / "shared" / "walks"
BASE = ("system", "if-mib", "etherlike", "lldp", "ip-mib")
HUAWEI = (*BASE, "huawei-wlan-ap")
H3C = (*BASE, "h3c-wlan-ap")

pytestmark = pytest.mark.skipif(
    not WALKS.is_dir(), reason="the recordings in ../shared/walks are not on this machine"
)

OPER = {1: "up", 2: "down", 3: "testing", 4: "unknown", 5: "dormant", 6: "notPresent"}
OPER[7] = "lowerLayerDown"


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

    def open(self) -> None:
        pass

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        known = dict(self._rows)
        return {oid: known[oid] for oid in oids if oid in known}

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


def read(name: str, profiles: Mapping[str, Profile], names: Sequence[str]) -> DeviceSnapshot:
    wanted = [profiles[profile] for profile in names]
    walker = Walker(Limits(), lambda: 0.0)
    reply = walker.poll(request_for(name, wanted), Recording(WALKS / f"{name}.snmprec"))
    return decode(reply, wanted, 0.0)


def facts_of(name: str) -> dict[str, object]:
    return json.loads((WALKS / f"{name}.facts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("vrp_5720", HUAWEI),
        ("comware", H3C),
        ("comware_a5500", H3C),
        ("vrp_ac6605-26", HUAWEI),
        ("huawei-acu2-a", HUAWEI),
        ("h3c-ac-2509-a", H3C),
    ],
)
def test_every_port_of_a_recorded_device_reads_as_its_text_says(
    name: str, names: Sequence[str], profiles: dict[str, Profile]
) -> None:
    snapshot = read(name, profiles, names)
    assert snapshot.failure is None
    ports = facts_of(name)["ports"]
    assert isinstance(ports, list)
    assert ports
    assert len(snapshot.columns["interface.name"].instances) == len(ports)
    for fact in ports:
        port = fact["ifName"]
        assert snapshot.value("interface.oper_status", port) == OPER[fact["oper"]]
        assert snapshot.value("interface.admin_status", port) == OPER[fact["admin"]]
        assert snapshot.value("interface.mtu", port) == (fact["ifMtu"] or None)
        assert snapshot.value("interface.in_octets", port) == fact["ifHCInOctets"]
        assert snapshot.value("interface.out_octets", port) == fact["ifHCOutOctets"]
        assert snapshot.value("interface.in_errors", port) == fact["ifInErrors"]
        mbit = fact["ifHighSpeed"] if fact["oper"] == 1 else 0
        if mbit:
            assert snapshot.value("interface.speed", port) == mbit * 1_000_000
        elif fact["oper"] != 1:
            assert snapshot.value("interface.speed", port) is None


@pytest.mark.parametrize(
    ("name", "names"),
    [("vrp_5720", HUAWEI), ("comware", H3C), ("vrp_ac6605-26", HUAWEI), ("h3c-ac-2509-a", H3C)],
)
def test_neighbours_and_addresses_of_a_recorded_device_are_all_there(
    name: str, names: Sequence[str], profiles: dict[str, Profile]
) -> None:
    snapshot = read(name, profiles, names)
    facts = facts_of(name)
    for family in ("ipv4", "ipv6"):
        told = sorted(row["addr"] for row in facts[family])  # type: ignore[attr-defined]
        column = snapshot.columns.get(f"{family}.address")
        read_ = sorted(str(value).partition("/")[0] for value in column.values) if column else []
        assert set(told) <= set(read_)
    neighbours = facts["lldp"]
    assert isinstance(neighbours, list)
    column = snapshot.columns.get("lldp.remote_name")
    told = sorted(neighbour["sysName"] or "" for neighbour in neighbours)
    assert sorted(map(str, column.values) if column else []) == told
    for key in column.instances if column else ():
        assert key in snapshot.columns["interface.name"].instances


@pytest.mark.parametrize(
    ("name", "names", "listed"),
    [
        ("vrp_ac6605-26", HUAWEI, "huawei_aps"),
        ("huawei-acu2-a", HUAWEI, "huawei_aps"),
        ("h3c-ac-2509-a", H3C, "h3c_oldtree_aps"),
    ],
)
def test_access_points_of_a_recorded_controller_read_as_its_text_says(
    name: str, names: Sequence[str], listed: str, profiles: dict[str, Profile]
) -> None:
    snapshot = read(name, profiles, names)
    wlan = facts_of(name)["wlan"]
    assert isinstance(wlan, dict)
    aps = wlan[listed]
    assert len(snapshot.columns["wlan.ap.model"].instances) == len(aps) > 0
    models = sorted(str(value) for value in snapshot.columns["wlan.ap.model"].values)
    assert models == sorted(ap["model"] for ap in aps)
    for ap in aps:
        if ap["clients"] is not None and "mac" in ap:
            assert snapshot.value("wlan.ap.clients", ap["mac"]) == ap["clients"]
    for instance in snapshot.columns["wlan.ap.model"].instances:
        assert len(instance) == 17, "the key is a MAC address"
