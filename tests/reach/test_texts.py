"""Reachability computed from rendered texts, which readers of each platform understand.

Nothing of the design is looked at but the texts it led to.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import check_reach, check_tables, design, matrix
from parknet.design.scope import scopes_of
from parknet.model.demands import Reach
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from parknet.render import render
from parknet.workspace import Workspace
from tests.reach.evaluator import Campus, campus_of
from tests.reach.matrices import LIFELINE, lines
from tests.reach.test_reach import disagreements, in_two_tables

LIBRARY = Workspace(Path(__file__).parents[2])
KITS = getattr(
    import_module("tests.conformance.full_park")
    if find_spec("tests.conformance.full_park")
    else None,
    "KITS",
    {},
)
SHOWN = 3  # buildings of an example: all of them would be a million packets


def reader(platform: str) -> ModuleType:
    """Return what reads a platform's texts, or skip the test where nothing does yet."""
    for name in (platform, platform.partition("_")[2]):
        module = f"tests.conformance.read_{name}"
        if find_spec(module) is not None:
            return import_module(module)
    pytest.skip(f"{platform} has no reader yet")


def rendered(intent: Intent) -> Campus:
    """Return the campus as its configurations say, and those alone."""
    network, _ = design(intent, Allocations())
    platforms = {device.name: device.platform for device in network.devices}
    routers = {device.name for device in network.devices if device.role != "access"}
    texts = {c.device: c.text for c in render(network, LIBRARY.templates())}
    read = {name: reader(platforms[name]).read(texts[name]) for name in sorted(routers)}
    return campus_of(intent.park, read)


@cache
def two_buildings(kit: str) -> Intent:
    """Return a park of one operating system with two buildings and no matrix."""
    intent = import_module("tests.conformance.full_park").plain_park(kit)
    if not set(KITS[kit][1:]) <= set(intent.library.devices):
        pytest.skip(f"the library has no devices of {kit} yet")
    again = intent.buildings["b03"].model_copy(update={"building": "another"})
    return intent.model_copy(update={"buildings": {**intent.buildings, "b04": again}})


def governed(intent: Intent, wanted: list[dict[str, object]]) -> Intent:
    """Return a park with those of the lines that are valid together."""
    reach: tuple[Reach, ...] = (Reach.model_validate(LIFELINE),)
    for line in wanted:
        longer = (*reach, Reach.model_validate(line))
        park = intent.park.model_copy(update={"reach": longer})
        tried = intent.model_copy(update={"park": park})
        scopes = scopes_of(tried)
        if not [
            *check_reach.matrix_lines(tried, scopes),
            *check_reach.lifelines(tried, scopes),
            *check_tables.tables(tried, scopes),
        ]:
            reach = longer
    return intent.model_copy(update={"park": intent.park.model_copy(update={"reach": reach})})


@pytest.mark.parametrize("kit", sorted(KITS))
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_every_platform_lets_through_what_the_matrix_says(kit: str, data: st.DataObject) -> None:
    intent = two_buildings(kit)
    wanted = st.lists(lines(sorted(intent.park.segments)), min_size=1, max_size=6)
    intent = governed(intent, data.draw(wanted))
    assert disagreements(rendered(intent), matrix(intent)) == []


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("kit", sorted(set(KITS) - {"ios"}))  # ios has no MLD snooping
def test_streams_go_from_building_to_building_on_every_platform(kit: str, version: int) -> None:
    intent = two_buildings(kit)
    segments = {
        name: segment.model_copy(update={"multicast": name in ("cameras", "guest")})
        for name, segment in intent.park.segments.items()
    }
    park = intent.park.model_copy(update={"segments": segments})
    line = {"from": ["cameras"], "to": ["management"], "allow": ["tcp/443"]}
    campus = rendered(governed(intent.model_copy(update={"park": park}), [line]))
    assert campus.streams("cameras", "cameras", version) == {True}
    assert campus.streams("cameras", "guest", version) == {True}
    assert campus.streams("guest", "cameras", version) == {False}  # it may open nothing
    assert campus.streams("cameras", "office", version) == {False}  # nobody asked for it there
    assert campus.joins("guest", version) == {True}


def with_tables(intent: Intent, tables: dict[str, str]) -> Intent:
    """Return a park whose segments are in routing tables."""
    segments = {
        name: segment.model_copy(update={"vrf": tables.get(name)})
        for name, segment in intent.park.segments.items()
    }
    return intent.model_copy(update={"park": intent.park.model_copy(update={"segments": segments})})


HAVE_TABLES = [kit for kit in sorted(KITS) if not kit.startswith(("frr", "openwrt"))]


@pytest.mark.parametrize("kit", HAVE_TABLES)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_tables_are_apart_on_every_platform_with_and_without_filters(
    kit: str, data: st.DataObject
) -> None:
    intent = two_buildings(kit)
    names = sorted(set(intent.park.segments) - {"management"})
    tables = data.draw(st.fixed_dictionaries({n: st.sampled_from(["", "a", "b"]) for n in names}))
    intent = with_tables(intent, {name: vrf for name, vrf in tables.items() if vrf})
    wanted = st.lists(lines(sorted(intent.park.segments)), max_size=4)
    intent = governed(intent, data.draw(wanted))
    campus = rendered(intent)
    assert disagreements(campus, matrix(intent)) == []
    for source, target in in_two_tables(intent):
        for version in (4, 6):
            opened = campus.without_filters().opens(source, target, version, "tcp/22")
            assert opened == {False}, (source, target, version)


@pytest.mark.parametrize("name", LIBRARY.parks())
def test_an_example_park_lets_through_what_its_matrix_says(name: str) -> None:
    intent = LIBRARY.load_intent(name)
    campus = rendered(intent)
    kept = sorted({d.hostname for d in campus.devices if d.hostname.endswith("-agg")})
    kept = [*kept[:1], *kept[-SHOWN + 1 :]]
    shown = tuple(
        d for d in campus.devices if not d.hostname.endswith("-agg") or d.hostname in kept
    )
    assert disagreements(Campus(intent.park, shown), matrix(intent)) == []
