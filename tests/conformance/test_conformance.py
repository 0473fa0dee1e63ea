"""Same intent, same semantics: what each platform's text means is what the plan says.

A reader per platform, written from the vendor's documentation, reads the rendered text back.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from ipaddress import IPv4Interface
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings

from parknet.design import design
from parknet.errors import IntentError
from parknet.lab.park import Lab
from parknet.model.demands import Own, Pair
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.render import render
from parknet.workspace import Workspace
from tests.conformance.full_park import (
    ASKED_OF_SEGMENTS,
    DEMANDS,
    KITS,
    dressed,
    full_park,
    library,
    plain_park,
)
from tests.conformance.meaning import Meaning, meaning_of, without_lacking
from tests.design.parks import mixed_park
from tests.design.strategies import intents
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
PARKS = Workspace(Path(__file__).parents[2]).parks()
# Words a port's guard may have that the feature stands for.
FEATURES: Final = {
    "dot1x": ("dot1x:", "mab"),
    "dot1x-monitor": ("dot1x:monitor",),
    "mab": ("mab",),
    "arp-inspection-monitor": ("arp:monitor",),
    "source-guard-monitor": ("source:monitor",),
    "dhcp-snooping": ("trusted",),
    "arp-inspection": ("arp:",),
    "source-guard": ("source:",),
    "ra-guard": ("ra-guard",),
    "dhcpv6-shield": ("dhcpv6-shield",),
    "storm-control": ("storm:",),
    "mac-limit": ("macs:",),
    "bpdu-guard": ("bpdu-guard",),
}


def reader(platform: str) -> Callable[[str], Meaning]:
    """Return a platform's reader, or skip the test while it is missing."""
    for name in (platform, platform.partition("_")[2]):
        module = f"tests.conformance.read_{name}"
        if find_spec(module) is not None:
            return import_module(module).read  # type: ignore[no-any-return] - found by name
    pytest.skip(f"{platform} has no reader yet: tests.conformance.read_{platform}")


@cache
def library_once():
    """Return the built-in library, read once."""
    return library()


def expected(device: DevicePlan) -> Meaning:
    """Return what a device's plan means, without what its system lacks or cannot say."""
    found = meaning_of(device)
    found.secrets = {"snmp-auth", "snmp-priv", "ssh-password"}
    if device.operators is not None:
        found.secrets |= {f"account-{name}" for name, _ in device.operators.accounts}
        found.secrets |= {"tacacs"} if device.operators.tacacs else set()
    if device.radius is not None:
        found.secrets.add(device.radius.secret)
    if device.wlan is not None:
        found.secrets |= {ssid.secret for ssid in device.wlan.ssids if ssid.secret}
        found.secrets |= {device.wlan.portal.secret} if device.wlan.portal is not None else set()
        if device.wlan.dtls and device.platform == "huawei_ac":  # H3C has certificates of its own
            found.secrets.add("capwap-dtls")
    if device.ospf_secret and any(svi.ospf and not svi.passive for svi in device.svis):
        found.secrets.add(device.ospf_secret)
    features = library_once().platforms[device.platform].oses[device.os].features
    without_lacking(found, features)
    if device.services.ntp_secret and "ntp-auth" in features:
        found.secrets.add(device.services.ntp_secret)
    lacking = tuple(
        word
        for feature, words in FEATURES.items()
        if features and feature not in features
        for word in words
    )
    if device.platform == "cisco_ios":
        # A relay learns from every answer that it forwards: there is nothing to say.
        found.delegates = set()
    if "rdnss" not in features:
        found.rdnss = {}
    if "pref64" not in features:
        found.pref64 = {}
    for port, words in list(found.guards.items()):
        kept = {word for word in words if not (lacking and word.startswith(lacking))}
        # The MAC address is the fall-back of 802.1X, and goes with it.
        has_dot1x = any(word.startswith("dot1x:") for word in kept)
        found.guards[port] = frozenset(kept if has_dot1x else kept - {"mab"})
    found.guards = {port: words for port, words in found.guards.items() if words}
    return found


def assert_same(network: Network) -> None:
    """Read every device's text back and compare."""
    for device, config in zip(network.devices, render(network, TEMPLATES), strict=True):
        assert reader(device.platform)(config.text) == expected(device), device.name


@pytest.mark.parametrize("kit", KITS)
def test_a_plain_park_means_what_was_planned(kit: str) -> None:
    network, _ = design(plain_park(kit), Allocations())
    assert_same(network)


@pytest.mark.parametrize("monitor", [False, True], ids=["enforce", "monitor"])
@pytest.mark.parametrize("kit", KITS)
def test_a_plan_with_every_field_set_means_what_was_planned(kit: str, monitor: bool) -> None:
    network, _ = design(plain_park(kit), Allocations())
    assert_same(dressed(network, monitor=monitor))


@pytest.mark.parametrize("kit", KITS)
def test_a_park_that_asks_for_everything_means_what_was_planned(
    kit: str, record_property: Callable[[str, object], None]
) -> None:
    """What a platform lacks is refused, demand by demand; all the others must hold together."""
    everything = (*DEMANDS, *ASKED_OF_SEGMENTS)
    refused: list[str] = []
    for at, demand in enumerate(everything):
        try:
            design(full_park(kit, (*refused, *everything[at + 1 :])), Allocations())
        except IntentError:
            refused.append(demand)
    record_property("refused", refused)
    network, _ = design(full_park(kit, tuple(refused)), Allocations())
    assert_same(network)


SHAPES: Final = {
    "comware7": ("s5130s-28s-pwr-ei", "s5130s-52s-pwr-ei"),
    "iosxe": ("c9200l-24p-4x", "c9200l-48p-4x"),
    "eos": ("ccs-720xp-24y6", "ccs-720xp-48y6"),
    "rgos": ("rg-s2910-24gt4xs-up-h", "rg-s2910-48gt4xs-up-h"),
}


def rebuilt(intent: Intent, kit: str) -> Intent:
    """Return a park with every device of one kit: the same buildings, other makers."""
    profiles = KITS[kit]
    sizes = dict(zip((24, 48), SHAPES[kit], strict=True))

    def access(name: str | None) -> str | None:
        if name is None:
            return None
        ports = intent.library.devices[name].ports[0].names
        return sizes[48 if ports.endswith("48") else 24]

    buildings = {
        code: building.model_copy(
            update={
                "aggregation": profiles.aggregation,
                "access": access(building.access),
                "floors": tuple(
                    floor.model_copy(update={"access": access(floor.access)})
                    for floor in building.floors
                ),
            }
        )
        for code, building in intent.buildings.items()
    }
    park = intent.park.model_copy(
        update={
            "gateways": tuple(
                d.model_copy(update={"model": profiles.gateway}) for d in intent.park.gateways
            ),
            "cores": tuple(
                d.model_copy(update={"model": profiles.core}) for d in intent.park.cores
            ),
        }
    )
    return intent.model_copy(update={"park": park, "buildings": buildings})


@pytest.mark.parametrize("kit", SHAPES)
@pytest.mark.parametrize("park", PARKS)
def test_an_example_park_means_the_same_on_other_platforms(park: str, kit: str) -> None:
    intent = Workspace(Path(__file__).parents[2]).load_intent(park)
    network, _ = design(rebuilt(intent, kit), Allocations())
    assert {device.platform for device in network.devices} == {KITS[kit].platform}
    assert_same(network)


def test_a_park_of_two_makers_means_what_was_planned() -> None:
    network, _ = design(mixed_park(), Allocations())
    assert_same(network)


@pytest.mark.parametrize("pair", ["vrrp", "stack", "mlag"])
@pytest.mark.parametrize("kit", KITS)
def test_two_aggregation_switches_mean_what_was_planned(kit: str, pair: str) -> None:
    """What a platform lacks is refused by the feature's name."""
    intent = plain_park(kit)
    building = intent.buildings["b03"].model_copy(update={"pair": Pair(kind=pair, links=2)})  # type: ignore[arg-type]
    intent = intent.model_copy(update={"buildings": {"b03": building}})
    profile = intent.library.devices[building.aggregation]
    features = intent.library.platforms[profile.platform].oses[profile.os].features
    if pair not in features:
        with pytest.raises(IntentError, match=f"cannot do {pair}"):
            design(intent, Allocations())
        return
    network, _ = design(intent, Allocations())
    assert_same(network)
    gateways = [device for device in network.devices if device.role == "aggregation"]
    assert len(gateways) == (1 if pair == "stack" else 2)
    assert all(bool(device.stack) == (pair == "stack") for device in gateways)
    assert all(bool(meaning_of(device).virtual) == (pair != "stack") for device in gateways)
    assert all((device.mlag is not None) == (pair == "mlag") for device in gateways)


@pytest.mark.parametrize("kit", KITS)
def test_a_gateway_that_two_answer_as_means_what_was_planned(kit: str) -> None:
    intent = plain_park(kit)
    pair = Pair(kind="mlag", gateway="anycast")
    building = intent.buildings["b03"].model_copy(update={"pair": pair})
    intent = intent.model_copy(update={"buildings": {"b03": building}})
    profile = intent.library.devices[building.aggregation]
    features = intent.library.platforms[profile.platform].oses[profile.os].features
    if "anycast-gateway" not in features:
        with pytest.raises(IntentError, match="cannot do anycast-gateway"):
            design(intent, Allocations())
        return
    network, _ = design(intent, Allocations())
    assert_same(network)
    virtual = [meaning_of(network.device(name)).virtual for name in ("b03-agg", "b03-agg2")]
    assert virtual[0] == virtual[1]
    assert virtual[0]
    configs = {one.device: one.text for one in render(network, TEMPLATES)}
    lab = Lab(network, configs, dict.fromkeys(("ssh-password", "snmp-auth", "snmp-priv"), "x" * 12))
    assert lab.refused == {}
    assert all(lab.is_reached(device.name) for device in network.devices)


@pytest.mark.parametrize("pair", ["vrrp", "stack"])
@pytest.mark.parametrize("kit", KITS)
def test_two_gateways_mean_what_was_planned(kit: str, pair: str) -> None:
    """Of two devices a circuit is handed to both; what a model lacks is refused by name."""
    intent = plain_park(kit)
    (uplink, *_), (gateway, *_) = intent.park.uplinks, intent.park.gateways
    own = Own.model_validate({"ipv4": ["198.51.100.3", "198.51.100.4"],
                              "ipv6": ["2001:db8:f::3", "2001:db8:f::4"]})  # fmt: skip
    wider = {"ipv4": IPv4Interface("198.51.100.2/29"), "own": own if pair == "vrrp" else None}
    park = intent.park.model_copy(
        update={
            "gateways": (gateway.model_copy(update={"pair": Pair(kind=pair, links=2)}),),  # type: ignore[arg-type]
            "uplinks": (uplink.model_copy(update=wider),),
        }
    )
    intent = intent.model_copy(update={"park": park})
    profile = intent.library.devices[gateway.model]
    features = intent.library.platforms[profile.platform].oses[profile.os].features
    if pair not in features or (pair == "stack" and profile.stack is None):
        with pytest.raises(IntentError, match=f"cannot do {pair}|does not say how the ports"):
            design(intent, Allocations())
        return
    network, _ = design(intent, Allocations())
    assert_same(network)
    gateways = [device for device in network.devices if device.role == "gateway"]
    assert len(gateways) == (1 if pair == "stack" else 2)
    assert all(bool(meaning_of(device).virtual) == (pair == "vrrp") for device in gateways)


@settings(max_examples=8, deadline=None)
@given(intents())
def test_any_park_means_what_was_planned(intent: Intent) -> None:
    """Random parks of two makers with the new platforms put in their devices' place."""
    network, _ = design(moved(intent), Allocations())
    assert_same(network)


_MOVES: Final = {
    "hw-access": "c9200l-24p-4x",
    "hw-access8": "c9200l-48p-4x",
    "h3c-access": "rg-s2910-24gt4xs-up-h",
    "hw-routing": "dcs-7050sx3-48yc8",
    "h3c-routing": "c9500-24y4c",
    "cores/hw-routing": "dcs-7050sx3-48yc8",
    "cores/h3c-routing": "rg-s6510-48vs8cq",
    "gateways/hw-routing": "dcs-7280sr3-48yc8",
    "gateways/h3c-routing": "c9500-48y4c",
}


def moved(intent: Intent) -> Intent:
    """Return the park with devices of three makers at once."""
    everything = library_once()
    found = rebuilt_with(intent, _MOVES)
    known = intent.library
    return found.model_copy(
        update={
            "library": known.model_copy(
                update={"devices": everything.devices, "platforms": everything.platforms}
            )
        }
    )


def rebuilt_with(intent: Intent, moves: dict[str, str]) -> Intent:
    """Return the park with each model exchanged for another."""
    buildings = {
        code: building.model_copy(
            update={
                "aggregation": moves[building.aggregation],
                "access": moves[building.access],
            }
        )
        for code, building in intent.buildings.items()
    }
    park = intent.park.model_copy(
        update={
            kind: tuple(
                device.model_copy(update={"model": moves[f"{kind}/{device.model}"]})
                for device in getattr(intent.park, kind)
            )
            for kind in ("gateways", "cores")
        }
    )
    return intent.model_copy(update={"park": park, "buildings": buildings})


@pytest.mark.parametrize("kit", ["ios", "iosxe", "rgos"])
def test_a_port_that_nobody_guards_is_trusted_where_others_are_inspected(kit: str) -> None:
    """ARP is inspected by VLAN: an untrusted uplink or neighbour would be cut off."""
    network = dressed(design(plain_park(kit), Allocations())[0])
    device = next(device for device in network.devices if device.role == "access")
    guarded, bare = [port for port in device.ports if port.role == "outlet"][:2]
    ports = tuple(replace(p, guard=None) if p is bare else p for p in device.ports)
    lags = tuple(replace(lag, guard=None) for lag in device.lags)
    one = replace(network, devices=(replace(device, ports=ports, lags=lags),))
    text = render(one, TEMPLATES)[0].text
    found = reader(device.platform)(text)
    assert "arp:enforce" in found.guards[guarded.name]
    assert "arp:enforce" not in found.guards.get(bare.name, ())
    for lag in lags:
        assert (
            " ip arp inspection trust\n" in text.split(f"\ninterface {lag.name}\n")[1].split("!")[0]
        )


# What the compared meaning is made of, by the first words of the lines that carry it.
TELLING: Final = (
    "hostname", "vlan ", "switchport access", "switchport mode",
    "switchport trunk", "channel-group", "port-group", "shutdown",
    "ip address", "ipv6 address", "ip helper-address", "ip access-group", "ipv6 traffic-filter",
    "ntp", "logging",
    "dot1x port-control", "storm-control broadcast", "passive-interface",
    "switchport voice", "switchport phone", "switchport hybrid", "voice vlan", "service-policy",
    "set dscp", "set ip dscp", "police", "area ", "ip ospf auth", "ip ospf message-digest",
    "cryptographic-algorithm", "ip pim", "ipv6 pim", "pim ipv", "ip igmp", "ipv6 mld", "mld",
    "no ipv6 pim", "no ipv6 mld", "ip multicast-routing", "ipv6 multicast-routing", "rp address",
    "ssm range", "routing", "ipv6 nd ra dns",
)  # fmt: skip


@pytest.mark.parametrize("role", ["aggregation", "access"])
@pytest.mark.parametrize("kit", ["iosxe", "eos", "rgos"])
def test_a_line_taken_away_is_noticed(kit: str, role: str) -> None:
    """The comparison is only as good as the readers: they must miss each line that tells."""
    network, _ = design(plain_park(kit), Allocations())
    device = next(d for d in dressed(network).devices if d.role == role)
    lines = render(replace(network, devices=(device,)), TEMPLATES)[0].text.split("\n")
    read, wanted = reader(device.platform), expected(device)
    seen_before: set[str] = set()
    for at, line in enumerate(lines):
        word = line.strip()
        # Ports are alike: one line of each kind is enough, and reading is slow.
        kind = re.sub(r"\d+", "", word)
        if (
            not word.startswith(TELLING)
            or kind in seen_before
            or "-vty" in word
            or _loopback(lines, at)
        ):
            continue
        seen_before.add(kind)
        assert not _accepts(read, lines[:at] + lines[at + 1 :], wanted), word


def _accepts(read: Callable[[str], Meaning], lines: list[str], wanted: Meaning) -> bool:
    try:
        return read("\n".join(lines)) == wanted
    except (AssertionError, KeyError):
        return False


def _loopback(lines: list[str], at: int) -> bool:
    """Return whether a line stands under a loopback, whose meaning is not compared."""
    heads = [line for line in lines[:at] if line.startswith("interface ")]
    return lines[at].startswith(" ") and bool(heads) and "oopback" in heads[-1]
