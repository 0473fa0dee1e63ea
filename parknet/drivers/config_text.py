"""A device's configuration as it shows it in, comparable text without secrets out, and back in.

Outwards every secret becomes `<<secret>>`, so that no digest, diff or log holds one. Inwards
`<<secret:NAME>>` becomes the plain value at the moment a line is sent, and not before.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Final

from parknet.errors import CommandRejectedError, SecretError
from parknet.names import FORBIDDEN_CHARACTERS, PLACEHOLDER

MASK: Final = "<<secret>>"

# Ciphertext as VRP wraps it, blanks and all [D] "cipher" in the S and CE command references.
_WRAPPED: Final = re.compile(
    r"%\^%#.*?%\^%#|%\$%\$.*?%\$%\$|%@%@.*?%@%@|@%@%.*?@%@%|%\+%##!.*?%\+%#|\$1[a-z]\$.*?\$(?=\s|$)"
)
# What stands for a secret already, so that masking twice is masking once.
_MASKED: Final = r"<<secret(?::[A-Za-z0-9_.-]+)?>>(?!\S)"
# The word after these is a secret, unless it is a keyword, which never stands alone: somebody's
# password may be any word.
_AFTER: Final = re.compile(
    r"(?P<before>\b(?:(?:irreversible-cipher|psk\s+pass-phrase)\s+"
    r"|(?:pass-phrase|cipher|simple|plain|hash)\s+"
    r"(?!(?:authentication-mode\s+(?:md5|sha)|privacy-mode\s+(?:3des|des|aes)"
    rf"|(?:cipher|simple|plain|hash)\s+\S)))(?!{_MASKED}))(?P<secret>\S+)"
)
_COMMUNITY: Final = re.compile(
    r"(?P<before>^\s*snmp-agent community (?:(?:read|write|simple|cipher)\s+)*+)"
    rf"(?!{_MASKED})(?P<secret>\S+)"
)
# Comware names the algorithm, then the secret [D] snmp-agent usm-user v3.
_USM: Final = re.compile(
    r"(?P<before>\b(?:authentication-mode (?:md5|sha(?:224|256|384|512)?)"
    r"|privacy-mode (?:3des|des56|aes128|aes192|aes256))\s+)"
    rf"(?!(?:cipher|privacy-mode|acl)(?!\S)|{_MASKED})(?P<secret>\S+)"
)
# Only lines with one of these are looked at closer: nine of ten are ports and VLANs. They are
# searched in the whole text, which takes a tenth of the time of asking line by line.
_SUSPECT: Final = (
    "%", "$1", "cipher", "simple", "plain", "hash", "pass-phrase", "community", "usm-user",
)  # fmt: skip
# `ssh server cipher aes256_ctr` lists algorithms.
_NO_SECRET: Final = re.compile(r"^\s*(?:undo\s+)?(?:ssh (?:server|client|[0-9a-z]+ cipher)|ssl\b)")
# Times and release notes that change without a change of configuration.
_VOLATILE: Final = re.compile(r"^(?:!|Now display |Building configuration)")


def mask_secrets(text: str) -> str:
    """Return a configuration with every secret as `<<secret>>`.

    Example:
        >>> mask_secrets(" local-user ops password irreversible-cipher $1c$ab$cd$")
        ' local-user ops password irreversible-cipher <<secret>>'
        >>> mask_secrets("ssh server cipher aes256_ctr")
        'ssh server cipher aes256_ctr'
    """
    parts: list[str] = []
    done = 0
    for start, end in sorted(_suspects(text)):
        parts += (text[done:start], _mask_line(text[start:end]))
        done = end
    return "".join((*parts, text[done:]))


def _suspects(text: str) -> set[tuple[int, int]]:
    """Return where the lines begin and end that may hold a secret."""
    found = set()
    for word in _SUSPECT:
        at = text.find(word)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            found.add((text.rfind("\n", 0, at) + 1, end))
            at = text.find(word, end)
    return found


def _mask_line(line: str) -> str:
    if _NO_SECRET.match(line) or line.lstrip().startswith("description"):
        return line
    line = _WRAPPED.sub(MASK, line)
    patterns = (_USM, _AFTER) if " usm-user " in line else (_COMMUNITY, _AFTER)
    for pattern in patterns:
        line = pattern.sub(lambda match: f"{match['before']}{MASK}", line)
    return line


def mask_lines(
    text: str,
    secrets: Iterable[re.Pattern[str]],
    *,
    suspect: re.Pattern[str],
    harmless: re.Pattern[str],
) -> str:
    """Return a configuration with what stands behind some words as `<<secret>>`.

    Args:
        text: a configuration, or a difference of two.
        secrets: each has the words that stay as its first group, and behind them the secret.
        suspect: only such lines are looked at closer, for most lines are ports and VLANs.
        harmless: such lines hold none, whatever their words.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if suspect.search(line) and not harmless.match(line):
            for pattern in secrets:
                lines[at] = pattern.sub(lambda match: f"{match[1]}{MASK}", lines[at])
    return "\n".join(lines)


def comparable(text: str) -> str:
    r"""Return a shown configuration with what does not belong to it left out, secrets kept.

    Lines lose trailing blanks; headers with times go, since they would make every digest differ.

    Example:
        >>> comparable("!Last configuration was saved at 10:00\r\n#\r\nsysname a \r\n")
        '#\nsysname a\n'
    """
    lines = [line.rstrip() for line in text.replace("\r", "").split("\n")]
    kept = [line for line in lines if line and not _VOLATILE.match(line)]
    return "\n".join(kept) + "\n" if kept else ""


def digest_of(text: str) -> str:
    """Return the SHA-256 of a masked configuration, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def fill_secrets(line: str, secret: Callable[[str], str]) -> str:
    """Return a line with its placeholders replaced by plain values.

    Raises:
        SecretError: a secret is not known, or holds a character that would end or change the line.
    """

    def plain(match: re.Match[str]) -> str:
        value = secret(match[1])
        if not value or not value.isascii() or re.search(r"[\s?\x00-\x1f\x7f]", value):
            raise SecretError(
                f"secret {match[1]!r} is empty or holds a blank, a question mark, a control or a"
                " non-ASCII character, which a command line does not take"
            )
        return value

    return PLACEHOLDER.sub(plain, line)


def check_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of a patch, or refuse what is not one command each.

    Raises:
        CommandRejectedError: a line holds a control character, or `?`, which asks for help at once.
    """
    checked = tuple(lines)
    for line in checked:
        if FORBIDDEN_CHARACTERS.search(line) or "?" in line:
            raise CommandRejectedError(
                ascii(line), "not sent: it holds a control character or a question mark"
            )
        if MASK in line:
            raise CommandRejectedError(line, "not sent: it holds a masked secret")
    return checked
