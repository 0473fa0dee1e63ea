"""The base of every record that crosses a file's border, and the texts people may write in it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from parknet.names import FORBIDDEN_CHARACTERS
from parknet.units import parse_speed


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
# `100M`, `1G`, `10G`.
Speed = Annotated[str, StringConstraints(max_length=12), AfterValidator(_speed_text)]


class Bilingual(Record):
    """One text in both languages of the reports."""

    zh: Name
    en: Name
