"""An intent in; WiFi that no segment, access point, key or country's law carries, out."""

from collections.abc import Iterator, Sequence

from parknet.design.scope import BuildingScope
from parknet.design.wireless import choices, width_of
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Ssid
from parknet.model.intent import Intent, Path
from parknet.model.radio import ApProfile, Country

_ROOT: Path = ("park", "wlan")
_KEYED = ("psk", "sae")
_BY_RADIUS = ("dot1x", "portal")
# Wi-Fi Alliance, WPA3 specification: the 6 GHz band knows neither WPA2 nor open networks.
_SAFE_AT_6 = ("sae", "dot1x")


def wireless(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield everything that is wrong with a park's WiFi."""
    park = intent.park
    placed = [d.device for d in (*park.controllers, *park.cores)]
    placed += [d.device for _, d in park.single_gateways]
    if park.wlan.controller is not None and park.wlan.controller not in placed:
        yield Problem(
            intent.origin(*_ROOT, "controller"),
            f"there is no controller, core or gateway {park.wlan.controller}",
            suggestion(park.wlan.controller, placed),
        )
    if not park.wlan.ssids:
        for key in sorted(
            park.wlan.model_fields_set
            & {"backup", "capwap_dtls", "channel_width_5", "city_radius", "portal"}
        ):
            yield Problem(
                intent.origin(*_ROOT, key),
                f"{key} says how WiFi shall be, but no SSID is asked for",
                f"describe the ssids, or remove {key}",
            )
        return
    if park.wlan.city_radius is not None and not any(s.roams_with_city for s in park.wlan.ssids):
        yield Problem(
            intent.origin(*_ROOT, "city_radius"),
            "no SSID roams with the city",
            "set roams_with_city on one, or remove city_radius",
        )
    if park.wlan.portal is not None and not any(s.security == "portal" for s in park.wlan.ssids):
        yield Problem(
            intent.origin(*_ROOT, "portal"),
            "no SSID sends visitors to the portal",
            "set security of one to portal, or remove portal",
        )
    used = {
        aps.profile: intent.library.aps[aps.profile]
        for scope in scopes
        for floor in scope.floors
        for aps in floor.aps
        if aps.profile in intent.library.aps
    }
    country = intent.library.countries.get(park.wlan.country)
    if country is None:
        yield Problem(
            intent.origin(*_ROOT, "country"),
            f"nothing is known of the radio rules of {park.wlan.country}",
            suggestion(park.wlan.country, intent.library.countries),
        )
    else:
        yield from _channels(intent, country, used)
    first: dict[str, int] = {}
    for at, ssid in enumerate(park.wlan.ssids):
        here: Path = (*_ROOT, "ssids", at)
        if first.setdefault(ssid.ssid, at) != at:
            yield Problem(
                intent.origin(*here, "ssid"),
                f"SSID {ssid.ssid} is also at "
                f"{intent.origin(*_ROOT, 'ssids', first[ssid.ssid], 'ssid')}",
                "give each SSID a name of its own",
            )
        yield from _security(intent, here, ssid)
        yield from _carried(intent, here, ssid, used)
        if country is not None:
            yield from _bands(intent, here, ssid, country)


def _channels(intent: Intent, country: Country, used: dict[str, ApProfile]) -> Iterator[Problem]:
    """Yield access points for which the country leaves no channel of the width."""
    park = intent.park
    asked = {band for ssid in park.wlan.ssids for band in ssid.bands}
    open_bands = {allowed.band for allowed in country.ranges}
    for name, profile in sorted(used.items()):
        for band in sorted(asked.intersection(profile.bands) & open_bands):
            width = width_of(park, band)
            if choices(country, band, width, outdoor=profile.outdoor):
                continue
            side = "outdoors" if profile.outdoor else "indoors"
            yield Problem(
                intent.origin(*_ROOT, "channel_width_5"),
                f"{park.wlan.country} has no {band} GHz channel of {width} MHz {side}, where "
                f"access points of profile {name} stand",
                "choose narrower channels",
            )


def _bands(intent: Intent, here: Path, ssid: Ssid, country: Country) -> Iterator[Problem]:
    open_bands = {allowed.band for allowed in country.ranges}
    for band in dict.fromkeys(ssid.bands):
        if band not in open_bands:
            yield Problem(
                intent.origin(*here, "bands"),
                f"{intent.park.wlan.country} does not allow WiFi at {band} GHz",
                f"use {' and '.join(sorted(open_bands))} GHz for {ssid.ssid}",
            )
        elif band == "6" and ssid.security not in _SAFE_AT_6:
            yield Problem(
                intent.origin(*here, "security"),
                f"SSID {ssid.ssid} is {ssid.security}, which 6 GHz does not know",
                "use sae or dot1x, or leave 6 out of its bands",
            )
    if not ssid.bands:
        yield Problem(
            intent.origin(*here, "bands"), f"SSID {ssid.ssid} is on no band", "name its bands"
        )


def _security(intent: Intent, here: Path, ssid: Ssid) -> Iterator[Problem]:
    if ssid.security in _KEYED and ssid.secret is None:
        yield Problem(
            intent.origin(*here, "security"),
            f"SSID {ssid.ssid} is {ssid.security}, but no key is named",
            "name it under secret; its value goes to the vault",
        )
    if ssid.security not in _KEYED and ssid.secret is not None:
        yield Problem(
            intent.origin(*here, "secret"),
            f"SSID {ssid.ssid} is {ssid.security}, which takes no key",
            "remove secret, or use sae",
        )
    if ssid.security != "dot1x" and "enterprise" in ssid.model_fields_set:
        yield Problem(
            intent.origin(*here, "enterprise"),
            f"SSID {ssid.ssid} is {ssid.security}, which is no enterprise mode",
            "remove enterprise, or set security to dot1x",
        )
    if "6" in ssid.bands and ssid.security == "dot1x" and ssid.enterprise == "transition":
        yield Problem(
            intent.origin(*here, "enterprise"),
            f"SSID {ssid.ssid} takes WPA2 beside WPA3, which 6 GHz does not know",
            "set enterprise to wpa3, or leave 6 out of its bands",
        )
    if ssid.security in _BY_RADIUS and intent.park.radius is None:
        yield Problem(
            intent.origin(*here, "security"),
            f"SSID {ssid.ssid} is {ssid.security}, but the park has no RADIUS servers",
            "name them under radius",
        )
    if ssid.roams_with_city and ssid.security not in _BY_RADIUS:
        yield Problem(
            intent.origin(*here, "roams_with_city"),
            f"SSID {ssid.ssid} is {ssid.security}, so nobody of the city can be told apart",
            "use dot1x or portal",
        )
    if ssid.roams_with_city and intent.park.wlan.city_radius is None:
        yield Problem(
            intent.origin(*here, "roams_with_city"),
            f"SSID {ssid.ssid} roams with the city, whose RADIUS servers are not named",
            "name them under wlan: city_radius",
        )


def _carried(
    intent: Intent, here: Path, ssid: Ssid, used: dict[str, ApProfile]
) -> Iterator[Problem]:
    """Yield access points that cannot serve an SSID."""
    segments = intent.park.segments
    if ssid.segment not in segments:
        yield Problem(
            intent.origin(*here, "segment"),
            f"there is no segment {ssid.segment}",
            suggestion(ssid.segment, segments),
        )
        return
    without = sorted(name for name, profile in used.items() if ssid.segment not in profile.tagged)
    if without:
        yield Problem(
            intent.origin(*here, "segment"),
            f"AP profiles {', '.join(without)} do not carry segment {ssid.segment} of SSID "
            f"{ssid.ssid}",
            f"add {ssid.segment} to tagged of inventory/profiles/aps/{without[0]}.yml",
        )
    deaf = sorted(
        name for name, profile in used.items() if not set(ssid.bands).intersection(profile.bands)
    )
    if deaf and ssid.bands:
        yield Problem(
            intent.origin(*here, "bands"),
            f"AP profiles {', '.join(deaf)} have no radio at {' or '.join(ssid.bands)} GHz",
            f"add a band that they have to {ssid.ssid}, or choose another AP profile",
        )
