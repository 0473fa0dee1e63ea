"""A device's command line, by its operating system."""

from typing import Final

from parknet.lab.cisco.ios_shell import IosShell
from parknet.lab.comware.shell import ComwareShell
from parknet.lab.debian.language import DebianLogin
from parknet.lab.device import Device
from parknet.lab.eos.shell import EosShell
from parknet.lab.openwrt.shell import OpenWrtShell
from parknet.lab.rgos.shell import RgosShell
from parknet.lab.shell import Shell
from parknet.lab.vrp.shell import VrpShell

SHELLS: Final[dict[str, type[Shell]]] = {
    "vrp5": VrpShell,
    "vrp5_ac": VrpShell,
    "vrp8": VrpShell,
    "comware7": ComwareShell,
    "comware7_ac": ComwareShell,
    "debian12": DebianLogin,
    "ios": IosShell,
    "iosxe": IosShell,
    "openwrt2305": OpenWrtShell,
    "rgos": RgosShell,
    "rgos_ac": RgosShell,
    "eos": EosShell,
}


def shell_of(device: Device, user: str) -> Shell:
    """Return the command line that a user of a device gets."""
    return SHELLS[device.os](device, user)
