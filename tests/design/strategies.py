"""Random parks that are valid by construction, and the same parks grown: for every room's tests."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from parknet.model.intent import Intent
from parknet.names import FORBIDDEN_CHARACTERS
from tests.design.parks import H3C, SEGMENTS, building_data, intent_of, park_data

KINDS = ("factory", "office", "public", "warehouse", "greenhouse")
HUAWEI = {"aggregation": "hw-routing", "access": "hw-access"}
HUAWEI8 = {"aggregation": "hw-routing", "access": "hw-access8"}


def names(max_size: int = 80) -> st.SearchStrategy[str]:
    """Anything people may call a thing: any script, quotes, `#`, `!`; no range."""
    return st.text(min_size=1, max_size=max_size).filter(
        lambda text: (
            not FORBIDDEN_CHARACTERS.search(text) and text == text.strip() and ".." not in text
        )
    )


def remarks() -> st.SearchStrategy[str]:
    """Any remark, the empty one included."""
    return st.one_of(st.just(""), names(200))


@st.composite
def floors(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One floor: up to 60 outlets in rooms, up to six access points."""
    rooms = []
    first = 1
    for room in range(draw(st.integers(0, 3))):
        count = draw(st.integers(1, 20))
        rooms.append(
            {
                "room": f"{number}{room:02d}",
                "outlets": f"{number}F-{first:03d}..{first + count - 1:03d}",
                "segment": draw(st.sampled_from(["office", "cameras"])),
                "profile": draw(st.sampled_from(["desk", "camera"])),
            }
        )
        first += count
    aps = []
    count = draw(st.integers(0, 6))
    if count:
        aps.append({"names": f"AP{number}{1:02d}..AP{number}{count:02d}"})
    return {"floor": f"{number}F", "rooms": rooms, "aps": aps}


@st.composite
def buildings(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """One building of one to three floors."""
    equipment = draw(st.sampled_from([HUAWEI, HUAWEI8, H3C]))
    return building_data(
        building=f"{number}#{draw(names(20))}",
        kind=draw(st.sampled_from(KINDS)),
        uplink={"speed": draw(st.sampled_from(["1G", "10G"])), "links": draw(st.integers(1, 2))},
        floors=[draw(floors(at)) for at in range(1, draw(st.integers(1, 3)) + 1)],
        **equipment,
    )


@st.composite
def descriptions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A park and its buildings as plain data."""
    park = park_data()
    for segment in park["segments"].values():
        segment["hosts"] = draw(st.integers(185, 300))
        segment["ipv6"] = draw(st.sampled_from(["slaac", "dhcpv6"]))
        segment["dhcp"] = draw(st.booleans())
        segment["description"] = draw(remarks())
    park["uplinks"][0]["carrier"] = draw(names(30))
    routing = st.sampled_from(["hw-routing", "h3c-routing"])
    for kind, most in (("cores", 2), ("gateways", 2)):
        park[kind] = [
            {"device": f"{kind[:-1]}-{at}", "model": draw(routing)}
            for at in range(1, draw(st.integers(1, most)) + 1)
        ]
    codes = draw(st.sets(st.integers(1, 30), min_size=1, max_size=4))
    return park, {f"b{number:02d}": draw(buildings(number)) for number in sorted(codes)}


@st.composite
def intents(draw: st.DrawFn) -> Intent:
    """A valid park."""
    return intent_of(*draw(descriptions()))


@st.composite
def grown(draw: st.DrawFn) -> tuple[Intent, Intent]:
    """A valid park, and the same with buildings, floors, rooms, a segment or a core added."""
    park, park_buildings = draw(descriptions())
    before = intent_of(park, park_buildings)
    park, park_buildings = deepcopy(park), deepcopy(park_buildings)
    for number in draw(st.sets(st.integers(1, 30), max_size=3)):
        park_buildings.setdefault(f"b{number:02d}", draw(buildings(number)))
    for building in park_buildings.values():
        if draw(st.booleans()):
            # In front of the others, so that a position in the file decides nothing.
            building["floors"].insert(0, draw(floors(len(building["floors"]) + 4)))
        if draw(st.booleans()):
            building["floors"][-1]["rooms"].insert(
                0, {"room": "新", "outlets": "新-01..12", "segment": "office"}
            )
    if draw(st.booleans()):
        park["segments"] = {"a-meters": {"vlan": 5, "purpose": "iot", "hosts": 100}} | park[
            "segments"
        ]
    if draw(st.booleans()):
        park["cores"].append({"device": "a-core", "model": "hw-routing"})
    if draw(st.booleans()):
        park["gateways"].append({"device": "a-gateway", "model": "h3c-routing"})
    return before, intent_of(park, park_buildings)


__all__ = ["SEGMENTS", "buildings", "descriptions", "floors", "grown", "intents", "names"]
