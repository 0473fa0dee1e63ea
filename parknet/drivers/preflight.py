"""Is this the device that was meant, and has it room to save? Displays in, two facts out.

One table for every command line; what a device refuses to tell is not known, and counts as nothing.

Forms: [D] S-series V200R021 command reference, display esn, dir; Comware 7 Fundamentals command
reference, display device manuinfo, dir; IOS Configuration Fundamentals Command Reference, show
version, dir; Arista EOS User Manual 4.32, Switch Administration; RGOS 11.4 Basic Management, show
version; proc and DMI of Linux; df(1). [U] how `dir` ends on RGOS. OpenWrt tells no serial number.
"""

import contextlib
import re
from dataclasses import dataclass
from typing import Final

from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.frr.shell import DebianShell, as_root
from parknet.drivers.napalm.openwrt import OpenWrtDriver
from parknet.errors import CommandRejectedError
from parknet.model.change import Change

_FREE: Final = re.compile(r"\(([\d,]+) (K?)[Bb](?:ytes)? free\)")
# By platform: the command that shows a serial number, and what finds it.
_ESN: Final = ("display esn", re.compile(r"ESN[^:\n]*:\s*(\S+)"))
_MANUINFO: Final = ("display device manuinfo", re.compile(r"DEVICE_SERIAL_NUMBER\s*:\s*(\S+)"))
_RGOS: Final = ("show version", re.compile(r"^System serial number *: *(\S+)", re.MULTILINE))
SERIALS: Final = {
    "huawei_vrp": _ESN,
    "huawei_ac": _ESN,
    "h3c_comware": _MANUINFO,
    "h3c_ac": _MANUINFO,
    "cisco_ios": ("show version", re.compile(r"^Processor board ID (\S+)", re.MULTILINE)),
    "arista_eos": ("show version", re.compile(r"^Serial number: *(\S+)", re.MULTILINE)),
    "ruijie_rgos": _RGOS,
    "ruijie_ac": _RGOS,
}
_PRODUCT: Final = "/sys/class/dmi/id/product_serial"


@dataclass(frozen=True, slots=True)
class Preflight:
    """What a device says of itself; empty and None where it does not tell."""

    serial: str = ""
    free_bytes: int | None = None


def preflight(driver: CommandLineDriver, platform: str) -> Preflight:
    """Return what an open driver's device says of its serial number and its flash."""
    return Preflight(_serial(driver, platform), _free_bytes(driver))


def unfit(driver: CommandLineDriver, change: Change) -> str:
    """Return why a change must not be sent to the device that answers, or an empty text."""
    serial = _serial(driver, change.platform) if change.serial else ""
    if serial and serial.upper() != change.serial.upper():
        return (
            f"another machine answers at its address: serial number {serial}, and the plan is for "
            f"{change.serial}; correct what answers there, or management.serials, and plan again"
        )
    free = _free_bytes(driver) if change.room_bytes else None
    if free is not None and free < change.room_bytes:
        return (
            f"its flash has {free} bytes left, and saving may take {change.room_bytes}: delete "
            "what it does not need, and plan again"
        )
    return ""


def _serial(driver: CommandLineDriver, platform: str) -> str:
    if isinstance(driver, OpenWrtDriver):
        return ""
    with contextlib.suppress(CommandRejectedError):
        if isinstance(driver, DebianShell):
            return as_root(driver)("cat", _PRODUCT).strip()
        command, pattern = SERIALS[platform]
        found = pattern.search(driver.cli([command])[command])
        return found[1] if found else ""
    return ""


def _free_bytes(driver: CommandLineDriver) -> int | None:
    with contextlib.suppress(CommandRejectedError):
        if isinstance(driver, DebianShell):
            return _available(as_root(driver)("df", "-Pk", "/etc"))
        if isinstance(driver, OpenWrtDriver):
            return _available(driver.cli(["df -k /overlay"])["df -k /overlay"])
        found = _FREE.search(driver.cli(["dir"])["dir"])
        if found is not None:
            return int(found[1].replace(",", "")) * (1024 if found[2] else 1)
    return None


def _available(shown: str) -> int | None:
    """Return the bytes that the last row of `df -k` calls available.

    Example:
        >>> _available("/dev/sda1 100 60 40 60% /")
        40960
    """
    words = shown.strip().rpartition("\n")[2].split()
    return int(words[-3]) * 1024 if len(words) >= 5 and words[-3].isdigit() else None
