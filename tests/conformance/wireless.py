"""What the wireless part of a configuration means: a plan in, the same out as a reader reads.

Makers set power in units of their own: radiated (`eirp:20`), what enters the antenna
(`antenna:15`), or a share of the strongest (`share:50`).
"""

from dataclasses import dataclass, field

from parknet.model.network import DevicePlan
from parknet.model.policy import ApRadioPlan, RadioPlan, SsidPlan, WlanPlan

# SSID: VLAN, protection, bands, hidden.
Ssids = dict[str, tuple[int, str, frozenset[str], bool]]
# Access point: band: channel, width in MHz, power.
Radios = dict[str, dict[str, tuple[int, int, str]]]


@dataclass
class Wireless:
    """The semantics of what access points are told."""

    country: str = ""
    ssids: Ssids = field(default_factory=dict)
    radios: Radios = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)  # access point: group
    identities: dict[str, str] = field(default_factory=dict)  # access point: MAC or serial number
    keys: dict[str, str] = field(default_factory=dict)  # SSID: secret
    radius: set[str] = field(default_factory=set)  # servers of SSIDs with 802.1X or a portal
    portal: tuple[str, str] | None = None  # server, page
    enterprise: dict[str, set[str]] = field(default_factory=dict)  # SSID with 802.1X: its modes
    dtls: bool = False
    standby: tuple[str, bool] | None = None  # the other controller, and whether this is the first


def wireless_of(device: DevicePlan) -> Wireless | None:
    """Return what a device tells access points, or None where it tells them nothing."""
    plan = device.wlan
    if plan is None:
        return None
    found = Wireless(country=plan.country)
    for ssid in plan.ssids:
        found.ssids[ssid.ssid] = (ssid.vlan, ssid.security, frozenset(ssid.bands), ssid.hidden)
        if ssid.secret:
            found.keys[ssid.ssid] = ssid.secret
        if ssid.security == "dot1x":
            found.enterprise[ssid.ssid] = _modes(device, ssid)
    securities = {ssid.security for ssid in plan.ssids}
    if device.platform == "openwrt":
        (ap,) = plan.aps
        found.radios[device.name] = _radios(device, ap)
        if plan.radius is not None and "dot1x" in securities:  # hostapd asks one server
            found.radius = {str(plan.radius.servers[0])}
        return found
    for ap in plan.aps:
        number = _identity(device.platform, plan, ap)
        if number:
            found.radios[ap.ap] = _radios(device, ap)
            found.groups[ap.ap] = ap.group
            found.identities[ap.ap] = number
    if plan.radius is not None:
        found.radius = set(map(str, plan.radius.servers))
    found.dtls = plan.dtls
    if plan.standby is not None:
        found.standby = (str(plan.standby.peer), plan.standby.is_first)
    if plan.portal is not None and "portal" in securities:
        found.portal = (str(plan.portal.server), plan.portal.url)
    return found


def _modes(device: DevicePlan, ssid: SsidPlan) -> set[str]:
    """Return the modes an SSID is served in: 6 GHz has WPA3 where 5 GHz has WPA2."""
    if device.platform != "openwrt" or ssid.enterprise != "wpa2":
        return {ssid.enterprise}
    (ap,) = device.wlan.aps if device.wlan is not None else ()
    here = {radio.band for radio in ap.radios} & set(ssid.bands)
    return {"wpa3" if band == "6" else "wpa2" for band in here}


def _identity(platform: str, plan: WlanPlan, ap: ApRadioPlan) -> str:
    if platform == "h3c_ac":
        return ap.serial or ap.mac
    if platform == "huawei_ac" and plan.admits == "serial":
        return ap.serial
    return ap.mac


def _radios(device: DevicePlan, ap: ApRadioPlan) -> dict[str, tuple[int, int, str]]:
    return {
        radio.band: (radio.channel, radio.width_mhz, _power(device.platform, ap, radio))
        for radio in ap.radios
    }


def _power(platform: str, ap: ApRadioPlan, radio: RadioPlan) -> str:
    if platform == "h3c_ac":
        return f"antenna:{max(1, int(radio.power_dbm - ap.antenna_dbi))}"
    if platform == "ruijie_ac":
        share = int(100 * 10 ** (radio.power_dbm / 10) / 10 ** (ap.maximum_dbm / 10))
        return f"share:{min(100, max(1, share))}"
    return f"eirp:{int(radio.power_dbm)}"
