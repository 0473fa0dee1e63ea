"""Configuration sessions of EOS: drafts that wait on a device, who commits and who aborts them.

Sources: [D] Arista EOS User Manual 4.32, Configure Session: a session begins as a copy of what
runs; its commit replaces what runs, other changes included; with a timer the device returns by
itself unless the same session is committed once more, from any terminal; a restart forgets
what waits. [U] a commit of a session that nobody opened makes an empty one and commits that.
"""

import re
from datetime import UTC, datetime
from difflib import unified_diff
from typing import TYPE_CHECKING, Final

from parknet.lab.tree import Config

if TYPE_CHECKING:
    from parknet.lab.device import Device

MAX_PENDING: Final = 5  # [D] service configuration session max pending
_TIMER: Final = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d)")
FULL: Final = (
    "% Maximum number of pending sessions has been reached. Please commit or abort previous "
    "sessions before creating a new one.\n"
)


def seconds(text: str) -> int | None:
    """Return a time of `commit timer` in seconds, or None.

    Example:
        >>> seconds("00:05:30")
        330
    """
    match = _TIMER.fullmatch(text)
    if match is None:
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def opened(device: "Device", name: str) -> Config | str:
    """Return the draft of a session, made where there is none; or why not."""
    if device.trial is not None and device.trial.persist == name:
        return f"% Session {name} is committed and waits for its commit timer\n"
    draft = device.drafts.get(name)
    if draft is None:
        if len(device.drafts) >= MAX_PENDING:
            return FULL
        draft = device.drafts[name] = device.running.copy()
    return draft


def commit(device: "Device", name: str, timer_s: int | None = None) -> str:
    """Make a session's draft run, or confirm it where it runs on a timer already."""
    trial = device.trial
    if trial is not None and trial.persist == name:
        if timer_s is not None:
            device.start_trial(trial.before, timer_s, name)
        else:
            device.stop_trial()
        return ""
    if trial is not None:
        return f"% Session {trial.persist} waits for its commit timer\n"
    draft = device.drafts.pop(name, None) or device.running.copy()
    before = device.running
    if not draft.same(before):
        device.replace_running(draft)
    device.committed = name
    if timer_s is not None:
        device.start_trial(before, timer_s, name)
    return ""


def abort(device: "Device", name: str) -> str:
    """Forget a session; where it runs on a timer, return to what ran before."""
    if device.trial is not None and device.trial.persist == name:
        device.revert()
    elif device.drafts.pop(name, None) is None:
        return f"% Session {name} does not exist\n"
    return ""


def differences(device: "Device", draft: Config, name: str) -> str:
    """Return what a session changes, as the device shows it; nothing where it changes nothing."""
    rows = unified_diff(
        device.running.text(salted=False).splitlines(),
        draft.text(salted=False).splitlines(),
        "system:/running-config",
        f"session:/{name}-session-config",
        n=3,
        lineterm="",
    )
    return "".join(f"{row}\n" for row in rows)


def shown(device: "Device") -> str:
    """Return the sessions and the one that waits for its timer, in the form of 4.32."""
    rows = [
        "Maximum number of completed sessions: 1",
        f"Maximum number of pending sessions: {MAX_PENDING}",
        "Merge on commit is disabled",
        f"Autosave to startup-config on commit is {'en' if device.saves_by_itself else 'dis'}abled",
        "",
    ]
    if device.trial is not None:
        left = int(device.trial.timer.due_s - device.clock.now())
        clock = f"{left // 3600}:{left // 60 % 60:02d}:{left % 60:02d}"
        rows += [
            f"Session with pending commit timer: {device.trial.persist}",
            f"Time left until commit timer expiry: in {clock}",
            "",
        ]
    width = max([4, *map(len, (*device.drafts, device.committed))])
    rows += [
        f"  {'Name':<{width}} State     User Terminal Completed Time      Committed By",
        f"- {'-' * width} --------- ---- -------- ------------------- ------------",
    ]
    if device.committed:
        at = datetime.fromtimestamp(device.changed_s, UTC).strftime("%Y-%m-%d %H:%M:%S")
        rows.append(f"  {device.committed:<{width}} completed               {at}")
    rows += [f"  {name:<{width}} pending" for name in device.drafts]
    return "".join(f"{row}\n" for row in rows)
