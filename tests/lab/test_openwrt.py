"""The emulated OpenWrt device behaves as the sources of uci and rpcd say, and refuses the rest."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.lab.clock import LabClock
from parknet.lab.kinds import KINDS
from parknet.lab.openwrt.device import OpenWrtDevice
from parknet.lab.openwrt.rpcd import INVALID_ARGUMENT, NO_DATA, NOT_FOUND, PERMISSION_DENIED
from parknet.lab.openwrt.shell import OpenWrtShell
from parknet.lab.openwrt.uci import UciError, words_of
from tests.conformance.linux_parks import texts
from tests.conformance.test_openwrt import FULL, PLAIN


def device_of(text: str = "", clock: LabClock | None = None) -> OpenWrtDevice:
    ports = frozenset(f"lan{number}" for number in range(1, 25))
    device = KINDS["openwrt2305"]("sw", "openwrt2305", "test", ports, clock or LabClock())
    assert isinstance(device, OpenWrtDevice)
    assert device.boot(text) == []
    return device


@pytest.fixture
def device() -> OpenWrtDevice:
    return device_of()


def uci(device: OpenWrtDevice, command: str, stdin: str = "") -> tuple[int, str, str]:
    done = device.execute("root", f"uci {command}", stdin)
    return done.status, done.stdout, done.stderr


@pytest.mark.parametrize("network", [PLAIN, FULL], ids=["plain", "full"])
def test_every_rendered_text_is_taken_and_shown_as_it_is(network) -> None:
    for text in texts(network).values():
        device = device_of(text)
        shown = uci(device, "export")[1]
        again = device_of(shown)
        assert again.running.same(device.running)
        ours = text.partition("package shadow")[0]  # which is no file of UCI's
        assert {line.strip() for line in ours.splitlines()} <= {
            line.strip() for line in shown.splitlines()
        }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("set nosuch.a.b='1'", "uci: Entry not found"),
        ("set network.nosuch.b='1'", "uci: Invalid argument"),
        ("set network.lo-1='device'", "uci: Invalid argument"),
        ("set network.loopback", "uci: Invalid argument"),
        ("delete network.nosuch", "uci: Entry not found"),
        ("delete network.loopback.nosuch", "uci: Entry not found"),
        ("delete network.@route[0]", "uci: Entry not found"),
        ("rename network.loopback='globals'", "uci: Invalid argument"),
        ("reorder network.loopback='first'", "uci: Invalid argument"),
        ("add_list network.loopback='x'", "uci: Invalid argument"),
        ("add nosuch interface", "uci: Entry not found"),
        ("set network.loopback.x='unclosed", "uci: Parse error"),
        ("vlan 10", "Unknown command"),
    ],
)
def test_a_batch_says_what_it_refuses_goes_on_and_ends_well(
    device: OpenWrtDevice, line: str, said: str
) -> None:
    status, _, stderr = uci(device, "batch", f"{line}\nset network.loopback.mtu='1400'\n")
    assert (status, stderr) == (0, f"{said}\n")
    assert uci(device, "changes")[1] == "network.loopback.mtu='1400'\n"


def test_what_is_staged_shows_in_exports_and_takes_effect_only_when_committed_and_reloaded(
    device: OpenWrtDevice,
) -> None:
    uci(device, "batch", "set system.@system[0].hostname='new'\n")
    assert "'new'" in uci(device, "export system")[1]
    assert device.sysname == "OpenWrt"
    uci(device, "commit")
    assert uci(device, "changes")[1] == ""
    assert device.sysname == "OpenWrt"
    device.execute("root", "reload_config", "")
    assert device.sysname == "new"


def test_power_takes_what_is_staged_and_leaves_what_is_committed(device: OpenWrtDevice) -> None:
    uci(device, "batch", "set system.@system[0].hostname='kept'\n")
    uci(device, "commit")
    uci(device, "batch", "set system.@system[0].hostname='lost'\n")
    device.restart()
    assert not device.is_on
    device.clock.advance(600)
    assert (device.is_on, device.sysname, uci(device, "changes")[1]) == (True, "kept", "")


def test_a_section_that_nobody_named_keeps_its_name_while_it_is_staged(
    device: OpenWrtDevice,
) -> None:
    lines = "add network route\nset network.@route[-1].target='0.0.0.0/0'\n"
    assert uci(device, "batch", lines)[2] == ""
    uci(device, "commit")
    assert "config route\n\toption target '0.0.0.0/0'\n" in uci(device, "export network")[1]


def ubus(device: OpenWrtDevice, what: str, **message: object) -> tuple[int, dict[str, object]]:
    done = device.execute("root", f"ubus call {what} '{json.dumps(message)}'", "")
    return done.status, json.loads(done.stdout or "{}")


def session(device: OpenWrtDevice, timeout: int = 3600) -> str:
    sid = str(ubus(device, "session create", timeout=timeout)[1]["ubus_rpc_session"])
    objects = [["*", "read"], ["*", "write"]]
    assert ubus(device, "session grant", ubus_rpc_session=sid, scope="uci", objects=objects)[0] == 0
    return sid


def staged(device: OpenWrtDevice, name: str = "new", **terms: int) -> str:
    sid = session(device, **terms)
    uci(device, f"-P /var/run/rpcd/uci-{sid} batch", f"set system.@system[0].hostname='{name}'\n")
    return sid


def apply(device: OpenWrtDevice, sid: str, timeout: int = 60) -> int:
    return ubus(device, "uci apply", ubus_rpc_session=sid, rollback=True, timeout=timeout)[0]


def test_an_apply_that_nobody_confirms_comes_back_in_time(device: OpenWrtDevice) -> None:
    before = device.running.copy()
    assert apply(device, staged(device)) == 0
    assert device.sysname == "new"
    device.clock.advance(59)
    assert device.sysname == "new"
    device.clock.advance(2)
    assert device.running.same(before)
    assert device.startup.same(before)


def test_an_apply_is_confirmed_by_whoever_has_its_session(device: OpenWrtDevice) -> None:
    sid = staged(device)
    assert apply(device, sid) == 0
    assert ubus(device, "uci confirm", ubus_rpc_session=session(device))[0] == PERMISSION_DENIED
    assert ubus(device, "uci confirm")[0] == INVALID_ARGUMENT
    assert ubus(device, "uci confirm", ubus_rpc_session=sid)[0] == 0
    device.clock.advance(3600)
    assert device.sysname == "new"
    assert ubus(device, "uci confirm", ubus_rpc_session=sid)[0] == NO_DATA


def test_a_rollback_brings_files_back_and_stages_the_change_again(device: OpenWrtDevice) -> None:
    sid = staged(device)
    apply(device, sid)
    assert ubus(device, "uci rollback", ubus_rpc_session=sid)[0] == 0
    assert device.sysname == "OpenWrt"
    changes = uci(device, f"-P /var/run/rpcd/uci-{sid} changes")[1]
    assert "hostname='new'" in changes


def ended(device: OpenWrtDevice) -> str:
    sid = staged(device, timeout=60)
    device.clock.advance(61)
    return sid


@pytest.mark.parametrize(
    ("prepare", "status"),
    [
        (lambda device: "0" * 32, NO_DATA),
        (session, NO_DATA),
        (ended, NO_DATA),
    ],
    ids=["no session", "nothing staged", "a session that has ended"],
)
def test_an_apply_that_cannot_be_is_refused(
    device: OpenWrtDevice, prepare: Callable[[OpenWrtDevice], str], status: int
) -> None:
    assert apply(device, prepare(device)) == status
    assert device.sysname == "OpenWrt"


def test_a_second_apply_waits_for_the_first(device: OpenWrtDevice) -> None:
    first, second = staged(device), staged(device, "other")
    assert apply(device, first) == 0
    assert apply(device, second) == PERMISSION_DENIED
    assert device.sysname == "new"


def test_without_power_a_timer_is_forgotten_and_the_change_stays(device: OpenWrtDevice) -> None:
    sid = staged(device)
    apply(device, sid, 300)
    device.restart()
    device.clock.advance(600)
    assert device.sysname == "new"
    assert ubus(device, "uci confirm", ubus_rpc_session=sid)[0] == NO_DATA


def test_a_full_flash_is_not_told_by_rpcd_and_told_by_uci(device: OpenWrtDevice) -> None:
    device.faults.flash_full = True
    assert apply(device, staged(device)) == 0
    assert device.sysname == "OpenWrt"
    uci(device, "batch", "set system.@system[0].hostname='new'\n")
    assert uci(device, "commit") == (1, "", "uci: I/O error\n")


def test_a_device_without_rpcd_has_no_such_objects(device: OpenWrtDevice) -> None:
    device.has_rpcd = False
    assert device.execute("root", "ubus list uci", "").status == NOT_FOUND
    assert ubus(device, "uci confirm", ubus_rpc_session="x")[0] == NOT_FOUND


def test_the_prompt_runs_commands_and_knows_no_others(device: OpenWrtDevice) -> None:
    shell = OpenWrtShell(device, "root")
    assert shell.prompt() == "root@OpenWrt:~# "
    assert "config system" in shell.enter("uci export system")
    assert shell.enter("display version") == "ash: display: not found\n"
    assert "syntax error" in shell.enter("uci set x='")
    shell.enter("exit")
    assert shell.is_closed


CUT = {
    "no zone lets the service in": ("option dest_port '22'", "option dest_port '2222'"),
    "no password": ("option PasswordAuth 'on'", "option PasswordAuth 'off'"),
    "an interface without an address": ("list ipaddr '10.", "list nothing '10."),
}


@pytest.mark.parametrize("why", CUT)
def test_ssh_answers_only_where_the_configuration_lets_it(why: str) -> None:
    (text, *_) = texts(PLAIN).values()
    device = device_of(text)
    assert device.grammar.facts(device.running, "x").ssh
    old, new = CUT[why]
    assert old in text
    shut = device_of(text.replace(old, new).replace("list ip6addr", "list nothing6"))
    assert not shut.grammar.facts(shut.running, "x").ssh


def test_ports_do_what_bridge_vlans_say() -> None:
    (text, *_) = texts(PLAIN).values()
    device = device_of(text)
    facts = device.grammar.facts(device.running, "x")
    plan = PLAIN.devices[0]
    for port in plan.ports:
        found = facts.ports[port.name]
        assert found.is_enabled == (port.enabled or port.lag is not None)
        assert found.lag == (port.lag or "")
        if port.enabled and port.lag is None:
            assert facts.carries(port.name, port.vlan)
            assert sum(facts.carries(port.name, vlan.vlan) for vlan in plan.vlans) == 1
    (lag,) = plan.lags
    assert facts.lags[lag.name].is_dynamic
    assert {v.vlan for v in plan.vlans if facts.lags[lag.name].switching.carries(v.vlan)} == set(
        lag.tagged
    )


@given(st.lists(st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")))))
def test_words_in_quotes_are_read_as_they_were_written(words: list[str]) -> None:
    line = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    assert words_of(line) == words


def test_a_quote_that_nobody_closes_is_an_error() -> None:
    with pytest.raises(UciError, match="Parse error"):
        words_of("set a.b='c")
