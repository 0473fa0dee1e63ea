"""Bundles of files: what leads from one to the other, what is held, and what nobody loses."""

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.dialect import compare, fingerprint
from parknet.dialect.ovs import SWITCH, reconciled
from parknet.drivers.config_text import digest_of
from parknet.drivers.napalm.frr.files import read_bundle
from parknet.model.change import Change, DeviceConfig, Grade, RunningConfig
from parknet.model.network import DevicePlan, PortPlan
from parknet.render import render
from tests.conformance.linux_parks import full_park, plain_park, texts
from tests.conformance.read_frr_ovs import files_of
from tests.dialect.asking import mask
from tests.render.regenerate import templates_of_checkout

SECRETS = frozenset({"snmp-auth", "snmp-priv", "ssh-password", "ospf", "ntp"})
TEXTS = {
    f"{kind}-{name}": text
    for kind, park in (("plain", plain_park()), ("full", full_park()))
    for name, text in texts(park).items()
}


def running(text: str, *, unsaved: bool = False) -> RunningConfig:
    return RunningConfig(
        device="gw",
        platform="frr_ovs",
        os="debian12",
        text=text,
        digest=digest_of(text),
        unsaved=unsaved,
    )


def ask(old: str, new: str, *, unsaved: bool = False, **terms: object) -> Change | None:
    given_terms = {
        "ownership": "enforce",
        "deletion_budget": 10_000,
        "current_secrets": SECRETS,
        "grade": Grade.A,
    } | terms
    wanted = DeviceConfig(device="gw", platform="frr_ovs", text=new)
    return compare(running(old, unsaved=unsaved), wanted, **given_terms)  # type: ignore[arg-type]


def need(old: str, new: str, **terms: object) -> Change:
    change = ask(old, new, **terms)
    assert change is not None
    return change


def taken(old: str, patch: tuple[str, ...]) -> str:
    """Return a device's files after a patch, in the order of the paths, secrets masked."""
    bundle = read_bundle(patch)
    files = files_of(old) if old else {}
    files |= bundle.files
    for path in bundle.gone:
        del files[path]
    return mask("".join(f"### file: {path}\n{body}" for path, body in sorted(files.items())))


def in_order(text: str) -> str:
    return taken(text, ())


@settings(max_examples=60)
@given(st.sampled_from(sorted(TEXTS)), st.sampled_from(sorted(TEXTS)))
def test_a_patch_leads_there_and_its_inverse_back(first: str, second: str) -> None:
    old, new = mask(TEXTS[first]), TEXTS[second]
    change = ask(old, new)
    if change is None:
        assert in_order(old) == in_order(mask(new))
        return
    there = taken(old, change.patch)
    assert there == in_order(mask(new))
    assert ask(there, new) is None
    assert fingerprint(running(there)) == change.wanted_digest
    if not change.irreversible:
        assert taken(there, change.inverse) == in_order(old)


def test_an_empty_machine_gets_every_file_and_gives_them_back() -> None:
    text = TEXTS["full-gateway-1"]
    change = need("", text, current_secrets=frozenset())
    assert read_bundle(change.patch).files == files_of(text)
    assert change.deletions == 0
    assert set(read_bundle(change.inverse).gone) == set(files_of(text))


def test_the_second_plan_is_empty_whatever_the_secrets_are() -> None:
    for text in TEXTS.values():
        assert ask(mask(text), text) is None


def test_a_changed_secret_is_a_change_that_shows_no_secret() -> None:
    text = TEXTS["plain-gateway-1"]
    change = need(mask(text), text, current_secrets=SECRETS - {"snmp-auth"})
    assert list(read_bundle(change.patch).files) == ["/etc/snmp/snmpd.conf"]
    assert '"<<secret:snmp-auth>>"' in "\n".join(change.patch)
    assert change.irreversible
    assert not any("<<secret>>" in row for row in change.inverse)


def test_a_file_of_somebody_else_is_shown_counted_and_held() -> None:
    text = TEXTS["plain-gateway-1"]
    theirs = mask(text).replace(
        "### file: /etc/frr/frr.conf\n", "### foreign: /etc/frr/frr.conf\nip route 1.0.0.0/8 x\n"
    )
    change = need(theirs, text)
    assert "/etc/frr/frr.conf, which parknet did not write" in change.held
    assert "-ip route 1.0.0.0/8 x" in change.diff
    assert change.deletions == 1


def test_a_file_of_somebody_else_that_nobody_wants_stays() -> None:
    text = TEXTS["plain-gateway-1"]
    more = "### foreign: /etc/dnsmasq.d/60-parknet.conf\nport=0\n"
    assert ask(mask(text) + more, text) is None
    changed = text.replace("MaxAuthTries 3", "MaxAuthTries 4")
    change = need(mask(text) + more, changed)
    assert not change.held
    assert not read_bundle(change.patch).gone


def test_what_parknet_wrote_and_nobody_wants_goes() -> None:
    full = TEXTS["full-b03-agg"]
    without, _, rest = full.partition("### file: /etc/dnsmasq.d/60-parknet.conf\n")
    assert rest
    change = need(mask(full), without)
    assert read_bundle(change.patch).gone == ("/etc/dnsmasq.d/60-parknet.conf",)
    assert change.deletions == len(rest.splitlines())


def test_an_edit_is_no_deletion_and_a_lost_interface_is() -> None:
    text = TEXTS["plain-b03-agg"]
    edited = text.replace(" ip address 10.20.4.1/24", " ip address 10.20.4.2/24")
    assert need(mask(text), edited).deletions == 0
    head, _, rest = text.partition("interface vlan50\n")
    section, _, tail = rest.partition("exit\n!\n")
    lost = need(mask(text), head + tail)
    assert lost.deletions == 1 + len(section.splitlines())
    held = need(mask(text), head + tail, deletion_budget=3)
    assert "more than the budget of 3" in held.held


def test_what_somebody_entered_and_did_not_save_holds_a_change() -> None:
    text = TEXTS["plain-gateway-1"]
    changed = text.replace("MaxAuthTries 3", "MaxAuthTries 4")
    assert need(mask(text), changed, unsaved=True).held
    assert "ownership is observe" in need(mask(text), changed, ownership="observe").held


def test_a_diff_shows_what_stays_around_what_changes() -> None:
    text = TEXTS["plain-gateway-1"]
    change = need(mask(text), text.replace("MaxAuthTries 3", "MaxAuthTries 4"))
    assert change.diff == (
        " ### file: /etc/ssh/sshd_config.d/60-parknet.conf (changed)",
        " PermitEmptyPasswords no",
        " AllowUsers parknet",
        "-MaxAuthTries 3",
        "+MaxAuthTries 4",
        " LoginGraceTime 30",
        " X11Forwarding no",
    )


# What Open vSwitch holds after a change, by a real database.


def shuffled(device: DevicePlan, seed: int) -> DevicePlan:
    """Return a device with other ports, VLANs and members of its LAGs, still to be rendered."""
    chance = random.Random(seed)  # noqa: S311  # a made-up park, no secret
    ports = [
        another(port, chance) if port.lag is None and port.role in ("outlet", "spare") else port
        for port in device.ports
    ]
    lags = [replace(lag, stp=chance.random() < 0.5) for lag in device.lags]
    for number, lag in enumerate(lags):
        spare = [p for p in ports if p.lag is None and not p.enabled]
        if spare and chance.random() < 0.6:
            ports = [replace(p, lag=lag.name, enabled=True) if p is spare[0] else p for p in ports]
            lags[number] = replace(lag, members=(*lag.members, spare[0].name))
    priority = chance.choice((None, 4096, 8192))
    return replace(device, ports=tuple(ports), lags=tuple(lags), stp_priority=priority)


def another(port: PortPlan, chance: random.Random) -> PortPlan:
    mode = chance.choice(("off", "access", "trunk", "native"))
    return replace(
        port,
        enabled=mode != "off",
        mode="access" if mode in ("off", "access") else "trunk",
        vlan=chance.choice((10, 30)) if mode in ("access", "native") else None,
        tagged=(10, 30) if mode in ("trunk", "native") else (),
        edge=chance.random() < 0.5,
        stp=chance.random() < 0.5,
    )


def switch_lines(device: DevicePlan) -> list[str]:
    park = plain_park()
    network = replace(park, devices=(device,), by_name={device.name: device})
    (config,) = render(network, templates_of_checkout())
    return files_of(config.text)[SWITCH].splitlines()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[list[str]]:
    path = os.environ["PATH"] + ":/usr/sbin"
    tools = [shutil.which(name, path=path) for name in ("ovsdb-tool", "ovsdb-server", "ovs-vsctl")]
    if None in tools:
        pytest.skip("Open vSwitch is not installed")
    tool, server, vsctl = map(str, tools)
    schema = "/usr/share/openvswitch/vswitch.ovsschema"
    subprocess.run([tool, "create", tmp_path / "db", schema], check=True)
    socket = f"unix:{tmp_path}/sock"
    subprocess.run(
        [server, tmp_path / "db", f"--remote=p{socket}", f"--unixctl={tmp_path}/ctl", "--detach",
         "--no-chdir", f"--pidfile={tmp_path}/pid", "--log-file=/dev/null"], check=True,
    )  # fmt: skip
    pid = int((tmp_path / "pid").read_text())
    try:
        ask_it = [vsctl, "--no-wait", "--timeout=20", f"--db={socket}"]
        subprocess.run([*ask_it, "init"], check=True)
        yield ask_it
    finally:
        os.kill(pid, signal.SIGTERM)


def transact(database: list[str], lines: list[str]) -> None:
    words = [word for line in lines for word in ("--", *line.split())]
    done = subprocess.run([*database, *words], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def held(database: list[str]) -> str:
    shown = ""
    for table, columns in (
        ("bridge", "name,rstp_enable,mcast_snooping_enable,other_config,fail_mode"),
        ("port", "name,tag,trunks,vlan_mode,lacp,bond_mode,other_config"),
        ("interface", "name,type,ofport_request"),
    ):
        done = subprocess.run(
            [*database, "--format=csv", f"--columns={columns}", "list", table],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        shown += "\n".join(sorted(done.stdout.splitlines())) + "\n"
    return shown


@pytest.mark.root
def test_a_switch_holds_what_the_new_list_makes_whatever_the_old_one_made(
    database: list[str],
) -> None:
    device = plain_park().device("b03-1f-acc1")
    router = plain_park().device("b03-agg")
    now: list[str] = []
    for seed in range(24):
        wanted = switch_lines(shuffled(device if seed % 6 else router, seed))
        transact(database, [*reconciled(now, wanted), *wanted])
        found = held(database)
        transact(database, ["--if-exists del-br br0"])
        transact(database, wanted)
        assert found == held(database), f"seed {seed}"
        now = wanted


def test_ports_of_somebody_else_are_never_taken_away() -> None:
    old = switch_lines(plain_park().device("b03-agg"))
    new = switch_lines(plain_park().device("gateway-1"))
    named = {word for line in old for word in line.split()}
    removed = [line.split()[-1] for line in reconciled(old, new) if "del-port" in line]
    assert "vlan100" in removed
    assert set(removed) <= named


def test_what_may_lock_everybody_out_is_named() -> None:
    guarded = ("/etc/ssh/", "management filter$", "interface enp1s0f0$")
    text = TEXTS["plain-gateway-1"]

    def touched(old: str, new: str) -> tuple[str, ...]:
        return need(mask(text), text.replace(old, new), guarded=guarded).sensitive

    assert touched("MaxAuthTries 3", "MaxAuthTries 4")
    assert touched("tcp dport 22 accept", "tcp dport 2222 accept")
    assert touched(" description core-1\nexit", " shutdown\nexit")
    assert touched("vlan_mode=trunk tag=[] trunks=3002", "vlan_mode=trunk tag=[] trunks=3003")
    assert not touched("server 10.20.0.11 iburst", "server 10.20.0.13 iburst")
    assert not touched("add-port br0 enp2s0f3", "add-port br0 enp2s0f2")
