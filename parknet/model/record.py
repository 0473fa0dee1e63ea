"""The base of every record that crosses a file's border, and the texts people may write in it."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from parknet.names import FORBIDDEN_CHARACTERS
from parknet.units import parse_speed

_BETWEEN_DIGITS: Final = re.compile(r"[-:.]")
_MAC: Final = re.compile(r"[0-9a-f]{12}")


class Record(BaseModel):
    """A frozen record; a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _plain_text(text: str) -> str:
    found = FORBIDDEN_CHARACTERS.search(text)
    if found is not None:
        raise ValueError(f"holds a line break or control character (U+{ord(found[0]):04X})")
    if text != text.strip():
        raise ValueError("begins or ends with a space")
    return text


def _mac_text(text: object) -> str:
    digits = _BETWEEN_DIGITS.sub("", text).lower() if isinstance(text, str) else ""
    if not _MAC.fullmatch(digits):
        raise ValueError("is no MAC address: write it in quotes, such as '00:e0:fc:12:34:56'")
    if int(digits[1], 16) & 1 or not int(digits, 16):
        raise ValueError("is no MAC address of one device")  # IEEE 802, 8.2: group address
    return digits


def _speed_text(text: str) -> str:
    parse_speed(text)
    return text


# What people call things: any script, one line, no control characters.
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_plain_text)]
Remark = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain_text)]
# What files, devices and addresses are keyed by.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
# Accounts on devices: what every platform takes without quoting.
Account = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
# A MAC address as it stands on any label: its twelve digits, lower case.
Mac = Annotated[str, BeforeValidator(_mac_text)]
# A serial number as it stands on a label.
Serial = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{6,32}$")]
# `100M`, `1G`, `10G`.
Speed = Annotated[str, StringConstraints(max_length=12), AfterValidator(_speed_text)]


class Bilingual(Record):
    """One text in both languages of the reports."""

    zh: Name
    en: Name
