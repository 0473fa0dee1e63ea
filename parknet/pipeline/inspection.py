"""One device's address in, what it is and all that it says of itself out; no park is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parknet.collect import decode, recognised, request_for, vendor_of
from parknet.drivers.base import Clock, PollReply, PollRequest
from parknet.drivers.snmp import Credential, GufoReader, Limits, SnmpTarget
from parknet.errors import PackError, Problem
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot

# What tells devices apart; every agent has it (SNMPv2-MIB, RFC 3418).
_SYSTEM = "system"


@dataclass(frozen=True)
class Inspection:
    """A device that was read.

    Attributes:
        address: as it was asked for.
        vendor: who made it, as far as a profile knows.
        profiles: those it was read with.
        snapshot: what it said.
    """

    address: str
    vendor: str
    profiles: tuple[str, ...]
    snapshot: DeviceSnapshot


def inspect(
    target: SnmpTarget,
    credential: Credential,
    profiles: Mapping[str, Profile],
    clock: Clock,
    *,
    only: Sequence[str] = (),
    limits: Limits | None = None,
) -> Inspection:
    """Read one device: first what it is, then everything that the profiles for it know.

    Args:
        target: where its agent is.
        credential: who asks.
        profiles: all there are, by name.
        clock: gives the time of the readings.
        only: names of profiles to read with, whatever the device says it is.
        limits: how patient to be.

    Raises:
        PackError: one of `only` does not exist.
    """
    unknown = [name for name in only if name not in profiles]
    if unknown:
        raise PackError.of(
            Problem(
                where="--profile",
                what=f"there is no collector profile {name!r}",
                remedy=f"name one of {', '.join(sorted(profiles))}",
            )
            for name in unknown
        )
    name = target.host
    reader = GufoReader({name: target}, credential, limits)
    system = [profiles[_SYSTEM]] if _SYSTEM in profiles else []
    first = _poll(reader, request_for(name, system))
    told = decode(first, system, clock.now())
    object_id = str(told.value("system.object_id", "") or "")
    description = str(told.value("system.description", "") or "")
    wanted = (
        {one: profiles[one] for one in (_SYSTEM, *only)}
        if only
        else recognised(profiles, object_id, description)
    )
    snapshot = told
    if first.failure is None:
        found = list(wanted.values())
        snapshot = decode(_poll(reader, request_for(name, found)), found, clock.now())
    return Inspection(name, vendor_of(wanted.values()), tuple(wanted), snapshot)


def _poll(reader: GufoReader, request: PollRequest) -> PollReply:
    return next(iter(reader.poll_many([request])))
