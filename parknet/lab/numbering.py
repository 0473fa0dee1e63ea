"""The MAC addresses and interface indexes that emulated devices have, the same in every run."""

import hashlib
from typing import Final

LAG_BASE: Final = 1_000
LOOPBACK_BASE: Final = 9_000
VLAN_BASE: Final = 10_000


def digest(text: str) -> bytes:
    """Return 8 octets that follow from a text."""
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def chassis_mac(name: str) -> bytes:
    """Return a device's MAC address: locally administered, the same in every run."""
    return b"\x02" + digest(name)[:5]


def interface_mac(device: str, index: int) -> bytes:
    """Return the MAC address of a device's interface."""
    mac = chassis_mac(device)
    return mac[:4] + ((int.from_bytes(mac[4:], "big") + index) % 65_536).to_bytes(2, "big")


def ap_mac(ap: str) -> bytes:
    """Return an access point's MAC address by its id."""
    return chassis_mac(f"ap {ap}")
