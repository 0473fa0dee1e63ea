"""What Comware's templates print means what the plan means."""

from dataclasses import replace

import pytest

from parknet.design import design
from parknet.lab.tree import Config
from parknet.model.network import Allocations, DevicePlan
from parknet.model.policy import FilterRule, RingPlan
from parknet.render import render
from tests.conformance.full_park import dressed, features_of, plain_park
from tests.conformance.meaning import Meaning, meaning_of, without_lacking
from tests.conformance.read_comware import read
from tests.dialect.asking import ask
from tests.dialect.devices import enter, shown, started
from tests.render.regenerate import templates_of_checkout

PLAIN, _ = design(plain_park("comware7"), Allocations())


def ringed(device: DevicePlan) -> DevicePlan:
    """Return a device with a ring over its first two ports, and a line that people wrote."""
    names = tuple(port.name for port in device.ports[-2:])
    ring = RingPlan("cameras", 7, 2900, (30,), (names[0], names[1]), owner=True)
    return replace(device, rings=(ring,), raw=("ip https enable",))


PARKS = {
    "plain": PLAIN,
    "enforced": dressed(PLAIN),
    "monitored": dressed(PLAIN, monitor=True),
    "ringed": replace(PLAIN, devices=tuple(map(ringed, PLAIN.devices))),
}
DEVICES = [
    pytest.param(device, config.text, id=f"{park}-{device.name}")
    for park, network in PARKS.items()
    for device, config in zip(
        network.devices, render(network, templates_of_checkout()), strict=True
    )
]


def as_comware_can(wanted: Meaning) -> Meaning:
    """Return the meaning without what Comware 7 has no means for.

    ARP inspection and source guard drop or do nothing: there is no log-only mode.
    """
    lacking = {"arp:monitor", "source:monitor"}
    wanted.guards = {
        port: words - lacking for port, words in wanted.guards.items() if words - lacking
    }
    wanted.filters = {
        name: (version, without_repeats(rules)) for name, (version, rules) in wanted.filters.items()
    }
    return wanted


def without_repeats(rules: tuple[FilterRule, ...]) -> tuple[FilterRule, ...]:
    """Return rules of which a second one, and a last deny of all, says nothing."""
    once = tuple(dict.fromkeys(rules))
    return once[:-1] if once and once[-1] == FilterRule("deny") else once


@pytest.mark.parametrize(("device", "text"), DEVICES)
def test_a_text_means_what_the_plan_means(device: DevicePlan, text: str) -> None:
    found = read(text)
    assert {"snmp-auth", "snmp-priv", "ssh-password"} <= found.secrets
    assert not found.insecure
    wanted = as_comware_can(without_lacking(meaning_of(device), features_of(device)))
    assert replace(found, secrets=set()) == wanted


# On emulated devices, which share no code with dialect


def held(name: str) -> tuple[DevicePlan, str]:
    return next((p.values[0], p.values[1]) for p in DEVICES if p.id == name)


def secrets_of(text: str) -> set[str]:
    return read(text).secrets


@pytest.mark.parametrize("park", PARKS)
@pytest.mark.parametrize("name", [device.name for device in PLAIN.devices])
def test_a_device_takes_every_line_and_a_second_plan_is_empty(park: str, name: str) -> None:
    device, text = held(f"{park}-{name}")
    config = started("comware7", [port.name for port in device.ports])
    known = secrets_of(text)
    change = ask(shown(config), text, "comware7", current_secrets=known)
    assert change is not None
    assert not change.held
    enter(config, change.patch)
    assert ask(shown(config), text, "comware7", current_secrets=known) is None


def test_every_secret_goes_where_it_belongs() -> None:
    device, text = held("enforced-b03-1f-acc1")
    config = started("comware7", [port.name for port in device.ports])
    change = ask(shown(config), text, "comware7", current_secrets=secrets_of(text))
    enter(config, change.patch)
    for view, line, secret in [
        ("radius scheme parknet", "key authentication", "radius"),
        ("hwtacacs scheme parknet", "key authentication", "tacacs"),
        ("local-user auditor class manage", "password", "account-auditor"),
    ]:
        assert config.find(view, line).words[-1] == f"Plain-{secret}-1"


@pytest.mark.parametrize("name", [device.name for device in PLAIN.devices])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plain", "enforced"),
        ("enforced", "plain"),
        ("monitored", "enforced"),
        ("ringed", "enforced"),
        ("enforced", "ringed"),
    ],
)
def test_a_device_goes_from_one_park_to_the_other_and_back(name: str, old: str, new: str) -> None:
    device, before = held(f"{old}-{name}")
    _, after = held(f"{new}-{name}")
    known = secrets_of(before) | secrets_of(after)
    config = started("comware7", [port.name for port in device.ports], before)
    start = config.copy()
    change = ask(shown(config), after, "comware7", current_secrets=known)
    if change is None:
        return
    enter(config, change.patch)
    assert ask(shown(config), after, "comware7", current_secrets=known) is None
    if not change.irreversible:
        enter(config, change.inverse)
        assert config.same(start)


@pytest.mark.parametrize(("old", "new"), [("plain", "enforced"), ("enforced", "plain")])
def test_the_uplink_is_trusted_whenever_anything_is_checked(old: str, new: str) -> None:
    device, before = held(f"{old}-b03-1f-acc1")
    _, after = held(f"{new}-b03-1f-acc1")
    config = started("comware7", [port.name for port in device.ports], before)
    known = secrets_of(before) | secrets_of(after)
    change = ask(shown(config), after, "comware7", current_secrets=known)

    def watch(config: Config) -> None:
        uplink = config.root.children["interface Bridge-Aggregation1"].children
        lans = [node for name, node in config.root.children.items() if name.startswith("vlan ")]
        if any("arp detection enable" in lan.children for lan in lans):
            assert {"arp detection trust", "ipv6 nd detection trust"} <= uplink.keys()
        if "dhcp snooping enable" in config.root.children:
            assert {"dhcp snooping trust", "ipv6 dhcp snooping trust"} <= uplink.keys()
        if "dot1x" in config.root.children:
            assert "key authentication" in config.root.children["radius scheme parknet"].children
        if "ssh server acl" in config.root.children:
            assert len(config.root.children["acl basic 2999"].children) > 1

    enter(config, change.patch, watch)
