"""A park whose one building has OpenWrt access switches, and another OpenWrt access points."""

import shutil
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"
WLAN = """
wlan:
  ssids:
    - {ssid: 园区 staff's, segment: wifi, security: psk, secret: wlan-staff}
    - {ssid: guest, segment: guest, security: open}
"""
SWITCHED = """building: 综合办公楼
kind: office
main: true
at: [300, 900]
size: [60, 30]
uplink: {speed: 10G}
aggregation: s6520x-30qc-ei
access: openwrt-gs1900-24
access_link: {speed: 1G, links: 2}
floors:
  - floor: 1F
    rooms:
      - {room: 服务大厅, outlets: 1F-001..1F-008, segment: office}
      - {room: 监控点, outlets: 1F-C01..1F-C03, segment: cameras}
  - floor: 2F
    rooms:
      - {room: 管委会办公室, outlets: 2F-001..2F-006, segment: office}
"""


def openwrt_park(root: Path) -> Path:
    """Write the park into a workspace and return the workspace."""
    park = root / "inventory" / "parks" / PARK
    shutil.copytree(CHECKOUT / "inventory" / "parks" / PARK, park)
    for number in (3, 4, 5, 6):
        (park / "buildings" / f"b0{number}.yml").unlink()
    (park / "buildings" / "b01.yml").write_text(SWITCHED, encoding="utf-8")
    second = park / "buildings" / "b02.yml"
    text = second.read_text(encoding="utf-8")
    second.write_text(text.replace("profile: factory", "profile: openwrt"), encoding="utf-8")
    file = park / "park.yml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("unverified: [", "unverified: [snmpv3, lldp, fat-ap, ")
    text = text.replace("buildings: [office, public]", "buildings: [office, public, warehouse]")
    file.write_text(text + WLAN, encoding="utf-8")
    return root
