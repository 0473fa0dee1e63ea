"""Command lines of Cisco and its like: `name>`, `name#`, and `name(config-if)#` to configure."""

import re
from collections.abc import Sequence
from typing import Final

from parknet.drivers.session import StrictSession

# IOS shortens a long name in the prompts of configuration modes [C] netmiko, to 20 characters [D].
_SHORTEST: Final = 16
# What is asked instead of a prompt: yes or no, to confirm, a file's name, a password, the next page
# [D] IOS Configuration Fundamentals Command Reference: reload, copy, configure replace, enable.
_QUESTION: Final = re.compile(
    r"(?:\[confirm\]|\[(?:yes/no|y/n|yes|no)(?:/cancel)?\]\s*:?\??|\((?:yes/no|y/n)\)\s*:?"
    r"|\[[^\[\]\n]*\]\s*\?|[Pp]assword:|--\s*[Mm]ore\s*--)[ ]*$"
)


class CiscoSession(StrictSession):
    """What IOS, EOS and RGOS have in common; goes before a netmiko type."""

    paging_off = ("terminal length 0", "terminal width 511")
    display = "show "
    first_prompt = re.compile(r"(?:^|\n)(([A-Za-z0-9][^\s<>#()]{0,62})[>#])[ ]?$")
    renames = re.compile(r"^\s*hostname\s+(\S+)\s*$")
    question = _QUESTION
    next_page = re.compile(r"--\s*[Mm]ore\s*--[ ]*$")
    netmiko_type = "cisco_ios"

    @property
    def is_configuring(self) -> bool:
        """Return whether the prompt is one of a configuration mode."""
        return self.prompt.endswith(")#")

    @property
    def is_below_system_view(self) -> bool:
        """Return whether the prompt shows a mode such as `(config-if)`, not `(config)` alone."""
        return re.search(r"\(config(?:-s-[^()]*)?\)#$", self.prompt) is None and self.is_configuring

    @property
    def is_privileged(self) -> bool:
        """Return whether commands that change something are taken."""
        return self.prompt.endswith("#")

    @staticmethod
    def prompts_of(names: Sequence[str]) -> re.Pattern[str]:
        """Return the pattern of every prompt, group 1, of a device with one of these names."""
        known = "|".join(re.escape(name) for name in names)
        short = "|".join(_beginnings(name) for name in names)
        return re.compile(rf"(?:^|\n)((?:{known})[>#]|(?:{short})\(config[^\s()]*\)#)[ ]?$")


def _beginnings(name: str) -> str:
    """Return a pattern of a name and of its beginnings that a prompt may show."""
    pattern = ""
    for character in reversed(name[_SHORTEST:]):
        pattern = f"(?:{re.escape(character)}{pattern})?"
    return re.escape(name[:_SHORTEST]) + pattern
