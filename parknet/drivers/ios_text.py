"""IOS configurations in; comparable text without secrets out, and what a display leaves out put in.

Forms: [D] IOS Security, Network Management and NTP Command References; show snmp user, show ip
access-lists, show ipv6 access-list.
"""

import re
from collections.abc import Iterator
from typing import Final

from parknet.drivers.config_text import MASK, comparable, mask_lines

_KIND: Final = r"(?:[0-9]\s+)?+"
_GIVEN: Final = r"(?!<<secret(?::[A-Za-z0-9_.-]+)?>>(?!\S))\S+"
# What stands before a secret; `+`, `-` and blanks of a difference may stand before that.
_BEFORE: Final = (
    rf"\bsecret {_KIND}",
    rf"\bpassword {_KIND}",
    rf"\bkey-string {_KIND}",
    rf"^[-+ ]*(?:server-)?key {_KIND}(?!\d+$)",
    rf"^[-+ ]*(?:radius|tacacs)-server .*\bkey {_KIND}",
    r"^[-+ ]*ntp authentication-key \d+ \S+ ",
    r"^[-+ ]*snmp-server user .*\bauth (?:md5|sha|sha-2 \d+) ",
    r"^[-+ ]*snmp-server user .*\bpriv (?:des|3des|aes \d+) ",
    r"^[-+ ]*snmp-server community ",
    r"^[-+ ]*snmp-server host \S+ (?:(?:traps|informs) )?(?:version (?:1|2c) )?",
    rf"\bip ospf (?:authentication-key|message-digest-key \d+ md5) {_KIND}",
    rf"\bpre-shared-key {_KIND}",
)
_SECRETS: Final = tuple(re.compile(rf"({before}){_GIVEN}") for before in _BEFORE)
_SUSPECT: Final = re.compile(r"secret|password|key|snmp-server|shared")
_NO_SECRET: Final = re.compile(
    r"^[-+ ]*(?:description|ntp (?:server|trusted-key)|service password|key chain|key \d+$|ip ssh"
    r"|snmp-server host .* version 3)"
)
# What changes without a change of configuration; `!` marks times as well as blocks.
_VOLATILE: Final = re.compile(r"^(?:Current configuration|Using \d+ out of|ntp clock-period )")
_USER: Final = re.compile(
    r"^User name: (?P<name>\S+)\n(?:.*\n)*?Authentication Protocol: (?P<auth>.+)\n"
    r"Privacy Protocol: (?P<priv>\S+)\n(?:.*\n)*?Group-name: (?P<group>\S+)",
    re.MULTILINE,
)
_LIST: Final = re.compile(r"^(?:ip access-list \S+|ipv6 access-list) (\S+)$")
_SHOWN: Final = re.compile(r"^(?:Standard IP|Extended IP|IPv6) access list (\S+)")
_NUMBER: Final = re.compile(r"^ +(?:(\d+) .*|.* sequence (\d+))$")


def mask_ios(text: str) -> str:
    """Return an IOS configuration, or a difference of two, with every secret as `<<secret>>`.

    Example:
        >>> mask_ios("username ops privilege 15 secret 9 $9$ab$cd")
        'username ops privilege 15 secret 9 <<secret>>'
        >>> mask_ios(" key 7 02050D480809")
        ' key 7 <<secret>>'
        >>> mask_ios("ntp server 10.0.0.1 key 1")
        'ntp server 10.0.0.1 key 1'
    """
    return mask_lines(text, _SECRETS, suspect=_SUSPECT, harmless=_NO_SECRET)


def comparable_ios(text: str) -> str:
    """Return a shown configuration with what does not belong to it left out, secrets kept."""
    kept = [row for row in comparable(text).splitlines() if not _VOLATILE.match(row)]
    return "".join(f"{row}\n" for row in kept)


def with_users(text: str, shown: str) -> str:
    """Return a configuration with the users of SNMP, which IOS never shows in one.

    Args:
        text: ends in `end`.
        shown: of `show snmp user`.
    """
    rows = []
    for found in _USER.finditer(shown):
        digits = re.sub(r"\D", "", found["auth"])
        kind = "md5" if "md5" in found["auth"].lower() else "sha"
        auth = f"sha-2 {digits[-3:]}" if len(digits) >= 3 else kind
        bits = re.sub(r"\D", "", found["priv"]) or "128"
        rows.append(
            f"snmp-server user {found['name']} {found['group']} v3 auth {auth} {MASK} "
            f"priv aes {bits} {MASK}\n"
        )
    return text.removesuffix("end\n") + "".join(rows) + "end\n" if rows else text


def lacks_numbers(text: str) -> bool:
    """Return whether entries of access lists are shown without their numbers, as IOS 15 does."""
    is_list = False
    for row in text.splitlines():
        if not row.startswith(" "):
            is_list = _LIST.match(row) is not None
        elif is_list and row.startswith((" permit ", " deny ")):
            return True
    return False


def with_numbers(text: str, shown: str) -> str:
    """Return a configuration with the numbers of its lists' entries.

    Args:
        text: has the entries in the order of their numbers.
        shown: of `show ip access-lists` and `show ipv6 access-list`.
    """
    numbers: dict[str, list[str]] = {}
    name = ""
    for row in shown.splitlines():
        if head := _SHOWN.match(row):
            name = head[1]
        elif number := _NUMBER.match(re.sub(r" \(\d+ match(?:es)?\)", "", row.rstrip())):
            numbers.setdefault(name, []).append(number[1] or number[2])
    rows: list[str] = []
    waiting: Iterator[str] = iter(())
    before = ""
    for row in text.splitlines():
        if not row.startswith(" "):
            head = _LIST.match(row)
            waiting = iter(numbers.get(head[1], ()) if head else ())
            before = "sequence " if row.startswith("ipv6") else ""
        elif row.startswith((" permit ", " deny ")):
            number_of = next(waiting, "")
            rows.append(f" {before}{number_of}{row}" if number_of else row)
            continue
        rows.append(row)
    return "".join(f"{row}\n" for row in rows)
