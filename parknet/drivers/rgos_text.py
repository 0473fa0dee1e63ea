"""RGOS configurations in; comparable text without secrets out.

Forms: [D] RGOS 11.4 System Configuration, users and lines; Security, RADIUS, TACACS+; and running
configurations that people published: `secret 8 …`, `password 7 …`, `key 7 …`.
"""

import re
from typing import Final

from parknet.drivers.config_text import mask_lines

_KIND: Final = r"(?:[0-9]\s+)?+"
_GIVEN: Final = r"(?!<<secret(?::[A-Za-z0-9_.-]+)?>>(?!\S))\S+"
# What stands before a secret; `+`, `-` and blanks of a difference may stand before that.
_BEFORE: Final = (
    rf"\bsecret {_KIND}",
    rf"\bpassword {_KIND}",
    rf"\bkey-string {_KIND}",
    rf"^[-+ ]*(?:radius|tacacs)-server .*\bkey {_KIND}",
    rf"^[-+ ]*web-auth portal key {_KIND}",
    r"^[-+ ]*ntp authentication-key \d+ md5 ",
    r"^[-+ ]*snmp-server user .*\bauth (?:md5|sha\S*) ",
    r"^[-+ ]*snmp-server user .*\bpriv (?:des56|aes\S*|3des) ",
    rf"^[-+ ]*snmp-server community {_KIND}",
    r"^[-+ ]*snmp-server host \S+ (?:traps |informs )?version (?:1|2c) ",
    rf"\bset-key (?:ascii|hex) {_KIND}",
    rf"\b(?:ip ospf (?:authentication-key|message-digest-key \d+ md5)) {_KIND}",
)
_SECRETS: Final = tuple(re.compile(rf"({before}){_GIVEN}") for before in _BEFORE)
# Only such lines are looked at closer.
_SUSPECT: Final = re.compile(r"secret|password|key|snmp-server")
_NO_SECRET: Final = re.compile(
    r"^[-+ ]*(?:description|ntp (?:server|trusted-key)|service password|password policy"
    r"|key chain|ip ssh)"
)
# What is printed before a configuration, and changes without one.
_HEADER: Final = re.compile(r"^(?:Building configuration|Current configuration|version )")


def mask_rgos(text: str) -> str:
    """Return an RGOS configuration, or a difference of two, with every secret as `<<secret>>`.

    Example:
        >>> mask_rgos("username ops privilege 15 secret 8 $1c$ab$cd$")
        'username ops privilege 15 secret 8 <<secret>>'
        >>> mask_rgos("ntp server 10.0.0.1 key 2")
        'ntp server 10.0.0.1 key 2'
    """
    return mask_lines(text, _SECRETS, suspect=_SUSPECT, harmless=_NO_SECRET)


def comparable_rgos(text: str) -> str:
    r"""Return a shown configuration without its header, blank lines and trailing blanks.

    Example:
        >>> comparable_rgos("Building configuration...\r\n\r\nversion 11\r\nhostname a \r\n!\r\n")
        'hostname a\n!\n'
    """
    lines = [line.rstrip() for line in text.replace("\r", "").split("\n")]
    kept = [line for line in lines if line and not _HEADER.match(line)]
    # A mark more or less is no difference.
    marked = [line for at, line in enumerate(kept) if line != "!" or kept[at - 1 : at] != ["!"]]
    return "\n".join(marked[marked[:1] == ["!"] :]) + "\n" if marked else ""
