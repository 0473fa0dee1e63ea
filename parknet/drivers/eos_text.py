"""EOS configurations and displays of sessions in; text without secrets, and what waits, out.

Forms: [D] Arista EOS User Manual 4.32, by command: keys stand behind `7` or `8a` where they are
obfuscated, passwords behind `sha512`, SNMP keys are localized. The display of sessions is given in
the form of 4.32 and in the one before it.
"""

import re
from dataclasses import dataclass
from typing import Final

from parknet.drivers.config_text import mask_lines

_KIND: Final = r"(?:(?:0|5|7|8a|sha512)\s+)?+"
_GIVEN: Final = r"(?!<<secret(?::[A-Za-z0-9_.-]+)?>>(?!\S))\S+"
# What stands before a secret; `+`, `-` and blanks of a difference may stand before that.
_BEFORE: Final = (
    rf"\bsecret {_KIND}",
    rf"\bpassword {_KIND}",
    rf"\bkey-string {_KIND}",
    rf"\bauthentication text {_KIND}",
    rf"^[-+ ]*(?:radius|tacacs)-server .*\bkey {_KIND}",
    rf"^[-+ ]*server \S+ .*\bkey {_KIND}",
    rf"^[-+ ]*ntp authentication-key \d+ \S+ {_KIND}",
    rf"\bip ospf message-digest-key \d+ \S+ {_KIND}",
    rf"\bip ospf authentication-key {_KIND}",
    r"^[-+ ]*snmp-server user .*\bauth \S+ ",
    r"^[-+ ]*snmp-server user .*\bpriv \S+ ",
    r"^[-+ ]*snmp-server community ",
    r"\bexec \S*TerminAttr .*auth=key,",
    r"^[-+ ]*snmp-server host \S+ (?:vrf \S+ )?(?:traps |informs )?version (?:1|2c) ",
)
_SECRETS: Final = tuple(re.compile(rf"({before}){_GIVEN}") for before in _BEFORE)
# Only such lines are looked at closer.
_SUSPECT: Final = re.compile(r"secret|password|key|authentication text|snmp-server")
_NO_SECRET: Final = re.compile(r"^[-+ ]*(?:description|ntp (?:server|trusted-key)|management ssh)")


def mask_eos(text: str) -> str:
    """Return an EOS configuration, or a difference of two, with every secret as `<<secret>>`.

    Example:
        >>> mask_eos("tacacs-server host 10.0.0.1 key 7 0822455D0A16")
        'tacacs-server host 10.0.0.1 key 7 <<secret>>'
        >>> mask_eos("ntp server 10.0.0.1 key 2")
        'ntp server 10.0.0.1 key 2'
    """
    return mask_lines(text, _SECRETS, suspect=_SUSPECT, harmless=_NO_SECRET)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a device holds of configuration sessions.

    Attributes:
        drafts: names of sessions that wait for their commit.
        timed: the session that runs on a commit timer, or nothing.
        saves_by_itself: every commit is written to the startup configuration.
    """

    drafts: frozenset[str]
    timed: str
    saves_by_itself: bool


_TIMED: Final = re.compile(r"^\s*Session with pending commit timer: (\S+)\s*$", re.MULTILINE)
_ROW: Final = re.compile(r"^[ *-]*?(\S+)[ \t]+(pending\w*)\b", re.MULTILINE)
_AUTOSAVE: Final = re.compile(r"(?i)autosave to startup-config on commit is enabled")


def waiting(shown: str) -> Waiting:
    r"""Return what `show configuration sessions detail` tells.

    Example:
        >>> waiting("  Name  State\n  ------ -----\n  parknet-1 pendingCommitTimer").timed
        'parknet-1'
    """
    rows = [(name, state) for name, state in _ROW.findall(shown) if name != "Session"]
    timed = _TIMED.search(shown)
    older = [name for name, state in rows if state.lower() == "pendingcommittimer"]
    return Waiting(
        drafts=frozenset(name for name, state in rows if state == "pending"),
        timed=timed[1] if timed else "".join(older[:1]),
        saves_by_itself=bool(_AUTOSAVE.search(shown)),
    )
