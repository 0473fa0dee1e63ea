"""What devices say unasked: definitions of `collectors/traps/*.yml`, one trap, what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field, model_validator

from parknet.model.collector import Tier
from parknet.model.conversions import ObjectName, Oid
from parknet.model.record import Record, Remark, Slug

TrapKind = Literal[
    "link-down", "link-up", "ap-down", "ap-up", "radio-down", "radio-up",
    "restart", "refused-access", "parts-changed",
]  # fmt: skip
Severity = Literal["info", "warning", "serious"]


class Notification(Record):
    """One NOTIFICATION-TYPE and what it means."""

    name: ObjectName
    oid: Oid = Field(description="snmpTrapOID")
    kind: TrapKind
    severity: Severity
    of: Literal["device", "interface", "mac", "text"] = Field(
        default="device", description="what it is about, and how its objects say so"
    )
    objects: tuple[Oid, ...] = Field(
        default=(), description="columns of its objects that say what it is about, the best first"
    )
    reads: tuple[Tier, ...] = Field(default=(), description="what is read at once")

    @model_validator(mode="after")
    def _says_what_it_is_about(self) -> "Notification":
        if (self.of == "device") == bool(self.objects):
            raise ValueError("`objects` go with `of`: interface, mac or text")
        return self


class Notifications(Record):
    """`collectors/traps/<name>.yml`."""

    traps: Slug
    source: Remark = Field(description="the MIB and its edition")
    notifications: tuple[Notification, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap or an inform as it came, from somebody who knew the secrets.

    Attributes:
        at: Unix time in s.
        address: who sent it, without zone and brackets.
        engine: the sender's snmpEngineID, which it was signed for; empty in informs, which are
            signed for ours, in SNMPv1 and v2c.
        community: the secret that it came with, or none in SNMPv3.
        oid: snmpTrapOID.
        objects: raw values by OID, index included.
    """

    at: float
    address: str
    engine: bytes
    oid: str
    objects: Mapping[str, int | bytes | str] = field(default_factory=dict)
    community: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Happening:
    """What a device told, in the park's words.

    Attributes:
        instance: the interface or access point it is about; empty for the device.
        notification: its name in the MIB.
        reads: what is to be read at once.
    """

    at: float
    device: str
    kind: TrapKind
    severity: Severity
    instance: str
    notification: str
    reads: tuple[Tier, ...] = ()
