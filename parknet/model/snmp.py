"""How devices are read that cannot be read over SNMPv3: one by one, by name, until a day."""

from typing import Literal

from pydantic import Field

from parknet.model.demands import Day
from parknet.model.record import Name, Record, Slug


class SnmpException(Record):
    """A device that is read with a community, which anybody on the way can read too."""

    version: Literal["v1", "v2c"] = "v2c"
    secret: Slug = Field(description="name of the secret that is the community")
    why: Name
    owner: Name
    until: Day
