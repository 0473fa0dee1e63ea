"""Huawei VRP: what is rendered means what was planned, as an independent reader understands it."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.policy import FilterPlan, FilterRule
from parknet.render import render
from tests.conformance.full_park import dressed, features_of, plain_park
from tests.conformance.meaning import Meaning, meaning_of, without_lacking
from tests.conformance.read_vrp import read
from tests.design.parks import mixed_park
from tests.design.strategies import intents
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
MIXED, _ = design(mixed_park(), Allocations())
VRP = [device for device in MIXED.devices if device.platform == "huawei_vrp"]


def rendered(device: DevicePlan) -> str:
    return render(replace(MIXED, devices=(device,)), TEMPLATES)[0].text


def planned(device: DevicePlan) -> Meaning:
    """Return what a plan means; a denial of all the rest goes without saying."""
    found = without_lacking(meaning_of(device), features_of(device))
    found.secrets = set(_secrets(device))
    # What VRP has no mode for: design never asks for it.
    lacking = {"arp:monitor", "source:monitor"}
    found.guards = {
        port: words - lacking for port, words in found.guards.items() if words - lacking
    }
    edges = {port.name for port in device.ports if port.edge}
    for port, words in found.guards.items():
        if "bpdu-guard" in words and port not in edges:
            found.guards[port] = words - {"bpdu-guard"}
    for name, (version, rules) in found.filters.items():
        found.filters[name] = (version, plainest(rules))
    found.rdnss = {}  # VRP has no such option: `rdnss` is not among its features
    found.pref64 = {}
    return found


def _secrets(device: DevicePlan) -> Iterator[str]:
    yield from ("snmp-auth", "snmp-priv", "ssh-password")
    if device.services.ntp_secret:
        yield device.services.ntp_secret
    if device.ospf_secret and device.router_id is not None:
        yield device.ospf_secret
    if device.radius is not None:
        yield device.radius.secret
    if device.operators is not None:
        yield from (f"account-{name}" for name, _ in device.operators.accounts)
        if device.operators.tacacs:
            yield "tacacs"


def plainest(rules: tuple[FilterRule, ...]) -> tuple[FilterRule, ...]:
    """Return rules without those that never match anything new."""
    once = tuple(dict.fromkeys(rules))
    deny = FilterRule("deny")
    return once[: once.index(deny)] if deny in once else once


def check(device: DevicePlan) -> None:
    assert read(rendered(device)) == planned(device)


@pytest.mark.parametrize("device", VRP, ids=[f"{d.name}-{d.os}" for d in VRP])
def test_every_device_of_a_park_means_what_was_planned(device: DevicePlan) -> None:
    check(device)


@pytest.mark.parametrize("monitor", [False, True], ids=["enforce", "monitor"])
@pytest.mark.parametrize("kit", ["vrp5", "vrp8"])
def test_a_park_that_uses_everything_means_what_was_planned(kit: str, monitor: bool) -> None:
    for device in dressed(design(plain_park(kit), Allocations())[0], monitor=monitor).devices:
        check(device)


@pytest.mark.parametrize("name", ["gateway-1", "core-1", "b03-agg"])
def test_a_router_of_the_older_system_means_what_was_planned(name: str) -> None:
    """The kits' routers run VRP 8; switches with V200R route as well."""
    network = dressed(design(plain_park("vrp5"), Allocations())[0])
    check(replace(network.device(name), os="vrp5"))


@settings(max_examples=8, deadline=None)
@given(intents())
def test_any_park_means_what_was_planned(intent: object) -> None:
    network: Network = design(intent, Allocations())[0]  # type: ignore[arg-type]
    for device in network.devices:
        if device.platform == "huawei_vrp":
            check(device)


PREFIXES = {
    4: st.sampled_from(["10.1.0.0/16", "10.1.2.128/25", "10.9.0.1/32", "0.0.0.0/1"]).map(
        IPv4Network
    ),
    6: st.sampled_from(["2001:db8::/32", "2001:db8:1::/64", "fd00::1/128", "fe80::/10"]).map(
        IPv6Network
    ),
}
PORTS = st.tuples(st.integers(1, 65535), st.integers(1, 65535)).map(
    lambda pair: (min(pair), max(pair))
)
SAME = st.sampled_from([(22, 22), (80, 80), (514, 514)])
NONE = st.none()


@st.composite
def rules(draw: st.DrawFn, version: int) -> FilterRule:
    protocol = draw(st.sampled_from(["ip", "tcp", "udp", "icmp"]))
    has_ports = protocol in ("tcp", "udp")
    is_icmp = protocol == "icmp"
    kind = draw(NONE | st.integers(0, 255)) if is_icmp else None
    return FilterRule(
        draw(st.sampled_from(["permit", "deny"])),
        protocol,
        draw(NONE | PREFIXES[version]),
        draw(NONE | PREFIXES[version]),
        draw(NONE | SAME | PORTS) if has_ports else None,
        draw(NONE | SAME | PORTS) if has_ports else None,
        established=protocol == "tcp" and draw(st.booleans()),
        icmp_type=kind,
        icmp_code=draw(NONE | st.integers(0, 255)) if kind is not None else None,
        log=draw(st.booleans()),
    )


@st.composite
def filters(draw: st.DrawFn) -> tuple[FilterPlan, ...]:
    versions = draw(st.lists(st.sampled_from([4, 6]), max_size=4))
    return tuple(
        FilterPlan(f"f-{at}", 3000 + at, version, tuple(draw(st.lists(rules(version), max_size=5))))
        for at, version in enumerate(versions)
    )


@settings(max_examples=60, deadline=None)
@given(filters(), st.sampled_from(VRP), st.data())
def test_any_filter_means_what_was_planned(
    plans: tuple[FilterPlan, ...], device: DevicePlan, data: st.DataObject
) -> None:
    names = {v: [""] + [plan.name for plan in plans if plan.version == v] for v in (4, 6)}
    svis = tuple(
        replace(
            svi,
            filter4=data.draw(st.sampled_from(names[4])),
            filter6=data.draw(st.sampled_from(names[6])),
        )
        for svi in device.svis
    )
    check(replace(device, filters=plans, svis=svis))
