"""Signing keys as files: made once, whole or not at all, for their owner's eyes alone."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from parknet.errors import StateError
from parknet.evidence import new_signing_key
from parknet.pipeline.files import write_once

_KEY: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base64url


def signing_key(path: Path, remedy: str) -> str:
    """Return the Ed25519 private key in a file, which is made where there is none.

    Args:
        path: the file.
        remedy: what to do about a damaged one, beside restoring it from a backup.

    Raises:
        StateError: others can read it, or it is damaged.
    """
    if not path.exists():
        # A killed run leaves no half key, and of two runs at once the first one's key holds.
        with suppress(FileExistsError):
            write_once(path, f"{new_signing_key()}\n".encode(), mode=0o600)
    if path.stat().st_mode & 0o077:
        raise StateError(f"{path} can be read by others: chmod 600 {path}")
    key = path.read_text(encoding="utf-8", errors="replace").strip()
    if not _KEY.fullmatch(key):
        raise StateError(
            f"{path} is not a whole signing key: restore it from a backup, or {remedy}"
        )
    return key
