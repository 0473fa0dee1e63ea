"""What `parknet design` says of access points that nobody named."""

import json

from tests.cli.conftest import B01, PARK, Parknet, Place

CONTROLLER = """
controllers:
  - {device: ac-1, model: ac6605-26-pwr}
wlan:
  ssids:
    - {ssid: things, segment: wifi, security: psk, secret: wlan-things}
"""


def test_design_counts_access_points_that_no_controller_admits(
    desk: Place, parknet: Parknet
) -> None:
    path = desk.folder / PARK
    path.write_text(path.read_text("utf-8") + CONTROLLER, "utf-8")
    said = parknet("design", "my-park", "-C", str(desk.folder), "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out)
    assert found["aps"] == found["aps_not_admitted"] > 0
    assert "without a MAC address or serial number" in said.err
    text = (desk.folder / B01).read_text("utf-8")
    assert "{names: AP01..AP02" in text
    macs = '{macs: {AP01: "00e0-fc12-3456"}, names: AP01..AP02'
    desk.replace(B01, "{names: AP01..AP02", macs)
    again = json.loads(parknet("design", "my-park", "-C", str(desk.folder), "--json").out)
    assert again["aps_not_admitted"] == found["aps_not_admitted"] - 1
