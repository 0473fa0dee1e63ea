"""The phases of the IPv6 rollout, on every platform: what each text means is what was planned."""

from dataclasses import replace
from typing import Any

import pytest

from parknet.design import design
from parknet.errors import IntentError
from parknet.model.intent import Intent, Park
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.full_park import KITS, plain_park
from tests.conformance.linux_parks import linux_intent
from tests.conformance.meaning import Meaning, meaning_of
from tests.conformance.test_conformance import TEMPLATES, expected, reader

EVERY = pytest.mark.parametrize("kit", [*KITS, "linux"])
REACH = [
    {"from": ["management"], "to": ["*"], "allow": ["any"]},
    {"from": ["office", "guest"], "to": ["internet"], "allow": ["any"]},
    {"from": ["office"], "to": ["cameras"], "allow": ["tcp/554", "icmp"]},
]


def park_of(kit: str, **changes: Any) -> Intent:
    """Return a park of one platform that says more: `segments` adds to each segment it names."""
    intent = linux_intent() if kit == "linux" else plain_park(kit)
    data = intent.park.model_dump(by_alias=True, exclude_unset=True)
    for name, more in changes.pop("segments", {}).items():
        data["segments"][name] = {**data["segments"][name], **more}
    data["services"]["dns"] = ["10.16.0.53", "2001:db8:16::53"]
    data["management"] = {"ownership": "enforce"}
    return intent.model_copy(update={"park": Park.model_validate(data | changes)})


def designed(kit: str, **changes: Any) -> Network:
    return design(park_of(kit, **changes), Allocations())[0]


def read_back(network: Network) -> dict[str, Meaning]:
    """Return what every device's text means, where it agrees with the plan."""
    found = {}
    for device, config in zip(network.devices, render(network, TEMPLATES), strict=True):
        meaning = found[device.name] = reader(device.platform)(config.text)
        wanted = expected(device)
        if device.platform == "frr_ovs":
            wanted = replace(meaning_of(device), secrets=meaning.secrets)
        assert meaning == wanted, device.name
    return found


@EVERY
def test_people_have_no_ipv4_in_the_phase_ipv6_only(kit: str) -> None:
    network = designed(kit, ipv6={"phase": "ipv6-only"}, reach=REACH)
    read = read_back(network)
    gateway = next(device for device in network.devices if device.role == "aggregation")
    versions = {
        svi.segment: {address.version for address in read[gateway.name].addresses[svi.name]}
        for svi in gateway.svis
        if svi.segment
    }
    assert versions["office"] == versions["guest"] == {6}
    assert versions["management"] == versions["cameras"] == {4, 6}
    office = next(svi for svi in gateway.svis if svi.segment == "office")
    assert read[gateway.name].bound[office.name][0] == ""
    assert read[gateway.name].bound[office.name][1] != ""


CAN_DELEGATE = ("iosxe", "eos", "comware7")
DELEGATING = {"segments": {"tenant-a": {"delegate": 60, "customers": 2}}}


@pytest.mark.parametrize("kit", CAN_DELEGATE)
@pytest.mark.parametrize("areas", ["one", "building"])
def test_what_customers_are_handed_is_led_to_their_building(kit: str, areas: str) -> None:
    network = designed(kit, routing={"areas": areas}, reach=REACH, **DELEGATING)
    read = read_back(network)
    block = "2001:db8:4200:100::/56"
    assert ("", block, "", "") in read["b03-agg"].statics
    hops = [hop for _, prefix, hop, _ in read["core-1"].statics if prefix == block]
    assert hops == [
        str(address.ip)
        for name, addresses in read["b03-agg"].addresses.items()
        for address in addresses
        if name in read["b03-agg"].ospf
        and not read["b03-agg"].ospf[name][1]
        and address.version == 6
    ]
    assert read["core-1"].redistributes
    assert not read["gateway-1"].redistributes


@pytest.mark.parametrize("kit", KITS)  # those whose park has tenants
def test_every_core_leads_to_a_building_that_delegates(kit: str) -> None:
    """Whoever made it: only the building's gateway must learn what was delegated."""
    intent = park_of(kit, **DELEGATING)
    gateways = {
        code: building.model_copy(update={"aggregation": KITS["eos"].aggregation})
        for code, building in intent.buildings.items()
    }
    network, _ = design(intent.model_copy(update={"buildings": gateways}), Allocations())
    assert read_back(network)["core-1"].redistributes


# On the Cisco kits the gateway is IOS-XE.
@pytest.mark.parametrize("kit", sorted({*KITS, "linux"} - {*CAN_DELEGATE, "ios"}))
def test_a_gateway_that_cannot_learn_what_was_delegated_is_told(kit: str) -> None:
    segment = "office" if kit == "linux" else "tenant-a"
    with pytest.raises(IntentError, match="cannot do dhcpv6-pd"):
        designed(kit, segments={segment: {"delegate": 60}})
