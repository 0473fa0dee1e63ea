"""How long samples are kept, and how finely: a policy with defaults."""

from pydantic import Field

from parknet.model.record import Record


class Retention(Record):
    """What is kept of what devices were asked; each step is coarser and kept longer."""

    hot_hours: int = Field(default=6, ge=1, le=72, description="every poll with its rates, at hand")
    raw_days: int = Field(default=35, ge=1, description="every poll, as devices gave it")
    five_minutes_days: int = Field(
        default=400, ge=1, description="mean and maximum of five minutes: 13 months"
    )
    hourly_days: int | None = Field(
        default=None, ge=1, description="mean, maximum and 95th percentile of hours; no end"
    )
