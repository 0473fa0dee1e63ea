"""The command line of H3C Comware 7: every line is live at once.

Sources: [D] Fundamentals command reference, Configuration file management (save, configuration
commit, configuration commit delay, configuration replace file, display diff) and CLI commands.
"""

from datetime import UTC, datetime
from difflib import unified_diff
from typing import Final

from parknet.lab.around_displays import COMWARE_COMMANDS as AROUND
from parknet.lab.around_displays import handlers as around_handlers
from parknet.lab.displays import interface_brief, lldp_brief
from parknet.lab.grammar import Refusal, View
from parknet.lab.hardware import COMWARE as HARDWARE
from parknet.lab.hardware import handlers as hardware_handlers
from parknet.lab.host_displays import COMWARE_COMMANDS
from parknet.lab.host_displays import handlers as host_handlers
from parknet.lab.shell import Handler, Question, SessionLostError, Shell, commands, section
from parknet.lab.tree import Config

VERSION: Final = "7.1.070, Release 6616P05"
_ANYWHERE: Final = (
    "display current-configuration",
    "display current-configuration interface <text>",
    "display saved-configuration",
    "display version",
    "display clock",
    "display startup",
    "display interface brief",
    *COMWARE_COMMANDS,
    *AROUND,
    *HARDWARE,
    "display lldp neighbor-information list",
    "display this",
    "display diff current-configuration configfile <word>",
    "display diff configfile <word> current-configuration",
    "display diff startup-configuration current-configuration",
    "display diff current-configuration startup-configuration",
    "save",
    "save force",
    "save <word>",
    "quit",
    "return",
)
_USER: Final = (
    "system-view",
    "screen-length disable",
    "undo screen-length disable",
    "reboot",
    "reboot force",
    "delete <word>",
)
_CONFIG: Final = (
    "configuration commit",
    "configuration commit delay <1-65535>",
    "configuration replace file <word>",
)
_TABLE: Final = commands(*_CONFIG, *_ANYWHERE)
_CHECKING: Final = (
    "Start to check configuration with next startup configuration file, please wait.\n"
)
_MAIN: Final = "flash:/startup.cfg"


class ComwareShell(Shell):
    """A Comware 7 session."""

    user_commands = commands(*_USER, *_ANYWHERE)
    erase = "\x1b[16D" + " " * 16 + "\x1b[16D"

    def banner(self) -> str:
        """Return the notice after login."""
        stars = "*" * 78
        maker = "* Copyright (c) 2004-2021 New H3C Technologies Co., Ltd."
        return f"\n{stars}\n{maker:<77}*\n{stars}\n"

    def config_commands(self) -> View:
        """Return the commands that configuration views take."""
        return _TABLE

    def edited(self, line: str) -> None:
        """Carry a change of an aggregate interface to its members, as class-two settings are."""
        if self.path and self.path[0].startswith("interface Bridge-Aggregation"):
            self._synchronise(self.path[0], line)
        super().edited(line)

    def _synchronise(self, key: str, line: str) -> None:
        words = line.split()
        first = words[1:2] if words[0] == "undo" else words[:1]
        if first != ["port"]:
            return
        number = key.removeprefix("interface Bridge-Aggregation")
        running = self.device.running
        for name, node in tuple(running.root.children.items()):
            group = node.children.get("port link-aggregation group")
            if group is not None and group.words[-1] == number:
                running.apply((name,), line)

    def handlers(self) -> dict[str, Handler]:
        """Return what each command does."""
        running, startup = self.device.running, self.device.startup
        return {
            **host_handlers(self.device),
            **around_handlers(self.device),
            **hardware_handlers(self.device),
            "system-view": lambda _: self._system_view(),
            "screen-length disable": lambda _: self._page(False),
            "undo screen-length disable": lambda _: self._page(True),
            "reboot": lambda _: self._reboot(),
            "reboot force": lambda _: self._restart(),
            "delete <word>": lambda words: self._delete(words[-1]),
            "save": lambda _: self._save(),
            "save force": lambda _: self._save_force(),
            "save <word>": lambda words: self._save_as(words[-1]),
            "configuration commit": lambda _: self._commit(),
            "configuration commit delay <1-65535>": lambda words: self._commit_delay(
                int(words[-1])
            ),
            "configuration replace file <word>": lambda words: self._replace(words[-1]),
            "display current-configuration": lambda _: self._whole(running),
            "display current-configuration interface <text>": lambda words: self._section(words[3]),
            "display saved-configuration": lambda _: self._whole(startup),
            "display version": lambda _: self._version(),
            "display clock": lambda _: f"{self._time()}\n",
            "display startup": lambda _: (
                f"MainBoard:\n Current startup saved-configuration file: {_MAIN}(*)\n"
                f" Next main startup saved-configuration file: {_MAIN}\n"
            ),
            "display interface brief": lambda _: interface_brief(self.device),
            "display lldp neighbor-information list": lambda _: lldp_brief(self.device),
            "display this": lambda _: running.text(self.path or ()) + "return\n",
            "display diff current-configuration configfile <word>": (
                lambda words: self._diff(running, self._file(words[-1]))
            ),
            "display diff configfile <word> current-configuration": (
                lambda words: self._diff(self._file(words[3]), running)
            ),
            "display diff startup-configuration current-configuration": (
                lambda _: self._diff(startup, running)
            ),
            "display diff current-configuration startup-configuration": (
                lambda _: self._diff(running, startup)
            ),
            "quit": lambda _: self.leave(),
            "return": lambda _: self.to_user_view(),
        }

    def _system_view(self) -> str:
        self.path = ()
        return "System View: return to User View with Ctrl+Z.\n"

    def _page(self, pages: bool) -> str:
        self.pages = pages
        return ""

    # Timed changes

    def _commit(self) -> str:
        if self.device.trial is None:
            return "The configuration commit delay is not set.\n"
        self.device.stop_trial()
        return "The configuration has been committed.\n"

    def _commit_delay(self, minutes: int) -> str:
        before = (
            self.device.trial.before
            if self.device.trial is not None
            else self.device.running.copy()
        )
        self.device.start_trial(before, minutes * 60.0, "")
        return ""

    def _replace(self, name: str) -> str:
        wanted = self._file(name)
        if wanted is None:
            return "The specified file does not exist.\n"

        def go() -> str:
            self.device.replace_running(wanted.copy())
            return "Now replacing the current configuration. Please wait ...\nSucceeded.\n"

        def save_first() -> str:
            return self._save_force() + go()

        return self.ask(
            "Current configuration will be lost, save current configuration? [Y/N]:", save_first, go
        )

    # Files

    def _file(self, name: str) -> Config | None:
        if name.removeprefix("flash:/") == _MAIN.removeprefix("flash:/"):
            return self.device.startup
        return self.device.files.get(name.removeprefix("flash:/"))

    def _delete(self, name: str) -> str:
        short = name.removeprefix("flash:/")
        if short not in self.device.files:
            return f"The file flash:/{short} doesn't exist.\n"

        def go() -> str:
            del self.device.files[short]
            return "Deleting the file permanently will take a long time. Please wait...\nDone.\n"

        return self.ask(f"Delete flash:/{short}? [Y/N]:", go)

    def _diff(self, old: Config | None, new: Config | None) -> str:
        if old is None or new is None:
            return "The specified file does not exist.\n"
        rows = unified_diff(
            old.text(salted=False).splitlines(),
            new.text(salted=False).splitlines(),
            n=3,
            lineterm="",
        )
        return "".join(f"{row}\n" for row in rows)

    def _save(self) -> str:
        def write() -> str:
            return self._save_force()

        def name_it() -> str:
            def named(typed: str) -> str:
                if typed and not typed.endswith(".cfg"):
                    return "The file name is invalid (does not end with .cfg).\n"
                return self.ask(f"{_MAIN} exists, overwrite? [Y/N]:", write)

            self.question = Question(
                f"Please input the file name(*.cfg)[{_MAIN}]\n"
                "(To leave the existing filename unchanged, press the enter key):",
                named,
            )
            return ""

        return self.ask(
            "The current configuration will be written to the device. Are you sure? [Y/N]:", name_it
        )

    def _save_force(self) -> str:
        if not self.device.save():
            return "Failed to save the current configuration: not enough space.\n"
        return (
            "Validating file. Please wait...\n"
            "Saved the current configuration to mainboard device successfully.\n"
        )

    def _save_as(self, name: str) -> str:
        short = name.removeprefix("flash:/")
        if not short.endswith(".cfg"):
            return "The file name is invalid (does not end with .cfg).\n"

        def write() -> str:
            if self.device.faults.flash_full:
                return "Failed to save the current configuration: not enough space.\n"
            self.device.files[short] = self.device.running.copy()
            return "Saving the current configuration to the file. Please wait...\nSaved.\n"

        def check() -> str:
            if short in self.device.files:
                return self.ask(f"flash:/{short} exists, overwrite? [Y/N]:", write)
            return write()

        return self.ask(
            f"The current configuration will be saved to flash:/{short}. Continue? [Y/N]:", check
        )

    def _reboot(self) -> str:
        def sure() -> str:
            return self.ask("This command will reboot the device. Continue? [Y/N]:", self._restart)

        def save_first() -> str:
            return self._save_force() + sure()

        if self.device.running.same(self.device.startup):
            return _CHECKING + sure()
        self.ask(
            "Current configuration may be lost after the reboot, save current configuration? "
            "[Y/N]:",
            save_first,
            sure,
        )
        return _CHECKING

    def _restart(self) -> str:
        self.device.restart()
        raise SessionLostError

    # Displays

    def _time(self) -> str:
        return datetime.fromtimestamp(self.device.clock.now(), UTC).strftime(
            "%H:%M:%S.000 UTC %a %m/%d/%Y"
        )

    @staticmethod
    def _whole(config: Config) -> str:
        return f"#\n version {VERSION}\n{config.text()}return\n"

    def _section(self, interface: str) -> str:
        found = section(self.device.running, interface)
        return found + "return\n" if found else self.refused(Refusal("wrong", 0))

    def _version(self) -> str:
        return (
            f"H3C Comware Software, Version {VERSION}\n"
            "Copyright (c) 2004-2021 New H3C Technologies Co., Ltd. All rights reserved.\n"
            f"H3C {self.device.model} uptime is 0 weeks, 1 day, 0 hours, 0 minutes\n"
        )
