"""What a cell's number is made of besides itself: other columns of its row, formulas, lists.

Parts of a profile (`parknet.model.collector`): each says how a raw cell becomes a value where a
scale is not enough.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from parknet.model.record import Record

Oid = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)+$", max_length=200)]
ObjectName = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=60)]


# Conversions that no scale can say; `parknet.collect.formulas` has them.
Formula = Literal[
    "optical-power", "lane-power", "milliwatt", "percentage", "channel", "primary-channel",
    "decimal", "present",
]  # fmt: skip


class Percent(Record):
    """A share in percent, of two cells of one row: exactly one of the three is given."""

    of: Oid | None = Field(default=None, description="all of it: 100 × cell / all")
    beside: Oid | None = Field(default=None, description="the rest: 100 × cell / (cell + rest)")
    free_of: Oid | None = Field(
        default=None, description="the cell is free: 100 × (1 - cell / all)"
    )

    also_free: tuple[Oid, ...] = Field(default=(), description="with `free_of`: free as well")

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the other columns, the first of them the one to divide by or to add."""
        return (self.of or self.beside or self.free_of or "", *self.also_free)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(part is not None for part in (self.of, self.beside, self.free_of)) != 1:
            raise ValueError("give one of `of`, `beside` and `free_of`")
        return self


class Sensor(Record):
    """Columns that say how a sensor's value is written: value × 1000^(scale-9) / 10^precision."""

    scale: Oid = Field(description="EntitySensorDataScale: 9 is units, 8 milli, 7 micro")
    precision: Oid


class Parts(Record):
    """Columns with the rest of a number whose whole part the cell is: sign × (whole + rest/100)."""

    hundredths: Oid
    sign: Oid = Field(description="-1 or 1")

    @property
    def columns(self) -> tuple[str, ...]:
        """Return both."""
        return (self.hundredths, self.sign)


class Margin(Record):
    """A signal above noise of whose unit agents make what they like.

    The first scale is taken that leaves a noise which can be: signal - scale × cell.
    """

    signal: Oid = Field(description="the signal in dBm, in the same row")
    scales: tuple[float, ...] = Field(min_length=1)


class Owner(Record):
    """The cell is a MAC address; what it belongs to stands first in the index of another table."""

    column: Oid
    by: Literal["cell", "index"] = Field(
        description="where that MAC address stands in the other table: its cell, or its index's end"
    )
