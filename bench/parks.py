"""Parks of any size, written as the files that people would write."""

from pathlib import Path

DEVICES_PER_BUILDING = 20  # one aggregation and 19 access switches, 826 ports
_DEVICES = """\
vendor: Huawei
title: generated
platform: huawei_vrp
os: {os}
roles: [{roles}]
ports:
  - {{names: {low}, speed: {low_speed}, media: {media}, poe_w: {poe}}}
  - {{names: {high}, speed: {high_speed}, media: fibre}}
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
  - {{device: gateway-1, model: bench-core}}
cores:
  - {{device: core-1, model: bench-core}}
  - {{device: core-2, model: bench-core}}
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
aggregation: bench-aggregation
access: bench-access-48
floors:
"""


def write_park(root: Path, devices: int) -> str:
    """Write a workspace with one park of about `devices` devices, and return its name."""
    name = "generated"
    profiles = root / "inventory" / "profiles" / "devices"
    park = root / "inventory" / "parks" / name
    for folder in (profiles, park / "buildings"):
        folder.mkdir(parents=True)
    for model, text in _profiles().items():
        (profiles / f"{model}.yml").write_text(text, encoding="utf-8")
    (park / "park.yml").write_text(_PARK.format(name=name, policy="wuhan-2016"), encoding="utf-8")
    for number in range(1, devices // DEVICES_PER_BUILDING + 1):
        path = park / "buildings" / f"b{number:03d}.yml"
        path.write_text(_building(number), encoding="utf-8")
    return name


def _profiles() -> dict[str, str]:
    access = {"roles": "access", "low_speed": "1G", "media": "copper", "poe": 30, "budget": 740}
    routing = {"low_speed": "10G", "media": "fibre", "poe": 0, "budget": 0, "high_speed": "100G"}
    return {
        "bench-access-24": _DEVICES.format(
            os="vrp5",
            low="GigabitEthernet0/0/1..24",
            high="XGigabitEthernet0/0/1..4",
            high_speed="10G",
            **access,
        ),
        "bench-access-48": _DEVICES.format(
            os="vrp8", low="GE1/0/1..48", high="10GE1/0/1..4", high_speed="10G", **access
        ),
        "bench-aggregation": _DEVICES.format(
            os="vrp8", roles="aggregation", low="10GE1/0/1..48", high="100GE1/0/1..6", **routing
        ),
        "bench-core": _DEVICES.format(
            os="vrp8", roles="core, gateway", low="10GE1/0/1..96", high="100GE1/0/1..6", **routing
        ),
    }


def _building(number: int) -> str:
    lines = [
        _BUILDING.format(
            number=number, east=number % 12 * 150, north=number // 12 * 100, core=1 + number % 2
        )
    ]
    for floor in range(1, 9):
        large = floor <= 5
        each = 23 if large else 17
        lines.append(f"  - floor: {floor}F\n")
        if not large:
            lines.append("    access: bench-access-24\n")
        lines.append("    rooms:\n")
        for room, segment in enumerate(("office", "production", "cameras", "iot")):
            first = room * each + 1
            lines.append(
                f"      - {{room: R{floor}0{room}, segment: {segment}, "
                f"outlets: {floor}F-{first:03d}..{first + each - 1:03d}}}\n"
            )
        lines.append(f"    aps:\n      - {{names: {floor}F-AP1..{floor}F-AP4}}\n")
    return "".join(lines)
