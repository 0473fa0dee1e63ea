"""Reads `uci export`: written from the OpenWrt wiki's pages and netifd's option tables."""

import re
import shlex
from dataclasses import dataclass, field
from ipaddress import ip_interface

from tests.conformance.command_lines import command_lines, polls
from tests.conformance.meaning import Meaning
from tests.conformance.wireless import Wireless


@dataclass
class Section:
    package: str
    kind: str
    name: str
    options: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)


def sections_of(text: str) -> list[Section]:
    """Return the sections of an export; a line that is none of UCI's raises ValueError."""
    package, found = "", []
    for line in text.splitlines():
        words = shlex.split(line)
        if not words:
            continue
        match words:
            case ["package", name]:
                package = name
            case ["config", kind, *name] if len(name) < 2 and package:
                found.append(Section(package, kind, "".join(name)))
            case ["option", key, value] if found and key not in found[-1].options:
                found[-1].options[key] = value
            case ["list", key, value] if found:
                found[-1].lists.setdefault(key, []).append(value)
            case _:
                raise ValueError(f"no line of UCI: {line!r}")
    for section in found:
        assert re.fullmatch(r"[A-Za-z0-9_]*", section.name), section.name
    named = [(section.package, section.name) for section in found if section.name]
    assert len(named) == len(set(named)), "a section stands twice"
    return found


def read(text: str) -> Meaning:
    sections = sections_of(text)
    found = Meaning(secrets=set(re.findall(r"<<secret:([^>]+)>>", text)))
    found.lines, found.polls = command_lines(text), polls(text)
    for section in sections:
        key = (section.package, section.kind)
        if key == ("system", "system"):
            found.hostname = section.options["hostname"]
            found.syslog = {section.options["log_ip"]}
        elif key == ("system", "timeserver"):
            found.ntp = set(section.lists["server"])
        elif key == ("snmpd", "v3"):
            assert section.options["auth_pass"]
            assert section.options["privacy_pass"]
            found.snmpv3_users.add(section.options["username"])
        elif key in (("snmpd", "com2sec"), ("snmpd", "com2sec6")):
            found.insecure |= {"snmpv1", "snmpv2c"}
        elif section.options.get("target") in ("0.0.0.0/0", "::/0"):
            assert key in (("network", "route"), ("network", "route6"))
            found.defaults.add(section.options["gateway"])
    _ports([section for section in sections if section.package == "network"], found)
    wireless = [section for section in sections if section.package == "wireless"]
    if wireless:
        found.wlan = _wireless(wireless, sections, found.hostname)
    return found


_BANDS = {"2g": "2.4", "5g": "5", "6g": "6"}
_SECURITY = {
    "wpa2+ccmp": "dot1x", "wpa3": "dot1x", "wpa3-mixed": "dot1x", "wpa3-192": "dot1x",
    "psk2+ccmp": "psk", "sae": "sae", "none": "open",
    "owe": "open",
}  # fmt: skip


def _wireless(found: list[Section], sections: list[Section], hostname: str) -> Wireless:
    """Return what an access point serves. A portal stands behind it, so it is open; isolated."""
    wlan = Wireless()
    bands: dict[str, str] = {}
    radios = wlan.radios[hostname] = {}
    for section in found:
        options = section.options
        if section.kind == "wifi-device":
            assert options["disabled"] == "0"
            wlan.country = options["country"]
            band = bands[section.name] = _BANDS[options["band"]]
            width = int(options["htmode"].removeprefix("HE"))
            radios[band] = (int(options["channel"]), width, f"eirp:{options['txpower']}")
    interfaces = {s.name: s.options["device"] for s in sections
                  if s.kind == "interface" and "device" in s.options}  # fmt: skip
    for section in found:
        options = section.options
        if section.kind != "wifi-iface":
            continue
        vlan = int(interfaces[options["network"]].removeprefix("br-lan."))
        security = _SECURITY[options["encryption"]]
        assert (options["isolate"] == "1") == (security == "open")
        if security == "dot1x":
            wlan.radius.add(options["auth_server"])
            mode = {"wpa2+ccmp": "wpa2", "wpa3-mixed": "transition"}.get(
                options["encryption"], options["encryption"]
            )
            wlan.enterprise.setdefault(options["ssid"], set()).add(mode)
        if "key" in options:
            wlan.keys[options["ssid"]] = options["key"].removeprefix("<<secret:").removesuffix(">>")
        before = wlan.ssids.get(options["ssid"])
        served = {bands[options["device"]], *(before[2] if before else ())}
        hidden = options["hidden"] == "1"
        wlan.ssids[options["ssid"]] = (vlan, security, frozenset(served), hidden)
    return wlan


def _ports(sections: list[Section], found: Meaning) -> None:
    bridged: set[str] = set()
    snoops = False
    plain: set[str] = set()
    native: dict[str, int] = {}
    tagged: dict[str, set[int]] = {}
    for section in sections:
        kind = section.options.get("type", "")
        if section.kind == "device" and kind == "bonding":
            assert section.options["policy"] == "802.3ad"
            found.lags[section.options["name"]] = frozenset(section.lists["ports"])
        elif section.kind == "device" and kind == "bridge":
            bridged = set(section.lists["ports"])
            priority = section.options.get("priority")
            found.root_priority = None if priority is None else int(priority)
            snoops = section.options.get("igmp_snooping") == "1"
        elif section.kind == "device":
            plain.add(section.options["name"])
        elif section.kind == "bridge-vlan":
            vlan = int(section.options["vlan"])
            found.vlans.add(vlan)
            for word in section.lists.get("ports", []):
                port, _, flags = word.partition(":")
                assert port in bridged, f"{port} is not in the bridge"
                if "t" in flags:
                    tagged.setdefault(port, set()).add(vlan)
                else:
                    assert "*" in flags, "untagged without being native"
                    assert port not in native, f"{port}: two native VLANs"
                    native[port] = vlan
        elif section.kind == "interface" and section.name != "loopback":
            own = section.lists.get("ipaddr", []) + section.lists.get("ip6addr", [])
            if own:
                found.addresses[section.name] = {ip_interface(text) for text in own}
    found.snooped = set(found.vlans) if snoops else set()
    members = {member for lag in found.lags.values() for member in lag}
    assert not members & bridged, "a member of a bond is a port of the bridge too"
    found.shut = plain - bridged - members
    for port in bridged:
        if port in native and port not in tagged:
            found.access[port] = native[port]
        else:
            found.trunks[port] = (native.get(port), frozenset(tagged.get(port, set())))
