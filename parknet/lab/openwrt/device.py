"""One emulated OpenWrt device: files of UCI, what is staged over them, rpcd, and a Unix shell.

`startup` is what stands in /etc/config, `running` what services have taken of it; what is staged
lies in folders of memory, as do rpcd's copies, so that a device without power forgets both.
"""

import json
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import ClassVar, Final

from parknet.lab.clock import LabClock, Timer
from parknet.lab.device import Device
from parknet.lab.executing import Executed
from parknet.lab.hardware import df
from parknet.lab.openwrt import ash, shadow
from parknet.lab.openwrt.displays import boards
from parknet.lab.openwrt.rpcd import NOT_FOUND, SAYS, Deltas, Rpcd
from parknet.lab.openwrt.uci import UNKNOWN, Package, UciConfig, UciError, words_of
from parknet.lab.shell import SessionLostError
from parknet.lab.tree import Config

STAGE: Final = "/tmp/.uci"  # noqa: S108 - OpenWrt's own path
_COMMON: Final = (STAGE,)


class OpenWrtDevice(Device):
    """A device that is configured by UCI.

    Attributes:
        has_rpcd: rpcd is installed, as it is wherever LuCI is.
        texts: files that somebody wrote, by path.
    """

    keeps_plain: ClassVar[bool] = True

    def __init__(
        self, name: str, os: str, model: str, ports: frozenset[str], clock: LabClock
    ) -> None:
        self.texts: dict[str, str] = {}
        self.processes: dict[str, Timer] = {}  # that wait, by the file of their number
        super().__init__(name, os, model, ports, clock)
        self.has_rpcd = True
        self.staged: dict[str, Deltas] = {}
        self.rpcd = Rpcd(clock, self.staged, self._file, self._put_back, self.commit)

    def factory(self, ports: frozenset[str]) -> Config:
        """Return what a new device holds."""
        config = UciConfig(self.grammar, ports)
        config.load(self.grammar.factory)
        return config

    @property
    def flash(self) -> UciConfig:
        """Return what stands in /etc/config."""
        if not isinstance(self.startup, UciConfig):
            raise TypeError("not UCI")
        return self.startup

    @property
    def sysname(self) -> str:
        """Return the name that services have taken."""
        if not isinstance(self.running, UciConfig):
            return self.grammar.unnamed
        found = next(self.running.sections("system", "system"), None)
        return self.grammar.unnamed if found is None else found.text("hostname", "OpenWrt")

    def accepts(self, user: str, password: str) -> bool:
        """Return whether an account of the device has this password."""
        is_right = shadow.opens(self.texts[shadow.PATH], user, password)
        return is_right and not self.faults.wrong_password

    @property
    def accounts(self) -> dict[str, str]:
        """Return the accounts that may log in, with their hashes; what is set are passwords."""
        return shadow.hashes(self.texts[shadow.PATH])

    @accounts.setter
    def accounts(self, passwords: dict[str, str]) -> None:
        self.texts[shadow.PATH] = shadow.written(passwords)

    def boot(self, text: str) -> list[tuple[str, str]]:
        """Start with a configuration; what it says of accounts stands in no file of UCI's."""
        refused = super().boot(text)
        for config in (self.running, self.startup):
            if isinstance(config, UciConfig):
                config.packages.pop(shadow.PACKAGE, None)
        return refused

    def replace_running(self, config: Config) -> None:
        """Have services take another configuration, and keep it on flash."""
        if isinstance(config, UciConfig):
            config.packages.pop(shadow.PACKAGE, None)
        self.startup = config.copy()
        super().replace_running(config)

    def restart(self) -> None:
        """Go away now: what lies in memory is gone."""
        self.rpcd.forget()
        self.staged.clear()
        for timer in self.processes.values():
            timer.cancel()
        self.processes.clear()
        self.texts = {path: text for path, text in self.texts.items()
                      if not path.startswith(("/tmp/", "/var/"))}  # fmt: skip  # noqa: S108
        super().restart()

    # Files

    def view(self, folders: tuple[str, ...] = _COMMON) -> UciConfig:
        """Return the committed packages with what is staged in folders; what fits not is passed."""
        config = self.flash.copy()
        for folder in folders:
            for package, deltas in self.staged.get(folder, {}).items():
                for delta in deltas:
                    try:
                        config.apply_delta(package, delta)
                    except UciError:
                        continue
        return config

    def commit(self, folder: str, packages: list[str]) -> None:
        """Write packages with what is staged in a folder, and have services take them.

        With a full flash nothing is written and nobody is told [C] rpcd, rpc_uci_apply_config.
        """
        if self.write(folder, packages):
            self.reload()

    def write(self, folder: str, packages: list[str]) -> bool:
        """Write packages with what is staged; return False where flash is full."""
        if self.faults.flash_full:
            return False
        whole = self.view((*_COMMON, folder) if folder != STAGE else _COMMON)
        committed = self.flash.copy()
        for package in packages:
            committed.packages[package] = whole.packages[package]
            for place in {STAGE, folder}:
                self.staged.get(place, {}).pop(package, None)
        self.startup = committed
        return True

    def reload(self) -> None:
        """Have services take what is committed."""
        self.running = self.startup.copy()
        self.changed()

    def _file(self, package: str) -> Package:
        return [section.copy() for section in self.flash.packages.get(package, [])]

    def _put_back(self, files: dict[str, Package]) -> None:
        committed = self.flash.copy()
        committed.packages |= files
        self.startup = committed
        self.reload()

    # Shell

    def execute(self, user: str, command: str, stdin: str) -> Executed:
        """Run one line of the shell."""
        del user
        return ash.run(command, stdin, self.texts, self._tool)

    def _tool(self, words: list[str], stdin: str) -> Executed:
        """Run one program."""
        tools: dict[str, Callable[[list[str], str], Executed]] = {
            "uci": self._uci,
            "ubus": self._ubus,
            "sh": self._sh,
            "start-stop-daemon": self._process,
            "passwd": self._passwd,
            "reload_config": self._reload_config,
            "lldpcli": self._lldpcli,
            "ping": self._ping,
            "bridge": self._bridge,
            "df": lambda words, _: Executed(0, df(self, words[-1])),
        }
        tool = tools.get(words[0])
        if tool is None or (words[0] == "ubus" and not words[1:]):
            return Executed(127, "", f"ash: {words[0]}: not found\n")
        return tool(words[1:], stdin)

    def _sh(self, words: list[str], stdin: str) -> Executed:
        del stdin
        return ash.run(self.texts.get(words[0], "false"), "", self.texts, self._tool)

    def _process(self, words: list[str], stdin: str) -> Executed:
        """Start a script that sleeps first, or end it [C] BusyBox, start_stop_daemon.c."""
        del stdin
        match words:
            case ["-S", "-b", "-m", "-p", number, "-x", "/bin/sh", "--", script]:
                nap, _, rest = self.texts[script].partition("\n")
                work = partial(self._wake, rest)
                self.processes[number] = self.clock.schedule(float(nap.split()[1]), work)
                self.texts[number] = "4711\n"
                return Executed()
            case ["-K", "-q", "-p", number] if number in self.processes:
                self.processes.pop(number).cancel()
                return Executed()
            case _:
                return Executed(1, "", "start-stop-daemon: no process found\n")

    def _wake(self, script: str) -> None:
        ash.run(script, "", self.texts, self._tool)

    def _passwd(self, words: list[str], stdin: str) -> Executed:
        """Read a new password twice, as root, who is asked no old one [C] BusyBox, passwd.c."""
        said = f"Changing password for {words[0]}\nNew password: \nRetype password: \n"
        refusal = self._fault()
        new, again = (*stdin.split("\n"), "", "")[:2]
        text = shadow.changed(self.texts[shadow.PATH], words[0], new)
        if refusal or self.faults.flash_full or not new or new != again or text is None:
            return Executed(1, said, f"passwd: password for {words[0]} is unchanged\n")
        self.texts[shadow.PATH] = text
        return Executed(0, said, f"passwd: password for {words[0]} changed by root\n")

    def _reload_config(self, words: list[str], stdin: str) -> Executed:
        del words, stdin
        self.reload()
        return Executed()

    def _bridge(self, words: list[str], stdin: str) -> Executed:
        """Show what the bridge learned, and its own address, as [D] bridge(8) has it."""
        del stdin
        if words != ["fdb", "show", "br", "br-lan"]:
            return Executed(255, "", "Usage: bridge fdb show [ br BRDEV ]\n")
        rows = [f"{one.mac} dev {one.port} vlan {one.vlan} master br-lan"
                for one in self.occupants()]  # fmt: skip
        own = "02:00:00:00:00:01 dev br-lan vlan 1 master br-lan permanent"
        return Executed(0, "".join(f"{row}\n" for row in (*rows, own)))

    def _ping(self, words: list[str], stdin: str) -> Executed:
        del stdin
        try:
            address = ip_address(words[-1])
        except (IndexError, ValueError):
            return Executed(1, "", f"ping: bad address '{' '.join(words[-1:])}'\n")
        is_there = self.around is not None and self.around.answers(address)
        lost, got = (0, 2) if is_there else (100, 0)
        said = f"2 packets transmitted, {got} packets received, {lost}% packet loss\n"
        return Executed(0 if is_there else 1, f"PING {address}\n\n--- {address} ---\n{said}")

    def _lldpcli(self, words: list[str], stdin: str) -> Executed:
        del words, stdin
        return Executed(0, json.dumps(boards(self)["lldp"]()))

    # uci [C] cli.c

    def _uci(self, words: list[str], stdin: str) -> Executed:
        folder = STAGE
        if words[:1] == ["-P"]:
            folder, words = words[1].rstrip("/"), words[2:]
        verbs: dict[str, Callable[[str, list[str], str], Executed]] = {
            "export": self._export,
            "changes": self._changes,
            "batch": self._batch,
            "commit": self._commit,
            "revert": self._revert,
            "import": self._import,
        }
        verb = verbs.get(words[0]) if words else None
        if verb is None:
            return Executed(255, "", "Usage: uci [<options>] <command> [<arguments>]\n")
        return verb(folder, words[1:], stdin)

    @staticmethod
    def _folders(folder: str) -> tuple[str, ...]:
        return _COMMON if folder == STAGE else (STAGE, folder)

    def _export(self, folder: str, packages: list[str], _: str) -> Executed:
        config = self.view(self._folders(folder))
        if any(package not in config.packages for package in packages):
            return Executed(1, "", "uci: Entry not found\n")
        return Executed(0, config.text(tuple(packages)))

    def _changes(self, folder: str, _: list[str], __: str) -> Executed:
        rows = [
            f"{delta.shown(package)}\n"
            for place in self._folders(folder)
            for package, deltas in sorted(self.staged.get(place, {}).items())
            for delta in deltas
        ]
        return Executed(0, "".join(rows))

    def _batch(self, folder: str, _: list[str], stdin: str) -> Executed:
        """Carry out commands; what is refused is said, and is no failure of the whole."""
        view = self.view(self._folders(folder))
        said = [self._one(folder, view, line) for line in stdin.splitlines()]
        return Executed(0, "", "".join(said))

    def _commit(self, folder: str, packages: list[str], _: str) -> Executed:
        names = packages or sorted(self.staged.get(STAGE, {}))
        if folder != STAGE or self.write(STAGE, names):
            return Executed()
        return Executed(1, "", "uci: I/O error\n")

    def _revert(self, folder: str, packages: list[str], _: str) -> Executed:
        for package in packages:
            self.staged.get(folder, {}).pop(package, None)
        return Executed()

    def _import(self, _: str, __: list[str], stdin: str) -> Executed:
        fresh = UciConfig(self.grammar, self.flash.ports)
        if fresh.load(stdin):
            return Executed(1, "", "uci: Parse error (invalid command)\n")
        if self.faults.flash_full:
            return Executed(1, "", "uci: I/O error\n")
        committed = self.flash.copy()
        committed.packages |= fresh.packages
        self.startup = committed
        return Executed()

    def _one(self, folder: str, view: UciConfig, line: str) -> str:
        """Carry out one command of a batch; return what it says to standard error."""
        if refusal := self._fault():
            return refusal
        try:
            words = words_of(line)
            if not words:
                return ""
            package, delta, _ = view.run(words)
        except UciError as error:
            return f"{error}\n" if str(error) == UNKNOWN else f"uci: {error}\n"
        self.staged.setdefault(folder, {}).setdefault(package, []).append(delta)
        return ""

    def _fault(self) -> str:
        """Return why this command is refused, if it is to be."""
        faults = self.faults
        faults.lines_seen += 1
        if faults.drop_at_line and faults.lines_seen >= faults.drop_at_line:
            faults.drop_at_line = 0
            raise SessionLostError
        is_refused = faults.refuse_line and faults.lines_seen == faults.refuse_line
        return "uci: Invalid argument\n" if is_refused else ""

    # ubus

    def _ubus(self, words: list[str], stdin: str) -> Executed:
        del stdin
        objects = boards(self)
        if words[0] == "list":
            known = sorted(objects.keys() | ({"session", "uci"} if self.has_rpcd else set()))
            found = [name for name in known if name in words[1:]] if words[1:] else known
            return Executed(0 if found else NOT_FOUND, "".join(f"{name}\n" for name in found))
        match words:
            case ["call", path, method, *message]:
                try:
                    arguments = json.loads(message[0]) if message else {}
                except ValueError:
                    return Executed(255, "", "Failed to parse message data\n")
                return self._call(path, method, arguments)
            case _:
                return Executed(255, "", "Usage: ubus [<options>] <command> [arguments...]\n")

    def _call(self, path: str, method: str, message: dict[str, object]) -> Executed:
        if path in ("session", "uci") and self.has_rpcd:
            status, answer = self.rpcd.call(path, method, message)
            if method == "apply" and not status:
                drop, self.faults.drop_in_commit = self.faults.drop_in_commit, False
                if drop:
                    raise SessionLostError
        else:
            display = boards(self).get(f"{path} {method}")
            status, answer = (NOT_FOUND, {}) if display is None else (0, display())
        if status:
            return Executed(status, "", f"Command failed: {SAYS[status]}\n")
        is_told = answer or path not in ("session", "uci")
        return Executed(0, f"{json.dumps(answer, indent=1)}\n" if is_told else "")
