"""A Debian machine's document means what its plan means, and the programs it is for accept it."""

import os
import re
import shutil
import signal
import socketserver
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.model.network import DevicePlan, Network
from tests.conformance.full_park import features_of
from tests.conformance.linux_parks import full_park, plain_park, texts
from tests.conformance.meaning import meaning_of, without_lacking
from tests.conformance.read_frr_ovs import files_of, read

PARKS = {"plain": plain_park(), "full": full_park()}
DEVICES = [
    pytest.param(device, text, id=f"{kind}-{device.role}")
    for kind, network in PARKS.items()
    for device, text in zip(network.devices, texts(network).values(), strict=True)
]
PLACEHOLDER = re.compile(r"<<secret:([^>]+)>>")


@pytest.mark.parametrize(("device", "text"), DEVICES)
def test_a_document_means_what_the_plan_means(device: DevicePlan, text: str) -> None:
    wanted, found = without_lacking(meaning_of(device), features_of(device)), read(text)
    assert {"snmp-auth", "snmp-priv", "ssh-password"} <= found.secrets
    assert found.insecure == set()
    wanted.secrets = found.secrets
    assert found == wanted


def test_what_no_operator_source_holds_cannot_reach_a_command_line() -> None:
    for text in texts(full_park()).values():
        opened = files_of(text)["/etc/nftables.conf"].partition("chain input")[2].partition("}\n  ")
        for line in opened[0].splitlines():
            if re.search(r"dport (22|161)\b", line):
                assert re.match(r"\s+ip6? saddr \{ [0-9a-f.:/, ]+ \} ", line)


def renamed(network: Network, words: Iterator[str]) -> Network:
    devices = tuple(
        replace(
            device,
            ports=tuple(replace(port, description=next(words)) for port in device.ports),
            svis=tuple(replace(svi, description=next(words)) for svi in device.svis),
            vlans=tuple(replace(vlan, name=next(words)) for vlan in device.vlans),
        )
        for device in network.devices
    )
    return replace(network, devices=devices)


@settings(max_examples=20)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_no_text_whatever_adds_a_line_to_a_document(words: list[str]) -> None:
    plain = texts(PARKS["full"])
    for device, text in texts(renamed(PARKS["full"], cycle(words))).items():
        assert text.count("\n") == plain[device].count("\n")
        hidden = r"^( description (?:link )?)\S.*$"
        shown = [re.sub(hidden, r"\1", line) for line in text.split("\n")]
        assert shown == [re.sub(hidden, r"\1", line) for line in plain[device].split("\n")]


def program(name: str) -> str:
    """Return the path of a program, or skip the test and say which is missing."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin:/usr/lib/frr")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def accepted(*command: str, stdin: str = "") -> str:
    run = subprocess.run(command, input=stdin, text=True, capture_output=True, check=False)
    said = run.stdout + run.stderr
    assert run.returncode == 0, f"{' '.join(command)}: {said}"
    return said


def filled(text: str) -> str:
    """Return the text as the driver sends it, with made-up secrets."""
    return PLACEHOLDER.sub("Made-up-1", text)


def written(text: str, path: str, folder: Path) -> Path | None:
    file = folder / Path(path).name
    body = files_of(text).get(path)
    if body is None:
        return None
    file.write_text(filled(body), encoding="utf-8")
    return file


CHECKS = {
    "frr": ("vtysh", "/etc/frr/frr.conf", ("-C", "-f")),
    "nftables": ("nft", "/etc/nftables.conf", ("-c", "-f")),
    "flows": ("ovs-ofctl", "/etc/parknet/flows", ("parse-flows",)),
    "chrony": ("chronyd", "/etc/chrony/chrony.conf", ("-p", "-f")),
    "rsyslog": ("rsyslogd", "/etc/rsyslog.d/60-parknet.conf", ("-N1", "-f")),
    "dnsmasq": ("dnsmasq", "/etc/dnsmasq.d/60-parknet.conf", ("--test", "-C")),
}


@pytest.mark.root
@pytest.mark.parametrize("check", CHECKS)
def test_the_program_a_file_is_for_accepts_it(check: str, tmp_path: Path) -> None:
    name, path, options = CHECKS[check]
    executable = program(name)
    tried = 0
    for network in PARKS.values():
        for text in texts(network).values():
            file = written(text, path, tmp_path)
            if file is not None:
                accepted(executable, *options, str(file))
                tried += 1
    assert tried


@pytest.mark.root
def test_vtysh_refuses_what_is_no_line_of_frr(tmp_path: Path) -> None:
    file = tmp_path / "frr.conf"
    file.write_text("router ospf\n no such line\n", encoding="utf-8")
    assert subprocess.run([program("vtysh"), "-C", "-f", file], check=False).returncode


@pytest.mark.root
def test_sshd_accepts_its_drop_in(tmp_path: Path) -> None:
    sshd = program("sshd")
    key = tmp_path / "key"
    accepted(program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    Path("/run/sshd").mkdir(exist_ok=True)  # sshd asks for it even where it only checks
    for text in texts(full_park()).values():
        file = written(text, "/etc/ssh/sshd_config.d/60-parknet.conf", tmp_path)
        accepted(sshd, "-t", "-f", str(file), "-h", str(key))


@pytest.mark.root
def test_open_vswitch_takes_every_line_twice_and_holds_the_plan(tmp_path: Path) -> None:
    vsctl, tool, server = program("ovs-vsctl"), program("ovsdb-tool"), program("ovsdb-server")
    schema = "/usr/share/openvswitch/vswitch.ovsschema"
    for at, (device, text) in enumerate(texts(full_park()).items()):
        base, socket = tmp_path / f"{at}.db", f"unix:{tmp_path}/{at}.sock"
        pid_file = tmp_path / f"{at}.pid"
        accepted(tool, "create", str(base), schema)
        # It comes back once its socket stands.
        accepted(server, str(base), f"--remote=p{socket}", f"--unixctl={tmp_path}/{at}.ctl",
                 "--detach", "--no-chdir", f"--pidfile={pid_file}",
                 "--log-file=/dev/null")  # fmt: skip
        pid = int(pid_file.read_text())
        try:
            ask = (vsctl, "--no-wait", "--timeout=20", f"--db={socket}")
            accepted(*ask, "init")
            for line in files_of(text)["/etc/parknet/ovs-vsctl"].splitlines() * 2:
                accepted(*ask, *line.split())
            held = set(accepted(*ask, "list-ports", "br0").split())
        finally:
            os.kill(pid, signal.SIGTERM)
        wanted = meaning_of(full_park().device(device))
        internal = {svi.name for svi in full_park().device(device).svis}
        assert held == wanted.access.keys() | wanted.trunks.keys() | internal


@pytest.mark.root
def test_net_snmp_answers_its_user_and_no_community(tmp_path: Path) -> None:
    snmpd, snmpget = program("snmpd"), program("snmpget")
    text = next(iter(texts(full_park()).values()))
    file = written(text, "/etc/snmp/snmpd.conf", tmp_path)
    assert file is not None
    with socketserver.UDPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as free:
        port = free.server_address[1]
    lines = file.read_text().splitlines()
    assert lines[0] == "agentaddress udp:161,udp6:161"
    lines[:3] = [f"agentaddress udp:127.0.0.1:{port}", lines[1]]  # and no AgentX socket of ours
    file.write_text("\n".join(lines) + "\n")
    own = {"SNMP_PERSISTENT_DIR": str(tmp_path), "MIBS": "", "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [snmpd, "-C", "-c", file, "-f", "-Lf", tmp_path / "log"], env=own
    ) as agent:
        try:
            ask = [snmpget, "-Oqv", "-t", "1", "-r", "9"]
            user = ["-v3", "-l", "authPriv", "-u", "parknet", "-a", "SHA-256", "-A", "Made-up-1",
                    "-x", "AES", "-X", "Made-up-1"]  # fmt: skip
            target = [f"127.0.0.1:{port}", ".1.3.6.1.2.1.1.5.0"]
            said = subprocess.run(
                [*ask, *user, *target], check=False, env=own, capture_output=True, text=True
            )
            refused = subprocess.run(
                [snmpget, "-t", "1", "-r", "0", "-v2c", "-c", "public", *target],
                check=False, env=own, capture_output=True, text=True,
            )  # fmt: skip
        finally:
            agent.terminate()
    assert said.stdout.strip().strip('"') == files_of(text)["/etc/hostname"].strip(), said.stderr
    assert refused.returncode
    assert "Unknown token" not in (tmp_path / "log").read_text()
