"""Log records in, `key=value` lines on stderr out, without any secret.

    at=2026-03-01T08:00:00Z level=info room=drivers.fleet event="device committed" device=b03-agg

A record's message is a constant phrase; what varies goes into `extra={"fields": {...}}`.
"""

import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, TextIO

from parknet.vault import Vault

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_BARE: Final = re.compile(r"^[\w.:/@+%-]+$")
# These tell of every packet or task; parknet reports what matters of it itself.
_NOISY: Final = ("annet", "asyncssh", "gufo", "httpcore", "httpx", "netmiko", "nornir", "paramiko")


def quoted(value: object) -> str:
    r"""Return a value as one word of a log line.

    Example:
        >>> quoted("b03-agg"), quoted('two "words"\n')
        ('b03-agg', '"two \\"words\\"\\n"')
    """
    text = str(value)
    if _BARE.match(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in escaped) + '"'


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class KeyValueFormatter(logging.Formatter):
    """One line a record, masked as a whole, tracebacks included."""

    def __init__(self, vault: Vault | None) -> None:
        super().__init__()
        self._vaults = [] if vault is None else [vault]

    def mask_also(self, vault: Vault) -> None:
        """Mask the secrets of one more vault from here on."""
        self._vaults.append(vault)

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        fields: dict[str, object] = {
            "at": at,
            "level": record.levelname.lower(),
            "room": record.name.removeprefix("parknet."),
            "event": self._masked(record.getMessage()),
        }
        extra = getattr(record, "fields", None)
        if isinstance(extra, Mapping):
            fields |= {str(key): self._masked(str(value)) for key, value in extra.items()}
        if record.exc_info:
            fields["traceback"] = self._masked(self.formatException(record.exc_info))
        return " ".join(f"{key}={quoted(value)}" for key, value in fields.items())

    def _masked(self, text: str) -> str:
        for vault in self._vaults:
            text = vault.mask(text)
        return text


def level_named(text: str) -> int:
    """Return a level by its name.

    Raises:
        ValueError: there is none of that name.

    Example:
        >>> level_named("debug"), level_named("info")
        (10, 20)
    """
    try:
        return _LEVELS[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{text!r} is no level: use one of {', '.join(_LEVELS)}") from None


def mask_also(vault: Vault) -> None:
    """Have what is logged from here on say none of a vault's secrets either."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, KeyValueFormatter):
            handler.formatter.mask_also(vault)


def set_up_logging(
    level: int = logging.INFO, vault: Vault | None = None, stream: TextIO | None = None
) -> logging.Handler:
    """Send parknet's records, and warnings of the libraries, to stderr; return the handler."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    handler.setFormatter(KeyValueFormatter(vault))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("parknet").setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.ERROR if name != "nornir" else logging.CRITICAL)
    return handler
