"""Who may allow a push and when: approvers, change windows, and an approval as a plan holds it."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from parknet.model.record import Name, Record, Remark

# 32 bytes in base64url without padding: an Ed25519 public key (RFC 8032).
PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Approver(Record):
    """A person whose signature counts, and the public half of the key that person signs with."""

    name: Name
    key: PublicKey = Field(description="as `parknet approve --show-key` prints it")


class ApprovalRules(Record):
    """How many people must have read a plan before it is pushed."""

    approvers: tuple[Approver, ...] = Field(min_length=1)
    four_eyes: bool = Field(
        default=False, description="every plan needs two people, not only one that may lock us out"
    )
    valid_hours: int = Field(default=24, ge=1, le=720, description="how long a plan may wait")
    without_timer: tuple[Literal["R", "B"], ...] = Field(
        default=(),
        description="grades beside A of devices whose management filters, logins or own uplink a "
        "plan may change",
    )

    @model_validator(mode="after")
    def _are_different_people(self) -> Self:
        for what in ("name", "key"):
            values = [getattr(approver, what) for approver in self.approvers]
            if len(set(values)) != len(values):
                raise ValueError(f"two approvers have the same {what}: four eyes are two people")
        if self.four_eyes and len(self.approvers) < 2:
            raise ValueError("four_eyes needs two approvers at least")
        return self

    def keys(self) -> Mapping[str, str]:
        """Return approvers' names by their public keys."""
        return {approver.key: approver.name for approver in self.approvers}


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _clock_text(value: object) -> time:
    # YAML 1.1 reads 22:00 without quotes as a number to the base of sixty.
    if not isinstance(value, str) or len(value) != len("22:00"):
        raise ValueError("is no time of day: write it in quotes, such as '22:00'")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError("is no time of day: write it in quotes, such as '22:00'") from None


TimeOfDay = Annotated[time, BeforeValidator(_clock_text)]


class Window(Record):
    """When devices may be changed; one that ends before it starts ends the next day."""

    days: tuple[Weekday, ...] = Field(default=DAYS, min_length=1, description="it starts on these")
    start: TimeOfDay = Field(alias="from", description="by the park's clock, such as 22:00")
    end: TimeOfDay = Field(alias="to")

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.start == self.end:
            raise ValueError("starts when it ends: leave windows out to allow any time")
        return self


class Approval(Record):
    """One signature under a plan.

    Attributes:
        by: who signed, as he calls himself; the key decides who he is.
        signature: over the plan's digest, `by` and `at`: `parknet.deploy.approval`.
    """

    by: Remark
    key: PublicKey
    at: str
    signature: str
