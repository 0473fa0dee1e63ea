"""A Debian machine in namespaces of its own: real FRR, Open vSwitch, nftables, sshd, sudo.

It shares the kernel and the programs of the machine it runs on; /etc, /run, /var/log and what its
daemons keep are its own, so the daemons use their default paths and it looks like a box of its own.
Port `enp1s0f0` leads to the machine that tests run on. Needs root.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

PROGRAMS = (
    "sshd", "sudo", "vtysh", "ovs-vsctl", "ovs-vswitchd", "nft", "snmpd", "chronyd", "rsyslogd",
    "lldpd", "dnsmasq", "start-stop-daemon", "unshare", "nsenter", "ip",
)  # fmt: skip
KEPT = ("openvswitch", "snmp", "parknet", "chrony", "lldpd")
# Reaps what daemons leave behind: one that was never waited for would seem to run on.
_FIRST = """
import os, subprocess, time
subprocess.run(["/bin/sh", "-e", os.environ["NODE_SETUP"]], check=True)
while True:
    try:
        os.wait()
    except ChildProcessError:
        time.sleep(0.05)
"""
_SETUP = """
hostname "$NODE_NAME"
mount -t sysfs sysfs /sys
mount --bind "$NODE_DIR/etc" /etc
for name in openvswitch snmp parknet chrony lldpd; do
  mkdir -p "/var/lib/$name"; mount --bind "$NODE_DIR/lib/$name" "/var/lib/$name"
done
mount --bind "$NODE_DIR/log" /var/log
mount -t tmpfs -o mode=755,size=64m tmpfs /run
mkdir -p /run/sshd /run/frr /run/lldpd /run/openvswitch /run/lock /run/chrony
chown frr:frr /run/frr; chown _chrony:_chrony /run/chrony 2>/dev/null || true
mkdir -p /var/log/frr /var/log/openvswitch /var/log/chrony; chown frr:frr /var/log/frr
ip link set lo up
touch "$NODE_DIR/ready"
"""


_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def tool(name: str) -> str:
    """Return where a program of this machine is."""
    return shutil.which(name, path=_PATH) or name


def missing() -> list[str]:
    """Return which programs are not there."""
    return [name for name in PROGRAMS if shutil.which(name, path=_PATH) is None]


class DebianNode:
    """One machine; `start` boots it, `crash` is a power cut that its disk survives."""

    def __init__(self, folder: Path, name: str, ports: Sequence[str]) -> None:
        self.folder = folder
        self.name = name
        self.ports = tuple(ports)
        self.host_end = f"pk{os.getpid() % 100000}a"
        self._process: subprocess.Popen[bytes] | None = None
        for part in ("log", *(f"lib/{name}" for name in KEPT)):
            (folder / part).mkdir(parents=True)
        subprocess.run([tool("cp"), "-a", "/etc", str(folder / "etc")], check=True)
        (folder / "etc/nftables.conf").write_text("#!/usr/sbin/nft -f\n\nflush ruleset\n")
        for path, owner in (("lib/chrony", "_chrony"), ("lib/lldpd", "_lldpd")):
            subprocess.run([tool("chown"), owner, str(folder / path)], check=False)

    @property
    def pid(self) -> int:
        """Return the first process of the machine, as this machine numbers it."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return int(children.read_text().split()[0])

    def boot(self) -> None:
        """Start the machine with its cables plugged; no daemon runs yet."""
        ready, setup = self.folder / "ready", self.folder / "setup"
        ready.unlink(missing_ok=True)
        setup.write_text(_SETUP)
        self._process = subprocess.Popen(
            [tool("unshare"), "--net", "--mount", "--uts", "--ipc", "--pid", "--fork",
             "--kill-child", "--mount-proc", "/usr/bin/python3", "-c", _FIRST],
            env={
                "PATH": _PATH,
                "NODE_NAME": self.name, "NODE_DIR": str(self.folder), "NODE_SETUP": str(setup),
            },
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(ready.exists)
        first = self.ports[0]
        subprocess.run(
            [tool("ip"), "link", "add", self.host_end, "type", "veth", "peer", "name", first,
             "netns", str(self.pid)],
            check=True,
        )  # fmt: skip
        for port in self.ports[1:]:
            self.run("ip", "tuntap", "add", port, "mode", "tap")
        for port in self.ports:
            self.run("ip", "link", "set", port, "up")

    def run(self, *command: str, stdin: str = "", check: bool = True) -> str:
        """Run a command on the machine as root."""
        done = subprocess.run(
            [tool("nsenter"), "-t", str(self.pid), "-m", "-u", "-i", "-n", "-p", "--wd=/",
             *command],
            input=stdin, capture_output=True, text=True, check=False,
            env={"PATH": _PATH},
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"{command}: {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def crash(self) -> None:
        """Cut the power: every process dies, what is on disk stays."""
        assert self._process is not None
        subprocess.run([tool("ip"), "link", "del", self.host_end], check=True)
        os.kill(self.pid, signal.SIGKILL)
        self._process.wait(10)
        self._process = None

    def close(self) -> None:
        """End the machine."""
        if self._process is not None:
            self.crash()


def wait_for(met: object, seconds: float = 45.0) -> None:
    """Wait until something holds in the real world, which has no clock that a test moves."""
    assert callable(met)
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)
