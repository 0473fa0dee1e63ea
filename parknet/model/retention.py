"""How long samples are kept, how finely, and who else gets them: a policy with defaults."""

from typing import Annotated

from pydantic import Field, StringConstraints

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
    remote_write: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None = Field(
        default=None, description="where every poll is sent as well, by Prometheus remote write"
    )
