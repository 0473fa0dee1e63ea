"""An intent in; what is wrong with controllers and with what they know access points by, out."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from parknet.design import features
from parknet.design.check_cabling import Models
from parknet.design.controllers import controller_wants
from parknet.design.features import Want
from parknet.design.scope import Aps, BuildingScope
from parknet.design.wireless import controller_of, controllers_of
from parknet.design.wlan import platform_of
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.intent import Intent, Path
from parknet.model.platforms import Platform

# Ruijie and Huawei take no more than 31 characters [U]; H3C 64, and no others than these
# (H3C Access Controllers Command References, R5426P02, WLAN: "ap ap-name").
AP_NAME: Final = re.compile(r"[A-Za-z0-9_/-]{1,31}")
# What command lines act on within a word or in quotes; `<` begins a secret's placeholder.
SSID_REFUSED: Final = re.compile(r'[?"\\<]')


def controllers(
    intent: Intent, scopes: Sequence[BuildingScope], models: Models
) -> Iterator[Problem]:
    """Yield everything that is wrong with a park's controllers."""
    park = intent.park
    yield from _named(intent, scopes)
    yield from _backup(intent)
    if not park.controllers:
        return
    first = controller_of(park)
    for at, device in enumerate(park.controllers):
        here: Path = ("park", "controllers", at)
        if device.device not in controllers_of(park):
            yield Problem(
                intent.origin(*here),
                f"{device.device} would stand idle: {first} lists the access points",
                f"name it as wlan.backup, remove it, or name it as wlan.controller and remove "
                f"{first}",
            )
        elif device.model in models:
            asked: list[Want] = [*controller_wants(intent, device.device)]
            place = [(device.device, device.model)]
            yield from features.unmet(intent, place, [w for w in asked if _is_radio(w)])
            if device.device == first:
                yield from _listed(intent, scopes, device.model)


def _backup(intent: Intent) -> Iterator[Problem]:
    """Yield a backup that cannot stand in for the controller."""
    park = intent.park
    if park.wlan.backup is None:
        return
    models = {device.device: device.model for device in park.controllers}
    first, second = controller_of(park), park.wlan.backup
    where = intent.origin("park", "wlan", "backup")
    if second not in models:
        others = [name for name in models if name != first]
        yield Problem(where, f"there is no controller {second}", suggestion(second, others))
    elif first not in models:
        yield Problem(
            where,
            f"{second} cannot stand in for {first}, which is none of the controllers",
            "list both under controllers",
        )
    elif first == second:
        yield Problem(
            where,
            f"{second} cannot stand in for itself",
            "name another of the controllers, or remove backup",
        )
    elif models[first] != models[second]:
        yield Problem(
            where,
            f"{second} is a {models[second]} and {first} a {models[first]}: two that stand in for "
            "one another must be alike",
            "give both the same model",
        )


def _is_radio(want: Want) -> bool:
    """Return whether no other check asks for it."""
    return want.feature.startswith(("wlan-", "capwap-"))


def _listed(intent: Intent, scopes: Sequence[BuildingScope], model: str) -> Iterator[Problem]:
    """Yield what a controller that lists the access points cannot be told."""
    if not intent.park.wlan.ssids:
        return
    platform = platform_of(intent)
    if platform is None:
        return
    for at, ssid in enumerate(intent.park.wlan.ssids):
        here: Path = ("park", "wlan", "ssids", at)
        refused = [c for c in ssid.ssid if SSID_REFUSED.match(c) or not c.isprintable()]
        if refused:
            yield Problem(
                intent.origin(*here, "ssid"),
                f"SSID {ssid.ssid} holds {refused[0]!r}, which the command line of {model} would "
                "not take as it is",
                "leave it out",
            )
        if ssid.security == "portal" and intent.park.wlan.portal is None:
            yield Problem(
                intent.origin(*here, "security"),
                f"SSID {ssid.ssid} is portal, but no portal is named",
                "name its server and page under wlan: portal",
            )
    yield from _aps(intent, scopes, platform, intent.library.devices[model].platform)


def _aps(
    intent: Intent, scopes: Sequence[BuildingScope], platform: Platform, name: str
) -> Iterator[Problem]:
    told: set[str] = set()
    listed: dict[str, str] = {}
    for scope in scopes:
        for aps in (aps for floor in scope.floors for aps in floor.aps):
            profile = intent.library.aps.get(aps.profile)
            if profile is None or profile.device is not None:
                continue
            if platform.ap_models and name not in profile.models and aps.profile not in told:
                told.add(aps.profile)
                yield Problem(
                    intent.origin(*aps.path, "profile"),
                    f"AP profile {aps.profile} does not say what {platform.title} calls the model",
                    f"add {name} to models of inventory/profiles/aps/{aps.profile}.yml",
                )
            native = intent.park.segments.get(profile.native)
            if native is not None and not native.dhcp and profile.native not in told:
                told.add(profile.native)
                yield Problem(
                    intent.origin("park", "segments", profile.native, "dhcp"),
                    f"access points in {profile.native} get no address and no controller: "
                    "it has no DHCP",
                    "set dhcp to true",
                )
            yield from _ap_names(intent, scope, aps, listed)
    yield from _one_kind(intent, scopes, platform)


def _ap_names(
    intent: Intent, scope: BuildingScope, aps: Aps, listed: dict[str, str]
) -> Iterator[Problem]:
    for ap in aps.names:
        full = f"{scope.code}/{ap}"
        if not AP_NAME.fullmatch(full):
            yield Problem(
                intent.origin(*aps.path, "names"),
                f"a controller cannot list access point {full}",
                "use letters, digits, - and _, at most 31 with the building's code",
            )
        elif listed.setdefault(full.lower(), full) != full:
            yield Problem(
                intent.origin(*aps.path, "names"),
                f"a controller takes {full} and {listed[full.lower()]} for one name",
                "give them names that differ in more than capitals",
            )


def _one_kind(
    intent: Intent, scopes: Sequence[BuildingScope], platform: Platform
) -> Iterator[Problem]:
    """Yield access points that are known by what their controller does not ask for."""
    if platform.ap_identity == "either":
        return
    groups = [(aps.path, aps) for s in scopes for floor in s.floors for aps in floor.aps]
    by_mac = [(path, name) for path, aps in groups for name in aps.macs]
    bare = [(path, n) for path, aps in groups for n in aps.serials if n not in aps.macs]
    without = [(path, n) for path, aps in groups for n in aps.macs if n not in aps.serials]
    if bare and (platform.ap_identity == "mac" or (by_mac and without)):
        path, name = bare[0]
        more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        only = (
            "by MAC address" if platform.ap_identity == "mac" else "by one kind of number for all"
        )
        yield Problem(
            intent.origin(*path, "serials"),
            f"{platform.title} knows access points {only}, and {name}{more} has a serial number "
            "alone",
            "write the MAC address under macs",
        )


def _named(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield MAC addresses and serial numbers of nobody, or of two access points."""
    first: dict[tuple[str, str], Path] = {}
    for scope in scopes:
        for aps in (aps for floor in scope.floors for aps in floor.aps):
            for key, given in (("macs", aps.macs), ("serials", aps.serials)):
                for name, number in given.items():
                    here: Path = (*aps.path, key, name)
                    if name not in aps.names:
                        yield Problem(
                            intent.origin(*here),
                            f"{name} is none of these access points",
                            f"use one of {', '.join(aps.names[:6])}",
                        )
                    if first.setdefault((key, number.lower()), here) != here:
                        other = intent.origin(*first[key, number.lower()])
                        yield Problem(
                            intent.origin(*here),
                            f"{number} is also at {other}",
                            "write each access point's own, as on its label",
                        )
