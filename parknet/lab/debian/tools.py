"""What commands of an emulated Debian machine do: words and standard input in, output out.

Each follows its manual page [D], as far as scripts and programs use it, and refuses other options:
coreutils 9.1, tar 1.34, procps 4.0, FRR 8.4 (vtysh, frr-reload.py), Open vSwitch 3.1, nftables
1.0.6, shadow 4.13, dpkg 1.21, OpenSSH 9.2, chrony 4.3, rsyslog 8.2302, dnsmasq 2.89.
"""

import json
import re
import shlex
from collections.abc import Callable, Sequence
from typing import Final

from parknet.lab.debian import frr as debian_frr
from parknet.lab.debian import nft as debian_nft
from parknet.lab.debian import ovs as debian_ovs
from parknet.lab.debian.disk import FailedError, hashed
from parknet.lab.debian.state import SERVICES, DebianState
from parknet.lab.debian.telling import Surroundings, Telling

Words = Sequence[str]
Tool = Callable[[Words, str], str]
_FRR_CONF: Final = "/etc/frr/frr.conf"
_SSHD: Final = frozenset(
    {
        "allowagentforwarding",
        "allowusers",
        "channeltimeout",
        "passwordauthentication",
        "permitemptypasswords",
        "permitrootlogin",
        "port",
        "unusedconnectiontimeout",
        "usepam",
        "x11forwarding",
    }
)
_SSHD_NUMBERS: Final = frozenset({"maxauthtries", "logingracetime", "clientaliveinterval"})
_CHRONY: Final = re.compile(
    r"(server|pool) \S+( iburst| key \d+)*|keyfile /\S+|driftfile /\S+|makestep \S+ -?\d+|rtcsync"
    r"|(port|cmdport) \d+"
)
_RSYSLOG: Final = re.compile(
    r'\*\.\* action\(type="omfwd" target="[^"]+" port="\d+" protocol="(udp|tcp)"\)'
)
_DNSMASQ: Final = re.compile(r"port=\d+|dhcp-relay=[0-9a-fA-F:.]+,[0-9a-fA-F:.]+(,\S+)?")


class Tools:
    """The commands that root may run; those that need time or units are the machine's own."""

    def __init__(self, state: DebianState, surroundings: Surroundings) -> None:
        self.state = state
        self._telling = Telling(state, surroundings)

    def table(self) -> dict[str, Tool]:
        """Return what each command does, by its name."""
        return {
            "true": lambda *_: "",
            "id": self._id,
            "cat": self._cat,
            "ls": self._ls,
            "tar": self._tar,
            "install": self._install,
            "rm": self._rm,
            "cp": self._cp,
            "mv": self._mv,
            "touch": self._touch,
            "hostname": self._hostname,
            "sysctl": self._sysctl,
            "xargs": self._xargs,
            "pkill": self._pkill,
            "getent": self._getent,
            "chpasswd": self._chpasswd,
            "dpkg-query": lambda *_: "",
            "vtysh": self._vtysh,
            "frr-reload.py": self._frr_reload,
            "ovs-vsctl": self._ovs_vsctl,
            "ovs-ofctl": self._ovs_ofctl,
            "ovs-appctl": self._telling.learned,
            "ovsdb-client": self._ovsdb_client,
            "nft": self._nft,
            "sshd": self._sshd,
            "chronyd": self._checked("chronyd", _CHRONY, "Could not parse directive"),
            "rsyslogd": self._checked("rsyslogd", _RSYSLOG, "syntax error"),
            "dnsmasq": self._checked("dnsmasq", _DNSMASQ, "bad option"),
            "service": self._service,
            "ip": self._telling.ip,
            "grep": lambda *_: "",
            "lldpctl": self._telling.lldpctl,
            "ping": self._telling.ping,
        }

    def run(self, words: Words, stdin: str) -> str:
        """Run one command.

        Raises:
            FailedError: it is not there, or ends with another status than 0.
        """
        name = words[0].rpartition("/")[2]
        tool = self.table().get(name)
        if tool is None:
            raise FailedError(f"sudo: {words[0]}: command not found")
        return tool(words[1:], stdin)

    # -- files -----------------------------------------------------------------------------------

    @staticmethod
    def _id(words: Words, _: str) -> str:
        if list(words) != ["-u"]:
            raise FailedError("id: extra operand")
        return "0\n"

    def _cat(self, words: Words, _: str) -> str:
        return "".join(self.state.disk.read(path, "cat") for path in words)

    def _ls(self, words: Words, _: str) -> str:
        """List; the newest first where nothing tells times apart is the order of making."""
        paths = [word for word in words if not word.startswith("-")]
        rows: list[str] = []
        for path in paths:
            if not self.state.disk.exists(path):
                raise FailedError(f"ls: cannot access '{path}': No such file or directory", 2)
            is_folder = path in self.state.disk.folders and "-d" not in words
            rows += self.state.disk.inside(path) if is_folder else [path]
        return "".join(f"{row}\n" for row in rows)

    def _tar(self, words: Words, stdin: str) -> str:
        root = words[list(words).index("-C") + 1]
        if words[:2] == ["-xf", "-"]:
            self.state.disk.unpack(root, stdin)
            return ""
        if words[:2] != ["-cf", "-"] or "--ignore-failed-read" not in words:
            raise FailedError("tar: You must specify one of the options", 2)
        packed, _ = self.state.disk.pack(root, words[list(words).index("-C") + 2 :])
        return packed

    def _install(self, words: Words, stdin: str) -> str:
        plain, options = _options(words, {"-m", "-o", "-g"})
        if "-d" in options:
            for path in plain:
                self.state.disk.make_folders(path)
            return ""
        source, target = plain
        content = stdin if source == "/dev/stdin" else self.state.disk.read(source, "install")
        if "-D" in options:
            self.state.disk.make_folders(target.rpartition("/")[0])
        owner = f"{options.get('-o', 'root')}:{options.get('-g', 'root')}"
        self.state.disk.write(target, content, int(options.get("-m", "755"), 8), owner)
        return ""

    def _rm(self, words: Words, _: str) -> str:
        plain, options = _options(words, set())
        for path in plain:
            if path in self.state.disk.folders and not {"-r", "-rf"} & set(options):
                raise FailedError(f"rm: cannot remove '{path}': Is a directory")
            if not self.state.disk.exists(path) and not {"-f", "-rf"} & set(options):
                raise FailedError(f"rm: cannot remove '{path}': No such file or directory")
            self.state.disk.remove(path)
        return ""

    def _cp(self, words: Words, _: str) -> str:
        plain, options = _options(words, set())
        *sources, target = plain
        for source in sources:
            path = target
            if "--parents" in options:
                path = target + source
                self.state.disk.make_folders(path.rpartition("/")[0])
            self.state.disk.copy_file(source, path)
        return ""

    def _mv(self, words: Words, _: str) -> str:
        source, target = _options(words, set())[0]
        self.state.disk.copy_file(source, target, "mv")
        self.state.disk.remove(source)
        return ""

    def _touch(self, words: Words, _: str) -> str:
        for path in words:
            file = self.state.disk.files.get(path)
            self.state.disk.write(path, file.content if file else "")
        return ""

    # -- the system ------------------------------------------------------------------------------

    def _hostname(self, words: Words, _: str) -> str:
        if not words:
            return f"{self.state.hostname}\n"
        if list(words) != ["-F", "/etc/hostname"]:
            raise FailedError("hostname: invalid option")
        self.state.read_hostname()
        return ""

    def _sysctl(self, words: Words, _: str) -> str:
        text = self.state.disk.read(words[-1], "sysctl")
        for row in text.splitlines():
            # [D] sysctl.conf(5): blank lines and those that begin with # or ; are ignored.
            if row and row[0] not in "#;" and not re.fullmatch(r"[a-z0-9_.]+=-?\d+", row):
                raise FailedError(f"sysctl: {row}: Invalid argument")
        return ""

    def _xargs(self, words: Words, _: str) -> str:
        if words[0] != "-a":
            raise FailedError("xargs: invalid option")
        read = shlex.split(self.state.disk.read(words[1], "xargs"))
        return self.run([*words[2:], *read], "")

    @staticmethod
    def _pkill(*_: object) -> str:
        raise FailedError("")  # nothing matched: what runs here has run when it returns

    def _getent(self, words: Words, _: str) -> str:
        rows = [self.state.shadow(user) for user in words[1:]]
        if words[0] != "shadow" or not all(rows):
            raise FailedError("", 2)
        return "".join(f"{row}\n" for row in rows)

    def _chpasswd(self, words: Words, stdin: str) -> str:
        for row in stdin.splitlines():
            user, _, value = row.partition(":")
            if not self.state.shadow(user):
                raise FailedError(f"chpasswd: (user {user}) pam_chauthtok() failed")
            self.state.set_password(user, value if "-e" in words else hashed(value))
        return ""

    def _service(self, words: Words, _: str) -> str:
        name, how = words
        if name not in SERVICES:
            raise FailedError(f"Failed to {how} {name}.service: Unit {name}.service not found.", 5)
        if name == "frr":
            self.state.read_daemons()
            self._frr_reload(["--reload", _FRR_CONF], "")
        elif name == "snmpd":
            self.state.start_agent()
        return ""

    # -- daemons ---------------------------------------------------------------------------------

    def _vtysh(self, words: Words, _: str) -> str:
        if words[:2] == ["-C", "-f"]:
            debian_frr.parse(self.state.disk.read(words[2], "vtysh"), words[2])
            return ""
        match list(words):
            case ["-c", "show running-config no-header"]:
                return debian_frr.show(self.state.routing)
            case ["-c", "show version"]:
                return f"FRRouting 8.4.4 ({self.state.hostname}) on Linux.\n"
        return self._telling.routing(words[-1])

    def _frr_reload(self, words: Words, _: str) -> str:
        """Bring FRR to a file; another than its own is written over that one, as it is [T]."""
        how, path = words
        wanted = debian_frr.parse(self.state.disk.read(path, "frr-reload.py"), path)
        if how == "--test":
            return debian_frr.differences(wanted, self.state.routing)
        self.state.routing = debian_frr.parse(debian_frr.show(wanted), path, self.state.daemons)
        if path != _FRR_CONF:
            self.state.disk.write(_FRR_CONF, debian_frr.show(self.state.routing), 0o640, "frr:frr")
        return ""

    def _ovs_vsctl(self, words: Words, _: str) -> str:
        if list(words) == ["--format=json", "--columns=name,ofport", "list", "interface"]:
            rows = [[name, number] for name, number in self._telling.ofports().items()]
            return json.dumps({"data": rows, "headings": ["name", "ofport"]}) + "\n"
        after, shown = debian_ovs.transact(self.state.switch, words)
        self.state.commit(after)
        return shown

    def _ovs_ofctl(self, words: Words, _: str) -> str:
        text = self.state.disk.read(words[-1], "ovs-ofctl")
        debian_ovs.check_flows(text)
        if words[0] == "replace-flows":
            if words[1] not in self.state.switch.bridges:
                raise FailedError(f"ovs-ofctl: {words[1]} is not a bridge or a socket")
            self.state.flows = text
        return ""

    def _ovsdb_client(self, words: Words, stdin: str) -> str:
        if words[0] == "backup":
            return self.state.switch.dump()
        self.state.commit(debian_ovs.Switch.load(stdin, "ovsdb-client"))
        return ""

    def _nft(self, words: Words, _: str) -> str:
        if words[:2] == ["list", "table"]:
            return debian_nft.show(self.state.tables, " ".join(words[2:]))
        after = debian_nft.run(self.state.tables, self.state.disk.read(words[-1], "nft"))
        if "-c" not in words:
            self.state.tables = after
        return ""

    def _sshd(self, words: Words, _: str) -> str:
        path = words[-1]
        for number, row in enumerate(self.state.disk.read(path, "sshd").splitlines(), start=1):
            key, _, value = row.strip().partition(" ")
            if not key or key.startswith("#"):
                continue
            if key.lower() in _SSHD_NUMBERS and not value.isdigit():
                raise FailedError(f"{path} line {number}: invalid value {value}.", 255)
            if key.lower() not in _SSHD | _SSHD_NUMBERS:
                raise FailedError(f"{path}: line {number}: Bad configuration option: {key}", 255)
        return ""

    def _checked(self, name: str, known: re.Pattern[str], told: str) -> Tool:
        def check(words: Words, _: str) -> str:
            path = words[-1]
            for number, row in enumerate(self.state.disk.read(path, name).splitlines(), start=1):
                if row.strip() and not row.startswith("#") and not known.fullmatch(row.strip()):
                    raise FailedError(f"{name}: {told} at line {number} in file {path}")
            return ""

        return check


def _options(words: Words, valued: set[str]) -> tuple[list[str], dict[str, str]]:
    """Return what is no option, and the options with their values."""
    plain: list[str] = []
    options: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word in valued:
            options[word] = next(rest)
        elif word.startswith("-"):
            options[word] = ""
        else:
            plain.append(word)
    return plain, options
