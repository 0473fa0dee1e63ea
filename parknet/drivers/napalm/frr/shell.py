"""What every part of the driver for Debian routers stands on: commands as root, and the getters."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from napalm.base import models

from parknet.drivers.exec_session import ExecSession
from parknet.drivers.known_hosts import load_known_hosts
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.frr import show
from parknet.drivers.session import SessionLimits
from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError
from parknet.vault import mask


class Done(NamedTuple):
    """What a command left: its exit status and what it wrote."""

    status: int
    output: bytes
    errors: bytes

    @property
    def text(self) -> str:
        """Return its standard output as text."""
        return self.output.decode("utf-8", "replace")

    @property
    def told(self) -> str:
        """Return what it said of a failure, the end of it, in one line."""
        said = self.errors.decode("utf-8", "replace") or self.text
        return " ".join(said.split())[-400:] or f"exit status {self.status}"


class DebianShell(CommandLineDriver):
    """A Debian machine on which one may run commands as root."""

    device: ExecSession | None

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        self._os = ""
        self._is_root = False
        self._has_systemd = False

    # -- session ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Connect and learn who one is there and what runs.

        Raises:
            DeviceError: it is no Debian 12, or the user may not become root without a password.
        """
        self.device = ExecSession(
            host=self.hostname,
            port=self.port,
            username=self.username,
            password=self.password,
            known_hosts=load_known_hosts(self.known_hosts),
            limits=SessionLimits(connect_s=self.connect_timeout, reply_s=float(self.timeout)),
        )
        self._is_root = self._plainly("id", "-u").text.strip() == "0"
        self._os = show.system(self._plainly("cat", "/etc/os-release").text)
        if self._os != "debian12":
            raise DeviceError(f"it runs {self._os or 'an unknown system'}; this is for Debian 12")
        if not self._is_root and self._try("true").status:
            raise DeviceError(
                f"{self.username} may not run commands as root: sudo asks for a password, or is not"
                " there; docs/frr-ovs.md says what an installer prepares"
            )
        self._has_systemd = not self._plainly("ls", "-d", "/run/systemd/system").status

    def _ssh(self) -> ExecSession:
        if self.device is None:
            raise DeviceUnreachableError(f"{self.hostname}:{self.port}: the session is not open")
        return self.device

    def _plainly(self, *words: str) -> Done:
        return self._call(words)

    def _call(self, words: Sequence[str], stdin: bytes = b"", timeout_s: float = 0.0) -> Done:
        label = " ".join(words[:6])
        return Done(*self._ssh().exchange(shlex.join(words), stdin, label, timeout_s or None))

    def _try(self, *words: str, stdin: bytes = b"", timeout_s: float = 0.0) -> Done:
        """Run a command as root, and return how it ended."""
        prefix = () if self._is_root else ("sudo", "-n", "--")
        return self._call((*prefix, *words), stdin, timeout_s)

    def _run(self, *words: str, stdin: bytes = b"") -> bytes:
        """Run a command as root that has to succeed."""
        done = self._try(*words, stdin=stdin)
        if done.status:
            raise CommandRejectedError(" ".join(words[:6]), mask(done.told, self._plain))
        return done.output

    def _as_root(self, *words: str) -> str:
        """Run a command as root that has to succeed, and return what it prints."""
        return self._run(*words).decode("utf-8", "replace")

    def cli(self, commands: list[str], encoding: str = "text") -> dict[str, str]:
        """Return what each command of FRR's command line shows."""
        if encoding != "text":
            raise NotImplementedError(f"encoding {encoding!r}: these devices show text")
        return {command: self._run("vtysh", "-c", command).decode() for command in commands}

    @property
    def os(self) -> str:
        """Return which system the device runs, or an empty text before `open`."""
        return self._os

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> models.FactsDict:
        """Return what the device is."""
        dmi = "/sys/class/dmi/id/"
        names = ("sys_vendor", "product_name", "product_serial")
        return show.facts(
            links=self._run("ip", "-json", "link", "show").decode(),
            uptime=self._run("cat", "/proc/uptime").decode(),
            hostname=self._run("hostname").decode(),
            version=self._run("vtysh", "-c", "show version").decode(),
            product=[self._try("cat", dmi + name).text.strip() for name in names],
        )

    def get_interfaces(self) -> dict[str, models.InterfaceDict]:
        """Return interfaces as the kernel has them, with FRR's descriptions."""
        links = self._run("ip", "-json", "link", "show").decode()
        speeds = [f"/sys/class/net/{name}/speed" for name in show.names(links)]
        found = self._try("grep", "-sH", ".", *speeds).text
        return show.interfaces(links, found, self._descriptions())

    def _descriptions(self) -> dict[str, str]:
        running = self._run("vtysh", "-c", "show running-config no-header").decode()
        return show.descriptions(running)

    def get_interfaces_ip(self) -> dict[str, models.InterfacesIPDict]:
        """Return the addresses of interfaces."""
        return show.addresses(self._run("ip", "-json", "address", "show").decode())

    def get_lldp_neighbors(self) -> dict[str, list[models.LLDPNeighborDict]]:
        """Return LLDP neighbours by interface."""
        return show.neighbours(self._run("lldpctl", "-f", "json0").decode())

    def get_vlans(self) -> dict[str, models.VlanDict]:
        """Return VLANs and the ports that they pass, as Open vSwitch has them."""
        ports = self._run(
            "ovs-vsctl", "--format=json", "--columns=name,tag,trunks,vlan_mode", "list", "port"
        )
        return show.vlans(ports.decode(), self._descriptions())


def as_root(driver: DebianShell) -> Callable[..., str]:
    """Return what runs a command as root on an open driver's machine; no method, for NAPALM."""
    return driver._as_root
