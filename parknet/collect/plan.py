"""The designed network in, what to ask each device for out."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, get_args

from parknet.drivers.base import PollRequest
from parknet.errors import PackError, Problem
from parknet.model.collector import Profile, Tier
from parknet.model.network import DevicePlan, Network
from parknet.model.platforms import Platform

# What a device is asked for at once; forwarding tables only where somebody looks for a device.
ALL_TIERS: Final[frozenset[Tier]] = frozenset(get_args(Tier)) - {"search"}


def plan_polls(
    network: Network, profiles: Mapping[str, Profile], platforms: Mapping[str, Platform]
) -> list[PollRequest]:
    """Return one request for each device, in the network's order.

    Args:
        network: the park.
        profiles: by name, as `read_profiles` gives them.
        platforms: by name; their `collectors` say which profiles read a device.

    Raises:
        PackError: a platform names a profile that does not exist.
    """
    wanted = profiles_by_device(network, profiles, platforms)
    return [request_for(device.name, wanted[device.name]) for device in network.devices]


def profiles_by_device(
    network: Network, profiles: Mapping[str, Profile], platforms: Mapping[str, Platform]
) -> dict[str, list[Profile]]:
    """Return the profiles each device is read with: AP tables only where APs are listed."""
    problems = [
        Problem(
            where=f"inventory/platforms/{name}.yml",
            what=f"there is no collector profile {collector!r}",
            remedy=f"name one of {', '.join(sorted(profiles))}",
        )
        for name, platform in platforms.items()
        for collector in platform.collectors
        if collector not in profiles
    ]
    if problems:
        raise PackError.of(problems)
    controllers = {ap.controller for ap in network.aps}
    return {
        device.name: [
            profiles[name]
            for name in platforms[device.platform].collectors
            if _applies(profiles[name], device, controllers)
        ]
        for device in network.devices
    }


def request_for(
    device: str,
    profiles: Sequence[Profile],
    tiers: Collection[Tier] = ALL_TIERS,
    known: Collection[str] = (),
    also: Collection[str] = (),
) -> PollRequest:
    """Return the request that reads a device with these profiles.

    Args:
        device: its name.
        profiles: what to read.
        tiers: only the tables of these.
        known: columns of names that a `Decoder` remembers.
        also: metrics of other tiers.
    """
    remembered = frozenset(known)
    scalars: dict[str, None] = {}
    columns: dict[str, None] = {}
    spares: dict[str, str] = {}
    repetitions: dict[str, int] = {}
    for table in (table for profile in profiles for table in profile.tables):
        wanted = [one for one in table.metrics if table.tier in tiers or one.metric in also]
        if not wanted:
            continue
        into = scalars if table.index == "scalar" else columns
        into.update(dict.fromkeys(table.columns))
        if table.max_repetitions is not None:
            for column in (*table.columns, *(c for one in table.metrics for c in one.columns)):
                most = repetitions.get(column, table.max_repetitions)
                repetitions[column] = min(most, table.max_repetitions)
        for metric in wanted:
            into.update(dict.fromkeys(condition.column for condition in metric.needs))
            before = ""
            for source in metric.sources:
                into.update(dict.fromkeys(source.columns))
                if source.spare or source.instead_of is not None:
                    spares[source.column] = source.instead_of or before
                else:
                    into[source.column] = None
                before = source.column
    return PollRequest(
        device=device,
        scalars=tuple(scalars),
        columns=tuple(column for column in columns if column not in remembered),
        spares={
            column: of
            for column, of in spares.items()
            if column not in columns and remembered.isdisjoint((column, of))
        },
        repetitions=repetitions,
    )


def _applies(profile: Profile, device: DevicePlan, controllers: set[str]) -> bool:
    if profile.applies == "controllers":
        return device.name in controllers
    if profile.applies == "poe":
        return any(port.poe for port in device.ports)
    return True
