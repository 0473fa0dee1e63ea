"""The command line of Ruijie RGOS: every line is live at once, and no timer takes it back.

Sources: [D] RG-S2910-H and RG-S6120 series RGOS 11.4 configuration guides, System Configuration:
CLI, Basic Management, File System (`copy`, `delete`); IP Routing, OSPFv2 (`router-id` asks).
`write`, `copy flash:config.text …`, `delete`, `reload` and the head of `show running-config` as in
sessions that people published. [U] `copy running-config flash:…`; what a full flash says.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from parknet.lab.cisco.cisco_shell import EXEC, CiscoShell, table
from parknet.lab.grammar import Refusal
from parknet.lab.hardware import room
from parknet.lab.rgos.around import COMMANDS as AROUND
from parknet.lab.rgos.around import handlers as around_handlers
from parknet.lab.rgos.facts import privilege_of
from parknet.lab.rgos.hosts import COMMANDS as HOSTS
from parknet.lab.rgos.hosts import handlers as host_handlers
from parknet.lab.shell import Handler, Question, SessionLostError, commands, section
from parknet.lab.tree import Config

VERSION: Final = "RGOS 11.4(1)B70P2"
MAIN: Final = "config.text"
_FULL: Final = "% No space left on device.\n"
_SHOW: Final = (
    "show running-config",
    "show running-config interface <any>",
    "show startup-config",
    "show version",
    "show clock",
    "show interfaces status",
    "show lldp neighbors",
    "show vlan",
    "show reload",
    "show ap-config summary",
    *AROUND,
    *HOSTS,
)
_EXEC: Final = (
    *_SHOW,
    "write",
    "write memory",
    "copy running-config startup-config",
    "copy running-config <word>",
    "copy <word> <word>",
    "more <word>",
    "delete <word>",
    "dir",
    "reload",
    "reload in <word>",
    "reload in <word> <text>",
    "reload cancel",
    "clear logging",
)


class RgosShell(CiscoShell):
    """An RGOS session."""

    user_commands = commands(*EXEC, *(line.replace("<any>", "<text>") for line in _EXEC))
    config_table = table(
        *(line.replace("<any>", "<text>") for line in _SHOW),
        leaving=frozenset({"exit-address-family"}),
    )
    open_to_all = CiscoShell.open_to_all | {"show version", "show clock"}

    def starts_privileged(self) -> bool:
        """Return whether the user's level is 15."""
        return privilege_of(self.device.running, self.user) == 15

    def entered_configuration(self) -> str:
        """Return what is printed when configuration begins."""
        return "Enter configuration commands, one per line.  End with CNTL/Z.\n"

    def config_handlers(self) -> dict[str, Handler]:
        """Return what displays print within configuration too [D] CLI, 11.4: without `do`."""
        return self._shows()

    def exec_handlers(self) -> dict[str, Handler]:
        """Return what each exec command does."""
        device = self.device
        return {
            **self._shows(),
            "write": lambda _: self._write(),
            "write memory": lambda _: self._write(),
            "copy running-config startup-config": lambda _: self._write(),
            "copy running-config <word>": lambda words: self._copy(self.device.running, words[-1]),
            "copy <word> <word>": lambda words: self._copy(self._file(words[1]), words[2]),
            "more <word>": lambda words: self._more(words[1]),
            "delete <word>": lambda words: self._delete(words[1]),
            "dir": lambda _: self._dir(),
            "reload": lambda _: self._reload(),
            "reload in <word>": lambda words: self._reload_in(words[2], ""),
            "reload in <word> <text>": lambda words: self._reload_in(words[2], words[3]),
            "reload cancel": lambda _: (
                "" if device.cancel_reboot() else "% No reload is scheduled.\n"
            ),
            "clear logging": lambda _: "",
        }

    def _shows(self) -> dict[str, Handler]:
        device = self.device
        return {
            **around_handlers(device),
            **host_handlers(device),
            "show running-config": lambda _: _whole(device.running),
            "show running-config interface <text>": lambda words: self._section(words[3]),
            "show startup-config": lambda _: device.startup.text() + "end\n",
            "show version": lambda _: self._version(),
            "show clock": lambda _: f"{self._time()}\n",
            "show interfaces status": lambda _: self._status(),
            "show lldp neighbors": lambda _: self._lldp(),
            "show vlan": lambda _: self._vlans(),
            "show reload": lambda _: self._due(),
            "show ap-config summary": lambda _: self._aps(),
        }

    # Configuration

    def _configure(self, line: str, as_command: Refusal) -> str:
        """Ask before a process of OSPF that runs takes another router ID, as devices do [D]."""
        if self.path and self._renames_process(line):
            self.question = Question(
                "Change router-id and update OSPF process! [yes/no]:",
                lambda typed: (
                    super(RgosShell, self)._configure(line, as_command)
                    if typed.lower() in ("y", "yes")
                    else ""
                ),
            )
            return ""
        return super()._configure(line, as_command)

    def _renames_process(self, line: str) -> bool:
        if not self.path or not self.path[0].startswith(("router ospf", "ipv6 router ospf")):
            return False
        words = line.split()
        held = self.device.running.node(self._standing()).children.get("router-id")
        is_set = words[:1] == ["router-id"] and held is not None and held.words != tuple(words)
        return is_set or (words[:2] == ["no", "router-id"] and held is not None)

    # Files

    def _write(self) -> str:
        if not self.device.save():
            return f"Building configuration...\n{_FULL}"
        return "Building configuration...\n[OK]\n"

    def _file(self, name: str) -> Config | None:
        short = _short(name)
        return self.device.startup if short == MAIN else self.device.files.get(short)

    def _copy(self, source: Config | None, target: str) -> str:
        short = _short(target)
        if source is None:
            return "% No such file or directory.\n"

        def go() -> str:
            if self.device.faults.flash_full:
                return _FULL
            if short == MAIN:
                self.device.startup = source.copy()
            else:
                self.device.files[short] = source.copy()
            return "!\nCopy success.\n"

        if self._file(target) is None:
            return go()
        return self._yes_or_no(f"Do you want to overwrite [flash:/{short}]? [Y/N]:", go)

    def _delete(self, name: str) -> str:
        short = _short(name)
        if short not in self.device.files:
            return "% No such file or directory.\n"

        def go() -> str:
            del self.device.files[short]
            return "Delete success.\n"

        return self._yes_or_no(f"Do you want to delete [flash:/{short}]? [Y/N]:", go)

    def _more(self, name: str) -> str:
        found = self._file(name)
        return "% No such file or directory.\n" if found is None else found.text() + "end\n"

    def _dir(self) -> str:
        rows = [f"  {at:>2}  -rw-  {1024:>8}  {name}" for at, name in enumerate(self._names(), 1)]
        head, _, tail = room(self.device).partition("\n")
        return f"{head}\n" + "".join(f"{row}\n" for row in rows) + tail

    def _names(self) -> list[str]:
        return sorted((MAIN, *self.device.files))

    def _yes_or_no(self, text: str, go: Callable[[], str]) -> str:
        def answer(typed: str) -> str:
            return go() if typed.lower() in ("y", "yes") else ""

        self.question = Question(text, answer)
        return ""

    def _reload(self) -> str:
        def restart() -> str:
            self.device.restart()
            raise SessionLostError

        return self._yes_or_no("Reload system?(Y/N)", restart)

    def _reload_in(self, minutes: str, reason: str) -> str:
        """Restart later; [U] its words, and that it does not ask."""
        if not minutes.isdigit():
            return self.refused(Refusal("wrong", len("reload in ")))
        self.device.schedule_reboot(int(minutes) * 60.0, reason)
        return f"System will reload in {int(minutes) * 60} seconds.\n"

    def _due(self) -> str:
        reboot = self.device.reboot
        if reboot is None:
            return "No reload is scheduled.\n"
        left = int(max(0.0, reboot.due_s - self.device.clock.now()))
        return f"Reload scheduled in {left} seconds.\nReload reason: {self.device.reboot_reason}\n"

    # Displays

    def _section(self, interface: str) -> str:
        found = section(self.device.running, interface)
        return found or self.refused(Refusal("wrong", 0))

    def _time(self) -> str:
        return datetime.fromtimestamp(self.device.clock.now(), UTC).strftime(
            "%H:%M:%S UTC %a, %b %d, %Y"
        )

    def _version(self) -> str:
        model = self.device.model
        passed = int(self.device.clock.now() - self.device.booted_s)
        days, rest = divmod(passed, 86_400)
        hours, rest = divmod(rest, 3_600)
        started = datetime.fromtimestamp(self.device.booted_s, UTC)
        rows = (
            ("System description", self.device.grammar.software.format(model=model)),
            ("System start time", f"{started:%Y-%m-%d %H:%M:%S}"),
            ("System uptime", f"{days}:{hours:02}:{rest // 60:02}:{rest % 60:02}"),
            ("System hardware version", "1.00"),
            ("System software version", f"{model}_{VERSION}"),
            ("System patch number", "NA"),
            ("System serial number", self.device.serial or _serial(self.device.name)),
            ("System boot version", "1.2.25"),
        )
        return "".join(f"{name:<24}: {value}\n" for name, value in rows)

    def _status(self) -> str:
        view = self.device.look()
        head = f"{'Interface':<40}{'Status':<10}{'Vlan':<7}{'Duplex':<9}{'Speed':<10}Type\n"
        rows = [head, f"{'-' * 90}\n"]
        for port in view.ports if view is not None else ():
            if port.name.startswith(("VLAN", "Loopback")):
                continue
            state = "up" if port.oper == "up" else "down" if port.admin_up else "disabled"
            duplex = port.duplex.capitalize() if port.oper == "up" else "Unknown"
            speed = f"{port.speed_bps // 10**6}M" if port.speed_bps else "Unknown"
            rows.append(
                f"{port.name:<40}{state:<10}{self._vlan_of(port.name):<7}{duplex:<9}{speed:<10}"
                "copper\n"
            )
        return "".join(rows)

    def _vlan_of(self, name: str) -> str:
        node = self.device.running.find(f"interface {name}")
        mode = node.children.get("switchport mode") if node is not None else None
        if mode is not None:
            return mode.words[-1]
        vlan = node.children.get("switchport access vlan") if node is not None else None
        return vlan.words[-1] if vlan is not None else "1"

    def _lldp(self) -> str:
        view = self.device.look()
        near = view.neighbours if view is not None else ()
        head = (
            "Capability codes: \n    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device"
            "\n    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other\n"
            f"{'System Name':<25}{'Local Intf':<25}{'Port ID':<28}{'Capability':<14}Aging-time\n"
        )
        rows = [
            f"{one.remote_name:<25}{one.port_name:<25}{one.remote_port:<28}{'B, R':<14}"
            "1minutes 55seconds\n"
            for one in near
        ]
        return head + "".join(rows) + f"Total entries displayed: {len(rows)}\n"

    def _aps(self) -> str:
        """Return the access points of a controller; a switch has none. [U] the widths."""
        view = self.device.look()
        aps = view.aps if view is not None else ()
        online = sum(ap.up for ap in aps)
        rows = [
            f"{ap.name:<33}{ap.address.ip if ap.address else '-':<16}{_dotted(ap.mac):<16}"
            f"{'Run' if ap.up else 'Quit'}\n"
            for ap in aps
        ]
        return (
            f"========= show ap status =========\nOnline AP number: {online}\n"
            f"Offline AP number: {len(aps) - online}\n\n"
            f"{'AP Name':<33}{'IP Address':<16}{'Mac Address':<16}State\n{'-' * 72}\n"
            + "".join(rows)
        )

    def _vlans(self) -> str:
        rows = [f"{'VLAN':<5}{'Name':<33}{'Status':<10}Ports\n", f"{'-' * 80}\n"]
        root = self.device.running.root.children
        for number in sorted(int(key[5:]) for key in root if key.startswith("vlan ")):
            named = root[f"vlan {number}"].children.get("name")
            name = named.words[-1] if named is not None else f"VLAN{number:04}"
            rows.append(f"{number:>4} {name:<33}{'STATIC':<10}\n")
        return "".join(rows)


def _short(name: str) -> str:
    return name.removeprefix("flash:").lstrip("/")


def _dotted(mac: bytes) -> str:
    digits = mac.hex()
    return ".".join(digits[at : at + 4] for at in range(0, 12, 4))


def _serial(name: str) -> str:
    return "G1" + "".join(f"{ord(letter) % 36:02}" for letter in name)[:11].upper()


def _whole(config: Config) -> str:
    """Return a configuration as it is shown: without a mark before its first line."""
    text = config.text().removeprefix("!\n")
    return (
        f"Building configuration...\nCurrent configuration: {len(text)} bytes\n\n"
        f"version {VERSION}\n{text}end\n"
    )
