"""A line taken out of a text changes what a reader finds, or the reader refuses the rest.

Readers that missed a line would find any text right. Cisco's family: `test_conformance`.
"""

import re
from collections.abc import Callable
from typing import Final

import pytest

from parknet.design import design
from parknet.model.network import Allocations
from parknet.render import render
from tests.conformance import read_comware, read_frr_ovs, read_vrp
from tests.conformance.full_park import dressed, plain_park
from tests.conformance.linux_parks import full_park, texts
from tests.conformance.meaning import Meaning
from tests.render.regenerate import templates_of_checkout

READ: Final[dict[str, Callable[[str], Meaning]]] = {
    "huawei_vrp": read_vrp.read,
    "h3c_comware": read_comware.read,
    "frr_ovs": read_frr_ovs.read,
}
# What carries voice, marks, limits, streams, stub areas and signatures; `multicast` lines of the
# loopback and of a rendezvous point's view are compared as a pair.
TELLING: Final = {
    "huawei_vrp": (
        "voice-vlan", "remark dscp", "car cir", "traffic-policy", "if-match any", "stub",
        "authentication-mode hmac-sha256", "igmp", "mld", "pim", "multicast", "static-rp",
        "ntp-service", "qos ", "trust dscp",
    ),
    "h3c_comware": (
        "voice-vlan", "remark dscp", "car cir", "qos vlan-policy", "if-match any", "stub",
        "ospf authentication-mode", "authentication-algorithm", "igmp", "mld", "pim sm",
        "ipv6 pim sm", "multicast", "ipv6 multicast", "static-rp", "ntp-service unicast",
        "ntp-service authentication", "ntp-service reliable", "ipv6 nd ra dns",
        "qos trust", "qos wrr",
    ),
    "frr_ovs": (
        "ip pim", "ipv6 pim", "ip igmp", "ipv6 mld", "pimd=", "pim6d=", "area ", "ip ospf auth",
        "ip ospf message-digest-key", "ipv6 nd rdnss", "keyfile", "4 SHA256", "meta l4proto 103",
        'iifname "vlan10" limit', 'oifname "vlan10" limit', "configure ports",
    ),
}  # fmt: skip


def _texts() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for kit in ("vrp5", "vrp8", "comware7"):
        network = dressed(design(plain_park(kit), Allocations())[0])
        configs = render(network, templates_of_checkout())
        for config in configs:
            role = network.device(config.device).role
            found.setdefault(f"{kit}-{role}", (config.platform, config.text))
    for device, text in texts(full_park()).items():
        found[f"frr-{device}"] = ("frr_ovs", text)
    return found


TEXTS: Final = _texts()


@pytest.mark.parametrize("name", TEXTS)
def test_a_line_taken_away_is_noticed(name: str) -> None:
    platform, text = TEXTS[name]
    whole = READ[platform](text)
    lines = text.split("\n")
    seen: set[str] = set()
    view = ""
    for at, line in enumerate(lines):
        view = line if line[:1] not in (" ", "#", "") else view
        word = line.strip()
        # Alike but for numbers: one of each kind is enough.
        kind = re.sub(r"\d+", "", word)
        if not word.startswith(TELLING[platform]) or kind in seen or _loopback(view):
            continue
        seen.add(kind)
        assert _differs(READ[platform], lines[:at] + lines[at + 1 :], whole), word


def _loopback(view: str) -> bool:
    """Return whether a view is the loopback's, whose meaning is not compared."""
    return view.lower().startswith("interface lo")


def _differs(read: Callable[[str], Meaning], lines: list[str], whole: Meaning) -> bool:
    try:
        return read("\n".join(lines)) != whole
    except (AssertionError, KeyError, IndexError, ValueError):
        return True
