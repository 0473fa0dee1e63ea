"""Parks of any size, written as the files that people would write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEVICES_PER_BUILDING = 20  # one aggregation and 19 access switches, 826 ports
_DEVICES = """\
vendor: generated
title: generated
platform: {platform}
os: {os}
roles: [{roles}]
ports:
  - {{names: "{low}", speed: {low_speed}, media: {media}, poe_w: {poe}}}
  - {{names: "{high}", speed: {high_speed}, media: fibre}}
poe_budget_w: {budget}
source: made up
"""
_PARK = """\
park: {name}
name: {{zh: 测试园区, en: Generated park}}
kind: industrial
region: "420115"
area_km2: 5
policies: [{policy}]
addressing: {{ipv4: 10.0.0.0/10, ipv4_links: 10.64.0.0/16, ipv6: "2001:db8:4200::/48"}}
services:
  ntp: [10.127.0.11]
  syslog: [10.127.0.12]
  dhcp: [10.127.0.10]
  dhcpv6: ["2001:db8:ffff::10"]
  dns: [10.127.0.13]
management: {{ownership: enforce}}
gateways:
  - {{device: gateway-1, model: bench-{first}-core}}
cores:
  - {{device: core-1, model: bench-{first}-core}}
  - {{device: core-2, model: bench-{second}-core}}
uplinks:
  - uplink: telecom-1
    carrier: 中国电信
    speed: 10G
    gateway: gateway-1
    ipv4: 198.51.100.2/30
    ipv4_next_hop: 198.51.100.1
    ipv6: "2001:db8:f::2/64"
    ipv6_next_hop: "2001:db8:f::1"
segments:
  office: {{vlan: 10, purpose: office, hosts: 200}}
  production: {{vlan: 20, purpose: production, hosts: 200}}
  cameras: {{vlan: 30, purpose: cameras, hosts: 200, dhcp: false}}
  iot: {{vlan: 35, purpose: iot, hosts: 200}}
  wifi: {{vlan: 40, purpose: wifi, hosts: 400}}
  guest: {{vlan: 50, purpose: guest, hosts: 200}}
  management: {{vlan: 100, purpose: management, hosts: 80}}
"""
_BUILDING = """\
building: {number}#厂房
kind: factory
at: [{east}, {north}]
uplink: {{speed: 10G, core: core-{core}}}
aggregation: bench-{routing}-aggregation
access: bench-{kit}-access-48
floors:
"""


@dataclass(frozen=True)
class Kit:
    """How one platform names its ports; `os24` is that of the smaller access switch."""

    platform: str
    os: str
    os24: str
    gigabit: str  # port names up to the number; of the smaller switch where there are two
    ten: str
    hundred: str
    copper48: str = ""
    routing: str = ""  # another kit whose switches route, where this platform does not


# Buildings take them in turn, so that a park has as many devices of each.
KITS: Final = {
    "huawei": Kit(
        "huawei_vrp", "vrp8", "vrp5", "GigabitEthernet0/0/", "10GE1/0/", "100GE1/0/", "GE1/0/"
    ),
    "h3c": Kit(
        "h3c_comware", "comware7", "comware7", "GigabitEthernet1/0/", "Ten-GigabitEthernet1/0/",
        "HundredGigE1/0/",
    ),
    "cisco": Kit(
        "cisco_ios", "iosxe", "ios", "GigabitEthernet1/0/", "TenGigabitEthernet1/1/",
        "HundredGigE1/0/",
    ),
    "arista": Kit("arista_eos", "eos", "eos", "Ethernet", "Ethernet1/", "Ethernet2/"),
    "ruijie": Kit(
        "ruijie_rgos", "rgos", "rgos", "GigabitEthernet 0/", "TenGigabitEthernet 0/",
        "HundredGigabitEthernet 0/",
    ),
    "linux": Kit("frr_ovs", "debian12", "debian12", "swp", "enp1s", "enp2s"),
    "openwrt": Kit(
        "openwrt", "openwrt2305", "openwrt2305", "lan", "sfp", "", routing="linux"
    ),
}  # fmt: skip


def write_park(root: Path, devices: int, kits: Sequence[str] = tuple(KITS)) -> str:
    """Write a workspace with one park of about `devices` devices, and return its name."""
    name = "generated"
    profiles = root / "inventory" / "profiles" / "devices"
    park = root / "inventory" / "parks" / name
    for folder in (profiles, park / "buildings"):
        folder.mkdir(parents=True)
    for kit in kits:
        for model, text in _profiles(KITS[kit]).items():
            (profiles / f"bench-{kit}-{model}.yml").write_text(text, encoding="utf-8")
    text = _PARK.format(name=name, policy="wuhan-2016", first=kits[0], second=kits[1 % len(kits)])
    (park / "park.yml").write_text(text, encoding="utf-8")
    rows = ["building,kind,floor,room,outlets,source"]
    for number in range(1, devices // DEVICES_PER_BUILDING + 1):
        path = park / "buildings" / f"b{number:03d}.yml"
        path.write_text(_building(number, kits[number % len(kits)]), encoding="utf-8")
        rows += _registered(number)
    register = root / "coverage" / "registers" / f"{name}.csv"
    register.parent.mkdir(parents=True)
    register.write_text("\n".join([*rows, ""]), encoding="utf-8")
    return name


def _registered(number: int) -> Iterator[str]:
    """Yield a building's rows of the register: every room with its outlets."""
    for floor, room, _, outlets in _rooms():
        yield f"{number}#厂房,factory,{floor}F,{room},{outlets},made up"


def _profiles(kit: Kit) -> dict[str, str]:
    if kit.routing:
        return _access(kit)
    return _access(kit) | _routing(kit)


def _access(kit: Kit) -> dict[str, str]:
    access = {"platform": kit.platform, "roles": "access", "low_speed": "1G", "media": "copper",
              "poe": 30, "high_speed": "10G", "budget": 740}  # fmt: skip
    copper48 = kit.copper48 or kit.gigabit
    return {
        "access-24": _DEVICES.format(
            os=kit.os24, low=f"{kit.gigabit}1..24", high=f"{kit.ten}1..4", **access
        ),
        "access-48": _DEVICES.format(
            os=kit.os, low=f"{copper48}1..48", high=f"{kit.ten}1..4", **access
        ),
    }


def _routing(kit: Kit) -> dict[str, str]:
    routing = {"platform": kit.platform, "os": kit.os, "low_speed": "10G", "media": "fibre",
               "poe": 0, "budget": 0, "high_speed": "100G",
               "high": f"{kit.hundred}1..6"}  # fmt: skip
    return {
        "aggregation": _DEVICES.format(roles="aggregation", low=f"{kit.ten}1..48", **routing),
        "core": _DEVICES.format(roles="core, gateway", low=f"{kit.ten}1..96", **routing),
    }


def _building(number: int, kit: str) -> str:
    lines = [
        _BUILDING.format(
            number=number,
            kit=kit,
            routing=KITS[kit].routing or kit,
            east=number % 12 * 150,
            north=number // 12 * 100,
            core=1 + number % 2,
        )
    ]
    for floor, room, segment, outlets in _rooms():
        if segment == "office":
            lines.append(f"  - floor: {floor}F\n")
            if not _is_large(floor):
                lines.append(f"    access: bench-{kit}-access-24\n")
            lines.append("    rooms:\n")
        lines.append(f"      - {{room: {room}, segment: {segment}, outlets: {outlets}}}\n")
        if segment == "iot":
            lines.append(f"    aps:\n      - {{names: {floor}F-AP1..{floor}F-AP4}}\n")
    return "".join(lines)


def _is_large(floor: int) -> bool:
    return floor <= 5


def _rooms() -> Iterator[tuple[int, str, str, str]]:
    """Yield the rooms of a building: floor, name, segment and outlets."""
    for floor in range(1, 9):
        each = 23 if _is_large(floor) else 17
        for number, segment in enumerate(("office", "production", "cameras", "iot")):
            first = number * each + 1
            outlets = f"{floor}F-{first:03d}..{first + each - 1:03d}"
            yield floor, f"R{floor}0{number}", segment, outlets
