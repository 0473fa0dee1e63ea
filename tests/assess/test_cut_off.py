"""Who would lose service, and what is said where a device did not tell."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from parknet.assess.cut_off import cut_off
from parknet.design import design
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.network import Allocations, Network
from parknet.model.occupants import Binding, CutOffList, Neighbour, Occupants, SeenMac
from parknet.model.policy import RadiusPlan
from tests.design.parks import building_data, intent_of, park_data

MODES = {"arp_inspection": "monitor", "source_guard": "monitor"}
MAC = "00:e0:fc:00:00:01"


def network_of() -> Network:
    park = park_data() | {"management": {"ownership": "enforce"}}
    return design(intent_of(park, {"b03": building_data()}), Allocations())[0]


NETWORK = network_of()
SWITCH = next(device for device in NETWORK.devices if device.snooped_vlans)
PORT = next(p for p in SWITCH.ports if p.role == "outlet" and p.vlan in SWITCH.snooped_vlans)
SEEN = SeenMac(mac=MAC, vlan=PORT.vlan or 0, port=PORT.name)


def bound(address: str) -> Binding:
    return Binding(mac=MAC, address=ip_address(address), port=PORT.name)


def judged(
    *bindings: Binding,
    used: tuple[str, ...] = (),
    unread: tuple[str, ...] = (),
    modes: dict[str, str] | None = None,
    network: Network = NETWORK,
    sessions: tuple[str, ...] = (),
) -> CutOffList:
    told = Occupants(
        device=SWITCH.name, macs=(SEEN,), bindings=bindings, unread=unread, sessions=sessions
    )
    gateway = Occupants(
        device=f"{SWITCH.building}-agg",
        neighbours=tuple(Neighbour(mac=MAC, address=ip_address(one)) for one in used),
    )
    seen = {
        device.name: Occupants(device=device.name)
        for device in network.devices
        if device.role == "access"
    }
    seen |= {SWITCH.name: told, gateway.device: gateway}
    return cut_off(network, modes or MODES, seen, taken_at=0.0, rehearsal=False)  # type: ignore[arg-type]


def test_a_host_with_its_binding_stays() -> None:
    assert judged(bound("10.1.1.5"), used=("10.1.1.5", "fe80::1")).hosts == ()


def test_a_host_without_a_binding_is_cut_off_with_its_place_and_address() -> None:
    (host,) = judged(used=("10.1.1.9",)).hosts
    assert (host.mac, host.port, host.device) == (MAC, PORT.name, SWITCH.name)
    assert host.outlet
    assert str(host.addresses[0]) == "10.1.1.9"
    assert set(host.guards) == set(MODES)


def test_a_binding_of_another_port_does_not_help() -> None:
    elsewhere = bound("10.1.1.5").model_copy(update={"port": "GigabitEthernet9/9/9"})
    assert len(judged(elsewhere, used=("10.1.1.5",)).hosts) == 1


def test_another_address_than_the_binding_is_cut_off() -> None:
    (host,) = judged(bound("10.1.1.5"), used=("10.1.1.9",)).hosts
    assert "10.1.1.9" in host.why[0]
    assert "10.1.1.5" in host.why[0]


def test_ipv6_is_judged_only_where_bindings_of_it_exist() -> None:
    assert judged(bound("10.1.1.5"), used=("10.1.1.5", "2001:db8::7")).hosts == ()
    both = judged(bound("10.1.1.5"), bound("2001:db8::8"), used=("10.1.1.5", "2001:db8::7"))
    assert "2001:db8::7" in both.hosts[0].why[0]


@pytest.mark.parametrize(
    ("unread", "words"),
    [("macs", "MAC addresses"), ("bindings", "no DHCP snooping bindings")],
)
def test_what_a_device_does_not_tell_is_unknown(unread: str, words: str) -> None:
    found = judged(unread=(unread,))
    assert any(words in reason for reason in found.unknown[SWITCH.name])
    if unread == "bindings":
        assert found.hosts == (), "no bindings read is not no bindings"


def test_a_device_that_was_not_read_is_unknown() -> None:
    failure = DeviceFailure(device=SWITCH.name, kind=FailureKind.UNREACHABLE, detail="no answer")
    found = cut_off(NETWORK, MODES, {SWITCH.name: failure}, taken_at=0.0, rehearsal=False)  # type: ignore[arg-type]
    assert found.unknown[SWITCH.name] == ("no answer",)
    assert found.ports == 0


def test_without_802_1x_on_the_device_its_logins_are_unknown() -> None:
    found = judged(modes={"dot1x": "monitor"})
    assert found.hosts == ()
    assert "802.1X" in found.unknown[SWITCH.name][0]


def test_who_has_no_session_is_cut_off_by_802_1x() -> None:
    devices = tuple(
        replace(device, radius=RadiusPlan((), "radius")) if device.role == "access" else device
        for device in NETWORK.devices
    )
    network = replace(NETWORK, devices=devices, by_name={device.name: device for device in devices})
    (host,) = judged(modes={"dot1x": "monitor"}, network=network).hosts
    assert host.guards == ("dot1x",)
    assert judged(modes={"dot1x": "monitor"}, network=network, sessions=(MAC,)).hosts == ()
