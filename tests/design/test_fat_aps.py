"""An access point that configures itself is a device: addressed, told of its own radios alone."""

from dataclasses import replace
from typing import Any

import pytest

from parknet.design import design, review, service_hosts
from parknet.design.moves import moves
from parknet.model.intent import Building, Intent
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.render import render
from tests.conformance.meaning import meaning_of
from tests.conformance.read_openwrt import read
from tests.conformance.wlan_park import SSIDS, wlan_park
from tests.render.regenerate import templates_of_checkout

KEYED = [SSIDS[0], SSIDS[2], SSIDS[3]]


def fat_park(
    *, names: Any = "AP01..AP03", ssids: list[dict[str, Any]] | None = None, fit: bool = False,
    **changes: Any,
) -> Intent:  # fmt: skip
    """Return a park of two buildings whose access points are OpenWrt; `fit`: not the second's."""
    intent = wlan_park(ssids=KEYED if ssids is None else ssids, portal=None)
    buildings = {}
    for code, building in intent.buildings.items():
        data = building.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if code == "b03" or not fit:
            data["floors"][0]["aps"] = [{"names": names, "profile": "openwrt"} | changes]
        buildings[code] = Building.model_validate(data)
    park = intent.park
    if not fit:
        park = park.model_copy(update={"controllers": ()})
    return intent.model_copy(update={"buildings": buildings, "park": park})


def aps_of(network: Network) -> list[DevicePlan]:
    return [device for device in network.devices if device.role == "ap"]


def test_each_access_point_is_told_its_own_radios_and_every_ssid() -> None:
    network, _ = design(fat_park(), Allocations())
    devices = aps_of(network)
    assert [device.name for device in devices] == [
        f"{code}-ap-ap0{number}" for code in ("b03", "b04") for number in (1, 2, 3)
    ]
    by_id = {ap.id: ap for ap in network.aps}
    for device in devices:
        assert device.wlan is not None
        (radios,) = device.wlan.aps
        assert by_id[radios.ap].controller == device.name
        assert {radio.band for radio in radios.radios} == {"2.4", "5"}
        assert [ssid.ssid for ssid in device.wlan.ssids] == [ssid["ssid"] for ssid in KEYED]
    assert all(device.wlan is None for device in network.devices if device.role == "core")
    assert len({device.management4 for device in network.devices}) == len(network.devices)


def test_its_port_is_the_other_end_of_the_switch_port() -> None:
    network, _ = design(fat_park(), Allocations())
    for device in aps_of(network):
        (ap,) = [ap for ap in network.aps if ap.controller == device.name]
        far = next(p for p in network.device(ap.end.device).ports if p.name == ap.end.port)
        own, *others = device.ports
        assert (own.vlan, own.tagged) == (far.vlan, far.tagged)
        assert not any(port.enabled for port in others)


def test_what_they_are_told_means_what_was_planned() -> None:
    network, _ = design(fat_park(), Allocations())
    devices = tuple(aps_of(network))
    configs = render(replace(network, devices=devices), templates_of_checkout())
    for device, config in zip(devices, configs, strict=True):
        found, wanted = read(config.text), meaning_of(device)
        snmp, wlan = {"snmp-auth", "snmp-priv"}, {"radius", "wlan-things", "wlan-new"}
        assert found.secrets == {"ssh-password"} | snmp | wlan
        wanted.secrets = found.secrets
        wanted.syslog = {str(device.services.syslog[0])}  # OpenWrt has no second log server
        assert found == wanted


def test_making_access_points_devices_renumbers_nothing() -> None:
    intent = wlan_park(ssids=KEYED, portal=None)
    before, held = design(intent, Allocations())
    after, _ = design(fat_park(names="AP01..AP04", fit=True), held)
    found = moves(before, after)
    assert [move for move in found if move.renumbers] == []
    assert len([move for move in found if move.kind == "device"]) == 4


def test_a_controller_lists_only_those_that_do_not_configure_themselves() -> None:
    network, _ = design(fat_park(fit=True), Allocations())
    plan = network.device("ac-1").wlan
    assert plan is not None
    assert [ap.ap for ap in plan.aps] == ["b04/AP01"]
    assert not [one for one in network.deviations if one.feature == "ap-identity"]


def test_dhcp_leaves_their_addresses_alone() -> None:
    intent = fat_park()
    network, _ = design(intent, Allocations())
    taken = {device.management4.ip for device in network.devices}
    for pool in service_hosts(intent, network).pools4:
        assert not any(pool.first <= address <= pool.last for address in taken)


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (fat_park(ssids=[*KEYED, SSIDS[1]]), "cannot do wlan-portal"),
        (fat_park(names=["AP1", "ap1"]), "as another device is"),
        (fat_park(macs={"AP01": "00e0fc123456"}), "no controller asks who they are"),
        (fat_park(ssids=[SSIDS[0] | {"ssid": "<<secret:x>>"}]), "begins the name of a secret"),
    ],
)
def test_what_they_cannot_be_told_is_a_problem(intent: Intent, words: str) -> None:
    assert [p.what for p in review(intent) if words in p.what], [p.what for p in review(intent)]


def test_they_are_managed_where_switches_are() -> None:
    intent = fat_park()
    kind = intent.library.aps["openwrt"].model_copy(update={"native": "iot"})
    library = intent.library.model_copy(update={"aps": {**intent.library.aps, "openwrt": kind}})
    found = [p.what for p in review(intent.model_copy(update={"library": library}))]
    assert [what for what in found if "are managed in management" in what]
