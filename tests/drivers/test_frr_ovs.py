"""The driver for Debian as any NAPALM program uses it, against the emulated machine and tables."""

import inspect
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import napalm
import napalm.base.base as napalm_base
import pytest
from hypothesis import given
from hypothesis import strategies as st
from napalm.base import models
from napalm.base.exceptions import MergeConfigException, ReplaceConfigException
from napalm.base.test import helpers

from custom_napalm import frr_ovs
from parknet.drivers.known_hosts import HostKeyError
from parknet.drivers.napalm.driver import CommandLineDriver, is_armed
from parknet.drivers.napalm.frr.files import FILES, MASK, mask_line, read_bundle, show_bundle
from parknet.drivers.napalm.frr.job import Before, make_job, unpack
from parknet.drivers.napalm.frr.scripts import boot_unit
from parknet.errors import AuthenticationError, CommandRejectedError, DeviceError, SecretError
from parknet.lab.faults import Fault
from tests.pipeline.debian_park import PARK, debian_workspace
from tests.pipeline.rig import SECRETS, Rig, rig_of

AGG = "b04-agg"
PATCH = "### file: /etc/hostname\nnew-name\n"


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = debian_workspace(tmp_path_factory.mktemp("debian"))
    with rig_of(folder, PARK, configured=True) as found:
        yield found


def driver_of(rig: Rig, device: str = AGG, **arguments: object) -> frr_ovs.FrrOvsDriver:
    target = rig.reach.targets[device]
    where = {"port": target.port, "known_hosts": target.known_hosts, "persist_id": "parknet-t"}
    return napalm.get_network_driver("frr_ovs")(
        target.host,
        "parknet",
        SECRETS["ssh-password"],
        timeout=15,
        optional_args=where | {"secret": SECRETS.__getitem__} | arguments,
    )


def test_napalm_finds_the_driver_by_the_platforms_name() -> None:
    assert napalm.get_network_driver("frr_ovs") is frr_ovs.FrrOvsDriver


def test_the_driver_has_the_methods_of_the_others_and_no_more() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    whole = {"platform", "replacement"}
    assert public(frr_ovs.FrrOvsDriver) == public(CommandLineDriver) | whole
    for name in ("commit_config", "confirm_commit", "load_merge_candidate", "get_config"):
        ours, theirs = (
            inspect.signature(getattr(kind, name)).parameters
            for kind in (frr_ovs.FrrOvsDriver, napalm_base.NetworkDriver)
        )
        assert list(ours) == list(theirs)


def test_getters_follow_napalms_models(rig: Rig) -> None:
    with driver_of(rig) as driver:
        assert helpers.test_model(models.FactsDict, driver.get_facts())
        interfaces = driver.get_interfaces()
        assert all(helpers.test_model(models.InterfaceDict, one) for one in interfaces.values())
        vlans = driver.get_vlans()
        assert all(helpers.test_model(models.VlanDict, one) for one in vlans.values())
        addresses = driver.get_interfaces_ip()
        neighbours = driver.get_lldp_neighbors()
        config = driver.get_config()
    plan = rig.site.network.device(AGG)
    link = next(svi for svi in plan.svis if svi.role == "link")
    assert str(link.ipv4.ip) in addresses[link.name]["ipv4"]
    assert set(vlans) == {str(svi.vlan) for svi in plan.svis}
    found = {row["hostname"] for rows in neighbours.values() for row in rows}
    assert {"core-1", "b04-1f-acc1"} <= found
    assert config["running"] == config["startup"] != ""
    for name in ("ssh-password", "snmp-auth", "snmp-priv"):
        assert SECRETS[name] in config["running"]


def test_a_sanitized_configuration_holds_no_secret(rig: Rig) -> None:
    with driver_of(rig) as driver:
        text = driver.get_config("running", sanitized=True)["running"]
    assert MASK in text
    assert not any(value in text for value in SECRETS.values())


def test_a_candidate_is_compared_and_discarded(rig: Rig) -> None:
    with driver_of(rig) as driver:
        driver.load_merge_candidate(config=PATCH)
        assert driver.get_config("candidate")["candidate"] == PATCH
        assert "-b04-agg\n+new-name" in driver.compare_config()
        driver.discard_config()
        assert driver.compare_config() == ""
        with pytest.raises(MergeConfigException):
            driver.commit_config()


def test_a_whole_replaces_a_whole_and_rollback_brings_it_back(rig: Rig) -> None:
    with driver_of(rig, persist_id="parknet-whole") as driver:
        with pytest.raises(ReplaceConfigException):
            driver.load_replace_candidate(config="")
        before = driver.get_config("running")["running"]
        driver.load_replace_candidate(config=before)
        assert driver.compare_config() == ""
        wanted = before.replace("forwarding=1", "forwarding=1\n# by hand", 1)
        assert wanted != before
        driver.load_replace_candidate(config=wanted)
        assert "+# by hand" in driver.compare_config()
        driver.commit_config(revert_in=300)
        assert driver.get_config("running")["running"] == wanted
        driver.rollback()
        assert driver.get_config("running")["running"] == before


def test_a_change_waits_is_told_by_any_object_and_is_undone_on_demand(rig: Rig) -> None:
    before = rig.lab.running(AGG)
    with driver_of(rig) as driver:
        assert not is_armed(driver)
        driver.load_merge_candidate(config=PATCH)
        driver.commit_config(revert_in=300)
        assert driver.has_pending_commit()
    with driver_of(rig) as other:
        assert is_armed(other)
        assert other.get_facts()["hostname"] == "new-name"
        with pytest.raises(DeviceError):  # what ran before is not known to this object
            other.rollback()
        assert not is_armed(other)
    assert rig.lab.running(AGG) == before


def test_confirming_twice_is_confirming_once(rig: Rig) -> None:
    before = rig.lab.running(AGG)
    with driver_of(rig, persist_id="parknet-twice") as driver:
        driver.load_merge_candidate(config=PATCH)
        driver.commit_config(revert_in=300)
        baseline = driver.baseline_digest
    for _ in range(2):
        with driver_of(rig, persist_id="parknet-twice") as driver:
            driver.confirm_commit()
    rig.lab.advance(600)
    assert "new-name" in rig.lab.running(AGG)
    with driver_of(rig, persist_id="parknet-twice", baseline_digest=baseline) as driver:
        driver.rollback()
    assert rig.lab.running(AGG) == before


def test_an_unknown_host_key_or_password_ends_before_anything_is_asked(
    rig: Rig, tmp_path: Path
) -> None:
    (tmp_path / "known_hosts").write_text("")
    with pytest.raises(HostKeyError):
        driver_of(rig, known_hosts=tmp_path / "known_hosts").open()
    rig.lab.plant(Fault("wrong_password", f"device/{AGG}", AGG))
    with pytest.raises(AuthenticationError):
        driver_of(rig).open()
    rig.lab.heal(Fault("wrong_password", f"device/{AGG}", AGG))


def test_hosts_are_told_by_a_router(rig: Rig) -> None:
    found = rig.reach.fleet().occupants([], [AGG])[AGG]
    machines = {host.mac for host in rig.lab.device(AGG).resolved()}
    assert machines
    assert {row.mac for row in found.neighbours} == machines


# Files and scripts, without a device.


@pytest.mark.parametrize(
    ("path", "line", "shown"),
    [
        ("/etc/frr/frr.conf", " ip ospf message-digest-key 1 md5 @", "digest-key 1 md5 <<secret>>"),
        ("/etc/frr/frr.conf", " neighbor 10.0.0.1 password @", "password <<secret>>"),
        ("/etc/frr/frr.conf", "enable password 8 @", "password 8 <<secret>>"),
        ("/etc/snmp/snmpd.conf", "createUser a SHA @ AES @", "SHA <<secret>> AES <<secret>>"),
        ("/etc/snmp/snmpd.conf", "rocommunity  @ default", "rocommunity  <<secret>> default"),
        ("/etc/snmp/snmpd.conf", "rwcommunity6 @", "rwcommunity6 <<secret>>"),
        ("/etc/snmp/snmpd.conf", "com2sec  name default @", "default <<secret>>"),
        ("/etc/parknet/accounts", "a:@:@", "a:<<secret>>"),
        ("/etc/chrony/parknet.keys", "4 SHA256 ASCII:@", "ASCII:<<secret>>"),
        ("/etc/chrony/parknet.keys", "4 MD5 @", "MD5 <<secret>>"),
    ],
)
def test_every_form_of_a_secret_is_masked_once(path: str, line: str, shown: str) -> None:
    for value in ("Hidden-1", "a:b", "x"):
        found = mask_line(path, line.replace("@", value))
        assert shown in found
        assert mask_line(path, found) == found


def test_what_is_no_file_of_ours_is_not_sent() -> None:
    for text in ("### file: /etc/passwd\nx\n", "stray\n", "### first: /etc/hostname\nx\n"):
        with pytest.raises(CommandRejectedError):
            read_bundle(text.splitlines())
    with pytest.raises(CommandRejectedError):
        make_job("../evil", (), Before({}, {}, frozenset()), str)


@pytest.mark.parametrize("value", ['with"quote', "back\\slash", "two words", "line\nbreak", ""])
def test_a_secret_that_would_change_a_line_is_refused(value: str) -> None:
    lines = ("### file: /etc/snmp/snmpd.conf", 'createUser a SHA "<<secret:x>>" AES "<<secret:x>>"')
    with pytest.raises(SecretError):
        make_job("parknet-1", lines, Before({}, {}, frozenset()), lambda _: value)


@given(st.dictionaries(st.sampled_from(sorted(FILES)), st.lists(st.text(st.characters(
    codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), min_size=1), min_size=1)))  # fmt: skip
def test_what_is_shown_is_read_back(files: dict[str, list[str]]) -> None:
    contents = {path: "".join(f"{row}\n" for row in rows) for path, rows in files.items()}
    text = show_bundle(
        {path: body.encode() for path, body in contents.items()}, frozenset(), masked=False
    )
    shown = read_bundle(text.splitlines()).files
    assert {path: body.replace("\n ###", "\n###").removeprefix(" ") if "###" in body else body
            for path, body in shown.items()} == {
        path: body.removeprefix(" ") if "###" in body else body for path, body in contents.items()
    }  # fmt: skip


def test_all_of_a_job_is_roots_alone_and_no_script_holds_a_secret() -> None:
    lines = ("### file: /etc/parknet/accounts", "ops:<<secret:ssh-password>>")
    before = Before({"/etc/parknet/accounts": b"ops:Old-1\n"}, {}, frozenset())
    job = make_job("parknet-1", lines, before, lambda _: "Plain-Value-1")
    found = unpack(job.archive(60))
    assert found["/parknet-1/new/etc/parknet/accounts"] == b"ops:Plain-Value-1\n"
    for name in ("apply", "undo", "boot", "timer"):
        assert b"Plain-Value-1" not in found[f"/parknet-1/{name}"]
        assert b"Old-1" not in found[f"/parknet-1/{name}"]


@pytest.mark.root
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "parknet-undo.service"
    unit.write_text(boot_unit("parknet-1"))
    done = subprocess.run([tool, "verify", unit], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert unit.name not in done.stderr
