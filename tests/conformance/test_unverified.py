"""What templates call unverified is what the platform files count as unverified, and no more."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from ipaddress import IPv6Network
from pathlib import Path
from typing import Final

import pytest

from parknet.design import design
from parknet.dialect.unverified import unverified
from parknet.errors import IntentError
from parknet.model.network import Allocations, Network
from parknet.model.platforms import FeatureSource
from parknet.render import render
from tests.conformance.full_park import (
    ASKED_OF_SEGMENTS,
    DEMANDS,
    KITS,
    dressed,
    full_park,
    library,
    plain_park,
)
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
FOLDER = Path(__file__).parents[2] / "templates"
LIBRARY = library()

# What every park of an operating system asks for, whatever it says: the opt-ins of a first park.
# The plain park has telephones, where the platform has a voice VLAN.
ALWAYS: Final[dict[str, set[str]]] = {
    "vrp5": {"snmpv3-sha256", "voice-vlan"},
    "vrp8": {
        "lag", "ntp", "login-lock", "poe", "nd-inspection", "ra-guard", "dhcpv6-shield",
        "voice-vlan",
    },
    "comware7": {"snmpv3-sha256", "nd-inspection", "voice-vlan"},
    "ios": {"ssh"},
    "rgos": {"ra-guard", "nd-inspection", "dhcpv6-shield", "login-lock", "voice-vlan"},
}  # fmt: skip


def paths(text: str) -> Iterator[tuple[str, ...]]:
    """Yield each line behind the lines it is indented under."""
    views: list[tuple[int, str]] = []
    for line in text.splitlines():
        body = line.strip()
        if not body or body[0] in "#!":
            continue
        indent = len(line) - len(line.lstrip())
        while views and views[-1][0] >= indent:
            views.pop()
        yield (*(view for _, view in views), body)
        views.append((indent, body))


def features_of(platform: str, system: str) -> dict[str, FeatureSource]:
    return dict(LIBRARY.platforms[platform].oses[system].features)


def found_in(network: Network) -> dict[str, set[str]]:
    """Return the features with unverified commands in a park's text, by operating system."""
    found: dict[str, set[str]] = {}
    for device, config in zip(network.devices, render(network, TEMPLATES), strict=True):
        features = features_of(device.platform, device.os)
        held = {one.feature for one in unverified(paths(config.text), features)}
        found.setdefault(device.os, set()).update(held)
    return found


@cache
def plain(kit: str) -> Network:
    return design(plain_park(kit), Allocations())[0]


def full(kit: str) -> Network:
    """Return the park that asks for all that design takes on this kit."""
    refused: list[str] = []
    everything = (*DEMANDS, *ASKED_OF_SEGMENTS)
    for at, demand in enumerate(everything):
        try:
            design(full_park(kit, (*refused, *everything[at + 1 :])), Allocations())
        except IntentError:
            refused.append(demand)
    return design(full_park(kit, tuple(refused)), Allocations())[0]


def all_on(network: Network, system: str) -> Network:
    """Return a network with every device on one operating system of the kit's platform."""
    return replace(network, devices=tuple(replace(device, os=system) for device in network.devices))


def open_doors(network: Network) -> Network:
    """Return a network without 802.1X, under which ports limit addresses by themselves."""
    devices = []
    for device in network.devices:
        ports = tuple(
            replace(port, guard=replace(port.guard, dot1x="off", mab=False))
            if port.guard is not None
            else port
            for port in device.ports
        )
        devices.append(replace(device, ports=ports))
    return replace(network, devices=tuple(devices))


def handing_out(network: Network) -> Network:
    """Return a network whose gateways delegate prefixes, which the full park's tables refuse."""
    given = (IPv6Network("2001:db8:4200:1f0::/60"),)
    devices = []
    for device in network.devices:
        svis = tuple(replace(s, delegated=given) if s.relay6 else s for s in device.svis)
        dropped = given if svis != device.svis else ()
        devices.append(replace(device, svis=svis, discards=dropped))
    return replace(network, devices=tuple(devices))


@pytest.mark.parametrize("kit", KITS)
def test_a_park_that_asks_for_nothing_needs_only_the_first_opt_ins(kit: str) -> None:
    assert found_in(plain(kit))[kit] == ALWAYS.get(kit, set())


@pytest.mark.parametrize("kit", KITS)
def test_every_unverified_feature_in_use_is_found_in_the_text(kit: str) -> None:
    found: dict[str, set[str]] = {}
    dressings = (dressed(plain(kit)), dressed(plain(kit), monitor=True))
    networks = (full(kit), *dressings, open_doors(dressings[0]), handing_out(dressings[0]))
    for network in networks:
        for system, held in found_in(all_on(network, kit)).items():
            found.setdefault(system, set()).update(held)
    features = features_of(KITS[kit].platform, kit)
    listed = {name for name, source in features.items() if source.known == "U"}
    assert listed <= found[kit]


def test_a_verified_feature_has_no_unverified_line_of_its_own_in_a_plain_park() -> None:
    """Arista and IOS-XE know all that a plain park asks of them."""
    for kit in ("iosxe", "eos"):
        assert not any(found_in(plain(kit)).values())


_COMMENT: Final = re.compile(r"\{#(.*?)#\}", re.DOTALL)


def blocks(text: str, mark: str = "[U]") -> Iterator[tuple[str, list[str]]]:
    """Yield each comment that begins with a mark and the commands up to the next comment."""
    comments = list(_COMMENT.finditer(text))
    for comment, following in zip(comments, [*comments[1:], None], strict=True):
        if not comment[1].strip().startswith(mark):
            continue
        end = following.start() if following is not None else len(text)
        body = re.sub(r"\{%.*?%\}", "", text[comment.end() : end], flags=re.DOTALL)
        body = re.sub(r"\{\{ device\.bgp.*?\}\}", "1", body)
        body = re.sub(r"\{\{ prefix \|.*?\}\}", "x x", body)
        body = re.sub(r"\{\{.*?\}\}", "x", body, flags=re.DOTALL)
        lines = [line.strip() for line in body.splitlines()]
        yield " ".join(comment[1].split()), [line for line in lines if line and line[0] not in "#!"]


BLOCKS: Final = [
    pytest.param(path.parent.name, about, lines, id=f"{path.parent.name}/{path.stem}: {about[:50]}")
    for path in sorted(FOLDER.glob("*/*.j2"))
    if path.parent.name in LIBRARY.platforms
    for about, lines in blocks(path.read_text(encoding="utf-8"))
    if "people wrote" not in about
]


@pytest.mark.parametrize(("platform", "about", "lines"), BLOCKS)
def test_what_a_template_calls_unverified_is_counted(
    platform: str, about: str, lines: list[str]
) -> None:
    systems = LIBRARY.platforms[platform].oses.values()
    assert lines, f"{about}: no command follows"
    assert any(
        unverified([(line,) for line in lines], dict(system.features)) for system in systems
    ), f"{about}: no feature of {platform} has a pattern for {lines}"


def test_what_a_template_calls_documented_is_not_counted_as_unverified() -> None:
    """A block that says [U] of a part, or of one system, is left to those who read it."""
    wrong = []
    for path in sorted(FOLDER.glob("*/*.j2")):
        platform = LIBRARY.platforms.get(path.parent.name)
        for about, lines in blocks(path.read_text(encoding="utf-8"), "[D]"):
            if platform is None or "[U]" in about:
                continue
            counted = [
                {line for line in lines if unverified([(line,)], dict(system.features))}
                for system in platform.oses.values()
            ]
            wrong += [(path.name, about, line) for line in set.intersection(*counted)]
    assert wrong == []
