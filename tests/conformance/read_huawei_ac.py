"""What a Huawei controller's configuration means, read from its text.

Sources: [D] S1720 to S6720 Command Reference, 11 WLAN-AC Commands; AC V200R021 CLI-based
Configuration Guide, NAC and WLAN examples. What controllers share with switches is read as there.
"""

import re

from tests.conformance import read_vrp
from tests.conformance.meaning import Meaning
from tests.conformance.nested import Line, lines_of
from tests.conformance.wireless import Wireless

BANDS = {"0": "2.4", "1": "5"}
WIDTHS = {"20mhz": 20, "40mhz-plus": 40, "40mhz-minus": 40, "80mhz": 80, "160mhz": 160}
_SECRET = re.compile(r"<<secret:([^<>]+)>>")


def read(text: str) -> Meaning:
    """Return what a controller with this configuration does."""
    found = read_vrp.read(text)
    assert "http" not in found.insecure
    root = lines_of(text)
    assert re.fullmatch(r"Vlanif\d+", root.one("capwap source interface"))
    wlan = [line for line in root.below if line.text == "wlan"]
    if wlan:
        found.wlan = _wireless(root, wlan[0])
        found.wlan.dtls = root.has("capwap dtls control-link encrypt")
        assert found.wlan.dtls == bool(root.starting("capwap dtls psk <<secret:"))
    return found


def _profiles(wlan: Line, kind: str) -> dict[str, Line]:
    return {line.text.split()[-1]: line for line in wlan.starting(f"{kind} name ")}


def _wireless(root: Line, wlan: Line) -> Wireless:
    found = Wireless()
    securities = _profiles(wlan, "security-profile")
    names = _profiles(wlan, "ssid-profile")
    vaps = _profiles(wlan, "vap-profile")
    groups = _profiles(wlan, "ap-group")
    logins = {line.text.split()[-1]: line for line in root.starting("authentication-profile name ")}
    countries = set()
    by_group: list[dict[str, set[str]]] = []
    for group in groups.values():
        bands: dict[str, set[str]] = {}
        by_group.append(bands)
        domain = _profiles(wlan, "regulatory-domain-profile")[
            group.one("regulatory-domain-profile")
        ]
        countries.add(domain.one("country-code"))
        for radio in group.starting("radio "):
            for line in radio.starting("vap-profile "):
                bands.setdefault(line.text.split()[1], set()).add(BANDS[radio.text.split()[1]])
    (found.country,) = countries
    assert all(bands == by_group[0] for bands in by_group), "a building without an SSID"
    for name, vap in vaps.items():
        assert vap.one("forward-mode") == "direct-forward"
        profile = names[vap.one("ssid-profile")]
        ssid = _unquoted(profile.one("ssid"))
        policy = securities[vap.one("security-profile")].one("security")
        security, key = _security(policy)
        if security == "dot1x":
            found.enterprise[ssid] = {"wpa3-192" if policy.startswith("wpa3") else "wpa2"}
        login = (
            logins[vap.one("authentication-profile")] if vap.has("authentication-profile") else None
        )
        if login is not None and login.has("portal-access-profile"):
            assert security == "open"
            security = "portal"
            found.portal = _portal(root, login.one("portal-access-profile"))
        assert (security == "dot1x") <= (login is not None and login.has("dot1x-access-profile"))
        if login is not None and login.has("dot1x-access-profile"):
            root.view(f"dot1x-access-profile name {login.one('dot1x-access-profile')}")
        if login is not None:
            found.radius = _servers(root, login.one("access-domain").split()[0])
        if key:
            found.keys[ssid] = key
        vlan = int(vap.one("service-vlan").removeprefix("vlan-id "))
        hidden = profile.has("ssid-hide enable")
        found.ssids[ssid] = (vlan, security, frozenset(bands.get(name, ())), hidden)
    _aps(wlan, found)
    if wlan.starting("ac protect "):
        assert wlan.has("ac protect enable")
        priority = int(wlan.one("ac protect priority"))
        found.standby = (wlan.one("ac protect protect-ac"), priority == 1)
    assert set(found.groups.values()) <= groups.keys()
    return found


def _security(words: str) -> tuple[str, str]:
    match words.split():
        case ["open"]:
            return "open", ""
        case ["wpa2", "dot1x", "aes"] | ["wpa3", "dot1x", "gcmp256"]:
            return "dot1x", ""
        case ["wpa2", "psk", "pass-phrase", key, "aes"]:
            return "psk", _SECRET.fullmatch(key)[1]  # type: ignore[index] - a failed match fails
        case ["wpa3", "sae", "pass-phrase", key, "aes"]:
            return "sae", _SECRET.fullmatch(key)[1]  # type: ignore[index] - a failed match fails
    raise ValueError(f"no security policy: {words}")


def _portal(root: Line, access: str) -> tuple[str, str]:
    assert root.has("web-auth-server server-source all-interface")
    profile = root.view(f"portal-access-profile name {access}")
    server = root.view(f"web-auth-server {profile.one('web-auth-server').split()[0]}")
    assert _SECRET.search(server.one("shared-key"))
    page = root.view(f"url-template name {server.one('url-template')}")
    return server.one("server-ip"), page.one("url")


def _servers(root: Line, domain: str) -> set[str]:
    """Return the RADIUS servers of an authentication domain."""
    aaa = root.view("aaa").view(f"domain {domain}")
    template = root.view(f"radius-server template {aaa.one('radius-server')}")
    assert _SECRET.search(template.one("radius-server shared-key"))
    asked, told = (
        {line.text.split()[2] for line in template.starting(f"radius-server {kind} ")}
        for kind in ("authentication", "accounting")
    )
    assert asked == told
    return asked


def _aps(wlan: Line, found: Wireless) -> None:
    mode = wlan.one("ap auth-mode")
    assert mode in ("mac-auth", "sn-auth"), "anybody's access point would be admitted"
    numbers = set()
    for ap in wlan.starting("ap-id "):
        said = re.fullmatch(r"ap-id (\d+)(?: ap-mac (\S+))?(?: ap-sn (\S+))?", ap.text)
        assert said is not None, ap.text
        numbers.add(said[1])
        name = ap.one("ap-name")
        found.identities[name] = said[2].replace("-", "") if mode == "mac-auth" else said[3]
        found.groups[name] = ap.one("ap-group")
        radios = found.radios[name] = {}
        for radio in ap.starting("radio "):
            assert radio.has("calibrate auto-channel-select disable")
            assert radio.has("calibrate auto-txpower-select disable")
            width, channel = radio.one("channel").split()
            radios[BANDS[radio.text.split()[1]]] = (
                int(channel), WIDTHS[width], f"eirp:{radio.one('eirp')}",
            )  # fmt: skip
    assert len(numbers) == len(found.identities), "two access points of one number"


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        assert text.endswith('"')
        assert '"' not in text[1:-1]
        return text[1:-1]
    assert " " not in text
    return text
