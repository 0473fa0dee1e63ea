"""What an H3C controller's configuration means, read from its text.

Sources: [D] H3C Access Controllers Configuration Guides (R5447P04): AP management, Radio
management, WLAN access, WLAN security, Portal. What controllers share with switches is read as
there.
"""

import re

from tests.conformance import read_comware
from tests.conformance.meaning import Meaning
from tests.conformance.nested import Line, lines_of
from tests.conformance.wireless import Wireless

BANDS = {"1": "5", "2": "2.4"}
_SECRET = re.compile(r"<<secret:([^<>]+)>>")


def read(text: str) -> Meaning:
    """Return what a controller with this configuration does."""
    found = read_comware.read(text)
    root = lines_of(text)
    assert not root.has("wlan auto-ap"), "anybody's access point would be admitted"
    if root.has("wlan global-configuration"):
        found.wlan = _wireless(root)
    return found


def _wireless(root: Line) -> Wireless:
    found = Wireless(country=root.view("wlan global-configuration").one("region-code"))
    groups = root.starting("wlan ap-group ")
    templates = {line.text.split()[2]: line for line in root.starting("wlan service-template ")}
    by_group: list[dict[str, set[str]]] = []
    for group in groups:
        bands: dict[str, set[str]] = {}
        by_group.append(bands)
        vlans = {int(template.one("vlan")) for template in templates.values()}
        for model in group.starting("ap-model "):
            carried = model.view("gigabitethernet 1").one("port trunk permit vlan")
            assert vlans <= set(map(int, re.findall(r"\d+", _spelled(carried))))
            for radio in model.starting("radio "):
                assert radio.has("radio enable") == radio.has("service-template")
                for line in radio.starting("service-template "):
                    band = BANDS[radio.text.split()[1]]
                    bands.setdefault(line.text.split()[1], set()).add(band)
    assert all(bands == by_group[0] for bands in by_group), "a building without an SSID"
    for name, template in templates.items():
        _template(root, template, frozenset(bands.get(name, ())), found)
    _aps(root, groups, found)
    (found.dtls,) = {group.has("tunnel encryption enable") for group in groups}
    (found.standby,) = {_standby(group) for group in groups}
    return found


def _spelled(text: str) -> str:
    """Return `10 20 to 22` with every number."""
    return re.sub(
        r"(\d+) to (\d+)",
        lambda run: " ".join(map(str, range(int(run[1]), int(run[2]) + 1))),
        text,
    )


def _template(root: Line, template: Line, bands: frozenset[str], found: Wireless) -> None:
    assert template.has("service-template enable")
    vlan = int(template.one("vlan"))
    assert template.one("client forwarding-location") == f"ap vlan {vlan}"
    ssid = _unquoted(template.one("ssid"))
    akm = template.one("akm mode") if template.has("akm mode") else ""
    if akm:
        mode = template.one("wpa3") if akm == "dot1x" and template.has("wpa3") else ""
        assert (template.one("cipher-suite") == "gcmp") == (mode == "enterprise")
        assert template.one("cipher-suite") in ("ccmp", "gcmp")
        assert not mode or template.has("pmf mandatory")
        assert template.one("security-ie") == "rsn"
    if akm == "dot1x":
        assert template.one("client-security authentication-mode") == "dot1x"
        security = "dot1x"
        modes = {"": "wpa2", "enterprise-only-mode": "wpa3", "enterprise": "wpa3-192"}
        found.enterprise[ssid] = {modes[mode]}
        found.radius = _servers(root, template.one("dot1x domain"))
    elif akm == "psk":
        secret = _SECRET.fullmatch(template.one("preshared-key pass-phrase cipher"))
        assert secret is not None
        found.keys[ssid] = secret[1]
        is_new = template.has("wpa3 personal mandatory")
        assert is_new == template.has("pmf mandatory")
        security = "sae" if is_new else "psk"
    elif template.has("portal enable"):
        assert not akm
        security = "portal"
        page = root.view(f"portal web-server {template.one('portal apply web-server')}")
        (server,) = root.starting("portal server ")
        address = server.one("ip").split()[0]
        allowed = [line.text.split(maxsplit=3)[3] for line in root.starting("portal free-rule ")]
        assert f"destination ip {address} 32" in allowed, "nobody would see the page"
        assert {f"destination ip any {kind} 53" for kind in ("udp", "tcp")} <= set(allowed)
        found.portal = (address, page.one("url"))
        found.radius = _servers(root, template.one("portal domain"))
    else:
        security = "open"
    found.ssids[ssid] = (vlan, security, bands, template.has("beacon ssid-hide"))


def _standby(group: Line) -> tuple[str, bool] | None:
    if not group.has("backup-ac"):
        assert not group.has("priority")
        return None
    assert group.has("wlan tunnel-preempt enable")
    return group.one("backup-ac ip"), int(group.one("priority")) == 7


def _servers(root: Line, domain: str) -> set[str]:
    scheme = root.view(f"domain name {domain}").one("authentication lan-access radius-scheme")
    radius = root.view(f"radius scheme {scheme}")
    assert _SECRET.search(radius.one("key authentication"))
    return {
        line.text.split()[-1] for line in radius.below if line.text.split()[1] == "authentication"
        and line.text.split()[0] in ("primary", "secondary")
    }  # fmt: skip


def _aps(root: Line, groups: list[Line], found: Wireless) -> None:
    listed = root.starting("wlan ap ")
    for group in groups:
        for line in group.starting("ap "):
            assert line.text.split()[1] not in found.groups
            found.groups[line.text.split()[1]] = group.text.split()[2]
    for ap in listed:
        name, model = re.fullmatch(r"wlan ap (\S+) model (\S+)", ap.text).groups()  # type: ignore[union-attr] - a failed match fails
        assert root.view(f"wlan ap-group {found.groups[name]}").has(f"ap-model {model}")
        if ap.has("serial-id"):
            found.identities[name] = ap.one("serial-id")
        else:
            found.identities[name] = ap.one("mac-address").replace("-", "")
        found.radios[name] = {
            BANDS[radio.text.split()[1]]: (
                int(_channel(radio)),
                int(radio.one("channel band-width")),
                f"antenna:{radio.one('max-power')}",
            )
            for radio in ap.starting("radio ")
        }


def _channel(radio: Line) -> str:
    (channel,) = [line.text.split()[1] for line in radio.starting("channel ")
                  if not line.text.startswith("channel band-width")]  # fmt: skip
    return channel


def _unquoted(text: str) -> str:
    if text.startswith('"'):
        assert text.endswith('"')
        assert '"' not in text[1:-1]
        return text[1:-1]
    assert " " not in text
    return text
