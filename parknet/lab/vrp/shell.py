"""The command line of Huawei VRP, one-stage (VRP5) and two-stage (VRP8).

Sources: [D] NetEngine 8000 V800R command reference, Configuration management (commit, commit trial,
abort trial, display configuration candidate, schedule reboot); S5700 V200R command reference, Basic
configuration (save, reboot, compare configuration). [U] `commit persist ID` confirming a trial.
"""

from typing import Final

from parknet.lab.around_displays import VRP_COMMANDS as AROUND
from parknet.lab.around_displays import handlers as around_handlers
from parknet.lab.device import Device
from parknet.lab.displays import interface_brief, lldp_brief
from parknet.lab.grammar import Refusal, View
from parknet.lab.hardware import VRP as HARDWARE
from parknet.lab.hardware import handlers as hardware_handlers
from parknet.lab.host_displays import VRP_COMMANDS
from parknet.lab.host_displays import handlers as host_handlers
from parknet.lab.shell import (
    Handler,
    Question,
    SessionLostError,
    Shell,
    changed_lines,
    commands,
    section,
)
from parknet.lab.tree import Config, Path
from parknet.lab.vrp.saving import (
    SAVED_AS,
    compare,
    moment,
    reboot,
    reboot_status,
    save,
    save_as,
    schedule,
    unschedule,
)

VERSIONS: Final = {
    "vrp5": "V200R021C10SPC600",
    "vrp5_ac": "V200R021C00SPC200",
    "vrp8": "V200R020C10SPC600",
}
_DISPLAYS: Final = (
    "display current-configuration",
    "display current-configuration interface <text>",
    "display saved-configuration",
    "display version",
    "display clock",
    "display startup",
    "display interface brief",
    "display lldp neighbor brief",
    "display this",
    "display configuration candidate",
    "display configuration candidate changes",
    "display configuration candidate merge",
    "display configuration trial status",
    "display schedule reboot",
    *VRP_COMMANDS,
    *AROUND,
    *HARDWARE,
    "quit",
    "return",
)
_TWO_STAGE: Final = (
    "commit",
    "commit label <word>",
    "commit description <text>",
    "commit trial",
    "commit trial <60-65535>",
    "commit trial <60-65535> persist <word>",
    "commit persist <word>",
    "abort trial",
    "abort trial persist <word>",
    "clear configuration candidate",
)
_USER: Final = (
    "system-view",
    "system-view immediately",
    "screen-length <0-512> temporary",
    "save",
    "save <word>",
    "compare configuration",
    "reboot",
    "schedule reboot delay <word>",
    "undo schedule reboot",
    "rollback configuration to file <word>",
    "rollback configuration last <1-80>",
)


_IN_TRIAL: Final = "Error: The system is in the trial configuration mode. Please try again later.\n"
_ONE_STAGE_TABLE: Final = commands(*_DISPLAYS)
_TWO_STAGE_TABLE: Final = commands(*_TWO_STAGE, *_DISPLAYS)


class VrpShell(Shell):
    """A VRP session. On VRP8 lines go into this session's candidate until `commit`."""

    user_commands = commands(*_USER, *_DISPLAYS)

    def __init__(self, device: Device, user: str) -> None:
        super().__init__(device, user)
        self.candidate: Config | None = None  # two-stage: what `commit` would make run
        self.based_on: Config | None = None  # what ran when the candidate was made
        self.entered: list[tuple[Path, str]] = []
        self.is_immediate = device.os != "vrp8"

    def banner(self) -> str:
        """Return the terminal notice."""
        return (
            "\nInfo: The max number of VTY users is 5, the number of current VTY users online is "
            "1, and total number of terminal users online is 1.\n"
            f"      The current login time is {moment(self.device.clock.now())}.\n"
        )

    def config_commands(self) -> View:
        """Return the commands that configuration views take."""
        return _ONE_STAGE_TABLE if self.is_immediate else _TWO_STAGE_TABLE

    def mark(self) -> str:
        """Return `~`, or `*` where something is not committed; nothing in one-stage mode."""
        if self.is_immediate:
            return ""
        return "*" if self.entered else "~"

    def editing(self) -> Config:
        """Return the running configuration, or this session's candidate."""
        if self.is_immediate:
            return self.device.running
        if self.candidate is None or (
            not self.entered and self.based_on is not self.device.running
        ):
            self.based_on = self.device.running
            self.candidate = self.device.running.copy()
        return self.candidate

    def _configure(self, line: str, as_command: Refusal) -> str:
        self._stood = self.path or ()
        return super()._configure(line, as_command)

    def edited(self, line: str) -> None:
        """Note what is to be committed, or tell that the running configuration changed."""
        if self.is_immediate:
            super().edited(line)
        else:
            self.entered.append((self._stood, line))

    def handlers(self) -> dict[str, Handler]:
        """Return what each command does."""
        return {
            **host_handlers(self.device),
            **around_handlers(self.device),
            **hardware_handlers(self.device),
            "system-view": lambda _: self._system_view(self.device.os != "vrp8"),
            "system-view immediately": lambda _: self._system_view(True),
            "screen-length <0-512> temporary": self._screen_length,
            "save": lambda _: save(self),
            "save <word>": lambda words: save_as(self, words[-1]),
            "compare configuration": lambda _: compare(self),
            "reboot": lambda _: reboot(self),
            "schedule reboot delay <word>": lambda words: schedule(self, words[-1]),
            "undo schedule reboot": lambda _: unschedule(self),
            "rollback configuration to file <word>": lambda words: self._roll_back_file(words[-1]),
            "rollback configuration last <1-80>": lambda words: self._roll_back(int(words[-1])),
            "display current-configuration": lambda _: (
                self._header() + self._whole(self.device.running)
            ),
            "display current-configuration interface <text>": lambda words: self._section(words[3]),
            "display saved-configuration": lambda _: (
                self._header() + self._whole(self.device.startup)
            ),
            "display version": lambda _: self._version(),
            "display clock": lambda _: f"{moment(self.device.clock.now())}\nTime Zone(UTC) : UTC\n",
            "display startup": lambda _: self._startup(),
            "display interface brief": lambda _: interface_brief(self.device),
            "display lldp neighbor brief": lambda _: lldp_brief(self.device),
            "display this": lambda _: self.editing().text(self.path or ()) + "return\n",
            "display configuration candidate": lambda _: self._whole(self.editing()),
            "display configuration candidate merge": lambda _: self._whole(self.editing()),
            "display configuration candidate changes": lambda _: self._changes(),
            "display configuration trial status": lambda _: self._trial_status(),
            "display schedule reboot": lambda _: reboot_status(self),
            "quit": lambda _: self._quit(),
            "return": lambda _: self._return(),
            "commit": lambda _: self._commit(),
            "commit label <word>": lambda _: self._commit(),
            "commit description <text>": lambda _: self._commit(),
            "commit trial": lambda _: self._commit_trial(600, ""),
            "commit trial <60-65535>": lambda words: self._commit_trial(int(words[2]), ""),
            "commit trial <60-65535> persist <word>": (
                lambda words: self._commit_trial(int(words[2]), words[4])
            ),
            "commit persist <word>": lambda words: self._confirm(words[2]),
            "abort trial": lambda _: self._abort(""),
            "abort trial persist <word>": lambda words: self._abort(words[3]),
            "clear configuration candidate": lambda _: self._clear(),
        }

    # Views

    def _system_view(self, immediate: bool) -> str:
        self.is_immediate = immediate
        self.path = ()
        return "Enter system view, return user view with Ctrl+Z.\n"

    def _screen_length(self, words: tuple[str, ...]) -> str:
        self.pages = words[1] != "0"
        return "Info: The configuration takes effect on the current user terminal interface only.\n"

    def _quit(self) -> str:
        return self._ask_uncommitted() if self.path == () and self.entered else self.leave()

    def _return(self) -> str:
        if self.path is None:
            return ""
        return self._ask_uncommitted() if self.entered else self.to_user_view()

    def _ask_uncommitted(self) -> str:
        text = (
            "Warning: Uncommitted configurations found. Are you sure to commit them before "
            "exiting? [Y(yes)/N(no)/C(cancel)]:"
        )

        def answer(typed: str) -> str:
            choice = typed[:1].lower()
            if choice == "y":
                said = self._commit()
                self.path = self.path if said else None
                return said
            if choice == "n":
                self._clear()
                self.path = None
            elif choice != "c":
                self.question = Question(text, answer)
            return ""

        self.question = Question(text, answer)
        return ""

    # Two stages

    def _changes(self) -> str:
        """Return the candidate's lines with `+` and `-` before those that differ, by view."""
        old = self.device.running.text(salted=False)
        new = self.editing().text(salted=False)
        rows, shown = [], ""
        for sign, view, line in changed_lines(old, new):
            if view not in (line, shown):
                rows += ["  #", f"  {view}"]
            shown = view
            rows.append(f"{sign} {line}" if not line.startswith(" ") else f" {sign}{line}")
        return "".join(f"{row}\n" for row in rows)

    def _merged(self) -> Config | None:
        """Return what would run: the candidate, or its lines on what others committed meanwhile."""
        if self.based_on is self.device.running and self.candidate is not None:
            return self.candidate
        merged = self.device.running.copy()
        for path, line in self.entered:
            try:
                done = merged.apply(path, line)
            except KeyError:
                return None
            if done.is_refused:
                return None
        return merged

    def _commit(self) -> str:
        trial = self.device.trial
        if trial is not None and not self.entered:
            return "" if trial.persist else self._confirm("")
        refusal = self._take_effect()
        if not refusal:
            self._break_if_planted()
        return refusal

    def _take_effect(self) -> str:
        """Make the candidate run; return why not, in the device's words, or nothing."""
        if self.device.trial is not None:
            return _IN_TRIAL
        if not self.entered:
            return ""
        merged = self._merged()
        if merged is None:
            return "Error: The configuration conflicts with the running configuration.\n"
        self.entered, self.candidate = [], None
        self.device.replace_running(merged)
        return ""

    def _break_if_planted(self) -> None:
        drop, self.device.faults.drop_in_commit = self.device.faults.drop_in_commit, False
        if drop:
            raise SessionLostError

    def _commit_trial(self, seconds: int, persist: str) -> str:
        before = self.device.running
        refusal = self._take_effect()
        if refusal or self.device.running is before:
            return refusal
        self.device.start_trial(before, seconds, persist)
        self._break_if_planted()
        return (
            "Committing..done.\nInfo: The system enters the trial configuration mode. The "
            "system will revert to previous configuration if the trial configuration is not "
            f"confirmed in {seconds} seconds.\n"
        )

    def _confirm(self, persist: str) -> str:
        trial = self.device.trial
        if trial is None or trial.persist != persist:
            return "Error: The trial configuration does not exist.\n"
        self.device.stop_trial()
        return "Info: The trial configuration is confirmed.\n"

    def _abort(self, persist: str) -> str:
        trial = self.device.trial
        if trial is None or trial.persist != persist:
            return "Error: The trial configuration does not exist.\n"

        def yes() -> str:
            self.device.revert()
            return "Info: The system has reverted to the previous configuration.\n"

        return self.ask(
            "Warning: The trial configuration will be rolled back. Continue? [Y/N]:", yes
        )

    def _trial_status(self) -> str:
        trial = self.device.trial
        if trial is None:
            return "Info: No trial configuration.\n"
        left = trial.timer.due_s - self.device.clock.now()
        return (
            f"Trial status: ACTIVE\nPersist ID: {trial.persist or '-'}\nTime left: {left:.0f}(s)\n"
        )

    def _clear(self) -> str:
        self.entered, self.candidate = [], None
        return ""

    def _roll_back_file(self, name: str) -> str:
        found = self.device.files.get(name.removeprefix("flash:/"))
        return self._roll_back_to(found)

    def _roll_back(self, steps: int) -> str:
        points = self.device.points
        return self._roll_back_to(points[-steps] if steps <= len(points) else None)

    def _roll_back_to(self, config: Config | None) -> str:
        if self.device.os != "vrp8":
            return self.refused(Refusal("unrecognized", 0))
        if config is None:
            return "Error: The rollback point or file does not exist.\n"

        def yes() -> str:
            self.device.replace_running(config.copy())
            return "Info: Succeeded in rolling back the configuration.\n"

        return self.ask(
            "Warning: This operation will revert configuration changes. Continue? [Y/N]:", yes
        )

    # Displays

    def _header(self) -> str:
        rows = [f"!Software Version {VERSIONS[self.device.os]}"]
        if self.device.os == "vrp8":
            rows += [
                f"!Last configuration was updated at {moment(self.device.changed_s)}",
                f"!Last configuration was saved at {moment(self.device.saved_s)}",
            ]
        return "".join(f"{row}\n" for row in rows)

    @staticmethod
    def _whole(config: Config) -> str:
        return config.text() + "return\n"

    def _section(self, interface: str) -> str:
        found = section(self.device.running, interface)
        return found + "return\n" if found else "Error: The interface does not exist.\n"

    def _version(self) -> str:
        release = "8.200" if self.device.os == "vrp8" else "5.170"
        days = int(self.device.clock.now() - self.device.booted_s) // 86_400
        return (
            "Huawei Versatile Routing Platform Software\n"
            f"VRP (R) software, Version {release} "
            f"({self.device.model} {VERSIONS[self.device.os]})\n"
            f"HUAWEI {self.device.model} uptime is {days} days, 0 hour, 0 minute\n"
        )

    def _startup(self) -> str:
        return (
            "MainBoard:\n"
            f"  Startup saved-configuration file:           {SAVED_AS}\n"
            f"  Next startup saved-configuration file:      {SAVED_AS}\n"
        )
