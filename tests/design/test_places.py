"""What was given out stays, and nothing is given out twice."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parknet.design.addressing
import parknet.design.places
import parknet.design.scope
import parknet.design.sockets
import parknet.design.wording
from parknet.design.places import FreeSpace, Places, ShortageError
from parknet.design.sockets import Model, Need, Switch, format_panel, parse_panel
from parknet.model.network import Allocations
from tests.design.parks import library
from tests.design.strategies import names


@pytest.mark.parametrize(
    "module",
    [
        parknet.design.addressing,
        parknet.design.places,
        parknet.design.scope,
        parknet.design.sockets,
        parknet.design.wording,
    ],
    ids=lambda module: module.__name__,
)
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried
    assert not failed


owners = st.sets(st.text("abc", min_size=1, max_size=4), max_size=12)


@given(owners, owners)
def test_a_number_is_held_by_one_owner_and_stays(first: set[str], second: set[str]) -> None:
    places = Places(Allocations())
    numbers = range(1, 30)
    before = places.assign_numbers("pool", first, numbers)
    after = places.assign_numbers("pool", first | second, numbers)
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def test_an_owner_who_is_gone_keeps_the_number_until_none_is_left() -> None:
    places = Places(Allocations({"pool/gone": "1"}))
    assert places.assign_numbers("pool", ["a", "b"], range(1, 4)) == {"a": 2, "b": 3}
    assert places.assign_numbers("pool", ["a", "b", "c"], range(1, 4))["c"] == 1
    assert "pool/gone" not in places.allocations().entries


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ({"pool/a": "1", "pool/b": "1"}, "gives pool/a the number 1, which pool/b holds"),
        ({"pool/a": "9"}, "gives pool/a the number 9, which the pool does not have"),
        ({"pool/a": "x"}, "gives pool/a 'x', which is no number"),
    ],
    ids=["twice", "outside", "damaged"],
)
def test_a_lock_that_cannot_be_right_is_told(entries: dict[str, str], says: str) -> None:
    with pytest.raises(ShortageError, match=says):
        Places(Allocations(entries)).assign_numbers("pool", ["a", "b"], range(1, 4))


def test_a_pool_that_is_too_small_says_by_how_much() -> None:
    with pytest.raises(ShortageError, match="3 need a number of pool pool, which has 2"):
        Places(Allocations()).assign_numbers("pool", ["a", "b", "c"], range(2))


@given(
    st.lists(st.integers(0, 6), max_size=20),
    st.lists(st.tuples(st.integers(0, 250), st.integers(1, 9)), max_size=5),
)
def test_blocks_are_aligned_and_never_overlap(
    sizes: list[int], taken: list[tuple[int, int]]
) -> None:
    holes = [(start, start + length) for start, length in taken]
    space = FreeSpace([(0, 256)], holes)
    used = {address for start, end in holes for address in range(start, end)}
    for bits in sizes:
        start = space.take(bits)
        if start is None:
            free = set(range(256)) - used
            aligned = range(0, 256, 1 << bits)
            assert not any(set(range(at, at + (1 << bits))) <= free for at in aligned)
            continue
        block = set(range(start, start + (1 << bits)))
        assert start % (1 << bits) == 0
        assert not block & used
        assert max(block) < 256
        used |= block


panels = st.lists(
    st.one_of(
        st.none(),
        st.builds(lambda kind, name: kind + name, st.sampled_from(["o:", "a:", "l:"]), names(12)),
        st.builds("o:1F-{:03d}".format, st.integers(0, 30)),
        st.builds("o:厂{}".format, st.integers(0, 30)),
    ),
    max_size=24,
)


@given(panels)
def test_a_panel_is_read_as_it_was_written(panel: list[str | None]) -> None:
    line = format_panel(panel)
    assert parse_panel(line, len(panel)) == panel
    assert not set(line) & set(" \n\t#")


def test_ports_in_a_row_make_a_short_line() -> None:
    assert format_panel([f"o:1F-{n:03d}" for n in range(1, 47)]) == "o:1F-[001..046]"


def test_what_needs_no_power_leaves_powered_ports_to_what_does() -> None:
    profile = library().devices["hw-access"]
    powered, plain = (
        profile.ports[0],
        profile.ports[0].model_copy(update={"names": "MultiGE0/0/1..4", "poe_w": 0}),
    )
    model = Model.of("m", profile.model_copy(update={"ports": (powered, plain)}))
    switch = Switch.of(model, "")
    assert switch.plug(Need("outlet", 10**8), ["o:1", "o:2"]) == 2
    assert {model.ports[index].name for index in switch.index_of.values()} == {
        "MultiGE0/0/1",
        "MultiGE0/0/2",
    }


def test_power_is_never_promised_twice() -> None:
    model = Model.of("m", library().devices["h3c-access"])
    switch = Switch.of(model, "")
    placed = switch.plug(Need("ap", 10**9, 25.5), [f"a:{n}" for n in range(24)])
    assert placed == 370 // 25.5
