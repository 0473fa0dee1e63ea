"""Machines that are plugged into an emulated park are found at their outlet, whoever looks."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.assess.locate import is_mac
from parknet.errors import IntentError
from parknet.lab.faults import Fault
from parknet.lab.hosts import Host
from parknet.pipeline.tracing import address_of, trace
from tests.pipeline.rig import Rig, rig_of

PRINTER = Host("00:e0:fc:00:00:01")


def used(rig: Rig, outlet: str) -> IPv4Address:
    """Return the address of the machine at an outlet."""
    end = next(one.end for one in rig.site.network.outlets if one.id == outlet)
    found = [it for it in rig.lab.device(end.device).occupants() if it.port == end.port]
    assert found[0].used is not None
    return found[0].used


def live(rig: Rig, count: int) -> list[str]:
    """Return outlets with a machine, spread over the park."""
    found = [
        outlet.id
        for outlet in rig.site.network.outlets
        if any(it.port == outlet.end.port for it in rig.lab.device(outlet.end.device).occupants())
    ]
    return found[:: max(1, len(found) // count)][:count]


@pytest.mark.parametrize("park", ["wuhan-agricultural", "wuhan-urban"])
def test_a_machine_is_found_at_its_outlet_by_each_of_its_addresses(
    park: str, tmp_path: Path
) -> None:
    with rig_of(tmp_path, park, configured=True) as rig:
        for outlet in live(rig, 2):
            address = used(rig, outlet)
            found = trace(rig.site, rig.reach, str(address))
            assert [place.outlet for place in found.places] == [outlet], found
            assert found.certain
            assert found.rehearsal
            assert found.way[-1].port == found.places[0].port
            assert len(found.macs) == 1
            by_mac = trace(rig.site, rig.reach, found.macs[0])
            assert by_mac.places == found.places
            assert str(address) in by_mac.addresses
            for other in set(by_mac.addresses) - {str(address)}:
                assert trace(rig.site, rig.reach, other).places == found.places


def test_a_machine_that_moves_is_found_where_it_is_now(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        first, second = live(rig, 2)
        rig.lab.plug(first, PRINTER)
        assert [it.outlet for it in trace(rig.site, rig.reach, PRINTER.mac).places] == [first]
        rig.lab.plug(second, PRINTER)
        both = trace(rig.site, rig.reach, PRINTER.mac)
        assert {it.outlet for it in both.places} == {first, second}
        assert not both.certain
        assert any("several ports" in note for note in both.notes)


def test_a_switch_that_does_not_answer_makes_its_machines_uncertain(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        (outlet,) = live(rig, 1)
        rig.lab.plug(outlet, PRINTER)
        silent = next(one for one in rig.site.network.outlets if one.id == outlet).end.device
        rig.lab.plant(Fault("silent", f"device/{silent}", silent))
        found = trace(rig.site, rig.reach, PRINTER.mac)
        assert {place.kind for place in found.places} == {"beyond"}
        assert not found.certain
        assert silent in found.unread
        assert silent in found.places[0].why


def test_who_is_not_there_is_nowhere(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        found = trace(rig.site, rig.reach, "00:e0:fc:00:00:99")
        assert (found.places, found.certain) == ((), False)
        core = next(one for one in rig.site.network.devices if one.role == "core")
        own = trace(rig.site, rig.reach, str(core.management4.ip))
        assert [(it.kind, it.device) for it in own.places] == [("device", core.name)]


@pytest.mark.parametrize("text", ["", "b03-agg", "10.0.0", "00:e0:fc:12:34", "10.0.0.1/24"])
def test_what_is_no_address_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(IntentError, match="write 00:e0:fc"):
        address_of(text)


@given(st.ip_addresses())
def test_an_ip_address_is_never_taken_for_a_mac_address(address: IPv4Address | IPv6Address) -> None:
    assert not is_mac(address_of(str(address)))


def test_an_address_of_ipv6_as_long_as_a_mac_address_is_one_of_ip() -> None:
    assert address_of("2001:db8:1::12:34") == "2001:db8:1::12:34"
    assert not is_mac("2001:db8:1::12:34")


@given(st.binary(min_size=6, max_size=6), st.sampled_from([":", "-", "", "."]), st.booleans())
def test_a_mac_address_is_understood_as_makers_write_it(
    octets: bytes, between: str, upper: bool
) -> None:
    size = {":": 2, "-": 2, "": 12, ".": 4}[between]
    digits = octets.hex()
    text = between.join(digits[at : at + size] for at in range(0, 12, size))
    assert is_mac(address_of(text.upper() if upper else text))
    assert address_of(text).replace(":", "") == digits
