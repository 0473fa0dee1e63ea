"""A gateway of Debian as its installer leaves it, reached over the park's own way to it."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from parknet.drivers.fleet import NornirFleet
from parknet.drivers.sessions import Target, Timeouts
from parknet.model.network import DevicePlan
from parknet.render import render
from tests.conformance.linux_parks import plain_park
from tests.drivers.debian_node import DebianNode, tool, wait_for
from tests.render.regenerate import templates_of_checkout

NAME, PORT, LINK = "gateway-1", "enp1s0f0", "vlan3002"
SECRETS = {
    "ssh-password": "Node-Pass-0001",
    "snmp-auth": "node-auth-0001",
    "snmp-priv": "node-priv-0001",
    "ospf": "node-ospf-01",
}


class Values:
    """The secrets of the park."""

    def get(self, name: str) -> str:
        return SECRETS[name]


@cache
def plan() -> DevicePlan:
    """Return the gateway's plan; this kernel has no VLANs, so the link's port is an access port."""
    device = plain_park().device(NAME)
    ports = tuple(
        replace(port, mode="access", vlan=3002, tagged=()) if port.name == PORT else port
        for port in device.ports
    )
    return replace(device, ports=ports)


def rendered(device: DevicePlan | None = None) -> str:
    """Return the text of the gateway's files."""
    park = plain_park()
    device = device or plan()
    others = tuple(device if other.name == NAME else other for other in park.devices)
    network = replace(park, devices=others, by_name={other.name: other for other in others})
    texts = {config.device: config.text for config in render(network, templates_of_checkout())}
    return texts[NAME]


def start_services(node: DebianNode) -> None:
    """Start what runs on the gateway, as its init system would."""
    node.run("sysctl", "-q", "-e", "-p", "/etc/sysctl.d/60-parknet.conf", check=False)
    node.run("nft", "-f", "/etc/nftables.conf")
    start_switch(node)
    # An interface that comes while zebra reads its file may stay without its addresses.
    wait_for(lambda: LINK in node.run("ip", "-o", "link", "show"))
    node.run("/usr/lib/frr/frrinit.sh", "start")
    for name in ("ssh", "snmpd", "chrony", "lldpd"):
        node.run("service", name, "start")


def start_switch(node: DebianNode) -> None:
    """Start Open vSwitch; what its database holds is there again."""
    node.run("service", "openvswitch-switch", "start")


def install(node: DebianNode) -> None:
    """Do what an installer does: the way to the gateway, an account that may become root."""
    etc = node.folder / "etc"
    (etc / "hostname").write_text("debian\n")
    node.run("hostname", "debian")
    (etc / "hosts").write_text("127.0.0.1 localhost\n127.0.1.1 debian\n")
    (etc / "frr/daemons").write_text("zebra=yes\nstaticd=yes\nvtysh_enable=yes\n")
    (etc / "frr/frr.conf").write_text(
        "frr defaults traditional\nhostname debian\nservice integrated-vtysh-config\n!\n"
        f"interface lo\n ip address {plan().management4}\nexit\n!\n"
        f"interface {LINK}\n ip address 10.23.0.4/31\nexit\n!\n"
    )
    node.run("chown", "-R", "frr:frr", "/etc/frr")
    (etc / "ssh/sshd_config").write_text(
        "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nPasswordAuthentication yes\n"
    )
    for old in (etc / "ssh").glob("ssh_host_*"):
        old.unlink()
    for old in (etc / "ssh/sshd_config.d").glob("*"):
        old.unlink()
    node.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/etc/ssh/ssh_host_ed25519_key")
    node.run("useradd", "-M", "-d", "/", "-s", "/bin/sh", "parknet")
    node.run("chpasswd", stdin=f"parknet:{SECRETS['ssh-password']}\n")
    (etc / "sudoers.d/parknet").write_text("parknet ALL=(root) NOPASSWD: ALL\n")
    node.run("chmod", "0440", "/etc/sudoers.d/parknet")
    node.run("chown", "root:root", "/etc/sudoers.d/parknet")
    # These belong to parknet from the first day: the installer took them from it, and gave up the
    # packages' own files.
    for path in ("chrony/chrony.conf", "snmp/snmpd.conf"):
        (etc / path).write_text("")
    node.run("install", "-d", "-m", "0700", "/var/lib/parknet")
    written = node.run("sha256sum", "/etc/frr/frr.conf", "/etc/frr/daemons", "/etc/nftables.conf")
    (node.folder / "lib/parknet/written").write_text(written)
    # The kernel here has no datapath of Open vSwitch; the switch runs in user space.
    start_switch(node)
    node.run("ovs-vsctl", "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev")
    for name, kind in ((PORT, "system"), (LINK, "internal")):
        node.run("ovs-vsctl", "add-port", "br0", name, "--", "set", "interface", name,
                 f"type={kind}", "--", "set", "port", name, "tag=3002")  # fmt: skip
    start_services(node)


def plug(node: DebianNode) -> None:
    """Be the router at the other end of the link."""
    for command in (
        ("addr", "add", "10.23.0.5/31", "dev", node.host_end),
        ("link", "set", node.host_end, "up"),
        ("route", "add", str(plan().management4.ip), "via", "10.23.0.4"),
    ):
        subprocess.run([tool("ip"), *command], check=True)
    wait_for(is_reached)


def is_reached() -> bool:
    """Return whether the gateway takes sessions on its own address."""
    try:
        with socket.create_connection((str(plan().management4.ip), 22), 1.0):
            return True
    except OSError:
        return False


def fleet_of(folder: Path) -> NornirFleet:
    """Return the way to the gateway: its key is known, nobody else's."""
    known_hosts = folder / "known_hosts"
    key = (folder / "node/etc/ssh/ssh_host_ed25519_key.pub").read_text()
    known_hosts.write_text(f"{plan().management4.ip} {key}")
    target = Target(str(plan().management4.ip), 22, "frr_ovs", "parknet", known_hosts)
    return NornirFleet({NAME: target}, Values(), Timeouts(connect_s=5.0, reply_s=30.0))


@contextmanager
def gateway(folder: Path) -> Iterator[tuple[DebianNode, NornirFleet]]:
    """Yield a gateway at day zero, and the way to it."""
    node = DebianNode(folder / "node", NAME, [PORT, "enp2s0f3", "eno1", "eno2"])
    node.boot()
    try:
        install(node)
        plug(node)
        yield node, fleet_of(folder)
    finally:
        node.close()
