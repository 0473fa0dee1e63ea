"""Raw lines are put on devices once, are nobody else's business, and go with the park's line."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design
from parknet.dialect import clashes, fingerprint
from parknet.model.network import Allocations, DevicePlan
from parknet.render import render
from parknet.render.raw import with_raw
from tests.conformance.full_park import KITS, plain_park
from tests.dialect.asking import ALL_SECRETS, ask, need, running
from tests.dialect.devices import enter, shown, started
from tests.render.regenerate import templates_of_checkout

SYSTEMS = ("vrp5", "vrp8", "comware7")
# Lines that no template prints and that the emulated devices know: alone, and by section.
ALONE = {
    "vrp5": ["ip route-static 192.0.2.0 255.255.255.0 10.9.9.1", "set save-configuration"],
    "vrp8": ["ip route-static 192.0.2.0 255.255.255.0 10.9.9.1", "set save-configuration"],
    "comware7": ["ip route-static 192.0.2.0 24 10.9.9.1", "ip https enable"],
}
INSIDE = {
    "vrp5": ["description by hand", "ip address 192.0.2.33 255.255.255.255", "ipv6 enable"],
    "vrp8": ["description by hand", "ip address 192.0.2.33 255.255.255.255", "ipv6 enable"],
    "comware7": ["description by hand", "ip address 192.0.2.33 255.255.255.255"],
}


@cache
def device_of(system: str) -> tuple[DevicePlan, str]:
    """Return an aggregation switch of a system, and its text."""
    network, _ = design(plain_park(system), Allocations())
    at = next(at for at, device in enumerate(network.devices) if device.role == "aggregation")
    texts = render(network, templates_of_checkout())
    return network.devices[at], texts[at].text


@st.composite
def raw_lines(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """Return an operating system and some harmless lines for it."""
    system = draw(st.sampled_from(SYSTEMS))
    lines = draw(st.lists(st.sampled_from(ALONE[system]), unique=True))
    process = draw(st.lists(st.sampled_from(["static", "direct"]), unique=True))
    if process:
        lines += ["ospf 1", *(f"  import-route {kind}" for kind in process)]
    for number in draw(st.sets(st.integers(1, 9), max_size=2)):
        inside = draw(st.lists(st.sampled_from(INSIDE[system]), unique=True, min_size=1))
        if number % 2 and len(inside) > 1:
            inside = [line.replace("192.0.2.33", "192.0.2.35") for line in inside]
        lines += [f"interface LoopBack{number}"]
        lines += [f" {line.replace('.2.3', f'.{number}.3')}" for line in inside]
    return system, tuple(lines)


@settings(max_examples=60, deadline=None)
@given(raw_lines())
def test_raw_lines_come_once_stay_put_and_go_with_the_park_file(
    asked: tuple[str, tuple[str, ...]],
) -> None:
    system, lines = asked
    device, text = device_of("vrp5" if system == "vrp5" else system)
    system = device.os
    assert clashes(text, lines, device.platform) == []
    whole = with_raw(text, lines, device.platform)
    bodies = [row.strip() for row in whole.splitlines()]
    plain = [row.strip() for row in text.splitlines()]
    for line in lines:
        if line != "ospf 1":  # the template's own section takes what people write there
            written = sum(other.strip() == line.strip() for other in lines)
            assert bodies.count(line.strip()) == plain.count(line.strip()) + written, line

    config = started(system, [port.name for port in device.ports], text)
    first = shown(config)
    if not lines:
        assert ask(first, whole, system, raw=lines) is None
        return
    change = need(first, whole, system, raw=lines)
    assert change.raw == lines
    assert any(line.endswith("(raw line)") for line in change.diff)
    enter(config, change.patch)
    second = shown(config)
    assert ask(second, whole, system, raw=lines, former_raw=lines) is None, "a second plan is empty"
    told = (*change.raw, *change.raw_gone)
    assert fingerprint(running(second, system), told) == change.wanted_digest
    assert fingerprint(running(first, system), told) != change.wanted_digest

    gone = need(second, text, system, former_raw=lines)
    enter(config, gone.patch)
    assert shown(config) == first, "what people take out of the park file is taken back"
    assert fingerprint(running(first, system), gone.raw_gone) == gone.wanted_digest
    enter(config, gone.inverse)
    assert shown(config) == second, "the inverse brings it back"


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_line_that_nobody_pushed_is_never_taken_back(system: str) -> None:
    device, text = device_of(system)
    line = ALONE[device.os][-1]
    config = started(device.os, [port.name for port in device.ports], text)
    enter(config, [line])
    assert ask(shown(config), text, device.os) is None


def test_a_value_is_taken_back_before_the_one_that_replaces_it() -> None:
    text = "sysname a\n#\ninterface GigabitEthernet0/0/1\n description x\n#\nreturn\n"
    head = "interface GigabitEthernet0/0/1"
    old, new = (head, " port-isolate enable group 1"), (head, " port-isolate enable group 2")
    before, after = (with_raw(text, lines, "huawei_vrp") for lines in (old, new))
    change = need(before, after, raw=new, former_raw=old)
    assert change.patch == (
        head, "undo port-isolate enable group 1", "port-isolate enable group 2", "quit",
    )  # fmt: skip
    assert change.raw_gone == old


def test_what_undoes_an_undo_is_the_command() -> None:
    text = "sysname a\n#\nreturn\n"
    lines = ("undo info-center enable",)
    whole = with_raw(text, lines, "huawei_vrp")
    assert need(whole, text, former_raw=lines).patch == ("info-center enable",)


@pytest.mark.parametrize(
    ("lines", "rendered"),
    [
        (("sysname {0}",), "sysname {0}"),
        (("undo sysname",), "sysname {0}"),
        (("interface LoopBack0", " description mine"), "description management"),
        (("interface LoopBack0", " undo description"), "description management"),
        (("stp mode mstp",), "stp mode rstp"),
        (("undo shutdown",), ""),
    ],
)
def test_a_line_that_contradicts_the_rendered_text_is_named(
    lines: tuple[str, ...], rendered: str
) -> None:
    device, text = device_of("vrp8")
    found = clashes(text, [line.format(device.name) for line in lines], device.platform)
    assert [other for _, other in found] == [rendered.format(device.name)]


@pytest.mark.parametrize("kit", KITS)
def test_a_line_stands_in_its_section_on_every_platform(kit: str) -> None:
    network, _ = design(plain_park(kit), Allocations())
    for device, config in zip(
        network.devices, render(network, templates_of_checkout()), strict=True
    ):
        port = f"interface {device.ports[0].name}"
        lines = (port, "  test line", "other test")
        rows = with_raw(config.text, lines, device.platform).splitlines()
        mark = config.text.splitlines()[0]
        assert rows.count(port) == 1
        section = rows[rows.index(port) + 1 :]
        section = section[: next(at for at, row in enumerate(section) if row[:1] in ("#", "!"))]
        assert section[-1].strip() == "test line"
        assert section[-1][0] == " "
        assert rows[-1] == config.text.splitlines()[-1]
        assert [row.strip() for row in rows].count("other test") == 1
        assert mark in ("#", "!")


def test_secrets_of_raw_lines_are_masked_and_sent_by_name() -> None:
    text = "sysname a\n#\nreturn\n"
    lines = ("radius thing cipher <<secret:thing>>",)
    whole = with_raw(text, lines, "huawei_vrp")
    change = need(text, whole, raw=lines)
    assert change.patch == lines
    told = whole.replace("<<secret:thing>>", "<<secret>>")
    known = ALL_SECRETS | {"thing"}
    assert ask(told, whole, raw=lines, former_raw=lines, current_secrets=known) is None
