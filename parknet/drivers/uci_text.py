"""What `uci` prints in, comparable text without secrets out; and commands with secrets put in.

UCI shows every secret in plain, so all of them are masked before anything else sees the text. The
order of options in a section says nothing to anybody and changes when one is set anew: they are
sorted, so that equal configurations are equal texts.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from parknet.drivers.config_text import MASK
from parknet.errors import SecretError
from parknet.names import PLACEHOLDER

# Options that hold a secret, in the packages of OpenWrt's feeds [D] OpenWrt wiki, Wi-Fi, WireGuard,
# PPP and snmpd pages; a name too many only hides a value.
_HIDDEN: Final = (
    r"(?:key[1-4]?|\w*secret|\w*pass(?:wd|word|phrase)?|psk|sae_password|wpakey|private_key"
    r"|preshared_key|priv_key_pwd|identity_pwd|community|token|api_key|pin|pincode)"
)
_QUOTED: Final = r"'(?:[^']|'\\'')*'"
_OPTION: Final = re.compile(rf"^(\s*(?:option|list) {_HIDDEN}) (?!'<<secret).*$", re.I)
_STAGED: Final = re.compile(rf"^(\S+\.{_HIDDEN}\s*[+-]?=)(?!'<<secret){_QUOTED}$", re.I)


def masked(text: str) -> str:
    r"""Return an export, or changes, with every secret as `<<secret>>`.

    Example:
        >>> print(masked("option key 'it is'"))
        option key '<<secret>>'
        >>> masked("wireless.a.key='it is'")
        "wireless.a.key='<<secret>>'"
    """
    rows = (_OPTION.sub(rf"\1 '{MASK}'", row) for row in whole_lines(text))
    return "\n".join(_STAGED.sub(rf"\1'{MASK}'", row) for row in rows)


def whole_lines(text: str) -> Iterator[str]:
    """Yield lines; a value that spans several is one line, its ends of line blanks."""
    waiting = ""
    for row in text.split("\n"):
        line = f"{waiting} {row}" if waiting else row
        if line.replace("'\\''", "").count("'") % 2:
            waiting = line
        else:
            waiting = ""
            yield line
    if waiting:
        yield waiting


def comparable(text: str) -> str:
    r"""Return an export with what says nothing in one order: blank lines gone, options sorted.

    Example:
        >>> comparable("package a\n\nconfig b 'c'\n\toption z '1'\n\tlist y '2'\n\tlist y '1'\n")
        "package a\nconfig b 'c'\n\tlist y '2'\n\tlist y '1'\n\toption z '1'\n"
    """
    rows: list[str] = []
    options: list[tuple[str, str]] = []
    for line in whole_lines(text):
        body = line.strip()
        if body.startswith(("option ", "list ")):
            options.append((body.split()[1], f"\t{body}"))
        elif body:
            rows += [row for _, row in sorted(options, key=lambda found: found[0])]
            options = []
            rows.append(body)
    rows += [row for _, row in sorted(options, key=lambda found: found[0])]
    return "".join(f"{row}\n" for row in rows)


def filled(line: str, secret: Callable[[str], str]) -> str:
    """Return a command with its placeholders replaced by plain values, quoted as UCI quotes.

    Raises:
        SecretError: a secret is not known, is empty, or holds what no line can.
    """

    def plain(match: re.Match[str]) -> str:
        value = secret(match[1])
        if not value or not value.isprintable():
            raise SecretError(
                f"secret {match[1]!r} is empty or holds a control character: UCI takes neither"
            )
        return value.replace("'", "'\\''")

    return PLACEHOLDER.sub(plain, line)
