"""Access points that configure themselves in; each as a device of its own, out.

A fat access point bridges its SSIDs to the VLANs of its port, and is managed at an address of the
building's management segment, behind its switches' own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parknet.design.access import host_svi
from parknet.design.draft import Draft
from parknet.design.features import Want, settle, unmet
from parknet.design.operators import operator_wants
from parknet.design.raw import raw_of
from parknet.design.scope import BuildingScope, ap_sysname
from parknet.design.wlan import ssid_wants
from parknet.errors import Problem
from parknet.model.intent import Intent, Path
from parknet.model.network import ApPlan, DevicePlan, PortPlan
from parknet.model.policy import WlanPlan
from parknet.units import parse_speed


def profile_of(intent: Intent, ap_profile: str) -> str | None:
    """Return the device profile of a kind of access points, or None where a controller has them."""
    profile = intent.library.aps.get(ap_profile)
    return None if profile is None else profile.device


def fat_names(intent: Intent, scope: BuildingScope) -> list[str]:
    """Return the sysnames of a building's fat access points."""
    return [
        ap_sysname(scope.code, name)
        for floor in scope.floors
        for aps in floor.aps
        if profile_of(intent, aps.profile) is not None
        for name in aps.names
    ]


def wants(intent: Intent) -> tuple[Want, ...]:
    """Return what SSIDs and `operators` ask of an access point that is a device of its own."""
    at = ("park", "wlan", "ssids")
    found = [Want("fat-ap", at)] if intent.park.wlan.ssids else []
    return (*found, *ssid_wants(intent.park.wlan.ssids), *operator_wants(intent))


def fat_aps(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield fat access points that cannot serve what is asked, or that share a sysname."""
    devices: dict[str, list[str]] = {}
    yield from _unfit(intent, scopes)
    for scope in scopes:
        switches = {f"{scope.code}-{floor.slug}-acc" for floor in scope.floors}
        first: dict[str, str] = {}
        for aps in (aps for floor in scope.floors for aps in floor.aps):
            profile = profile_of(intent, aps.profile)
            if profile is None:
                continue
            for ap in aps.names:
                name = ap_sysname(scope.code, ap)
                devices.setdefault(profile, []).append(name)
                if first.setdefault(name, ap) != ap or name.rstrip("0123456789") in switches:
                    yield _shared(intent, aps.path, ap, name)
    asked = [want for want in wants(intent) if want.feature.startswith(("fat-", "wlan-"))]
    for profile, names in devices.items():
        yield from unmet(intent, [(name, profile) for name in names], asked)


def _unfit(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield what is said of fat access points that fits them not."""
    management = intent.park.management.segment
    told: set[str] = set()
    for aps in (aps for scope in scopes for floor in scope.floors for aps in floor.aps):
        if profile_of(intent, aps.profile) is None:
            continue
        for key in ("macs", "serials"):
            if getattr(aps, key):
                yield Problem(
                    intent.origin(*aps.path, key),
                    f"access points of profile {aps.profile} configure themselves: no controller "
                    "asks who they are",
                    f"remove {key}",
                )
        if aps.profile not in told and intent.library.aps[aps.profile].native != management:
            yield Problem(
                intent.origin("library", "aps", aps.profile, "native"),
                f"access points of profile {aps.profile} configure themselves and are managed in "
                f"{management}",
                f"set native to {management}",
            )
        told.add(aps.profile)
    for at, ssid in enumerate(intent.park.wlan.ssids if told else ()):
        if "<<" in ssid.ssid:  # as a secret's placeholder begins
            yield Problem(
                intent.origin("park", "wlan", "ssids", at, "ssid"),
                f"SSID {ssid.ssid} holds <<, which begins the name of a secret",
                "leave it out",
            )


def _shared(intent: Intent, path: Path, ap: str, name: str) -> Problem:
    return Problem(
        intent.origin(*path, "names"),
        f"access point {ap} would be called {name}, as another device is",
        "give it a name that differs in more than capitals and signs",
    )


def for_controller(draft: Draft, plan: WlanPlan | None) -> WlanPlan | None:
    """Return what a controller is told: of those access points that do not configure themselves."""
    if plan is None:
        return None
    fat = {ap.id for ap in draft.aps if profile_of(draft.intent, ap.profile) is not None}
    if fat and len(fat) == len(plan.aps):
        return None
    return replace(plan, aps=tuple(ap for ap in plan.aps if ap.ap not in fat))


def add_fat_aps(draft: Draft, scopes: Sequence[BuildingScope], plan: WlanPlan | None) -> None:
    """Add every fat access point as a device that lists itself.

    Args:
        draft: its access points are plugged in.
        scopes: all buildings.
        plan: what all access points are told, or None without SSIDs.
    """
    by_code = {scope.code: scope for scope in scopes}
    for at, ap in enumerate(draft.aps):
        profile = profile_of(draft.intent, ap.profile)
        if profile is None:
            continue
        device = _device(draft, by_code[ap.building], ap, profile, plan)
        draft.devices.append(device)
        draft.aps[at] = replace(ap, controller=device.name)


def _device(
    draft: Draft, scope: BuildingScope, ap: ApPlan, profile: str, plan: WlanPlan | None
) -> DevicePlan:
    intent = draft.intent
    name = ap_sysname(scope.code, ap.name)
    model = draft.model(profile)
    platform = draft.platform(model)
    kind = intent.library.aps[ap.profile]
    segments, management = intent.park.segments, intent.park.management
    native = segments[kind.native]
    ipv4, ipv6 = draft.subnets[scope.code].host(kind.native, draft.hosts[name])
    svi = host_svi(draft, model, kind.native, (ipv4, ipv6))
    uplink = PortPlan(
        name=model.ports[0].name,
        role="uplink",
        description=ap.end.device,
        speed_bps=model.ports[0].speed_bps,
        minimum_bps=parse_speed(kind.speed),
        mode="trunk",
        vlan=native.vlan,
        tagged=tuple(sorted(segments[segment].vlan for segment in kind.tagged)),
        subject=f"ap/{ap.id}",
        origin=ap.origin,
    )
    vlans = {segments[segment].vlan: segment for segment in (kind.native, *kind.tagged)}
    ownership = scope.building.ownership or management.ownership
    return DevicePlan(
        name=name,
        role="ap",
        platform=model.profile.platform,
        os=model.profile.os,
        model=model.name,
        building=scope.code,
        floor=ap.floor,
        ownership=ownership.value,
        deletion_budget=management.deletion_budget,
        serial=management.serials.get(name, ""),
        management4=ipv4,
        management6=ipv6,
        management_interface=svi.name,
        router_id=None,
        default_originate=False,
        vlans=tuple(draft.vlan(number, segment) for number, segment in sorted(vlans.items())),
        ports=(uplink, *draft.spares(model)[1:]),
        lags=(),
        svis=(svi,),
        routes=draft.defaults(via=draft.subnets[scope.code].first(kind.native)),
        services=draft.services_of(model.name),
        origin=ap.origin,
        description_limit=platform.description_limit,
        operators=draft.operators(scope.code),
        wlan=replace(plan, aps=tuple(one for one in plan.aps if one.ap == ap.id)) if plan else None,
        raw=raw_of(intent.park.raw, name, "ap", model.profile.platform),
        deviations=settle(intent, name, profile, wants(intent), draft.problems),
    )
