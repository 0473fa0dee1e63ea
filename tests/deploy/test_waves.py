"""The order of a roll-out."""

from hypothesis import given
from hypothesis import strategies as st

from parknet.deploy import waves
from tests.deploy.fakes import change

PARK = (
    change("gw-1", 3),
    change("core-1", 2),
    change("core-2", 2),
    change("b01-agg", 1, ("b01", "")),
    change("b01-1f-acc1", 0, ("b01", "1F")),
    change("b01-1f-acc2", 0, ("b01", "1F")),
    change("b01-2f-acc1", 0, ("b01", "2F")),
    change("b02-agg", 1, ("b02", "")),
    change("b02-1f-acc1", 0, ("b02", "1F")),
)


def order(*args, **kwargs) -> list[tuple[str, tuple[str, ...]]]:
    return [(wave.kind, tuple(it.device for it in wave.changes)) for wave in waves(*args, **kwargs)]


def test_a_canary_goes_first_then_its_floor_its_building_and_the_rest() -> None:
    assert order(PARK) == [
        ("canary", ("b01-1f-acc1",)),
        ("floor", ("b01-1f-acc2",)),
        ("building", ("b01-2f-acc1",)),
        ("building", ("b01-agg",)),
        ("park", ("b02-1f-acc1",)),
        ("park", ("b02-agg",)),
        ("park", ("core-1",)),
        ("park", ("core-2",)),
        ("park", ("gw-1",)),
    ]


def test_a_held_change_is_in_no_wave() -> None:
    assert order([change("a", held="observe")]) == []


def test_a_canary_is_a_core_only_where_nothing_else_changes() -> None:
    assert order([change("core-2", 2), change("core-1", 2)]) == [
        ("canary", ("core-1",)),
        ("park", ("core-2",)),
    ]


def test_a_named_pair_is_never_in_one_wave() -> None:
    leaves = [change(f"acc{number}") for number in range(6)]
    pairs = (frozenset({"acc1", "acc2"}), frozenset({"acc3", "acc4", "acc5"}))
    for _, devices in order(leaves, pairs=pairs):
        assert all(len(pair & set(devices)) <= 1 for pair in pairs)


CHANGES = st.lists(
    st.builds(
        lambda number, tier, building, floor: change(
            f"d{number}", tier, ("", "") if tier > 1 else (building, floor if tier == 0 else "")
        ),
        st.integers(0, 99),
        st.integers(0, 3),
        st.sampled_from(["b01", "b02", "b03"]),
        st.sampled_from(["1F", "2F"]),
    ),
    unique_by=lambda it: it.device,
)


@given(CHANGES, st.integers(1, 4))
def test_every_device_is_in_one_wave_and_no_root_before_its_leaves(changes, size) -> None:
    found = waves(changes, size)
    assert sorted(it.device for wave in found for it in wave.changes) == sorted(
        it.device for it in changes
    )
    assert all(len(wave.changes) <= size for wave in found)
    assert [wave.kind for wave in found].count("canary") == (1 if changes else 0)
    done: set[str] = set()
    for wave in found:
        assert len({it.tier for it in wave.changes}) == 1
        assert wave.changes[0].tier < 2 or len(wave.changes) == 1
        done |= {it.device for it in wave.changes}
        for root in wave.changes:
            below = [
                it
                for it in changes
                if it.tier < root.tier and (root.tier > 1 or it.wave_key[0] == root.wave_key[0])
            ]
            assert {it.device for it in below} <= done
