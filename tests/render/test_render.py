"""Configurations are the plan, the whole plan, and nothing that a name could add."""

import doctest
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

import parknet.render
import parknet.render.filters
from parknet.design import design
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.names import decode_name
from parknet.render import render
from tests.design.parks import building_data, intent_of, mixed_park, park_data
from tests.design.strategies import intents, names, remarks
from tests.render.regenerate import GOLDEN, golden_configs, networks, templates_of_checkout

Templates = dict[str, dict[str, str]]
TEMPLATES = templates_of_checkout()
GOLDEN_FILES = sorted(file.name for file in GOLDEN.glob("*.cfg"))
examples = settings(max_examples=40, deadline=None)
MIXED, _ = design(mixed_park(), Allocations())


def texts(network: Network) -> dict[str, str]:
    return {config.device: config.text for config in render(network, TEMPLATES)}


golden_once = cache(golden_configs)


@pytest.mark.parametrize("name", GOLDEN_FILES)
def test_a_configuration_is_what_was_reviewed(name: str) -> None:
    assert golden_once()[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_every_role_of_every_system_has_a_golden_file() -> None:
    assert sorted(golden_once()) == GOLDEN_FILES
    assert {"access_vrp5.cfg", "gateway_vrp8.cfg", "gateway_comware7.cfg"} <= set(GOLDEN_FILES)


@pytest.mark.parametrize("module", [parknet.render, parknet.render.filters])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried
    assert not failed


# Where people's words stand; ` name` is a VLAN's on the platforms that do not describe it.
WORDS = re.compile(r"^( +description (?:link )?| +neighbor \S+ description | +name (?=\S+$))\S.*$")


def masked(text: str) -> list[str]:
    """Return the lines with descriptions hidden: the structure that names must not change."""
    return [WORDS.sub(r"\1…", line) for line in text.split("\n")]


def renamed(device: DevicePlan, words: Iterator[str]) -> DevicePlan:
    """Return the device with other words wherever people's words may stand."""
    return replace(
        device,
        ports=tuple(replace(port, description=next(words)) for port in device.ports),
        lags=tuple(replace(lag, description=next(words)) for lag in device.lags),
        svis=tuple(replace(svi, description=next(words)) for svi in device.svis),
        vlans=tuple(replace(vlan, name=next(words)) for vlan in device.vlans),
        bgp=device.bgp
        and replace(
            device.bgp,
            peers=tuple(replace(peer, description=next(words)) for peer in device.bgp.peers),
        ),
    )


def cycle(words: list[str]) -> Iterator[str]:
    while True:
        yield from words


class Plain(NamedTuple):
    """A network and its texts, people's words hidden."""

    network: Network
    masked: dict[str, list[str]]


def one_of_a_kind(network: Network) -> Plain:
    """Keep one device of every role and system: what a text could break does not ask how many."""
    kept = {(device.role, device.os): device for device in reversed(network.devices)}
    network = replace(network, devices=tuple(kept.values()))
    return Plain(network, {device: masked(text) for device, text in texts(network).items()})


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_no_text_whatever_adds_or_changes_a_line(words: list[str]) -> None:
    assert_lines_stay(KINDS, words)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1) | st.deferred(lambda: hostile), min_size=1, max_size=8))
@pytest.mark.parametrize("at", [1, 2, 3, 4], ids=["ios", "iosxe", "eos", "rgos"])
def test_no_text_whatever_adds_or_changes_a_line_elsewhere(at: int, words: list[str]) -> None:
    assert_lines_stay(elsewhere(at), words)


@cache
def elsewhere(at: int) -> Plain:
    return one_of_a_kind(networks()[at])


def assert_lines_stay(plain: Plain, words: list[str]) -> None:
    """Render the network with other words, and compare everything but those words."""
    network = plain.network
    other = replace(network, devices=tuple(renamed(d, cycle(words)) for d in network.devices))
    for device, text in texts(other).items():
        assert masked(text) == plain.masked[device]


KINDS = one_of_a_kind(MIXED)
hostile = st.one_of(
    names(80),
    st.sampled_from(
        ["#", "return", "!", '"', "'", "?", "a b", "x\\n shutdown", "%0A", "<<secret:snmp-auth>>",
         "{{ device }}", "{% raw %}", "{# #}", "quit", "一" * 80, "&& reboot", "|", "^]", "`",
         "^C", "banner motd ^C", "!shutdown", "no shutdown ?", "$(reload)", "end"]
    ),
)  # fmt: skip


@examples
@given(st.lists(hostile, min_size=3, max_size=3, unique=True), hostile, remarks())
def test_what_people_call_things_never_adds_or_changes_a_line(
    called: list[str], carrier: str, remark: str
) -> None:
    def park(outlets: list[str], carrier: str, remark: str) -> dict[str, str]:
        data = park_data()
        data["uplinks"][0]["carrier"] = carrier
        data["segments"]["office"]["description"] = remark
        floor = {
            "floor": "1F",
            "rooms": [{"room": outlets[0], "outlets": outlets[:2], "segment": "office"}],
            "aps": [{"names": outlets[2:]}],
        }
        building = building_data(building=outlets[1], floors=[floor])
        return texts(design(intent_of(data, {"b03": building}), Allocations())[0])

    plain = park(["1", "2", "3"], "carrier", "")
    for device, text in park(called, carrier, remark).items():
        assert masked(text) == masked(plain[device])


@given(st.text(min_size=1), st.integers(20, 242))
def test_an_encoded_text_is_plain_and_within_the_limit(text: str, limit: int) -> None:
    encoded = parknet.render.filters.name(text, limit)
    assert re.fullmatch(r"[A-Za-z0-9._/:+=~%,()-]+( [A-Za-z0-9._/:+=~%,()-]+)*", encoded)
    assert len(encoded) <= limit
    if not encoded.endswith("~"):
        assert decode_name(encoded) == text


def blocks(text: str) -> dict[str, list[str]]:
    """Return the lines of every interface."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n#\n"):
        head, *lines = block.split("\n")
        if head.startswith("interface "):
            assert head not in found
            found[head.removeprefix("interface ")] = [line.strip() for line in lines]
    return found


VLAN_LISTS = re.compile(r"(?:allow-pass|permit) vlan ([0-9to ]+)$")


def vlans_of(lines: list[str]) -> set[int]:
    """Read a trunk's VLANs back, as a device would."""
    found: set[int] = set()
    for line in lines:
        match = VLAN_LISTS.search(line)
        if match is None or line.startswith("undo"):
            continue
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", match[1]):
            found |= set(range(int(first), int(last or first) + 1))
    return found


@examples
@given(intents())
def test_a_configuration_says_of_every_port_what_the_plan_says(intent: Intent) -> None:
    network, _ = design(intent, Allocations())
    for name, text in texts(network).items():
        device = network.device(name)
        interfaces = blocks(text)
        lags = {lag.name: lag for lag in device.lags}
        for port in device.ports:
            lines = interfaces.pop(port.name)
            assert ("shutdown" in lines) == (not port.enabled)
            assert lines[0] == f"description {parknet.render.filters.name(port.description, 80)}"
            if port.mode == "access":
                default = "port default vlan" if device.os != "comware7" else "port access vlan"
                assert f"{default} {port.vlan}" in lines
                assert not vlans_of(lines)
            elif port.mode == "trunk":
                assert vlans_of(lines) == set(port.tagged) | ({port.vlan} - {None})
            if port.lag is not None:
                joins = {f"eth-trunk {lags[port.lag].number}",
                         f"port link-aggregation group {lags[port.lag].number}"}  # fmt: skip
                assert joins & set(lines)
            fed = "poe enable" in lines if device.os == "comware7" else (
                port.has_poe and port.enabled and "undo poe enable" not in lines
            )  # fmt: skip
            assert fed == port.poe
        for lag in device.lags:
            assert vlans_of(interfaces.pop(lag.name)) == set(lag.tagged)
        for svi in device.svis:
            lines = interfaces.pop(svi.name)
            assert svi.ipv4 is not None
            assert f"ip address {svi.ipv4.ip} {svi.ipv4.netmask}" in lines
            assert f"ipv6 address {svi.ipv6}" in lines
            assert ("undo ipv6 nd ra halt" in lines) == (svi.ra != "none")
            managed = "ipv6 nd autoconfig managed-address-flag" in lines
            assert managed == (svi.ra == "dhcpv6")
        if device.router_id is not None:
            interfaces.pop(device.management_interface)
        assert not interfaces


def test_secrets_stand_as_placeholders() -> None:
    for text in texts(MIXED).values():
        found = re.findall(r"<<secret:([a-z-]+)>>", text)
        assert sorted(found) == ["snmp-auth", "snmp-priv", "ssh-password"]


def test_services_with_ipv6_addresses_are_written_as_each_vendor_wants() -> None:
    data = park_data()
    data["services"] |= {"ntp": ["2001:db8:16::11"], "syslog": ["2001:db8:16::12"]}
    data["cores"][0]["model"] = "h3c-routing"
    network, _ = design(intent_of(data, {"b03": building_data()}), Allocations())
    vrp, comware = texts(network)["b03-agg"], texts(network)["core-1"]
    assert "\nntp-service unicast-server ipv6 2001:db8:16::11\n" in vrp
    assert "\n ntp-service ipv6 unicast-server 2001:db8:16::11\n" in comware
    assert "info-center loghost ipv6 2001:db8:16::12\n" in vrp
    assert "info-center loghost ipv6 2001:db8:16::12\n" in comware


def test_only_the_older_vrp_switches_ipv6_on_for_the_whole_device() -> None:
    found = texts(MIXED)
    assert "\nipv6\n" in found["b03-1f-acc1"]
    assert "\nipv6\n" not in found["o01-1f-acc1"]


def test_more_vlans_than_one_command_takes_make_more_commands() -> None:
    lines = parknet.render.filters.vlan_lines(range(3001, 3050, 2))
    assert [len(line.split()) for line in lines] == [10, 10, 5]


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ device.nme }}", UndefinedError),
        ("{{ nobody }}", UndefinedError),
        ("{{ device.ports[0].nme }}", UndefinedError),
        ("{{ device.__class__ }}", SecurityError),
        ("{{ device.ports.__class__.__mro__ }}", SecurityError),
        ("{{ ''.__class__ }}", SecurityError),
    ],
)
def test_a_template_that_errs_or_digs_fails(template: str, error: type[Exception]) -> None:
    one = replace(MIXED, devices=MIXED.devices[:1])
    with pytest.raises(error):
        render(one, {"huawei_vrp": {"device.j2": template}})


def test_a_platform_without_templates_is_told() -> None:
    with pytest.raises(ValueError, match=r"platform huawei_vrp has no template device\.j2"):
        render(MIXED, {})


@pytest.mark.parametrize("platform", sorted(TEMPLATES))
def test_every_block_of_a_template_cites_its_source(platform: str) -> None:
    for name, text in TEMPLATES[platform].items():
        for block in re.split(r"^[#!]$", text, flags=re.MULTILINE):
            without_comments = re.sub(r"{#.*?#}", "", block, flags=re.DOTALL)
            commands = [line for line in without_comments.split("\n") if line[:1] not in {"", "{"}]
            if commands and commands not in (["return"], ["end"]):
                assert re.search(r"\[[DTU]\]", block), f"{name}: {commands}"
