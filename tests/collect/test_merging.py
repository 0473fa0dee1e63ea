"""What is known of a device from polls of some of its tables each, and when it is no more."""

from hypothesis import given
from hypothesis import strategies as st

from parknet.collect.merging import Merged
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.collector import Profile, Tier
from parknet.model.snapshot import Column, DeviceSnapshot

INTERVALS: dict[Tier, float] = {"identity": 3600.0, "ports": 300.0, "health": 60.0}
EVERY_S = 60.0
DEAD = DeviceFailure(device="sw", kind=FailureKind.UNREACHABLE, detail="no answer")
STATUS, NAME = "interface.oper_status", "interface.name"


def merged(profiles: dict[str, Profile]) -> Merged:
    return Merged("sw", [profiles["if-mib"], profiles["system"]], INTERVALS)


def poll(at: float, *metrics: str, partial: tuple[str, ...] = ()) -> DeviceSnapshot:
    columns = {metric: Column(metric, "", ("port1",), ("x",)) for metric in metrics}
    return DeviceSnapshot("sw", at, columns, partial=partial)


def test_each_value_has_the_time_at_which_it_was_read(profiles: dict[str, Profile]) -> None:
    known = merged(profiles)
    known.add(poll(100.0, NAME, STATUS), ("identity", "ports"))
    known.add(poll(400.0, STATUS), ("ports",))
    found = known.snapshot(401.0, EVERY_S)
    assert {one.metric: one.at for one in found.readings()} == {NAME: 100.0, STATUS: 400.0}
    assert found.taken_at == 400.0


@given(st.floats(0.0, 10_000.0))
def test_what_nobody_confirmed_for_three_intervals_is_unknown(
    profiles: dict[str, Profile], later: float
) -> None:
    known = merged(profiles)
    known.add(poll(0.0, NAME, STATUS), ("identity", "ports"))
    found = known.snapshot(later, EVERY_S).columns.keys()
    assert (STATUS in found) == (later <= 900.0)
    assert (NAME in found) == (later <= 10_800.0)


def test_what_a_device_has_no_more_is_unknown_at_once(profiles: dict[str, Profile]) -> None:
    known = merged(profiles)
    known.add(poll(0.0, STATUS, "interface.speed"), ("ports",))
    known.add(poll(300.0, STATUS), ("ports",))
    assert known.snapshot(300.0, EVERY_S).columns.keys() == {STATUS}


def test_what_was_cut_off_is_not_taken_to_be_gone(profiles: dict[str, Profile]) -> None:
    known = merged(profiles)
    known.add(poll(0.0, STATUS, "interface.speed"), ("ports",))
    known.add(poll(300.0, STATUS, partial=("interface.speed",)), ("ports",))
    found = known.snapshot(300.0, EVERY_S)
    assert found.columns.keys() == {STATUS, "interface.speed"}
    assert found.partial == ("interface.speed",)
    known.add(poll(600.0, STATUS, "interface.speed"), ("ports", "health"))
    assert known.snapshot(600.0, EVERY_S).partial == ()


def test_a_poll_of_other_tables_takes_nothing_away(profiles: dict[str, Profile]) -> None:
    known = merged(profiles)
    known.add(poll(0.0, NAME, STATUS), ("identity", "ports"))
    known.add(poll(60.0, "interface.in_multicast"), ("health",))
    assert known.snapshot(60.0, EVERY_S).columns.keys() == {
        NAME, STATUS, "interface.in_multicast",
    }  # fmt: skip


def test_a_device_that_answers_no_more_is_told_at_once_and_soon_unknown(
    profiles: dict[str, Profile],
) -> None:
    known = merged(profiles)
    known.add(poll(0.0, NAME, STATUS), ("identity", "ports"))
    known.add(DeviceSnapshot("sw", 60.0, failure=DEAD), ("health",))
    found = known.snapshot(61.0, EVERY_S)
    assert found.failure == DEAD
    assert found.taken_at == 0.0
    assert found.columns.keys() == {NAME, STATUS}
    assert known.snapshot(181.0, EVERY_S).columns == {}
    known.add(poll(240.0, STATUS), ("ports",))
    assert known.snapshot(240.0, EVERY_S).failure is None
