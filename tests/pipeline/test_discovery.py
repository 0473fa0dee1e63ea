"""A park is found by what its devices tell of one another; what differs is told, and no more."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml

from parknet.collect import read_profiles
from parknet.drivers.snmp.target import SnmpTarget
from parknet.lab.park import Lab
from parknet.model.network import End, Network
from parknet.pipeline.discovery import discover, findings, look_around
from parknet.pipeline.exploring import Bounds
from parknet.pipeline.findings_as_yaml import found_proposals, proposals_text
from parknet.pipeline.parks import Site
from parknet.pipeline.tracing import trace
from parknet.workspace import Workspace
from tests.pipeline.rig import SECRETS, Rig, reach_lab, rig_of

PARK = "wuhan-agricultural"


@contextmanager
def cabled(folder: Path, network: Network) -> Iterator[Rig]:
    """Yield the park's devices as configured by its design, but cabled otherwise."""
    site = Site(Workspace(folder), PARK)
    startup = {name: config.text for name, config in site.configs.items()}
    with Lab(network, startup, SECRETS) as lab:
        site.clock = lab.clock
        yield Rig(site, lab, reach_lab(folder, site, lab))


@pytest.mark.parametrize("park", [PARK, "wuhan-urban"])
def test_a_park_as_designed_is_found_whole_from_its_gateway(park: str, tmp_path: Path) -> None:
    with rig_of(tmp_path, park, configured=True) as rig:
        gateway = next(one for one in rig.site.network.devices if one.role == "gateway")
        found = discover(rig.site, rig.reach, [str(gateway.management4.ip)])
        lldp_less = {one.name for one in rig.site.network.devices if one.role == "controller"}
        names = {one.name for one in found.devices if not one.failure}
        assert names | lldp_less >= {one.name for one in rig.site.network.devices}
        assert (found.differences, found.strange, found.occupied) == ((), (), ())
        assert not found.cut
        assert found.rehearsal
        planned = {frozenset((it.a.device, it.b.device)) for it in rig.site.network.links}
        assert {frozenset((it.a.device, it.b.device)) for it in found.links} <= planned


def test_a_cable_in_a_wrong_port_is_told_with_both_ends(tmp_path: Path) -> None:
    network = Site(Workspace(tmp_path), PARK).network
    first, second = [link for link in network.links if link.kind == "building"][:2]
    swapped = (replace(first, a=second.a), replace(second, a=first.a))
    links = tuple({first: swapped[0], second: swapped[1]}.get(it, it) for it in network.links)
    with cabled(tmp_path, replace(network, links=links)) as rig:
        found = discover(rig.site, rig.reach)
        told = {frozenset((str(it.here), str(it.found))) for it in found.differences}
        assert told == {
            frozenset((f"{it.a.device} {it.a.port}", f"{it.b.device} {it.b.port}"))
            for it in swapped
        }
        assert all(one in findings(found) for one in (it.what for it in found.differences))
        assert all(not one.yaml for one in found_proposals(rig.site, found))


@contextmanager
def with_a_strange_building(folder: Path) -> Iterator[tuple[Site, Rig, dict[str, SnmpTarget]]]:
    """Yield a park whose files lack a building that is there, and where its agents are."""
    (folder / "full").mkdir()
    full = Site(Workspace(folder / "full"), PARK)
    small = folder / "small" / "inventory" / "parks" / PARK
    full.keep_allocations()
    shutil.copytree(full.workspace.library / "inventory" / "parks" / PARK, small)
    (small / "buildings" / "b06.yml").unlink()
    lock = full.workspace.root / "inventory" / "parks" / PARK / "allocations.lock"
    shutil.copy(lock, small)
    with rig_of(folder / "full", PARK, configured=True) as rig:
        agents = {
            str(address.ip): rig.reach.snmp[one.name]
            for one in rig.site.network.devices
            for address in (one.management4, one.management6)
        }
        yield Site(Workspace(folder / "small"), PARK, clock=rig.lab.clock), rig, agents


def test_a_building_that_the_files_lack_is_found_and_proposed(tmp_path: Path) -> None:
    with with_a_strange_building(tmp_path) as (site, rig, agents):
        asked: list[str] = []

        def where(address: str) -> SnmpTarget | None:
            asked.append(address)
            return agents.get(address)

        near = discover(site, rig.reach, where=where)
        assert near.strange == ("b06-agg",), "its switches are outside of what may be asked"
        assert {it.name for it in near.heard if it.why == "outside"} == {
            one.name for one in rig.site.network.devices
            if one.building == "b06" and one.role == "access"
        }  # fmt: skip
        assert not {str(it.address) for it in near.heard} & set(asked)
        (link,) = [it for it in near.differences if it.kind == "stranger"]
        assert (link.here.device, link.found and link.found.device) == ("core-1", "b06-agg")
        assert "bridge router" in link.capabilities

        wide = discover(site, rig.reach, where=where, within=[ip_network("10.0.0.0/8")])
        assert set(wide.strange) == {
            one.name for one in rig.site.network.devices if one.building == "b06"
        }
        assert wide.missing == ()

        text = proposals_text(PARK, found_proposals(site, near))
        (proposed,) = [it for it in yaml.safe_load_all(text) if it]
        assert proposed["uplink"]["core"] == "core-1"
        assert proposed["building"] == "COMPLETE"
        assert link.address in text


def test_no_more_are_asked_than_may_be(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        few = discover(rig.site, rig.reach, most=4)
        assert len(few.devices) == 4
        assert few.cut
        near = discover(rig.site, rig.reach, depth=0)
        assert {one.name for one in near.devices} == {
            one.name for one in rig.site.network.devices if one.role in ("gateway", "core")
        }
        assert near.cut


def test_a_machine_behind_a_wrongly_cabled_uplink_is_found_all_the_same(tmp_path: Path) -> None:
    network = Site(Workspace(tmp_path), PARK).network
    first = next(link for link in network.links if link.kind == "access")
    agg = network.device(first.b.device)
    used = {end for link in network.links for end in (link.a, link.b)}
    lag = next(it for it in agg.lags if first.b.port in it.members)
    assert lag.members
    free = next(
        End(agg.name, port.name)
        for port in agg.ports
        if End(agg.name, port.name) not in used and port.speed_bps == first.speed_bps
    )
    moved = replace(first, b=free)
    links = tuple(moved if it == first else it for it in network.links)
    with cabled(tmp_path, replace(network, links=links)) as rig:
        outlet = next(
            it for it in network.outlets
            if it.end.device == first.a.device
            and any(h.port == it.end.port for h in rig.lab.device(it.end.device).occupants())
        )  # fmt: skip
        mac = next(
            h.mac
            for h in rig.lab.device(outlet.end.device).occupants()
            if h.port == outlet.end.port
        )
        assert [it.outlet for it in trace(rig.site, rig.reach, mac).places] == [outlet.id]


def test_without_a_park_the_same_devices_are_found_and_held_against_nothing(
    tmp_path: Path,
) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        agents = {
            str(one.management4.ip): rig.reach.snmp[one.name] for one in rig.site.network.devices
        }
        gateway = next(one for one in rig.site.network.devices if one.role == "gateway")
        found = look_around(
            read_profiles(rig.site.workspace.collector_profiles()),
            rig.site.clock,
            rig.reach.snmp_credential(),
            [str(gateway.management4.ip)],
            Bounds((ip_network("10.0.0.0/8"),)),
            where=agents.get,
        )
        assert {one.name for one in found.devices} == {it.name for it in rig.site.network.devices}
        assert findings(found) == []
