"""What an emulated Debian machine has on disk and what runs of it, side by side as on a real one.

Files do nothing by themselves: daemons hold what they read last. Open vSwitch's database lives on
disk; its flows, nftables and what FRR routes are gone at a restart until files are read again.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from parknet.lab.debian import frr as debian_frr
from parknet.lab.debian import nft as debian_nft
from parknet.lab.debian.disk import Disk, FailedError, hashed
from parknet.lab.debian.ovs import Switch, transact
from parknet.lab.tree import Node

if TYPE_CHECKING:
    from parknet.lab.grammar import Grammar

HEADER: Final = re.compile(r"^### file: (/\S+)$")
OVS_DATABASE: Final = "/etc/openvswitch/conf.db"
RECORD: Final = "/var/lib/parknet/written"
NORMAL: Final = "priority=0,actions=NORMAL\n"
OS_RELEASE: Final = (
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n'
    'VERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n'
)
# systemd's units of the packages that such a machine has.
SERVICES: Final = (
    "chrony", "dnsmasq", "frr", "lldpd", "nftables", "openvswitch-switch", "rsyslog", "snmpd",
    "ssh",
)  # fmt: skip
FOLDERS: Final = (
    "/etc/chrony", "/etc/dnsmasq.d", "/etc/frr", "/etc/lldpd.d", "/etc/openvswitch", "/etc/parknet",
    "/etc/rsyslog.d", "/etc/snmp", "/etc/ssh/sshd_config.d", "/etc/sysctl.d", "/etc/systemd/system",
    "/lib/systemd/system", "/run/systemd/system", "/var/lib/parknet",
)  # fmt: skip
# Daemons that the package `frr` of Debian 12 has; pim6d is none of them [T].
DAEMONS: Final = frozenset({"zebra", "staticd", "ospfd", "ospf6d", "bgpd", "bfdd", "pimd"})


class DebianState:
    """Disk and daemons of one machine; in the lab it stands where others have a configuration."""

    def __init__(self, grammar: "Grammar", ports: frozenset[str]) -> None:
        self.grammar = grammar
        self.ports = ports
        self.disk = Disk()
        for folder in FOLDERS:
            self.disk.make_folders(folder)
        self.disk.write("/etc/os-release", OS_RELEASE)
        self.disk.write("/etc/hostname", "debian\n")
        self.disk.write("/etc/shadow", "root:*:19000::::::\n", 0o640)
        for name in SERVICES:
            self.disk.write(f"/lib/systemd/system/{name}.service", "")
        self.hostname = "debian"
        self.daemons: frozenset[str] = frozenset()
        self.routing: debian_frr.Sections = {"": []}
        self.tables: debian_nft.Tables = {}
        self.switch = Switch()
        self.flows = NORMAL
        self.snmpd = ""

    def copy(self) -> "DebianState":
        """Return a machine that changes by itself."""
        twin = DebianState(self.grammar, self.ports)
        twin.disk = self.disk.copy()
        twin.hostname, twin.daemons = self.hostname, self.daemons
        twin.routing = {head: list(rows) for head, rows in self.routing.items()}
        twin.tables = {key: list(rows) for key, rows in self.tables.items()}
        twin.switch = Switch.load(self.switch.dump(), "copy")
        twin.flows, twin.snmpd = self.flows, self.snmpd
        return twin

    @property
    def root(self) -> Node:
        """Return what neighbours see of its routing, in the words that the lab has for it."""
        root = Node(None, ())
        for head, rows in self.routing.items():
            ids = [row.split()[2] for row in rows if " router-id " in row]
            if head == "router ospf":
                _child(root, "ospf 1 router-id", *ids)
            elif head == "router ospf6":
                _child(root, "ospfv3 1")
            elif head.startswith("interface "):
                view = _child(root, head)
                for row in rows:
                    if row.startswith("ipv6 ospf6 area "):
                        _child(view, f"ospfv3 1 area {row.split()[3]}")
                    elif row == "ipv6 ospf6 network point-to-point":
                        _child(view, "ospfv3 network-type p2p")
        return root

    # As text

    def text(self, *, salted: bool = True) -> str:
        """Return the files that somebody gave the machine as one text."""
        del salted
        return "".join(
            f"### file: {path}\n{self.disk.files[path].content}" for path in self._recorded()
        )

    def _recorded(self) -> Iterator[str]:
        record = self.disk.files.get(RECORD)
        rows = record.content.splitlines() if record else []
        for path in sorted(row.split(None, 1)[1] for row in rows):
            if path in self.disk.files:
                yield path

    def load(self, text: str) -> list[tuple[str, str]]:
        """Install files as an installer does, and let everything read them.

        Returns:
            What is refused: the line or the file, and why.
        """
        files: dict[str, list[str]] = {}
        rows: list[str] | None = None
        refused = []
        for line in text.splitlines():
            match = HEADER.match(line)
            if match is not None:
                rows = files.setdefault(match[1], [])
            elif rows is not None:
                rows.append(line)
            elif line.strip():
                refused.append((line, "it stands in no file"))
        for path, body in files.items():
            content = "".join(f"{line}\n" for line in body)
            self.disk.make_folders(path.rpartition("/")[0])
            self.disk.write(path, content, 0o600)
            self._record(path, content)
        if "/etc/parknet/ovs-vsctl" in files:
            commands = "\n-- ".join(files["/etc/parknet/ovs-vsctl"]).split()
            try:
                self.commit(transact(Switch(), commands)[0])
            except FailedError as error:
                refused.append(("/etc/parknet/ovs-vsctl", error.told))
        if "/etc/parknet/accounts" in files:
            for line in files["/etc/parknet/accounts"]:
                user, _, password = line.partition(":")
                self.set_password(user, hashed(password))
        refused += self.start()
        self.flows = "".join(f"{row}\n" for row in files.get("/etc/parknet/flows", ())) or NORMAL
        return refused

    def _record(self, path: str, content: str) -> None:
        record = self.disk.files.get(RECORD)
        rows = [row for row in (record.content if record else "").splitlines()
                if not row.endswith(f"  {path}")]  # fmt: skip
        rows.append(f"{hashlib.sha256(content.encode()).hexdigest()}  {path}")
        self.disk.write(RECORD, "".join(f"{row}\n" for row in rows), 0o600)

    # Life

    def start(self) -> list[tuple[str, str]]:
        """Let every daemon read its files, as at a start; return what they do not take."""
        refused = []
        for name, read in (
            ("/etc/hostname", self.read_hostname),
            ("/etc/frr/frr.conf", self.start_routing),
            ("/etc/nftables.conf", self.start_filters),
            (OVS_DATABASE, self._start_switch),
            ("/etc/snmp/snmpd.conf", self.start_agent),
        ):
            try:
                read()
            except FailedError as error:
                refused.append((name, error.told))
        self.flows = NORMAL  # nothing loads them at a start
        return refused

    def read_hostname(self) -> None:
        """Take the name in its file."""
        self.hostname = self.disk.read("/etc/hostname", "hostname").strip()

    def start_routing(self) -> None:
        """Start the daemons that are enabled, with FRR's file."""
        self.read_daemons()
        file = self.disk.files.get("/etc/frr/frr.conf")
        self.routing = {"": []}
        if file is not None:
            self.routing = debian_frr.parse(file.content, "/etc/frr/frr.conf", self.daemons)

    def read_daemons(self) -> None:
        """Start what is enabled and stop what is not; what a stopped one held is gone."""
        file = self.disk.files.get("/etc/frr/daemons")
        rows = file.content.splitlines() if file is not None else []
        enabled = {row.partition("=")[0] for row in rows if row.endswith("=yes")}
        self.daemons = frozenset(enabled & DAEMONS)
        self.routing = debian_frr.parse(debian_frr.show(self.routing), "frr", self.daemons)

    def start_filters(self) -> None:
        """Load nftables' file, where there is one."""
        file = self.disk.files.get("/etc/nftables.conf")
        self.tables = {} if file is None else debian_nft.run({}, file.content)

    def _start_switch(self) -> None:
        file = self.disk.files.get(OVS_DATABASE)
        self.switch = Switch() if file is None else Switch.load(file.content, "ovsdb-server")

    def start_agent(self) -> None:
        """Let snmpd read its file."""
        file = self.disk.files.get("/etc/snmp/snmpd.conf")
        self.snmpd = "" if file is None else file.content

    def commit(self, switch: Switch) -> None:
        """Let the switch be so, and keep it."""
        self.disk.write(OVS_DATABASE, switch.dump(), 0o640)
        self.switch = switch

    # Accounts

    def set_password(self, user: str, value: str) -> None:
        """Set what /etc/shadow holds of an account's password."""
        file = self.disk.files["/etc/shadow"]
        rows = [row for row in file.content.splitlines() if row.partition(":")[0] != user]
        rows.append(f"{user}:{value}:19000::::::")
        self.disk.write("/etc/shadow", "".join(f"{row}\n" for row in rows), file.mode, file.owner)

    def shadow(self, user: str) -> str:
        """Return an account's line, or an empty text."""
        rows = self.disk.files["/etc/shadow"].content.splitlines()
        return next((row for row in rows if row.partition(":")[0] == user), "")


def _child(node: Node, *words: str) -> Node:
    row = " ".join(words)
    return node.children.setdefault(row, Node(None, tuple(row.split())))
