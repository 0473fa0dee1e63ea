"""An OpenWrt device's export means what its plan means, and no name breaks out of its quotes."""

import doctest
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parknet.render.openwrt
from parknet.design import design
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.policy import ApRadioPlan, RadioPlan, RadiusPlan, SsidPlan, WlanPlan
from tests.conformance.full_park import features_of
from tests.conformance.linux_parks import OPERATORS, linux_intent, texts
from tests.conformance.meaning import meaning_of, without_lacking
from tests.conformance.read_openwrt import read, sections_of


def switch_park() -> Network:
    network, _ = design(linux_intent("openwrt-gs1900-24"), Allocations())
    return replace(network, devices=tuple(d for d in network.devices if d.platform == "openwrt"))


SSIDS = (
    SsidPlan("园区 staff's", 40, "dot1x", ("2.4", "5"), False, ""),
    SsidPlan("guest", 50, "portal", ("2.4", "5", "6"), False, ""),
    SsidPlan("things", 30, "psk", ("2.4",), True, "wlan-things"),
)


def with_wlan(device: DevicePlan, ssids: tuple[SsidPlan, ...] = SSIDS) -> DevicePlan:
    radios = (RadioPlan("2.4", 6, 20, 14.5), RadioPlan("5", 36, 40, 20))
    wlan = WlanPlan(
        "CN",
        ssids,
        (ApRadioPlan("b03/AP01", "indoor", radios),),
        RadiusPlan((IPv4Address("10.16.0.20"),), "radius"),
    )
    return replace(device, wlan=wlan, operators=OPERATORS, stp_priority=32768)


PLAIN = switch_park()
FULL = replace(PLAIN, devices=tuple(with_wlan(device) for device in PLAIN.devices))


@pytest.mark.parametrize("network", [PLAIN, FULL], ids=["plain", "full"])
def test_an_export_means_what_the_plan_means(network: Network) -> None:
    for device, text in zip(network.devices, texts(network).values(), strict=True):
        found, wanted = read(text), without_lacking(meaning_of(device), features_of(device))
        wanted.secrets = found.secrets
        if wanted.wlan is not None:  # where it stands it cannot be seen that a portal is behind
            wanted.wlan.ssids = {
                ssid: (vlan, "open" if security == "portal" else security, bands - {"6"}, hidden)
                for ssid, (vlan, security, bands, hidden) in wanted.wlan.ssids.items()
            }
        assert {"snmp-auth", "snmp-priv"} <= found.secrets
        assert found == wanted


def test_each_ssid_is_served_on_its_bands_with_its_protection() -> None:
    (text, *_) = texts(FULL).values()
    sections = [s for s in sections_of(text) if s.package == "wireless"]
    radios = {s.name: s.options for s in sections if s.kind == "wifi-device"}
    assert (
        radios["radio0"] | {"channel": "6", "htmode": "HE20", "txpower": "14"} == radios["radio0"]
    )
    assert all(radio["country"] == "CN" for radio in radios.values())
    served = {(s.options["ssid"], s.options["device"]): s.options for s in sections
              if s.kind == "wifi-iface"}  # fmt: skip
    assert set(served) == {
        ("园区 staff's", "radio0"), ("园区 staff's", "radio1"),
        ("guest", "radio0"), ("guest", "radio1"), ("things", "radio0"),
    }  # fmt: skip
    staff, things = served["园区 staff's", "radio1"], served["things", "radio0"]
    assert (staff["encryption"], staff["auth_server"]) == ("wpa2+ccmp", "10.16.0.20")
    assert (things["encryption"], things["key"]) == ("psk2+ccmp", "<<secret:wlan-things>>")
    assert things["hidden"] == "1"
    interfaces = {s.name for s in sections_of(text) if s.kind == "interface"}
    assert {options["network"] for options in served.values()} <= interfaces


@pytest.mark.parametrize(
    ("enterprise", "option"),
    [("transition", "wpa3-mixed"), ("wpa3", "wpa3"), ("wpa3-192", "wpa3-192")],
)
def test_staff_may_speak_wpa3(
    enterprise: Literal["transition", "wpa3", "wpa3-192"], option: str
) -> None:
    staff = replace(SSIDS[0], enterprise=enterprise)
    device = with_wlan(PLAIN.devices[0], (staff,))
    (text,) = texts(replace(PLAIN, devices=(device,))).values()
    assert f"option encryption '{option}'" in text
    found, wanted = read(text).wlan, meaning_of(device).wlan
    assert found is not None
    assert wanted is not None
    assert found.enterprise == wanted.enterprise == {staff.ssid: {enterprise}}


@given(st.text(min_size=1, max_size=32))
def test_no_ssid_whatever_adds_a_line_or_leaves_its_quotes(ssid: str) -> None:
    device = with_wlan(PLAIN.devices[0], (replace(SSIDS[0], ssid=ssid),))
    (text,) = texts(replace(PLAIN, devices=(device,))).values()
    (usual,) = texts(replace(PLAIN, devices=(with_wlan(PLAIN.devices[0], SSIDS[:1]),))).values()
    assert len(text.split("\n")) == len(usual.split("\n"))
    shown = {s.options["ssid"] for s in sections_of(text) if s.kind == "wifi-iface"}
    assert shown == {"".join(c for c in ssid if c.isprintable())}


def test_only_operators_reach_the_command_line() -> None:
    (text, *_) = texts(FULL).values()
    rules = [s for s in sections_of(text) if s.package == "firewall" and s.kind == "rule"]
    opened = [s for s in rules if "dest_port" in s.options]
    assert {s.options["dest_port"] for s in opened} == {"22", "161"}
    assert all(s.lists["src_ip"] for s in opened)
    zone = next(s for s in sections_of(text) if s.kind == "zone")
    assert zone.options["input"] == "DROP"


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(parknet.render.openwrt)
    assert tried
    assert not failed
