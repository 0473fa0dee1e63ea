"""Exactly the hosts that enforcement would cut off are listed, and hold the plan that would."""

import csv
import shutil
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from parknet.lab.faults import Fault
from parknet.lab.hosts import Host
from parknet.model.change import Change, Grade
from parknet.model.occupants import CutOffList
from parknet.pipeline.cut_off import (
    RECENT_S,
    find_cut_off,
    hold_for_hosts,
    latest_cut_off,
    write_csv,
)
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PRINTER = Host("00:e0:fc:00:00:01", IPv4Address("10.99.0.9"), dhcp=False)
STRAY = Host("00:e0:fc:00:00:02", IPv4Address("10.99.0.8"), login="mab")
MUTE = Host("00:e0:fc:00:00:03", login="")
GOOD = Host("00:e0:fc:00:00:04", login="mab")
DOT1X = """protection: {dot1x: monitor}
radius: {servers: [10.16.0.20], secret: radius}
"""


def workspace(tmp_path: Path, park: str, more: str = "") -> Path:
    """Return a park file of its own, with `more` at its end and what that needs."""
    folder = tmp_path / "inventory" / "parks" / park
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / park, folder)
    path = folder / "park.yml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def live(rig: Rig, count: int, platform: str = "") -> list[str]:
    """Return outlets with a machine, each on a guarded port of a switch of its own kind."""
    found = []
    for outlet in rig.site.network.outlets:
        device = rig.site.network.device(outlet.end.device)
        port = next(port for port in device.ports if port.name == outlet.end.port)
        is_asked = port.vlan in device.snooped_vlans and platform in device.platform
        if is_asked and outlet.end.port in {
            h.port for h in rig.lab.device(device.name).occupants()
        }:
            found.append(outlet.id)
    return found[:: max(1, len(found) // count)][:count]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("park", "platform"),
    [
        ("wuhan-agricultural", "h3c_comware"),
        ("wuhan-urban", "huawei_vrp"),
        ("wuhan-industrial", "huawei_vrp"),
    ],
)
def test_exactly_the_planted_hosts_are_listed(park: str, platform: str, tmp_path: Path) -> None:
    with rig_of(tmp_path, park, configured=True) as rig:
        assert find_cut_off(rig.site, rig.reach).hosts == ()
        first, second, third, fourth = live(rig, 4, platform)
        for outlet, host in ((first, PRINTER), (second, STRAY), (third, MUTE), (fourth, GOOD)):
            rig.lab.plug(outlet, host)
        found = find_cut_off(rig.site, rig.reach)
        assert {host.mac for host in found.hosts} == {PRINTER.mac, STRAY.mac}
        by_mac = {host.mac: host for host in found.hosts}
        printer, stray = by_mac[PRINTER.mac], by_mac[STRAY.mac]
        assert "no binding" in printer.why[0]
        assert "10.99.0.8" in stray.why[0]
        assert printer.addresses == (PRINTER.address,)
        assert set(printer.guards) == {"arp_inspection", "source_guard"}
        assert f"{printer.building}/{printer.outlet}" == first
        assert found.unknown == {}
        assert found.ports > 4
        assert found.rehearsal
        assert latest_cut_off(rig.site, rehearsal=True) == found
        assert latest_cut_off(rig.site, rehearsal=False) is None

        path = tmp_path / "list.csv"
        write_csv(found, path)
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert {row["mac"] for row in rows} == {PRINTER.mac, STRAY.mac}

        rig.lab.advance(RECENT_S + 1)
        assert latest_cut_off(rig.site, rehearsal=True) is None, "an old list holds nothing"


@pytest.mark.slow
def test_who_does_not_authenticate_is_listed_while_802_1x_is_watched(tmp_path: Path) -> None:
    workspace(tmp_path, "wuhan-agricultural", DOT1X)
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        first, second = live(rig, 2)
        rig.lab.plug(first, MUTE)
        rig.lab.plug(second, GOOD)
        (host,) = find_cut_off(rig.site, rig.reach).hosts
        assert (host.mac, host.guards) == (MUTE.mac, ("dot1x",))
        assert "MAB" in host.remedy[0]


@pytest.mark.slow
def test_a_switch_that_is_not_read_is_unknown_and_never_nobody(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        (outlet,) = live(rig, 1)
        rig.lab.plug(outlet, PRINTER)
        silent = next(one for one in rig.site.network.outlets if one.id == outlet).end.device
        rig.lab.plant(Fault("wrong_password", f"device/{silent}", silent))
        found = find_cut_off(rig.site, rig.reach)
        assert found.hosts == ()
        assert silent in found.unknown


@pytest.mark.slow
def test_enforcement_waits_for_the_hosts_on_the_list(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        (outlet,) = live(rig, 1)
        rig.lab.plug(outlet, PRINTER)
        found = find_cut_off(rig.site, rig.reach)
    name = found.hosts[0].device
    park = workspace(
        tmp_path,
        "wuhan-agricultural",
        "protection: {source_guard: enforce, arp_inspection: enforce, "
        "monitored_since: '2020-01-01'}\n",
    )
    assert park.is_file()
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        device = rig.site.network.device(name)
        enforcing = change(
            name, "interface GigabitEthernet1/0/1", "ip verify source ip-address mac-address"
        )
        held = hold_for_hosts(enforcing, device, found).held
        assert held.startswith("1 hosts would lose service: 00:e0:fc:00:00:01 at ")
        assert "parknet cut-off wuhan-agricultural" in held
        assert hold_for_hosts(change(name, "vlan 7"), device, found).held == ""
        assert hold_for_hosts(enforcing, device, None).held == ""
        empty = found.model_copy(update={"hosts": ()})
        assert hold_for_hosts(enforcing, device, empty).held == ""


def change(device: str, *patch: str) -> Change:
    return Change(
        device=device, platform="h3c_comware", os="comware7", grade=Grade.A, diff=(), patch=patch,
        deletions=0, running_digest="0", wanted_digest="1",
    )  # fmt: skip


def test_the_list_survives_its_file() -> None:
    empty = CutOffList(
        park="p", taken_at=1.0, rehearsal=False, modes={"dot1x": "monitor"}, ports=0, hosts=(),
        unknown={},
    )  # fmt: skip
    assert CutOffList.model_validate_json(empty.model_dump_json()) == empty
