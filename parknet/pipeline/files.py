"""Small files that are there whole or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file in one step, so that a killed run leaves the old one or the new one."""
    _write(path, content, mode, lambda draft: draft.replace(path))


def write_once(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Make a file in one step.

    Raises:
        FileExistsError: it was there, and is as it was.
    """
    _write(path, content, mode, path.hardlink_to)


def _write(path: Path, content: bytes, mode: int, place: Callable[[Path], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        place(draft)
    finally:
        draft.unlink(missing_ok=True)
