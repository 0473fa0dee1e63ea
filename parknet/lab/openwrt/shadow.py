"""/etc/shadow of an emulated OpenWrt: its text and a password in, who is let in and a new text out.

Form: [D] shadow(5). The hash is no real one of any system, but as opaque to whoever reads it.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

PATH: Final = "/etc/shadow"
PACKAGE: Final = "shadow"  # what rendered text says of accounts, of which UCI has no file
_OTHERS: Final = "root:*:0:0:99999:7:::\ndaemon:*:0:0:99999:7:::\n"


def written(passwords: Mapping[str, str]) -> str:
    """Return a file that has these accounts beside the system's own."""
    rows = [f"{user}:{_hash(user, word)}:19000:0:99999:7:::\n" for user, word in passwords.items()]
    return _OTHERS + "".join(rows)


def hashes(text: str) -> dict[str, str]:
    """Return the hash of every account."""
    rows = (row.split(":") for row in text.splitlines())
    return {row[0]: row[1] for row in rows if len(row) > 1}


def opens(text: str, user: str, password: str) -> bool:
    """Return whether an account has this password."""
    return bool(password) and hashes(text).get(user) == _hash(user, password)


def changed(text: str, user: str, password: str) -> str | None:
    """Return the file with another password; None where it has no such account."""
    if user not in hashes(text):
        return None
    new = f"{user}:{_hash(user, password)}:19000:0:99999:7:::"
    rows = (new if row.startswith(f"{user}:") else row for row in text.splitlines())
    return "".join(f"{row}\n" for row in rows)


def _hash(user: str, password: str) -> str:
    return f"$5${hashlib.sha256(f'{user} {password}'.encode()).hexdigest()}"
