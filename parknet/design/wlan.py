"""What SSIDs and access points ask of their controller in; what the controller is told, out.

`allocations.lock` keeps the numbers by which a controller that people placed knows both.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Final, Literal

from parknet.design.draft import Draft
from parknet.design.features import Want
from parknet.design.places import Places, ShortageError
from parknet.design.scope import BuildingScope
from parknet.design.wireless import (
    BANDS,
    UNCUT,
    Choice,
    Site,
    assign_channels,
    choices,
    controller_of,
    format_channels,
    read_channels,
    sites_of,
    width_of,
)
from parknet.errors import Problem
from parknet.model.demands import Ssid
from parknet.model.intent import Intent, Park, Path
from parknet.model.platforms import Platform
from parknet.model.policy import (
    ApRadioPlan,
    PortalPlan,
    RadioPlan,
    RadiusPlan,
    SsidPlan,
    WlanPlan,
)
from parknet.model.radio import ApProfile
from parknet.names import encode_name

_SHARED_DB: Final = 3.0  # a radio whose neighbour has its channel speaks at half power
_AP_POOL: Final = "ap"
_SSID_POOL: Final = "ssid"
# Huawei takes 16 on a radio (WLAN-AC commands, vap-profile), the fewest of the three.
_SSID_NUMBERS: Final = range(1, 17)
_WPA3: Final = {
    "transition": "wlan-wpa3-transition",
    "wpa3": "wlan-wpa3",
    "wpa3-192": "wlan-wpa3-192",
}


def has_fit_aps(intent: Intent) -> bool:
    """Return whether some access points need a controller, or there are none yet."""
    floors = (floor for building in intent.buildings.values() for floor in building.floors)
    profiles = {aps.profile for floor in floors for aps in floor.aps}
    known = intent.library.aps
    return not profiles or any(name not in known or known[name].device is None for name in profiles)


def wlan_wants(intent: Intent, *, can_control: bool) -> list[Want]:
    """Return what SSIDs ask of the device that lists the access points.

    Args:
        intent: a park with its library.
        can_control: it does control access points: nothing else is asked of one that cannot.
    """
    ssids = intent.park.wlan.ssids
    at = ("park", "wlan", "ssids")
    if not has_fit_aps(intent):
        return []
    wants = [Want("wlan-controller", at)] if ssids else []
    return [*wants, *(ssid_wants(ssids) if can_control else ())]


def ssid_wants(ssids: Sequence[Ssid]) -> Iterator[Want]:
    """Yield what SSIDs ask of whoever serves them, controller or access point."""
    for number, ssid in enumerate(ssids):
        here: Path = ("park", "wlan", "ssids", number)
        if ssid.security in ("sae", "portal"):
            yield Want(f"wlan-{ssid.security}", (*here, "security"))
        if ssid.security == "dot1x" and ssid.enterprise in _WPA3:
            yield Want(_WPA3[ssid.enterprise], (*here, "enterprise"))
        if "6" in ssid.bands:
            yield Want("wlan-6ghz", (*here, "bands"))


def platform_of(intent: Intent) -> Platform | None:
    """Return the platform of the controller that people placed, or None without one."""
    for controller in intent.park.controllers:
        if controller.device == controller_of(intent.park):
            profile = intent.library.devices[controller.model]
            return intent.library.platforms[profile.platform]
    return None


def admitted_by(sites: Sequence[Site]) -> Literal["mac", "serial"]:
    """Return what a controller knows access points by, if it is one thing for all."""
    known = [site for site in sites if site.mac or site.serial]
    return "mac" if all(site.mac for site in known) else "serial"


def is_admitted(ap: ApRadioPlan, platform: Platform, admits: str) -> bool:
    """Return whether a controller can tell an access point from a stranger."""
    if platform.ap_identity == "either":
        return bool(ap.mac or ap.serial)
    return bool(ap.mac if admits == "mac" else ap.serial)


def wlan_plan(draft: Draft, scopes: Sequence[BuildingScope]) -> WlanPlan | None:
    """Return what the controller is told, or None where no SSID is asked for."""
    park = draft.intent.park
    wlan = park.wlan
    if not wlan.ssids:
        return None
    country = draft.intent.library.countries[wlan.country]
    profiles = draft.intent.library.aps
    bands = [band for band in BANDS if any(band in ssid.bands for ssid in wlan.ssids)]
    allowed = {
        band: {
            name: choices(country, band, width_of(park, band), outdoor=profile.outdoor)
            for name, profile in profiles.items()
            if band in profile.bands
        }
        for band in bands
    }
    aps: list[ApRadioPlan] = []
    by_scope = {scope.code: sites_of(scope) for scope in scopes}
    platform = platform_of(draft.intent)
    numbers = ap_numbers(draft.places, by_scope) if platform is not None else {}
    called = draft.intent.library.devices[park.controllers[0].model].platform if platform else ""
    for scope in scopes:
        sites = by_scope[scope.code]
        radios: dict[str, list[RadioPlan]] = {site.name: [] for site in sites}
        for band in bands if sites else ():
            pool = f"channel/{band}"
            held = read_channels(draft.places.held(pool).get(scope.code, ""))
            given = assign_channels(sites, allowed[band], held)
            kept = held | {name: channel for name, (channel, _) in given.items()}
            if kept:
                draft.places.give(pool, scope.code, format_channels(kept))
            for site in sites:
                if site.name in given:
                    radio = _radio(
                        park,
                        band,
                        profiles[site.profile],
                        given[site.name],
                        allowed[band][site.profile],
                    )
                    radios[site.name].append(radio)
        aps += [
            ApRadioPlan(
                f"{scope.code}/{site.name}",
                scope.code,
                tuple(radios[site.name]),
                number=numbers.get((scope.code, site.name), 0),
                model=profiles[site.profile].models.get(called, ""),
                mac=site.mac,
                serial=site.serial,
                antenna_dbi=profiles[site.profile].antenna_dbi,
                maximum_dbm=profiles[site.profile].eirp_dbm,
            )
            for site in sites
        ]
    radius, portal = park.radius, wlan.portal
    ssid_numbers = _ssid_numbers(draft, wlan.ssids) if platform is not None else {}
    return WlanPlan(
        country=wlan.country,
        ssids=tuple(
            SsidPlan(
                ssid.ssid,
                park.segments[ssid.segment].vlan,
                ssid.security,
                ssid.bands,
                ssid.hidden,
                ssid.secret or "",
                ssid_numbers.get(ssid.ssid, 0),
                ssid.enterprise,
            )
            for ssid in wlan.ssids
        ),
        aps=tuple(sorted(aps, key=lambda ap: ap.ap)),
        radius=RadiusPlan(radius.servers, radius.secret) if radius is not None else None,
        portal=PortalPlan(portal.server, portal.url, portal.secret) if portal else None,
        admits=admitted_by([site for sites in by_scope.values() for site in sites]),
    )


def ap_numbers(
    places: Places, by_scope: Mapping[str, Sequence[Site]]
) -> dict[tuple[str, str], int]:
    """Return the number of every access point, and record those given out: one line a building.

    Args:
        places: what was given out before stays, even if its access point is gone.
        by_scope: the access points of every building, by its code.
    """
    held = {code: read_channels(text) for code, text in places.held(_AP_POOL).items()}
    taken = {number for numbers in held.values() for number in numbers.values()}
    free = (number for number in count(1) if number not in taken)
    found: dict[tuple[str, str], int] = {}
    for code, sites in sorted(by_scope.items()):
        own = held.get(code, {})
        for site in sorted(sites):
            if site.name not in own:
                own[site.name] = next(free)
            found[code, site.name] = own[site.name]
        if own:
            places.give(_AP_POOL, code, format_channels(own))
    return found


def _ssid_numbers(draft: Draft, ssids: Sequence[Ssid]) -> dict[str, int]:
    """Return the number of every SSID; a line of `allocations.lock` has no `/` in a name."""
    owners = {ssid.ssid: encode_name(ssid.ssid, UNCUT).replace("/", "%2F") for ssid in ssids}
    try:
        numbers = draft.places.assign_numbers(_SSID_POOL, owners.values(), _SSID_NUMBERS)
    except ShortageError as shortage:
        where = draft.intent.origin("park", "wlan", "ssids")
        draft.problems.append(Problem(where, shortage.what, shortage.remedy))
        return {}
    return {ssid: numbers[owner] for ssid, owner in owners.items()}


def _radio(
    park: Park,
    band: str,
    profile: ApProfile,
    given: tuple[int, bool],
    allowed: Sequence[Choice],
) -> RadioPlan:
    """Return a radio as strong as country and model allow, weaker where a neighbour shares it."""
    channel, is_shared = given
    limit_dbm = next(choice.eirp_dbm for choice in allowed if choice.channel == channel)
    eirp_dbm = min(limit_dbm, profile.eirp_dbm) - (_SHARED_DB if is_shared else 0.0)
    return RadioPlan(band, channel, width_of(park, band), max(eirp_dbm, 0.0))
