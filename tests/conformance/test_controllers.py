"""A controller's text means what its plan means, and no name adds a line or leaves its quotes."""

import doctest
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parknet.render.wireless
from parknet.design import design
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.policy import WlanPlan
from parknet.render import render
from tests.conformance.full_park import OPERATORS
from tests.conformance.meaning import Meaning
from tests.conformance.test_conformance import TEMPLATES, assert_same, expected, reader
from tests.conformance.wlan_park import CONTROLLERS, SERIALS, wlan_park

PARKS = {platform: design(wlan_park(platform), Allocations())[0] for platform in CONTROLLERS}


BACKED = {
    platform: design(wlan_park(platform, backup="ac-2"), Allocations())[0]
    for platform in CONTROLLERS
}
STAFF = {"ssid": "park-staff", "segment": "wifi", "security": "dot1x"}


def controller_of(network: Network) -> DevicePlan:
    (device,) = [device for device in network.devices if device.name == "ac-1"]
    return device


def plan_of(network: Network) -> WlanPlan:
    plan = controller_of(network).wlan
    assert plan is not None
    return plan


def text_of(network: Network, device: DevicePlan) -> str:
    return render(replace(network, devices=(device,)), TEMPLATES)[0].text


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_a_park_with_a_controller_means_what_was_planned(platform: str) -> None:
    assert_same(PARKS[platform])


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_two_controllers_are_told_the_same_and_of_one_another(platform: str) -> None:
    network = BACKED[platform]
    assert_same(network)
    first, second = (network.by_name[name] for name in ("ac-1", "ac-2"))
    told = [reader(platform)(text_of(network, device)).wlan for device in (first, second)]
    assert told[0].standby == (str(second.management4.ip), True)
    assert told[1].standby == (str(first.management4.ip), False)
    assert replace(told[0], standby=None) == replace(told[1], standby=None)


@pytest.mark.parametrize(
    ("platform", "mode"),
    [("huawei_ac", "wpa3-192"), ("h3c_ac", "wpa3"), ("h3c_ac", "wpa3-192")],
)
def test_staff_may_be_asked_for_wpa3(platform: str, mode: str) -> None:
    ssids = [STAFF | {"enterprise": mode}, STAFF | {"ssid": "park-old"}]
    network, _ = design(wlan_park(platform, ssids=ssids, portal=None), Allocations())
    assert_same(network)
    modes = reader(platform)(text_of(network, controller_of(network))).wlan.enterprise
    assert modes == {"park-staff": {mode}, "park-old": {"wpa2"}}


@pytest.mark.parametrize("platform", ["huawei_ac", "h3c_ac"])
def test_what_controllers_say_to_access_points_is_encrypted_unless_somebody_says_no(
    platform: str,
) -> None:
    plain, _ = design(wlan_park(platform, capwap_dtls=False), Allocations())
    assert_same(plain)
    texts = [text_of(network, controller_of(network)) for network in (PARKS[platform], plain)]
    assert [reader(platform)(text).wlan.dtls for text in texts] == [True, False]
    assert "capwap-dtls" not in texts[1]


def test_a_controller_without_dtls_is_in_every_report() -> None:
    features = {one.feature for one in PARKS["ruijie_ac"].deviations}
    assert "capwap-dtls" in features


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_a_controller_with_operators_means_what_was_planned(platform: str) -> None:
    device = replace(controller_of(PARKS[platform]), operators=OPERATORS)
    assert_same(replace(PARKS[platform], devices=(device,)))


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_a_controller_without_ssids_is_managed_and_admits_nobody(platform: str) -> None:
    device = replace(controller_of(PARKS[platform]), wlan=None, radius=None)
    one = replace(PARKS[platform], devices=(device,))
    assert_same(one)
    text = text_of(one, device)
    assert "ssid" not in text
    assert "auto-ap" not in text


@pytest.mark.parametrize("platform", ["huawei_ac", "h3c_ac"])
def test_an_access_point_may_be_known_by_its_serial_number(platform: str) -> None:
    network, _ = design(wlan_park(platform, aps={"serials": SERIALS}), Allocations())
    assert_same(network)
    device = controller_of(network)
    assert list(reader(platform)(text_of(network, device)).wlan.identities) == ["b03/AP02"]


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_an_access_point_that_nobody_named_is_on_no_list(platform: str) -> None:
    network = PARKS[platform]
    text = text_of(network, controller_of(network))
    assert "b03/AP02" in text
    assert "b03/AP03" not in text
    (gap,) = [one for one in network.deviations if one.feature == "ap-identity"]
    assert gap.devices == ("b03/AP03", "b03/AP04")


# How strong an antenna and a share of the strongest make a radio, read from the text alone.
def radiated(platform: str, power: str) -> float:
    kind, _, number = power.partition(":")
    if kind == "antenna":
        return float(number) + 5  # the profile's antenna
    if kind == "share":
        from math import log10

        return 23 + 10 * log10(float(number) / 100)  # the profile's strongest
    return float(number)


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("platform", CONTROLLERS)
def test_the_text_obeys_china(platform: str, width: int) -> None:
    """2.4 GHz: channels 1 to 13, 20 dBm; 5150–5350 MHz indoors, 23 dBm; 5725–5850 MHz, 33 dBm."""
    network, _ = design(wlan_park(platform, channel_width_5=width), Allocations())
    found = reader(platform)(text_of(network, controller_of(network))).wlan
    assert found.country == "CN"
    assert found.radios
    for radios in found.radios.values():
        assert radios.keys() == {"2.4", "5"}
        channel, wide, power = radios["2.4"]
        assert (1 <= channel <= 13, wide) == (True, 20)
        assert radiated(platform, power) <= 20.02
        channel, wide, power = radios["5"]
        members = range(channel, channel + wide // 5, 4)
        assert wide == width
        assert all(36 <= n <= 64 for n in members) or all(149 <= n <= 165 for n in members)
        assert radiated(platform, power) <= (23.02 if channel < 149 else 33)


HOSTILE = st.one_of(
    st.text(min_size=1, max_size=32),
    st.sampled_from(
        ['a"b', '" \n quit', "#", "!", "?", "a\\", "return", "<<secret:snmp-auth>>", "%0a",
         'x" vlan 1', "a\r\nundo", "{{ device }}", "end", "exit", "$(reboot)", "`", "|", "一" * 10]
    ),
)  # fmt: skip


def renamed(device: DevicePlan, words: Iterator[str]) -> DevicePlan:
    """Return the device with other words wherever people's words may stand in its WiFi."""
    assert device.wlan is not None
    return replace(
        device,
        wlan=replace(
            device.wlan,
            ssids=tuple(replace(ssid, ssid=next(words)) for ssid in device.wlan.ssids),
            aps=tuple(replace(ap, ap=next(words)) for ap in device.wlan.aps),
        ),
    )


def endless(words: list[str]) -> Iterator[str]:
    while True:
        yield from words


@pytest.mark.parametrize("platform", CONTROLLERS)
@settings(max_examples=60, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=6))
def test_no_name_whatever_adds_a_line_or_leaves_its_quotes(platform: str, words: list[str]) -> None:
    device = controller_of(PARKS[platform])
    usual = text_of(PARKS[platform], device).split("\n")
    changed = text_of(PARKS[platform], renamed(device, endless(words))).split("\n")
    assert len(changed) == len(usual)
    for before, after in zip(usual, changed, strict=True):
        if before == after:
            continue
        # The line is the same up to the name, and the name is one word or one quoted text.
        start = before[: next(i for i, (a, b) in enumerate(zip(before + "\0", after + "\0",
                              strict=False)) if a != b)]  # fmt: skip
        assert start.split()[0] in ("ssid", "wlan-config", "ap-name", "ap-config", "ap", "wlan")
        assert not set(after) & set('?\\<"') or after.count('"') == 2
        assert all(character.isprintable() for character in after)


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(parknet.render.wireless)
    assert tried
    assert not failed


# Lines that the compared meaning leaves out: what visitors see, and what only orders the text.
UNCOMPARED = (
    "user-isolat", "traffic-profile", "url-parameter", "port 50200", "ssid-code", "free-rule",
    "portal host-check", "beacon", "web-auth authentication", "remote-configuration",
    "port link-type", "aaa authentication web-auth", "authorization ", "accounting ",
    "secondary accounting", "primary accounting", "portal bas-ip", "web-auth-server parknet direct",
    "dot1x authentication-method", "authentication portal", "free-rule-template", "radio ",
)  # fmt: skip
# The first words of lines that tell access points or users something.
TELLING = (
    "security ", "ssid", "vap-profile ", "service-vlan", "forward-mode", "country-code", "ap-id",
    "ap-name", "ap-group", "channel", "eirp", "calibrate", "capwap", "ap auth-mode",
    "authentication-profile", "dot1x", "portal", "web-auth", "url ", "server-ip", "access-domain",
    "wlan", "vlan ", "client", "akm", "preshared-key", "cipher-suite", "security-ie", "wpa3", "pmf",
    "service-template", "region-code", "max-power", "serial-id", "mac-address", "ap ", "ap-mac",
    "tunnel", "no enable-broad", "interface-mapping", "chan-width", "power", "country", "bind-ap",
    "webauth", "radius", "ap-model", "ac protect", "priority", "backup-ac", "local-ip", "context",
)  # fmt: skip


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_a_line_taken_away_is_noticed(platform: str) -> None:
    """The comparison is only as good as the readers: they must miss each line that tells."""
    network = BACKED[platform]
    device = controller_of(network)
    lines = text_of(network, device).split("\n")
    wanted = expected(device)
    tried = 0
    for at, line in enumerate(lines):
        word = line.strip()
        if not word.startswith(TELLING) or word.startswith(UNCOMPARED):
            continue
        if platform == "huawei_ac" and re.fullmatch(r"vlan \d+", word):  # `vlan batch` made it
            continue
        tried += 1
        assert not accepts(reader(platform), lines[:at] + lines[at + 1 :], wanted), word
    assert tried > 60


def accepts(read: Callable[[str], Meaning], lines: list[str], wanted: Meaning) -> bool:
    try:
        return read("\n".join(lines)) == wanted
    except (AssertionError, KeyError, ValueError, IndexError, TypeError, AttributeError):
        return False
