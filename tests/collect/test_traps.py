"""What traps mean, who may send them, and how often anybody listens."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect.traps import TrapDesk, read_notifications
from parknet.errors import PackError
from parknet.model.traps import Notification, Trap

TRAPS = Path(__file__).parents[2] / "collectors" / "traps"
DOWN, UP = "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5.4"
HUAWEI_DOWN, AP_MAC = "1.3.6.1.4.1.2011.6.139.13.1.1.1", "1.3.6.1.4.1.2011.6.139.13.3.3.1.1"
ENGINE = b"\x80\x00\x00\x00\x01\x02"
addresses = st.sampled_from(["10.0.0.1", "10.0.0.2", "2001:db8::1", "192.0.2.9", "192.0.2.10"])


@pytest.fixture(scope="module")
def notifications() -> Mapping[str, Notification]:
    return read_notifications(
        {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in TRAPS.glob("*.yml")}
    )


class Desk:
    """A desk over two devices, the second of which may speak by a community, and what it tells."""

    def __init__(self, notifications: Mapping[str, Notification]) -> None:
        self.told: list[tuple[str, str]] = []
        self.desk = TrapDesk(
            notifications,
            {"10.0.0.1": "core", "2001:db8::1": "core", "10.0.0.2": "old"},
            {"old": "secret-word"},
            lambda _device, index: {"7": "Ethernet7"}.get(index),
            lambda text, device: self.told.append((device, text)),
        )


def trap(
    oid: str = DOWN,
    address: str = "10.0.0.1",
    engine: bytes = b"",
    community: str | None = None,
    **objects: int | bytes,
) -> Trap:
    named = {key.strip("_").replace("_", "."): value for key, value in objects.items()}
    return Trap(100.0, address, engine, oid, named, community)


def test_every_file_names_its_mib_and_no_trap_twice(
    notifications: Mapping[str, Notification],
) -> None:
    assert {DOWN, UP, HUAWEI_DOWN} <= notifications.keys()
    document = {"traps": "x", "source": "s", "notifications": [
        {"name": "a", "oid": "1.3.1", "kind": "link-down", "severity": "info"},
        {"name": "b", "oid": "1.3.1", "kind": "link-up", "severity": "info"},
    ]}  # fmt: skip
    with pytest.raises(PackError, match="has the OID of a"):
        read_notifications({"x": document})
    with pytest.raises(PackError, match=r"collectors/traps/y\.yml"):
        read_notifications({"y": {"traps": "y"}})


@pytest.mark.parametrize(
    ("objects", "instance"),
    [
        ({"_1_3_6_1_2_1_2_2_1_1_7": 7}, "Ethernet7"),
        ({"_1_3_6_1_2_1_2_2_1_2_8": b"GE 8"}, "GE 8"),
        ({"_1_3_6_1_2_1_2_2_1_1_9": 9}, "ifIndex-9"),
        ({}, ""),
    ],
    ids=["known", "told", "number", "nothing"],
)
def test_a_link_that_goes_down_is_called_by_its_name(
    notifications: Mapping[str, Notification], objects: dict[str, int | bytes], instance: str
) -> None:
    found = Desk(notifications).desk.take(trap(**objects), 0.0)
    assert found is not None
    assert (found.device, found.kind, found.instance) == ("core", "link-down", instance)
    assert found.reads == ("ports",)


def test_an_access_point_that_is_lost_is_called_by_its_mac(
    notifications: Mapping[str, Notification],
) -> None:
    objects = {f"{AP_MAC}.0.224.252.1.2.3": b"\x00\xe0\xfc\x01\x02\x03"}
    found = Desk(notifications).desk.take(Trap(1.0, "10.0.0.1", b"", HUAWEI_DOWN, objects), 0.0)
    assert found is not None
    assert (found.kind, found.instance) == ("ap-down", "00:e0:fc:01:02:03")


def test_an_engine_tells_who_it_is_wherever_it_sends_from(
    notifications: Mapping[str, Notification],
) -> None:
    desk = Desk(notifications).desk
    assert desk.take(trap(address="192.0.2.9", engine=ENGINE), 0.0) is None
    desk.learn("core", ENGINE)
    found = desk.take(trap(address="192.0.2.9", engine=ENGINE), 1.0)
    assert found is not None
    assert found.device == "core"


@pytest.mark.parametrize(
    ("address", "community", "is_taken"),
    [
        ("10.0.0.2", "secret-word", True),
        ("10.0.0.2", "public", False),
        ("10.0.0.1", "secret-word", False),
        ("192.0.2.9", "secret-word", False),
    ],
)
def test_a_community_counts_only_for_the_device_that_somebody_accepted_it_for(
    notifications: Mapping[str, Notification], address: str, community: str, is_taken: bool
) -> None:
    kept = Desk(notifications)
    found = kept.desk.take(trap(address=address, community=community), 0.0)
    assert (found is not None) == is_taken
    assert not any(community in text for _, text in kept.told)


@given(st.lists(st.tuples(addresses, st.floats(0.0, 30.0), st.integers(1, 4)), max_size=200))
def test_every_trap_is_counted_once_and_each_stranger_told_once(
    notifications: Mapping[str, Notification], arrivals: list[tuple[str, float, int]]
) -> None:
    kept, now = Desk(notifications), 0.0
    for address, passed, index in arrivals:
        now += passed
        kept.desk.take(Trap(now, address, b"", DOWN, {f"1.3.6.1.2.1.2.2.1.1.{index}": index}), now)
    heard = kept.desk.heard
    assert heard.taken + heard.strangers + heard.repeated + heard.dropped == len(arrivals)
    strangers = {address for address, _, _ in arrivals if address.startswith("192.0.2.")}
    assert len([text for _, text in kept.told if "no device" in text]) == len(strangers)


@given(st.floats(0.0, 3600.0))
def test_a_device_gets_no_more_than_its_tokens(
    notifications: Mapping[str, Notification], span: float
) -> None:
    desk = Desk(notifications).desk
    for at in range(1000):
        objects = {f"1.3.6.1.2.1.2.2.1.1.{at}": at}
        desk.take(Trap(1.0, "10.0.0.1", b"", DOWN, objects), span * at / 1000)
    assert desk.heard.taken <= 20 + span * 0.5 + 1


def test_a_trap_that_nobody_described_is_counted(
    notifications: Mapping[str, Notification],
) -> None:
    kept = Desk(notifications)
    assert kept.desk.take(trap(oid="1.3.6.1.4.1.99999.1"), 0.0) is None
    assert kept.desk.heard.unknown == 1
    assert kept.told == []
