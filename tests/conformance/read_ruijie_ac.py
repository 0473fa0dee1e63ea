"""What a Ruijie controller's configuration means, read from its text.

Sources: [D] RG-WLAN Implementation Cookbook V4.1, and configurations of RG-WS6008 (AC_RGOS 11.9)
that people published. What controllers share with switches is read as there.
"""

import re

from tests.conformance import read_ruijie_rgos
from tests.conformance.indented import View, views
from tests.conformance.meaning import Meaning
from tests.conformance.wireless import Wireless

BANDS = {"1": "2.4", "2": "5"}
_SECRET = re.compile(r"<<secret:([^<>]+)>>")


def read(text: str) -> Meaning:
    """Return what a controller with this configuration does."""
    found = read_ruijie_rgos.read(text)
    blocks = list(views(text))
    if any(block.head == "ac-controller" for block in blocks):
        found.wlan = _wireless(blocks)
    return found


def _wireless(blocks: list[View]) -> Wireless:
    (controller,) = [block for block in blocks if block.head == "ac-controller"]
    assert controller.has("bind-ap-mac"), "anybody's access point would be admitted"
    assert controller.rest("capwap ctrl-ip")
    found = Wireless(country=controller.rest("country") or "")
    mapped: dict[str, tuple[set[int], set[str]]] = {}
    groups = {
        block.head.split()[1]: block for block in blocks if block.head.startswith("ap-group ")
    }
    assert len({frozenset(block.lines) for block in groups.values()}) < 2, "a group lacks an SSID"
    for block in groups.values():
        for line in block.all("interface-mapping"):
            wlan, vlan, _, radio, _, _ = line.split()
            vlans, bands = mapped.setdefault(wlan, (set(), set()))
            vlans.add(int(vlan))
            bands.add(BANDS[radio])
    secured = {
        block.head.split()[1]: block for block in blocks if block.head.startswith("wlansec ")
    }
    for block in blocks:
        said = re.fullmatch(r'wlan-config (\d+) (?:"([^"]*)"|(\S+))', block.head)
        if said is None:
            assert not block.head.startswith("wlan-config"), block.head
            continue
        assert block.has("tunnel local")
        number, ssid = said[1], said[2] or said[3]
        vlans, bands = mapped.get(number, (set(), set()))
        (vlan,) = vlans
        security = _security(blocks, secured.get(number), ssid, found)
        hidden = block.has("no enable-broad-ssid")
        found.ssids[ssid] = (vlan, security, frozenset(bands), hidden)
    for block in blocks:
        if block.head.startswith("ap-config "):
            _ap(block, found)
    assert set(found.groups.values()) <= groups.keys()
    for block in blocks:
        if block.head.startswith("wlan hot-backup "):
            assert block.has("wlan hot-backup enable")
            assert block.rest("local-ip") == controller.rest("capwap ctrl-ip")
            assert block.rest("context")
            assert set(block.all("ap-group")) == groups.keys()
            found.standby = (block.head.split()[2], block.rest("priority level") == "7")
    return found


def _security(blocks: list[View], block: View | None, ssid: str, found: Wireless) -> str:
    if block is None:
        return "open"
    heads = [one.head for one in blocks]
    if block.has("webauth"):
        name = block.rest("web-auth portal")
        (template,) = [one for one in blocks if one.head == f"web-auth template {name} v2"]
        assert any(
            _SECRET.search(head) for head in heads if head.startswith("web-auth portal key ")
        )
        found.portal = (template.rest("ip") or "", template.rest("url") or "")
        found.radius = _servers(heads)
        return "portal"
    assert block.has("security rsn enable")
    assert block.has("security rsn ciphers aes enable")
    if block.has("security rsn akm 802.1x enable"):
        assert (
            f"aaa authentication dot1x {block.rest('dot1x authentication')} group radius" in heads
        )
        found.radius = _servers(heads)
        found.enterprise[ssid] = {"wpa2"}
        return "dot1x"
    assert block.has("security rsn akm psk enable")
    key = _SECRET.fullmatch(block.rest("security rsn akm psk set-key ascii") or "")
    assert key is not None
    found.keys[ssid] = key[1]
    return "psk"


def _servers(heads: list[str]) -> set[str]:
    return {
        head.removeprefix("radius-server host ").removeprefix("ipv6 ").split()[0]
        for head in heads
        if head.startswith("radius-server host ") and _SECRET.search(head)
    }


def _ap(block: View, found: Wireless) -> None:
    name = block.head.split()[1]
    found.identities[name] = (block.rest("ap-mac") or "").replace(".", "")
    found.groups[name] = block.rest("ap-group") or ""
    widths = dict(reversed(line.split(" radio ")) for line in block.all("chan-width"))
    powers = dict(reversed(line.split(" radio ")) for line in block.all("power local"))
    found.radios[name] = {}
    for line in block.all("channel"):
        channel, radio = line.split(" radio ")
        power = f"share:{powers[radio]}"
        found.radios[name][BANDS[radio]] = (int(channel), int(widths[radio]), power)
