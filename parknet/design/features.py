"""What a device is asked to do in; what its operating system lacks out: problems or deviations.

A platform file lists what each operating system has (`PlatformOs.features`); what it does not list
it lacks. Where a line asks for something lacking, that line is a problem, unless `deviations`
accepts it: by device or by device profile, with an owner and a last day. A default that nobody
wrote (such as RA guard) is no problem where a device lacks it, but it is left out in the open: as
a deviation without an owner.

How a check uses it: build the wants of a role, then

* in `review`: `yield from unmet(intent, [(device, profile), …], wants)`,
* in `design`: `deviations=settle(intent, device, profile, wants, draft.problems)` and set only
  what `has(intent, profile, feature)`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from parknet.design.check_speeds import Demand
from parknet.design.days import last_day
from parknet.design.scope import BuildingScope, ap_sysname
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Deviation
from parknet.model.features import FEATURES
from parknet.model.intent import Intent, Path
from parknet.model.network import Role

# What to do where another device does it, and no other profile of the same one.
_REMEDIES: Final = {
    "wlan-controller": "list a WLAN controller under controllers, or use access points that "
    "configure themselves",
}
_CLAUSE: Final = re.compile(r"^[a-z]{2}-\d{2}$")


class Want(NamedTuple):
    """A feature that is asked for.

    Attributes:
        feature: a key of `parknet.model.features.FEATURES`.
        path: of the value that asks, as `Intent.origin` takes it.
        written: False for a default that nobody wrote.
    """

    feature: str
    path: Path
    written: bool = True


class Placed(NamedTuple):
    """A device before it is designed: its name, profile and role, and whether it is enforced."""

    device: str
    profile: str
    role: Role
    enforced: bool


def has(intent: Intent, profile: str, feature: str) -> bool:
    """Return whether a device profile has a feature: its operating system's, less what it lacks."""
    device = intent.library.devices[profile]
    known = intent.library.platforms[device.platform].oses[device.os].features
    return feature in known and feature not in device.lacks


def lacking(intent: Intent, profile: str, wants: Iterable[Want]) -> tuple[Want, ...]:
    """Return which of `wants` a device profile lacks, by itself or by its operating system.

    Args:
        intent: a park with its library.
        profile: name of a device profile; its platform and operating system must be known.
        wants: what a device of that profile is asked to do.
    """
    return tuple(want for want in wants if not has(intent, profile, want.feature))


def deviation_for(intent: Intent, device: str, profile: str, feature: str) -> Deviation | None:
    """Return the line of `deviations` that accepts that a device lacks a feature."""
    for deviation in intent.park.deviations:
        if deviation.feature == feature and not {device, profile}.isdisjoint(deviation.devices):
            return deviation
    return None


def unmet(
    intent: Intent, devices: Iterable[tuple[str, str]], wants: Sequence[Want]
) -> Iterator[Problem]:
    """Yield a problem for every want that devices lack and nobody accepted: one per profile.

    Args:
        intent: a park with its library.
        devices: (device, device profile); profiles that the library lacks are passed over.
        wants: what each of them is asked to do.
    """
    by_profile: dict[str, list[str]] = {}
    for device, profile in devices:
        by_profile.setdefault(profile, []).append(device)
    for profile, names in sorted(by_profile.items()):
        if not is_known(intent, profile):
            continue
        for want in lacking(intent, profile, wants):
            if not want.written:
                continue
            feature = want.feature
            bare = [name for name in names if not deviation_for(intent, name, profile, feature)]
            if bare:
                yield _problem(intent, profile, bare, want)


def settle(
    intent: Intent, device: str, profile: str, wants: Sequence[Want], problems: list[Problem]
) -> tuple[str, ...]:
    """Return the features that a device goes without, and add a problem for those not accepted.

    Args:
        intent: a park with its library.
        device: the device's name.
        profile: its device profile.
        wants: what it is asked to do.
        problems: problems found so far; `review` has told most of them before.

    Returns:
        Features, sorted: for `DevicePlan.deviations`.
    """
    missing = lacking(intent, profile, wants)
    if not missing:
        return ()
    problems += unmet(intent, [(device, profile)], missing)
    return tuple(sorted({want.feature for want in missing}))


def is_known(intent: Intent, profile: str) -> bool:
    """Return whether the library has a device profile, its platform and its operating system."""
    device = intent.library.devices.get(profile)
    platform = intent.library.platforms.get(device.platform) if device is not None else None
    return device is not None and platform is not None and device.os in platform.oses


def _problem(intent: Intent, profile: str, names: Sequence[str], want: Want) -> Problem:
    device = intent.library.devices[profile]
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    title = FEATURES.get(want.feature, want.feature)
    return Problem(
        intent.origin(*want.path),
        f"{names[0]}{others} ({profile}, {device.platform} {device.os}) cannot do {want.feature}: "
        f"{title}",
        _REMEDIES.get(
            want.feature,
            "choose another device profile, ask for less, or accept it under deviations for "
            f"{profile} with an owner and a date",
        ),
    )


def placed(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Placed]:
    """Yield every device; of a floor whose switches are counted later, the first.

    A profile's deviation covers all of its devices; `design` asks again for each by name.
    """
    park = intent.park
    default = park.management.ownership
    for core in park.cores:
        owned = (core.ownership or default) == "enforce"
        yield Placed(core.device, core.model, "core", owned)
    for _, gateway in park.single_gateways:
        owned = (gateway.ownership or default) == "enforce"
        yield Placed(gateway.device, gateway.model, "gateway", owned)
    for controller in park.controllers:
        owned = (controller.ownership or default) == "enforce"
        yield Placed(controller.device, controller.model, "controller", owned)
    for scope in scopes:
        owned = (scope.building.ownership or default) == "enforce"
        for name in scope.aggregations:
            yield Placed(name, scope.building.aggregation, "aggregation", owned)
        for floor in scope.floors:
            if floor.switches is None and not (floor.outlets or floor.aps):
                continue
            for number in range(1, (floor.switches or 1) + 1):
                name = f"{scope.code}-{floor.slug}-acc{number}"
                yield Placed(name, floor.access, "access", owned)
        yield from _fat_aps(intent, scope, owned=owned)


def _fat_aps(intent: Intent, scope: BuildingScope, *, owned: bool) -> Iterator[Placed]:
    """Yield the access points that configure themselves."""
    for aps in (aps for floor in scope.floors for aps in floor.aps):
        profile = intent.library.aps.get(aps.profile)
        if profile is not None and profile.device is not None:
            for name in aps.names:
                yield Placed(ap_sysname(scope.code, name), profile.device, "ap", owned)


def deviations(
    intent: Intent,
    scopes: Sequence[BuildingScope],
    today: date | None,
    demands: Sequence[Demand] | None = None,
) -> Iterator[Problem]:
    """Yield what is wrong with the lines of `deviations`.

    Args:
        intent: a park with its library.
        scopes: its buildings.
        today: the day they are held against; None leaves their dates alone.
        demands: what policies demand, which a line may accept the lack of; None where they are
            not at hand.
    """
    clauses = {demand.feature for demand in demands or ()}
    names: set[str] | None = None
    for at, deviation in enumerate(intent.park.deviations):
        path: Path = ("park", "deviations", at)
        if is_clause(deviation.feature) and (demands is None or deviation.feature in clauses):
            yield from _date(intent, path, deviation, today)
            continue
        if deviation.feature not in FEATURES:
            yield Problem(
                intent.origin(*path, "feature"),
                f"there is no feature {deviation.feature}",
                suggestion(deviation.feature, [*FEATURES, *sorted(clauses)]),
            )
        yield from _date(intent, path, deviation, today)
        for number, name in enumerate(deviation.devices):
            if names is None:
                names = {name for one in placed(intent, scopes) for name in one[:2]}
            # Further switches of a floor are counted by design.
            if name in names or _is_switch_of(name, names):
                continue
            yield Problem(
                intent.origin(*path, "devices", number),
                f"there is no device or device profile {name} in this park",
                suggestion(name, names),
            )


def trusted(intent: Intent) -> Iterator[Problem]:
    """Yield what `management.unverified` names and nobody knows."""
    for at, feature in enumerate(intent.park.management.unverified):
        if feature not in FEATURES:
            yield Problem(
                intent.origin("park", "management", "unverified", at),
                f"there is no feature {feature}",
                suggestion(feature, FEATURES),
            )


def is_clause(feature: str) -> bool:
    """Return whether a line of `deviations` is about a clause of a policy, such as cq-06."""
    return _CLAUSE.match(feature) is not None


def _is_switch_of(name: str, names: set[str]) -> bool:
    stem, found, number = name.rpartition("-acc")
    return bool(found) and number.isdigit() and f"{stem}-acc1" in names


def _date(
    intent: Intent, path: Path, deviation: Deviation, today: date | None
) -> Iterator[Problem]:
    yield from last_day(
        intent.origin(*path, "until"),
        deviation.until,
        today,
        what=f"{deviation.owner} accepted that {', '.join(deviation.devices[:3])} "
        f"go without {deviation.feature} until {deviation.until}, which is past",
        remedy="replace the devices, or let the owner accept it until another day",
    )
