"""Patches of WLAN controllers, typed line by line into emulated ones: a few parks, old and new."""

import hashlib
import re
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parknet.design import design
from parknet.dialect import compare, fingerprint
from parknet.dialect.lines import read
from parknet.dialect.ownership import vocabulary
from parknet.drivers.config_text import mask_secrets
from parknet.drivers.rgos_text import mask_rgos
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.tree import Config
from parknet.model.change import Change, DeviceConfig, Grade, RunningConfig
from parknet.model.network import Allocations, DevicePlan
from parknet.render import render
from tests.conformance.wlan_park import CONTROLLERS, wlan_park
from tests.dialect.asking import mask
from tests.dialect.devices import PLAIN, enter, started
from tests.render.regenerate import templates_of_checkout

SECRETS = frozenset({"wlan-a", "wlan-b", "radius", "portal", "capwap-dtls", "snmp-auth",
                     "snmp-priv", "ssh-password"})  # fmt: skip
PLAIN.update({f"<<secret:{name}>>": f"Plain-{name}-1" for name in SECRETS})
SETTINGS = settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck))
EACH = pytest.mark.parametrize("platform", CONTROLLERS)
MACS = ("00:e0:fc:00:00:01", "00:e0:fc:00:00:02", "00:e0:fc:00:00:03", "00:e0:fc:00:00:04")
KINDS = (
    {"segment": "wifi", "security": "dot1x"},
    {"segment": "guest", "security": "portal"},
    {"segment": "iot", "security": "psk", "secret": "wlan-a", "hidden": True},
    {"segment": "iot", "security": "psk", "secret": "wlan-b", "bands": ["2.4"]},
    {"segment": "guest", "security": "open", "bands": ["5"]},
)


# SSIDs with the kind of each, access points with the MAC address of each.
Drawn = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, str], ...]]
PARKS: tuple[Drawn, ...] = (
    ((("staff", 3), ("two words", 1), ("things", 2)), (("AP01", MACS[0]), ("AP02", MACS[1]))),
    ((("staff", 0), ("访客", 4)), (("AP01", MACS[0]), ("AP03", MACS[2]))),
    ((("things", 3), ("staff", 2), ("two words", 0)), (("AP01", MACS[1]), ("AP02", MACS[0]))),
    ((("访客", 2),), ()),
)
EVERY = st.sampled_from(PARKS)  # designing a park takes longer than all that follows


@cache
def wanted(platform: str, drawn: Drawn) -> tuple[DevicePlan, str]:
    ssids, aps = drawn
    asked = [{"ssid": name, **KINDS[kind]} for name, kind in ssids]
    portal = {} if any(one["security"] == "portal" for one in asked) else {"portal": None}
    park = wlan_park(platform, ssids=asked, aps={"macs": dict(aps)}, **portal)
    network, _ = design(park, Allocations())
    device = network.device("ac-1")
    configs = {config.device: config.text for config in render(network, templates_of_checkout())}
    return device, configs["ac-1"]


def shown(config: Config) -> str:
    show = mask_rgos if config.grammar.name == "rgos_ac" else mask_secrets
    return show(config.text())


def running(device: DevicePlan, text: str) -> RunningConfig:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return RunningConfig(device="ac-1", platform=device.platform, os=device.os, text=text,
                         digest=digest, unsaved=False)  # fmt: skip


def asked(device: DevicePlan, old: str, new: str, at_once: int = 0) -> Change | None:
    return compare(
        running(device, old),
        DeviceConfig(device="ac-1", platform=device.platform, text=new),
        ownership="enforce", deletion_budget=1000, current_secrets=SECRETS, grade=Grade.A,
        ap_groups_at_once=at_once,
    )  # fmt: skip


def ports(device: DevicePlan) -> list[str]:
    return [port.name for port in device.ports]


@EACH
def test_every_line_of_a_controller_is_in_the_rulebook_once(platform: str) -> None:
    def walk(tree, level) -> None:
        for row, inside in tree.items():
            matches = [rule for rule in level.rules if rule.pattern.match(row)]
            assert len(matches) == 1, (row, [rule.row for rule in matches])
            walk(inside, matches[0].inside)

    for wlan in ({}, {"backup": "ac-2"}):
        network, _ = design(wlan_park(platform, **wlan), Allocations())
        for config in render(network, templates_of_checkout()):
            if config.platform == platform:
                walk(read(config.text, platform).tree, vocabulary(platform))


@EACH
@SETTINGS
@given(old=EVERY, new=EVERY)
def test_a_patch_leads_to_what_is_wanted_and_exactly_back(platform: str, old, new) -> None:
    device, before = wanted(platform, old)
    _, after = wanted(platform, new)
    config = started(device.os, ports(device), before)
    was = config.copy()
    assert asked(device, mask(before), before) is None
    change = asked(device, shown(config), after)
    assume(change is not None)
    enter(config, change.patch)
    assert asked(device, shown(config), after) is None, "a second plan is empty"
    for line in after.splitlines():
        if re.match(r"\s*(ap-mac|ap-id|serial-id|mac-address|ssid |interface-mapping)", line):
            assert line.strip() in config.text()
    assert "<<secret" not in "".join(change.inverse)
    if not change.irreversible:  # what held a secret is brought back by a timer or a restart
        enter(config, change.inverse)
        assert config.same(was)


@EACH
@SETTINGS
@given(old=EVERY, new=EVERY)
def test_group_by_group_leads_to_the_same_end(platform: str, old, new) -> None:
    device, before = wanted(platform, old)
    _, after = wanted(platform, new)
    config = started(device.os, ports(device), before)
    at_last = config.copy()
    whole = asked(device, shown(config), after)
    assume(whole is not None)
    enter(at_last, whole.patch)
    assert whole.steps == ()
    change = asked(device, shown(config), after, at_once=1)
    assert change.ap_groups == whole.ap_groups
    if len(whole.ap_groups) < 2:
        assert (change.steps, change.patch) == ((), whole.patch)
        return
    assert [step.ap_groups for step in change.steps] == [(group,) for group in whole.ap_groups]
    for step in change.steps:
        was = config.copy()
        enter(config, step.patch)
        now = running(device, shown(config))
        assert fingerprint(now) == step.wanted_digest
        back = config.copy()
        if not step.irreversible:
            enter(back, step.inverse)
            assert back.same(was)
    assert config.same(at_last)
    assert [line for step in change.steps for line in step.patch] == list(change.patch)


@EACH
@SETTINGS
@given(new=EVERY)
def test_a_new_controller_takes_its_patch_and_gives_all_of_it_back(platform: str, new) -> None:
    device, text = wanted(platform, new)
    config = started(device.os, ports(device), day_zero(device))
    before = config.copy()
    change = asked(device, shown(config), text)
    assert change is not None
    assert change.deletions == 0
    enter(config, change.patch)
    assert config.same(started(device.os, ports(device), text))
    enter(config, change.inverse)
    assert config.same(before)


@EACH
def test_an_access_point_and_a_group_that_nobody_named_stay(platform: str) -> None:
    theirs = {
        "huawei_ac": "wlan\n ap-group name theirs\n ap-id 77 ap-mac 00e0-fc77-7777\n"
        "  ap-name theirs\n  ap-group theirs\n#\n",
        "h3c_ac": "wlan ap-group theirs\n ap theirs\n#\nwlan ap theirs model WA6320\n"
        " serial-id 77\n#\n",
        "ruijie_ac": "ap-group theirs\n!\nap-config theirs\n ap-mac 00e0.fc77.7777\n"
        " ap-group theirs\n!\n",
    }[platform]
    drawn = ((("staff", 3),), (("AP01", MACS[0]),))
    device, text = wanted(platform, drawn)
    config = started(device.os, ports(device), text)
    assert config.load(theirs) == []
    assert asked(device, shown(config), text) is None
    _, none_left = wanted(platform, ((("staff", 3),), ()))
    change = asked(device, shown(config), none_left)
    assert change is None or not [line for line in change.patch if "theirs" in line]


def test_a_template_of_h3c_is_off_only_while_it_changes() -> None:
    device, old = wanted("h3c_ac", ((("staff", 3), ("things", 2)), ()))
    new = old.replace("ssid staff", "ssid other")
    change = asked(device, mask(old), new)
    assert change is not None
    assert [line.split()[-2:] for line in change.patch] == [
        ["service-template", "parknet-1"] if "parknet-1" in change.patch[0] else
        ["service-template", "parknet-2"],
        ["service-template", "enable"], ["ssid", "other"], ["service-template", "enable"], ["quit"],
    ]  # fmt: skip
    assert change.patch[1].startswith("undo ")


def test_another_mac_address_is_another_access_point_on_huawei() -> None:
    ssids = (("staff", 3),)
    device, old = wanted("huawei_ac", (ssids, (("AP01", MACS[0]),)))
    _, new = wanted("huawei_ac", (ssids, (("AP01", MACS[1]),)))
    change = asked(device, mask(old), new)
    assert change is not None
    assert "undo ap ap-id 1" in change.patch
    assert change.patch.index("undo ap ap-id 1") < next(
        at for at, line in enumerate(change.patch) if line.startswith("ap-id 1 ap-mac")
    )
