"""Saving and restarting on Huawei VRP, with the questions it asks.

Sources: [D] S5700 V200R command reference, Basic configuration (save, compare configuration,
reboot) and Device management (schedule reboot).
"""

from datetime import UTC, datetime
from typing import Final

from parknet.lab.grammar import Refusal
from parknet.lab.shell import SessionLostError, Shell, changed_lines

SAVED_AS: Final = "flash:/vrpcfg.zip"
_NO_SPACE: Final = "Error: Failed to save the configuration: the space of flash is not enough.\n"
_SAVE_FIRST: Final = (
    "Warning: All the configuration will be saved to the configuration file for the next startup:"
    f"{SAVED_AS}, Continue?[Y/N]:"
)
_COMPARING: Final = "Info: The system is now comparing the configuration, please wait.\n"


def moment(at: float) -> str:
    """Return a time as VRP prints it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S+00:00")


def save(shell: Shell) -> str:
    """Write the running configuration for the next start, once that is confirmed."""

    def yes() -> str:
        if not shell.device.save():
            return _NO_SPACE
        return (
            "Now saving the current configuration to the slot 0.\n"
            "Info: Save the configuration successfully.\n"
        )

    text = (
        f"Warning: The current configuration will be written to {SAVED_AS}. Continue? [Y/N]:"
        if shell.device.os == "vrp8"
        else "The current configuration will be written to the device.\n"
        "Are you sure to continue?[Y/N]"
    )
    return shell.ask(text, yes)


def save_as(shell: Shell, name: str) -> str:
    """Write the running configuration to a file, once that is confirmed."""

    def yes() -> str:
        if shell.device.faults.flash_full:
            return _NO_SPACE
        shell.device.files[name] = shell.device.running.copy()
        return "Info: Save the configuration successfully.\n"

    text = f"Warning: Are you sure to save the configuration to flash:/{name}? [Y/N]:"
    if name in shell.device.files:
        overwrite = f"flash:/{name} exists, overwrite? [Y/N]:"
        return shell.ask(text, lambda: shell.ask(overwrite, yes))
    return shell.ask(text, yes)


def compare(shell: Shell) -> str:
    """Return whether what runs is what the next start will run, and the first differences."""
    if shell.device.running.same(shell.device.startup):
        return (
            "The current configuration is the same as the next startup configuration file.\n"
            if shell.device.os == "vrp8"
            else "Info: The current configuration is the same as the next startup configuration.\n"
        )
    now = shell.device.running.text(salted=False)
    then = shell.device.startup.text(salted=False)
    differ = changed_lines(then, now)
    current = "".join(f"  {line}\n" for sign, _, line in differ if sign == "+")
    saved = "".join(f"  {line}\n" for sign, _, line in differ if sign == "-")
    return (
        "Warning: The current configuration is not the same as the next startup configuration. "
        "There may be several differences, and the following are some configurations beginning "
        f"from the first:\n====== Current configuration ======\n{current}"
        f"====== Configuration file ======\n{saved}"
    )


def reboot(shell: Shell) -> str:
    """Restart, asking first whether to SAVE what runs: yes would keep a bad change."""

    def go() -> str:
        shell.device.restart()
        raise SessionLostError

    def sure() -> str:
        return shell.ask("System will reboot! Continue?[Y/N]:", go)

    def save_first() -> str:
        if not shell.device.save():
            return "Error: Failed to save the configuration.\n"
        return sure()

    if shell.device.running.same(shell.device.startup):
        return sure()
    said = _COMPARING
    shell.ask(_SAVE_FIRST, save_first, sure)
    return said


def schedule(shell: Shell, typed: str) -> str:
    """Restart after a delay, `mm` or `hh:mm`, asking first whether to save what runs."""
    hours, colon, minutes = typed.rpartition(":")
    if not minutes.isdigit() or (colon and not hours.isdigit()):
        return shell.refused(Refusal("wrong", len("schedule reboot delay ")))
    total = int(hours or 0) * 60 + int(minutes)

    def go() -> str:
        shell.device.schedule_reboot(total * 60.0)
        return ""

    def sure() -> str:
        due = moment(shell.device.clock.now() + total * 60.0)
        said = f"Info: Reboot system at {due} (in {total // 60} hours and {total % 60} minutes)\n"
        shell.ask("confirm? [Y/N]:", go)
        return said

    def save_first() -> str:
        shell.device.save()
        return sure()

    if shell.device.running.same(shell.device.startup):
        return sure()
    shell.ask(_SAVE_FIRST, save_first, sure)
    return _COMPARING


def unschedule(shell: Shell) -> str:
    """Call a scheduled restart off."""
    return (
        "Info: The scheduled reboot is canceled.\n"
        if shell.device.cancel_reboot()
        else "Error: The reboot schedule is not configured.\n"
    )


def reboot_status(shell: Shell) -> str:
    """Return when a scheduled restart is due."""
    timer = shell.device.reboot
    if timer is None:
        return "Info: System reboot schedule is not set.\n"
    return f"Info: System will reboot at {moment(timer.due_s)}.\n"
