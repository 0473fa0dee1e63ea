"""What devices tell of their hardware: serial numbers, and room on flash.

Forms: [D] S-series V200R021 command reference, display esn, dir; Comware 7 Fundamentals command
reference, display device manuinfo, dir; IOS Configuration Fundamentals, dir; Arista EOS User Manual
4.32, Switch Administration, dir; coreutils 9.1, df. [U] RGOS: what `dir` ends with.
"""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parknet.lab.device import Device

VRP: Final = ("display esn", "dir")
COMWARE: Final = ("display device manuinfo", "dir")
CISCO: Final = ("dir", "dir flash:")
DMI: Final = "/sys/class/dmi/id/"
TOTAL_KIB: Final = 524_288
Handler = Callable[[tuple[str, ...]], str]


def serial_of(device: "Device") -> str:
    """Return the number on the label: one that was given, or one that follows from the name."""
    if device.serial:
        return device.serial
    return "LAB" + hashlib.sha256(device.name.encode()).hexdigest()[:13].upper()


def handlers(device: "Device") -> dict[str, Handler]:
    """Return what the commands of every maker print."""
    return {
        "display esn": lambda _: f"ESN of slot 0: {serial_of(device)}\n",
        "display device manuinfo": lambda _: _manuinfo(device),
        "dir": lambda _: room(device),
        "dir flash:": lambda _: room(device),
    }


def room(device: "Device") -> str:
    """Return how `dir` ends, in the maker's units; files are left out."""
    free = device.free_kib
    if device.os.startswith(("vrp", "comware")):
        told = f"{TOTAL_KIB:,} KB total ({free:,} KB free)"
        if device.os.startswith("comware"):
            told = told.replace(",", "")
    elif device.os.startswith("rgos"):
        told = f"{TOTAL_KIB * 1024:,} bytes data total ({free * 1024:,} bytes free)"
    else:
        told = f"{TOTAL_KIB * 1024} bytes total ({free * 1024} bytes free)"
    return f"Directory of flash:/\n\n{told}\n"


def df(device: "Device", mount: str) -> str:
    """Return what `df` prints of the file system that holds a path."""
    used = TOTAL_KIB - device.free_kib
    return (
        "Filesystem     1024-blocks      Used Available Capacity Mounted on\n"
        f"/dev/lab       {TOTAL_KIB:>11} {used:>9} {device.free_kib:>9}"
        f" {100 * used // TOTAL_KIB:>7}% {mount}\n"
    )


def dmi(device: "Device", path: str) -> str:
    """Return what a file of DMI holds, as the kernel shows it."""
    told = {"product_name": device.model, "product_serial": serial_of(device)}
    return f"{told.get(path.removeprefix(DMI), 'emulated')}\n"


def _manuinfo(device: "Device") -> str:
    return (
        "Slot 1 CPU 0:\n"
        f"DEVICE_NAME          : {device.model}\n"
        f"DEVICE_SERIAL_NUMBER : {serial_of(device)}\n"
        "MANUFACTURING_DATE   : 2025-01-01\nVENDOR_NAME          : H3C\n"
    )
