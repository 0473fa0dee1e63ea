"""What leaves by a circuit that translates carries its address, unless it goes to a private one.

In network namespaces: a host behind the rendered rules, and one that tells who it hears.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from tests.conformance.linux_parks import full_park, texts
from tests.conformance.read_frr_ovs import files_of
from tests.conformance.test_frr_ovs import program

pytestmark = pytest.mark.root

TELL = (
    "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('', 9));"
    "s.settimeout(10); print(s.recvfrom(9)[1][0], flush=True)"
)
SEND = (
    "import socket, sys, time; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
    "for _ in range(20): s.sendto(b'x', (sys.argv[1], 9)); time.sleep(0.2)"
)


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
    return done.stdout


@pytest.fixture
def spaces() -> Iterator[dict[str, str]]:
    names = {role: f"parknet-{role}-{os.getpid()}" for role in ("host", "gate", "far")}
    for name in names.values():
        run("ip", "netns", "add", name)
    yield names
    for name in names.values():
        run("ip", "netns", "del", name)


def cable(spaces: dict[str, str], left: tuple[str, str, str], right: tuple[str, str, str]) -> None:
    """Put a veth pair between two namespaces: (role, interface, address) on each end."""
    run("ip", "link", "add", left[1], "netns", spaces[left[0]], "type", "veth",
        "peer", "name", right[1], "netns", spaces[right[0]])  # fmt: skip
    for role, name, address in (left, right):
        run("ip", "-n", spaces[role], "addr", "add", address, "dev", name)
        run("ip", "-n", spaces[role], "link", "set", name, "up")


@pytest.mark.parametrize("far", ["192.0.2.7", "10.99.0.2"])
def test_who_is_heard_on_the_other_side(spaces: dict[str, str], far: str, tmp_path: Path) -> None:
    gateway = next(device for device in full_park().devices if device.role == "gateway")
    circuit = next(svi for svi in gateway.svis if svi.translated4)
    # The reach matrix has tests of its own: here everything is let through.
    svis = tuple(replace(svi, filter4="", filter6="", rate_bps=0) for svi in gateway.svis)
    alone = replace(gateway, svis=svis, filters=())
    network = replace(full_park(), devices=(alone,), by_name={alone.name: alone})
    rules = tmp_path / "nftables.conf"
    rules.write_text(files_of(texts(network)[alone.name])["/etc/nftables.conf"])
    pool = circuit.translated4[0]
    inside = IPv4Interface((pool[9], 24))
    cable(spaces, ("host", "eth0", str(inside)), ("gate", "lan0", f"{pool[1]}/24"))
    cable(spaces, ("gate", circuit.name, str(circuit.ipv4)), ("far", "eth0", f"{far}/32"))
    run("ip", "-n", spaces["host"], "route", "add", "default", "via", str(pool[1]))
    run("ip", "-n", spaces["gate"], "route", "add", far, "dev", circuit.name)
    run("ip", "-n", spaces["far"], "route", "add", "default", "dev", "eth0")
    run("ip", "netns", "exec", spaces["gate"], "sysctl", "-qw", "net.ipv4.ip_forward=1")
    run("ip", "netns", "exec", spaces["gate"], program("nft"), "-f", str(rules))
    enter = ("ip", "netns", "exec")
    with subprocess.Popen(
        [*enter, spaces["far"], "python3", "-c", TELL], stdout=subprocess.PIPE, text=True
    ) as told:
        sender = subprocess.Popen([*enter, spaces["host"], "python3", "-c", SEND, far])
        heard, _ = told.communicate(timeout=20)
        sender.terminate()
        sender.wait(timeout=10)
    assert circuit.ipv4 is not None
    expected = inside.ip if far.startswith("10.") else circuit.ipv4.ip
    assert heard.strip() == str(expected)
