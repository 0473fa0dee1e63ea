"""New devices: each gets its own file once, and its first push replaces its first secrets."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import IntentError, StateError
from parknet.lab.clock import LabClock
from parknet.model.change import OutcomeStatus
from parknet.pipeline.logins import first_boot_login, first_files_of, logins_of
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.ztp import (
    FirstFile,
    first_files,
    intermediate_file,
    kea_config,
    wanted_files,
    write_day_zero,
)
from parknet.pipeline.ztp_scripts import vrp8_script
from parknet.pipeline.ztp_server import RETRY_S, Handout, day_zero_server
from parknet.vault import Vault, open_vault
from parknet.workspace import Workspace
from tests.pipeline.arista import PARK, arista_park, folder_of
from tests.pipeline.debian_park import debian_workspace
from tests.pipeline.rig import rig_of
from tests.pipeline.test_factory_new import huawei_park

POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    arista_park(tmp_path)
    names = [device.name for device in Site(Workspace(tmp_path), PARK).network.devices]
    serials_in(folder_of(tmp_path) / "park.yml", names)
    return tmp_path


@pytest.fixture
def site(root: Path) -> Site:
    return Site(Workspace(root), PARK)


@pytest.fixture
def vault(root: Path) -> Vault:
    return open_vault({}, None, root / "vault.key")


@pytest.fixture
def told(site: Site) -> list[str]:
    lines: list[str] = []
    site.talk = lines.append
    return lines


@pytest.fixture
def server(site: Site, vault: Vault, told: list[str]) -> Iterator[str]:
    with day_zero_server(Handout(site, vault), "127.0.0.1", 0) as url:
        yield url


def ask(server: str, serial: str) -> httpx.Response:
    return httpx.get(f"{server}/ztp/eos", headers={"X-Arista-Serial": serial})


def test_a_device_gets_its_own_file_once_and_nobody_gets_another(
    server: str, site: Site, told: list[str]
) -> None:
    first = ask(server, "EMU00000000")
    name = site.network.devices[0].name
    assert first.status_code == 200
    assert f"hostname {name}\n" in first.text
    assert "<<secret" not in first.text
    assert ask(server, "EMU99999999").status_code == 404
    assert ask(server, "").status_code == 404
    assert httpx.get(f"{server}/ztp/comware/EMU00000001").status_code == 404
    assert httpx.get(f"{server}/../vault.key").status_code == 404
    assert any("EMU99999999: unknown, refused" in line for line in told)


def test_a_device_may_ask_again_for_a_while_and_nobody_else_may(
    site: Site, vault: Vault, told: list[str]
) -> None:
    site.clock = clock = LabClock()
    first = Handout(site, vault)
    name = site.network.devices[0].name

    def take(handout: Handout, asker: str = "192.0.2.1") -> object:
        return handout.take("eos", "EMU00000000", asker)

    assert isinstance(take(first), FirstFile)
    assert take(first, "192.0.2.2") is HTTPStatus.GONE
    assert "192.0.2.1 had it" in told[-1]
    # Another server of the same park knows what the first one did.
    second = Handout(Site(site.workspace, PARK, site.talk, clock), vault)
    assert name not in second.left
    clock.advance(RETRY_S - 1)
    assert isinstance(take(second), FirstFile)
    assert "once more" in told[-1]
    clock.advance(RETRY_S + 1)
    assert take(Handout(site, vault)) is HTTPStatus.GONE
    assert f"{name} (EMU00000000) AGAIN: refused" in told[-1]
    assert "--again" in told[-1]
    assert isinstance(take(Handout(site, vault, [name])), FirstFile)


def test_a_device_that_runs_gets_nothing_unless_it_starts_anew(
    site: Site, vault: Vault, told: list[str]
) -> None:
    name = site.network.devices[0].name
    before = site.ledger.applied_secrets(vault.world)
    first_files_of(site, vault).runs([name])
    handout = Handout(site, vault)
    assert name not in handout.left
    assert any(f"these run already and get nothing: {name};" in line for line in told)
    assert handout.take("eos", "EMU00000000", "192.0.2.1") is HTTPStatus.GONE
    assert site.ledger.applied_secrets(vault.world) == before
    assert name not in {one.device for one in wanted_files(site, vault)}
    anew = Handout(site, vault, [name])
    assert name in anew.left
    assert isinstance(anew.take("eos", "EMU00000000", "192.0.2.1"), FirstFile)
    assert name not in anew.left
    with pytest.raises(StateError, match="gw-9, which has no serial number"):
        wanted_files(site, vault, ["gw-9"])


def test_a_rehearsal_in_the_lab_says_nothing_of_real_devices(site: Site, vault: Vault) -> None:
    name = site.network.devices[0].name
    emulated = open_vault({}, None, site.state / "lab-vault.key", is_lab=True)
    first_files_of(site, emulated).runs([name])
    assert name in Handout(site, vault).left


def test_what_no_file_is_made_for_is_told_with_what_to_do(tmp_path: Path) -> None:
    debian_workspace(tmp_path)
    park = folder_of(tmp_path) / "park.yml"
    devices = Site(Workspace(tmp_path), PARK).network.devices
    debian = [device.name for device in devices if device.os == "debian12"]
    others = [device.name for device in devices if device.os != "debian12"]
    text = park.read_text(encoding="utf-8")
    serials_in(park, others[:1])
    site = Site(Workspace(tmp_path), PARK)
    told: list[str] = []
    site.talk = told.append
    vault = open_vault({}, None, tmp_path / "vault.key")
    written = write_day_zero(site, vault, "192.0.2.7", "http://192.0.2.7:8067")
    assert written
    (by_hand,) = [line for line in told if "by hand (docs/day-zero.md, By hand)" in line]
    assert all(name in by_hand for name in debian[:5])
    assert any(f"have no serial number under management.serials and get nothing: {others[1]}," in
               line for line in told)  # fmt: skip
    park.write_text(text, encoding="utf-8")
    serials_in(park, debian[:1])
    with pytest.raises(IntentError, match=r"by hand: docs/day-zero\.md, By hand"):
        first_files(Site(Workspace(tmp_path), PARK), vault)


def test_what_an_asker_says_reaches_no_terminal(server: str, told: list[str]) -> None:
    ask(server, b"EVIL\x1b[2J".decode("latin-1"))
    assert not any("\x1b" in line for line in told)


def test_first_secrets_differ_by_device_and_are_in_no_other_file(site: Site, vault: Vault) -> None:
    names = [device.name for device in site.network.devices]
    passwords = {vault.first_boot(name, "ssh-password") for name in names}
    assert len(passwords) == len(names)
    for one in first_files(site, vault):
        own = vault.first_boot(one.device, "ssh-password")
        assert own in one.text
        assert not any(other in one.text for other in passwords - {own})
        assert own not in repr(one)


def test_the_first_push_replaces_what_a_device_had_at_its_first_boot(
    root: Path, site: Site, vault: Vault
) -> None:
    handout = Handout(site, vault)
    for one in first_files(site, vault):
        handout.take(one.os, one.serial, "192.0.2.1")
    assert handout.left == []
    texts = {one.device: one.text for one in first_files(site, vault)}
    with rig_of(root, PARK, startup=texts) as rig:
        names = [device.name for device in rig.site.network.devices]
        assert rig.lab.refused == {}
        reach = replace(rig.reach, logins=partial(logins_of, rig.site, rig.reach.vault))
        assert reach.logins() == {name: first_boot_login(name) for name in names}
        plan = make_plan(rig.site, reach)
        assert plan.failures == ()
        assert {change.device for change in plan.changes} == set(names)
        _, outcomes = apply_plan(rig.site, reach, plan, POLICY, lambda _: None)
        assert {it.status for it in outcomes} == {OutcomeStatus.APPLIED}, outcomes
        assert reach.logins() == {}
        assert set(reach.fleet().logs_in(names).values()) == {None}
        again = make_plan(rig.site, reach)
        assert (again.changes, again.failures) == ((), ())


def test_serials_of_nobody_and_of_two_are_told(root: Path) -> None:
    park = folder_of(root) / "park.yml"
    text = park.read_text(encoding="utf-8")
    park.write_text(text.replace("serials: {", "serials: {gw-9: EMU12345678, "), encoding="utf-8")
    with pytest.raises(IntentError, match="there is no device gw-9"):
        _ = Site(Workspace(root), PARK).network
    park.write_text(text.replace("EMU00000001", "EMU00000000"), encoding="utf-8")
    with pytest.raises(IntentError, match="has the serial number of"):
        _ = Site(Workspace(root), PARK).network


def test_a_park_without_serials_is_told_what_to_write(tmp_path: Path) -> None:
    vault = open_vault({}, None, tmp_path / "vault.key")
    with pytest.raises(IntentError, match="serials"):
        first_files(Site(Workspace(tmp_path), PARK), vault)


def serials_in(park: Path, names: list[str]) -> None:
    """Give every device of a park a serial number."""
    serials = ", ".join(f"{name}: EMU{at:08}" for at, name in enumerate(names))
    text = park.read_text(encoding="utf-8")
    assert "\nmanagement:\n" in text
    new = f"\nmanagement:\n  serials: {{{serials}}}\n"
    park.write_text(text.replace("\nmanagement:\n", new), encoding="utf-8")


@pytest.fixture
def huawei(tmp_path: Path) -> Site:
    huawei_park(tmp_path)
    site = Site(Workspace(tmp_path), "my-park")
    names = [device.name for device in site.network.devices]
    serials_in(tmp_path / "inventory/parks/my-park/park.yml", names)
    return Site(Workspace(tmp_path), "my-park")


@pytest.fixture
def h3c(tmp_path: Path) -> Site:
    source = Path(__file__).parents[2] / "inventory/parks" / PARK
    park = tmp_path / "inventory/parks" / PARK
    shutil.copytree(source, park)
    registers = tmp_path / "coverage/registers"
    registers.mkdir(parents=True)
    shutil.copy(Path(__file__).parents[2] / f"coverage/registers/{PARK}.csv", registers)
    site = Site(Workspace(tmp_path), PARK)
    serials_in(park / "park.yml", [device.name for device in site.network.devices])
    return Site(Workspace(tmp_path), PARK)


@pytest.mark.parametrize("maker", ["huawei", "h3c"])
def test_devices_start_with_their_file_and_let_in_with_its_password(
    maker: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(maker)
    vault = open_vault({}, None, tmp_path / "vault.key")
    texts = {one.device: one.text for one in first_files(site, vault)}
    with rig_of(tmp_path, site.park, startup=texts) as rig:
        assert rig.lab.refused == {}
        for name in texts:
            fleet = rig.reach.fleet(first_boot_login(name))
            assert fleet.logs_in([name]) == {name: None}


def test_huaweis_list_names_each_serial_numbers_file(huawei: Site, tmp_path: Path) -> None:
    vault = open_vault({}, None, tmp_path / "vault.key")
    files = [one for one in first_files(huawei, vault) if one.os == "vrp5"]
    assert files
    found = intermediate_file(files)
    for one in files:
        assert f"esn={one.serial};cfgfile={one.serial}.cfg;\n" in found
    names = {path.name for path in write_day_zero(huawei, vault, "192.0.2.7", "http://x")}
    assert names >= {"lswnet.cfg", *(f"{one.serial}.cfg" for one in files)}


def test_comwares_script_fetches_what_the_server_hands_out(h3c: Site, tmp_path: Path) -> None:
    vault = open_vault({}, None, tmp_path / "vault.key")
    with day_zero_server(Handout(h3c, vault), "127.0.0.1", 0) as url:
        script = httpx.get(f"{url}/ztp/comware.py").text
        compile(script, "comware.py", "exec")
        assert f"'{url.removeprefix('http://')}'" in script
        assert httpx.get(f"{url}/ztp/comware/EMU00000000").status_code == 200


def test_over_tls_vrp_8_fetches_by_https_and_comware_is_told_to_be_unable(
    h3c: Site, tmp_path: Path
) -> None:
    assert "https://192.0.2.7:8067/ztp/vrp8/" in vrp8_script("192.0.2.7:8067", tls=True)
    assert "<IsOverSsl>true<" in vrp8_script("192.0.2.7:8067", tls=True)
    told: list[str] = []
    h3c.talk = told.append
    handout = Handout(h3c, open_vault({}, None, tmp_path / "vault.key"))
    with (
        pytest.raises(OSError, match="No such file"),
        day_zero_server(handout, "127.0.0.1", 0, tmp_path / "none.pem", tmp_path / "none.key"),
    ):
        pass
    assert any("Comware 7 fetches over HTTP alone" in line for line in told)


@pytest.mark.root
def test_kea_takes_what_is_written_for_it(tmp_path: Path) -> None:
    kea = shutil.which("kea-dhcp4", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if kea is None:
        pytest.skip("kea-dhcp4 is not installed")
    files = [
        FirstFile(system, f"EMU0000{system}", system, "")
        for system in ("vrp5", "vrp8", "comware7", "eos")
    ]
    text = kea_config(files, "192.0.2.7", "http://192.0.2.7:8067")
    assert len(json.loads(text)["Dhcp4"]["client-classes"]) == 4
    file = tmp_path / "kea.conf"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run([kea, "-t", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_of_day_zero_are_for_this_user_alone(site: Site, vault: Vault) -> None:
    written = write_day_zero(site, vault, "192.0.2.7", "http://192.0.2.7:8067")
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
