"""Which class emulates an operating system that is not a switch's command line."""

from typing import Final

from parknet.lab.debian.language import DebianDevice
from parknet.lab.device import Device
from parknet.lab.openwrt.device import OpenWrtDevice

KINDS: Final[dict[str, type[Device]]] = {
    "debian12": DebianDevice,
    "openwrt2305": OpenWrtDevice,
}
