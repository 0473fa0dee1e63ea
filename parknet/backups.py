"""Running configurations in a git repository: texts by device in, a commit out.

Texts come with secrets masked (`RunningConfig.text`), so the repository may be kept anywhere. Only
the files of devices that were read are touched: one that could not be read keeps its last one.
"""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parknet.errors import StateError

AUTHOR: Final = ("-c", "user.name=parknet", "-c", "user.email=parknet@localhost")
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup found: devices whose configuration is new or changed, and the commit."""

    changed: tuple[str, ...]
    commit: str  # "" where nothing changed


def keep(folder: Path, texts: Mapping[str, str], moment: str) -> Kept:
    """Write each device's configuration into the repository at `folder` and commit what changed.

    Args:
        folder: the repository; made where there is none.
        texts: by device, secrets masked.
        moment: when they were read, ISO 8601, for the commit's message.

    Raises:
        StateError: there is no git, or it refuses.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet", "--initial-branch=main")
    for device, text in texts.items():
        path = folder / f"{device}.cfg"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    names = sorted(f"{device}.cfg" for device in texts)
    if names:
        _git(folder, "add", "--", *names)
    # What is staged and differs from the last commit: a killed backup is taken up as well.
    staged = _git(folder, "diff", "--cached", "--name-only", "-z").split("\0")
    changed = tuple(sorted(name.removesuffix(".cfg") for name in staged if name))
    if not changed:
        return Kept((), "")
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    message = f"{', '.join(changed[:_NAMED])}{more}: as read {moment}"
    _git(folder, *AUTHOR, "commit", "--quiet", "--no-verify", "-m", message)
    return Kept(changed, _git(folder, "rev-parse", "HEAD").strip())


def _git(folder: Path, *arguments: str) -> str:
    command: Sequence[str] = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise StateError("there is no git on this machine: install git to keep backups") from None
    if done.returncode:
        told = done.stderr.decode("utf-8", "replace").strip()
        raise StateError(f"{folder}: git {arguments[0]} refuses: {told[-200:]}")
    return done.stdout.decode("utf-8", "replace")
