"""What is to be pushed and what became of it: configurations, plans, outcomes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from parknet.model.record import Record


class DeviceConfig(Record):
    """A device's whole intended configuration; secrets stand as `<<secret:name>>`."""

    device: str
    platform: str
    text: str


class RunningConfig(Record):
    """What a device runs, as it showed it, with secrets masked.

    Attributes:
        text: the configuration; every secret stands as `<<secret>>`.
        digest: SHA-256 of `text`, which a plan pins.
        os: `vrp5`, `vrp8` or `comware7`, detected from the device.
        unsaved: the running configuration differs from the one it starts with.
        serial: its number, as it told; empty where nobody asked, or it did not tell.
        free_bytes: what its flash has left; None likewise.
    """

    device: str
    platform: str
    os: str
    text: str
    digest: str
    unsaved: bool = False
    serial: str = ""
    free_bytes: int | None = None


class FailureKind(StrEnum):
    """Why a device could not be used."""

    UNREACHABLE = "unreachable"
    HOST_KEY = "host_key"
    AUTHENTICATION = "authentication"
    REFUSED = "refused"
    PROTOCOL = "protocol"
    STATE = "state"
    UNSUPPORTED = "unsupported"  # nothing speaks to its platform yet


class DeviceFailure(Record):
    """One device failing is a value; the others go on."""

    device: str
    kind: FailureKind
    detail: str


class Grade(StrEnum):
    """What brings a device back after a bad push (docs/safe-push.md)."""

    A = "A"  # reverts by itself on a timer
    R = "R"  # reverts by rebooting on a timer: opt-in
    B = "B"  # reverts by file or inverse patch; needs the path to survive
    C = "C"  # nothing: attended only


class Unverified(Record):
    """Commands of a patch that belong to a feature and that nobody verified on this system."""

    feature: str
    commands: int = Field(ge=1)
    example: str = Field(description="one of them, without the views it stands in")


class TwoEnded(Record):
    """Something that both ends of a link have to change at once."""

    what: Literal["LAG mode", "native VLAN", "routing authentication"]
    at: str = Field(default="", description="the interface; empty where it is the whole device")
    resent: bool = Field(
        default=False, description="it signs already: only its key is sent again, perhaps the same"
    )


class ChangeStep(Record):
    """A part of a device's change that is confirmed and saved before the next one begins."""

    what: str = Field(description="what it changes, for people")
    ap_groups: tuple[str, ...] = Field(description="groups whose access points may join anew")
    patch: tuple[str, ...]
    inverse: tuple[str, ...]
    irreversible: tuple[str, ...]
    running_digest: str = Field(description="empty until the step before it is done")
    wanted_digest: str


class ManagementMove(Record):
    """How the address by which a device is managed moves; what it is now is `before`.

    Attributes:
        before, after: the IPv4 addresses; the same where only their interface changes.
        interface_before, interface_after: what has them.
        hops: cables between the device and the router of its segment.
    """

    before: str
    after: str
    interface_before: str = ""
    interface_after: str = ""
    hops: int = 0

    def __str__(self) -> str:
        """Return it for people."""
        ends = (self.before, self.interface_before), (self.after, self.interface_after)
        return " → ".join(f"{address} ({name})" for address, name in ends)


class Change(Record):
    """One device's part of a plan; where it has steps, all of them, one after the other."""

    device: str
    platform: str
    os: str
    grade: Grade
    diff: tuple[str, ...] = Field(description="for people: lines that begin with +, - or a space")
    patch: tuple[str, ...] = Field(description="commands in order; secrets are placeholders")
    inverse: tuple[str, ...] = Field(default=(), description="commands that undo the patch")
    irreversible: tuple[str, ...] = Field(
        default=(), description="lines the inverse leaves out: they hold a secret nobody knows"
    )
    deletions: int = Field(ge=0, description="configuration lines that go away")
    running_digest: str
    wanted_digest: str
    held: str = Field(default="", description="why it is shown but not pushed; empty if it is")
    unverified: tuple[Unverified, ...] = Field(
        default=(), description="what its patch holds of commands that nobody verified"
    )
    raw: tuple[str, ...] = Field(
        default=(), description="lines of escape hatches that the device is to hold, indented"
    )
    raw_gone: tuple[str, ...] = Field(
        default=(), description="lines of escape hatches, pushed once, that nobody wants any more"
    )
    sensitive: tuple[str, ...] = Field(
        default=(), description="commands that touch management filters, logins or the own uplink"
    )
    two_ended: tuple[TwoEnded, ...] = Field(
        default=(), description="what the devices at the other ends have to change as well"
    )
    unit: tuple[str, ...] = Field(
        default=(), description="devices that change together or not at all, the farthest first"
    )
    move: ManagementMove | None = Field(
        default=None, description="the address by which it is managed goes elsewhere"
    )
    parting: int = Field(
        default=0, description="how many commands at the patch's end go at once: the way goes too"
    )
    inverse_parting: int = Field(default=0, description="the same of the inverse")
    ap_groups: tuple[str, ...] = Field(
        default=(), description="groups whose access points may join anew with it"
    )
    steps: tuple[ChangeStep, ...] = Field(
        default=(), description="the parts it is pushed in; empty where it is pushed as a whole"
    )
    steps_done: int = Field(default=0, ge=0, description="steps that have come to stay")
    wave_key: tuple[str, str] = Field(default=("", ""), description="building code, floor")
    serial: str = Field(
        default="", description="the only machine it may be sent to, where the park's files say it"
    )
    room_bytes: int = Field(default=0, ge=0, description="what saving may take on its flash")
    tier: int = Field(default=0, description="0 access, 1 aggregation, 2 core, 3 gateway")

    @property
    def has_next(self) -> bool:
        """Return whether a step follows the one that is under way."""
        return self.steps_done + 1 < len(self.steps)

    def begun(self, done: int, running_digest: str) -> "Change":
        """Return the change with so many steps done, and what the device runs before the next."""
        at = [
            one.model_copy(update={"running_digest": running_digest}) if number == done else one
            for number, one in enumerate(self.steps)
        ]
        return self.model_copy(update={"steps": tuple(at), "steps_done": done})

    def step(self, done: int) -> "Change":
        """Return what is pushed after so many steps; the change itself where it has none.

        What both ends of a link change at once goes with the first.
        """
        if not self.steps:
            return self
        one = self.steps[done].model_dump(exclude={"what"})
        alone = {"unit": (), "two_ended": ()} if done else {}
        return self.model_copy(update={**one, **alone, "steps_done": done})


class PlanDigests(Record):
    """SHA-256 of what a plan was computed from, beside the intent and what devices run."""

    templates: str
    packs: str
    rendered: str


class WaitingFeature(Record):
    """A feature whose unverified commands a park does not allow, over all changes of a plan."""

    feature: str
    commands: int = Field(ge=1)
    devices: int = Field(ge=1)
    example: str


class Waiting(Record):
    """What a plan holds back until people allow it, and how they do."""

    features: tuple[WaitingFeature, ...] = Field(min_length=1)
    devices: int = Field(ge=1, description="devices that wait for any of them")
    where: str = Field(description="file:line:column of the line to replace, or to write under")
    replaces: bool = Field(description="whether that line is there already")
    line: str = Field(description="the line, as it stands in the file then")


class ChangeSet(Record):
    """A plan: what is to change on which device, pinned to what it was computed from."""

    park: str
    tool: str
    created: str
    expires: str = Field(default="", description="ISO 8601 in UTC; empty: never written to a file")
    intent_digest: str
    digests: PlanDigests | None = None
    changes: tuple[Change, ...]
    unchanged: tuple[str, ...] = ()
    unverified: Mapping[str, int] = Field(
        default={}, description="commands that nobody verified, by feature, of all changes"
    )
    waiting: Waiting | None = Field(
        default=None, description="what of that the park does not allow; None where nothing waits"
    )
    raw: Mapping[str, int] = Field(
        default={}, description="lines of escape hatches in use, by device, changed or not"
    )
    failures: tuple[DeviceFailure, ...] = ()


class OutcomeStatus(StrEnum):
    """How a device's push ended."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    ROLLED_BACK = "rolled_back"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Outcome(Record):
    """What became of one device in a run."""

    device: str
    status: OutcomeStatus
    detail: str = ""
    wave: str = ""
    stands: bool = Field(
        default=False, description="its timer is stopped: what it runs does not revert any more"
    )


Wave = Literal["canary", "floor", "building", "park"]
