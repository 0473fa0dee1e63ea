"""Command lines of Huawei VRP and H3C Comware: their prompts and what they ask."""

import re
from collections.abc import Sequence
from typing import Final

from netmiko.hp.hp_comware import HPComwareSSH
from netmiko.huawei.huawei import HuaweiSSH

from parknet.drivers.session import Answer, StrictSession

# What a device asks instead of showing its prompt: yes or no, a file name, the next page.
_QUESTION: Final = re.compile(
    r"(?:\[\s*[Yy](?:es|\(yes\))?\s*/\s*[Nn][^\[\]\n]*\](?:\s*\[[YyNn]\])?\s*:?"
    r"|\[[^\[\]\n]*\.(?:cfg|zip|dat)\]\s*:"
    r"|----\s*[Mm]ore\s*----)[ ]*$"
)
# HRP_A and RBM_P mark the members of a firewall pair [C] netmiko.
_MEMBER: Final = r"(?:(?:HRP|RBM)_[A-Z])?"


class BracketSession(StrictSession):
    """What both makers have in common: `<name>`, and `[name-view]` where one configures."""

    display = "display "
    first_prompt = re.compile(rf"(?:^|\n)({_MEMBER}<([^\s<>]{{1,246}})>)[ ]?$")
    renames = re.compile(r"^\s*sysname\s+(\S+)\s*$")
    question = _QUESTION
    # A display asks nothing, and what it shows may look like a question where a packet ends.
    next_page = re.compile(r"----\s*[Mm]ore\s*----[ ]*$")
    # VRP asks at login whether to change an old password [C] netmiko; changing it here would lock
    # everybody else out.
    login_answers = (Answer(r"(?i)change now\? ?\[y/n\]", "N"),)
    netmiko_type = "huawei"

    @property
    def is_configuring(self) -> bool:
        """Return whether the prompt is in brackets."""
        return self.prompt.startswith("[")

    @property
    def is_below_system_view(self) -> bool:
        """Return whether the prompt shows a view such as `[sw1-vlan10]`; names hold hyphens too."""
        name = self.prompt.strip("[]").lstrip("~*")
        return self.prompt.endswith("]") and name not in self._names

    @staticmethod
    def prompts_of(names: Sequence[str]) -> re.Pattern[str]:
        """Return the pattern of every prompt, group 1, of a device with one of these names."""
        known = "|".join(re.escape(name) for name in names)
        return re.compile(
            rf"(?:^|\n)({_MEMBER}(?:<(?:{known})>"
            rf"|\[[~*]?(?:{known})(?:-[^\s\[\]<>]+)*\]))[ ]?$"
        )


class VrpSession(BracketSession, HuaweiSSH):  # type: ignore[misc]  # overrides differ on purpose
    """A command line of Huawei VRP 5 or 8."""

    paging_off = "screen-length 0 temporary"


class ComwareSession(BracketSession, HPComwareSSH):  # type: ignore[misc]  # as above
    """A command line of H3C Comware 7."""

    paging_off = "screen-length disable"
