"""WiFi obeys the country, neighbours do not share channels, and a channel that is given stays."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from parknet.design import design, review
from parknet.design.scope import scope_of
from parknet.design.wireless import (
    assign_channels,
    choices,
    format_channels,
    read_channels,
    sites_of,
)
from parknet.model.demands import Ssid
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network
from parknet.model.policy import WlanPlan
from parknet.workspace import Workspace
from tests.design.parks import building_data, intent_of, park_data
from tests.design.strategies import names
from tests.design.test_routing import without

Park = dict[str, Any]
COUNTRIES = Workspace(Path(__file__).parents[2]).load_intent("wuhan-agricultural").library.countries
CN = COUNTRIES["CN"]
STAFF = {"ssid": "园区-staff", "segment": "wifi", "security": "dot1x"}
CITY = {"servers": ["198.51.100.7"]}
THINGS = {"ssid": "things", "segment": "guest", "security": "sae", "secret": "wlan-things"}


def wifi(
    *ssids: Park,
    aps: dict[str, str] | None = None,
    profile: Park | None = None,
    radius: bool = True,
    **wlan: Any,
) -> Intent:
    """Return a park of one building with access points by floor."""
    park = park_data() | {"wlan": {"ssids": list(ssids) or [STAFF, THINGS], **wlan}}
    if radius:
        park["radius"] = {"servers": ["10.20.0.20"]}
    floors = [
        {"floor": floor, "aps": [{"names": range_}]}
        for floor, range_ in (aps or {"1F": "AP101..AP106", "2F": "AP201..AP206"}).items()
    ]
    intent = intent_of(park, {"b03": building_data(floors=floors)})
    indoor = intent.library.aps["indoor"].model_copy(update=profile or {})
    library = intent.library.model_copy(update={"countries": COUNTRIES, "aps": {"indoor": indoor}})
    return intent.model_copy(update={"library": library})


def plan_of(network: Network) -> WlanPlan:
    plan = network.device("core-1").wlan
    assert plan is not None
    return plan


def test_the_first_core_is_told_every_ssid_and_access_point() -> None:
    network, _ = design(wifi(), Allocations())
    plan = plan_of(network)
    assert [(ssid.ssid, ssid.vlan, ssid.secret) for ssid in plan.ssids] == [
        ("园区-staff", 40, ""),
        ("things", 50, "wlan-things"),
    ]
    assert {ap.ap for ap in plan.aps} == {ap.id for ap in network.aps}
    assert plan.radius is not None
    assert [device.name for device in network.devices if device.wlan] == ["core-1"]


def test_a_controller_that_is_named_lists_the_access_points() -> None:
    network, _ = design(wifi(controller="gateway-1"), Allocations())
    assert [device.name for device in network.devices if device.wlan] == ["gateway-1"]
    assert {ap.controller for ap in network.aps} == {"gateway-1"}


@pytest.mark.parametrize("width", [20, 40, 80])
def test_neighbours_in_a_row_never_share_a_channel(width: int) -> None:
    radios = {
        ap.ap: {radio.band: radio for radio in ap.radios}
        for ap in plan_of(design(wifi(channel_width_5=width), Allocations())[0]).aps
    }
    for floor in (1, 2):
        row = [radios[f"b03/AP{floor}{number:02d}"] for number in range(1, 7)]
        for one, other in pairwise(row):
            for band in ("2.4", "5"):
                assert one[band].channel != other[band].channel
        assert {radio["5"].width_mhz for radio in row} == {width}
        assert {radio["2.4"].width_mhz for radio in row} == {20}


def legal(band: str, channel: int, width: int, eirp_dbm: float, outdoor: bool) -> bool:
    """Return whether China allows a radio: written from the notices, not from the program."""
    if band == "2.4":
        return 1 <= channel <= 13 and width == 20 and eirp_dbm <= 20
    members = range(channel, channel + width // 5, 4)
    if all(36 <= member <= 64 for member in members):
        return not outdoor and eirp_dbm <= 23.02
    return all(149 <= member <= 165 for member in members) and eirp_dbm <= 33


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 14), min_size=1, max_size=4),
    st.sampled_from([20, 40, 80, 160]),
    st.booleans(),
    st.floats(0, 36),
)
def test_every_radio_is_legal_in_china(
    floors: list[int], width: int, outdoor: bool, eirp_dbm: float
) -> None:
    aps = {f"{n}F": f"AP{n}01..AP{n}{count:02d}" for n, count in enumerate(floors, 1)}
    intent = wifi(
        STAFF,
        aps=aps,
        profile={"outdoor": outdoor, "eirp_dbm": eirp_dbm, "poe_w": 5.0},
        channel_width_5=width,
    )
    if outdoor and width == 160:
        assert any("no 5 GHz channel of 160 MHz outdoors" in p.what for p in review(intent))
        return
    plan = plan_of(design(intent, Allocations())[0])
    assert sum(map(len, (ap.radios for ap in plan.aps))) == 2 * sum(floors)
    for ap in plan.aps:
        for radio in ap.radios:
            assert legal(radio.band, radio.channel, radio.width_mhz, radio.power_dbm, outdoor)
            assert radio.power_dbm <= eirp_dbm


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.sampled_from([20, 40, 80]))
def test_a_channel_that_is_given_stays_when_access_points_are_added(
    before: int, more: int, width: int
) -> None:
    small = wifi(STAFF, aps={"1F": f"AP1{20:02d}..AP1{19 + before:02d}"}, channel_width_5=width)
    large = wifi(
        STAFF,
        # In front of the others by floor and by name.
        aps={"0F": "AP000..AP003", "1F": f"AP1{20 - more:02d}..AP1{19 + before:02d}"},
        channel_width_5=width,
    )
    first, held = design(small, Allocations())
    second, grown = design(large, held)
    was = {ap.ap: [radio.channel for radio in ap.radios] for ap in plan_of(first).aps}
    now = {ap.ap: [radio.channel for radio in ap.radios] for ap in plan_of(second).aps}
    assert was.items() <= now.items()
    assert design(large, grown) == (second, grown)


def test_a_channel_that_the_width_no_longer_has_is_given_anew() -> None:
    _, held = design(wifi(channel_width_5=20), Allocations())
    plan = plan_of(design(wifi(channel_width_5=80), held)[0])
    assert {radio.channel for ap in plan.aps for radio in ap.radios if radio.band == "5"} <= {
        36,
        52,
        149,
    }


@given(st.dictionaries(names(20), st.integers(1, 233), max_size=8))
def test_channels_survive_the_lock(channels: dict[str, int]) -> None:
    assert read_channels(format_channels(channels)) == channels


def test_channels_behind_radar_come_last_and_never_outdoors() -> None:
    assert [c.channel for c in choices(CN, "5", 40, outdoor=False)] == [36, 44, 149, 157, 52, 60]
    assert [c.channel for c in choices(CN, "5", 40, outdoor=True)] == [149, 157]
    assert choices(CN, "6", 20, outdoor=False) == ()


def test_a_radio_whose_neighbour_has_its_channel_is_weaker() -> None:
    sites = sites_of(scope_of(wifi(aps={"1F": "AP1..AP2"}), "b03"))
    allowed = {"indoor": choices(CN, "5", 160, outdoor=False)}
    assert assign_channels(sites, allowed, {}) == {"AP1": (36, True), "AP2": (36, True)}


def said(intent: Intent) -> list[str]:
    return [problem.what for problem in review(intent)]


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (wifi(STAFF | {"bands": ["5", "6"]}), "CN does not allow WiFi at 6 GHz"),
        (wifi(STAFF, country="XX"), "nothing is known of the radio rules of XX"),
        (wifi(STAFF | {"segment": "wfi"}), "there is no segment wfi"),
        (wifi(STAFF | {"segment": "office"}), "AP profiles indoor do not carry segment office"),
        (wifi(STAFF, radius=False), "the park has no RADIUS servers"),
        (wifi({k: v for k, v in THINGS.items() if k != "secret"}), "no key is named"),
        (wifi(STAFF | {"secret": "key"}), "which takes no key"),
        (wifi(STAFF, STAFF), "is also at"),
        (wifi(STAFF | {"bands": []}), "is on no band"),
        (wifi(STAFF | {"bands": ["2.4"]}, profile={"bands": ("5",)}), "no radio at 2.4 GHz"),
        (wifi(STAFF | {"roams_with_city": True}), "RADIUS servers are not named"),
        (wifi(STAFF, city_radius=CITY), "no SSID roams with the city"),
        (wifi(THINGS | {"roams_with_city": True}, city_radius=CITY), "can be told apart"),
        (wifi(STAFF, controller="b03-agg"), "there is no controller, core or gateway b03-agg"),
        (
            wifi(STAFF, channel_width_5=160, profile={"outdoor": True}),
            "no 5 GHz channel of 160 MHz outdoors",
        ),
    ],
)
def test_wifi_that_cannot_be_is_told_once(intent: Intent, words: str) -> None:
    assert len([text for text in said(intent) if words in text]) == 1


@pytest.mark.parametrize("wlan", [{"channel_width_5": 80}, {"city_radius": CITY}])
def test_what_no_ssid_uses_is_not_ignored(wlan: Park) -> None:
    park = park_data() | {"wlan": wlan}
    (problem,) = said(intent_of(park, {"b03": building_data()}))
    assert "no SSID is asked for" in problem


def test_a_controller_that_controls_no_access_points_is_told() -> None:
    intent = wifi()
    park = intent.park.model_copy(
        update={"cores": (intent.park.cores[0].model_copy(update={"model": "h3c-routing"}),)}
    )
    poorer = without(intent.model_copy(update={"park": park}), "wlan-controller")
    assert [text for text in said(poorer) if "wlan-controller" in text]


@pytest.mark.parametrize("ssid", ["a\nb", "a ", "园区的无线网络名字太长了", "x" * 33])
def test_an_ssid_that_is_no_ssid_is_refused(ssid: str) -> None:
    with pytest.raises(ValidationError):
        Ssid(ssid=ssid, segment="wifi", security="open")
