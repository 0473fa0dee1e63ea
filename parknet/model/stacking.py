"""What a device profile says of stacks: how the ports of their members are named."""

from typing import Annotated

from pydantic import Field, StringConstraints

from parknet.model.record import Name, Record, Remark


class Stacking(Record):
    """How the ports of a stack's members are named: by the number of the member."""

    slot: Name = Field(description="the part of a lone device's port names, such as 1/0/")
    member: Annotated[str, StringConstraints(pattern=r"^[0-9/]*\{member\}[0-9/]*$")] = Field(
        description="what stands there in a stack, such as {member}/0/"
    )
    first: int = Field(default=1, ge=0, le=1, description="number of the first member")
    source: Remark
