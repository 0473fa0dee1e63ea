"""An example park with a WLAN controller and the access points of two buildings on its list."""

import re
import shutil
from functools import partial
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"
MODELS = {"huawei_ac": "ac6605-26-pwr", "h3c_ac": "wx3540x", "ruijie_ac": "rg-ws6816"}
# What nobody has verified on such a device, and a lab may try.
_TRIED = "wlan-controller, capwap-dtls, local-roles, login-lock, snmp-acl"
_WLAN = """
controllers:
  - {{device: ac-1, model: {model}, links: 2}}
wlan:
  ssids:
    - {{ssid: park-staff, segment: wifi, security: psk, secret: wlan-things}}
    - {{ssid: machines, segment: wifi, security: psk, secret: wlan-new, hidden: true}}
"""
_APS = re.compile(r"\{names: (AP\d+)\.\.(AP\d+)")


def wlan_park(folder: Path, platform: str) -> None:
    """Write the park, with its first two buildings alone; every access point is known."""
    park = folder / "inventory" / "parks" / PARK
    shutil.copytree(CHECKOUT / "inventory" / "parks" / PARK, park)
    for at, file in enumerate(sorted((park / "buildings").glob("*.yml"))):
        if at > 1:
            file.unlink()
            continue
        text = file.read_text(encoding="utf-8")
        file.write_text(_APS.sub(partial(_known, building=at), text), encoding="utf-8")
    main = park / "park.yml"
    text = main.read_text(encoding="utf-8").replace("unverified: [", f"unverified: [{_TRIED}, ")
    main.write_text(text + _WLAN.format(model=MODELS[platform]), encoding="utf-8")


def _known(found: re.Match[str], building: int) -> str:
    first, last = (int(name[2:]) for name in found.groups())
    # Without quotes YAML 1.1 reads digits and colons as a number of base 60.
    macs = ", ".join(
        f'AP{number:02}: "00:e0:fc:00:{building:02x}:{number:02x}"'
        for number in range(first, last + 1)
    )
    return f"{{macs: {{{macs}}}, names: {found[1]}..{found[2]}"
