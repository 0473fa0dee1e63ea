"""Patches of UCI, staged on the emulated device, which shares no code with dialect."""

import doctest
import hashlib

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parknet.dialect import compare, fingerprint, uci, uci_patch, uci_text
from parknet.dialect.uci_model import MODEL
from parknet.dialect.uci_text import packages_of
from parknet.lab.openwrt.uci import UciConfig, UciError
from parknet.model.change import Change, DeviceConfig, Grade, RunningConfig
from tests.conformance.linux_parks import texts
from tests.conformance.test_openwrt import FULL, PLAIN
from tests.dialect.uci_devices import (
    NAMES,
    PLAN,
    STRANGE,
    enter,
    exports,
    plans,
    rendered,
    shown,
    started,
)

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def running(text: str, *, unsaved: bool = False) -> RunningConfig:
    return RunningConfig(
        device="sw",
        platform="openwrt",
        os="openwrt2305",
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        unsaved=unsaved,
    )


def ask(old: str, new: str, *, known: frozenset[str] = NAMES, **terms: object) -> Change | None:
    given_terms = {
        "ownership": "enforce", "deletion_budget": 1000, "current_secrets": known,
        "grade": Grade.A,
    } | {key: value for key, value in terms.items() if key != "unsaved"}  # fmt: skip
    wanted = DeviceConfig(device="sw", platform="openwrt", text=new)
    of_device = running(old, unsaved=bool(terms.get("unsaved")))
    return compare(of_device, wanted, **given_terms)  # type: ignore[arg-type]


def need(old: str, new: str, **terms: object) -> Change:
    change = ask(old, new, **terms)  # type: ignore[arg-type]
    assert change is not None
    return change


@SETTINGS
@given(old=exports(), new=plans())
def test_a_patch_leads_exactly_to_what_is_wanted_and_back(old, new) -> None:
    device = started(old)
    before = device.running.copy()
    wanted = rendered(new)
    change = ask(shown(device), wanted)
    if change is None:
        return
    assert change.held == ""
    enter(device, change.patch)
    assert ask(shown(device), wanted) is None, "a second plan is empty"
    assert fingerprint(running(shown(device))) == change.wanted_digest
    assume(not change.irreversible)
    enter(device, change.inverse)
    assert device.running.same(before)


@SETTINGS
@given(old=exports(), new=plans())
def test_a_device_does_then_what_a_new_one_would_do(old, new) -> None:
    device = started(old)
    change = ask(shown(device), rendered(new), known=frozenset())
    assert change is not None, "a secret that is not known to be there is sent"
    enter(device, change.patch)
    fresh = started(rendered(new))
    assert facts(device) == facts(fresh)


def facts(device):
    return device.grammar.facts(device.running, device.sysname)


@SETTINGS
@given(old=exports(), new=plans())
def test_what_no_template_writes_stays(old, new) -> None:
    device = started(old)
    change = ask(shown(device), rendered(new))
    assume(change is not None)
    enter(device, change.patch)
    after = device.running.text()
    for strange in STRANGE:
        if strange.text in old:
            for line in strange.text.splitlines()[1:]:
                assert line in after
    assert ("option log_size '128'" in old) == ("option log_size '128'" in after)


@SETTINGS
@given(old=exports(), new=plans())
def test_a_change_holds_no_secret_and_masks_what_it_shows(old, new) -> None:
    change = ask(shown(started(old)), rendered(new), known=frozenset())
    assert change is not None
    assert "value-of-" not in change.model_dump_json()


def test_templates_write_nothing_that_the_dialect_does_not_own() -> None:
    for network in (PLAIN, FULL):
        for text in texts(network).values():
            for package, sections in packages_of(text).items():
                for section in sections:
                    kind = MODEL[package, section.kind]
                    assert section.name, f"{section.head} has no name"
                    assert section.options.keys() <= kind.options | kind.lists
                    lists = {k for k, v in section.options.items() if not isinstance(v, str)}
                    assert lists <= kind.lists


BASE = "package network\nconfig interface 'lan'\n\toption proto 'static'\n"


def test_an_order_of_options_or_of_list_values_is_no_change() -> None:
    text = rendered(PLAN)
    masked = shown(started(text))
    assert ask(masked, text) is None
    turned = masked.replace("\tlist server '10.20.0.11'\n", "").replace(
        "\toption enabled '1'\n", "\toption enabled '1'\n\tlist server '10.20.0.11'\n"
    )
    assert turned != masked
    assert ask(turned, text) is None


def test_a_port_that_moves_to_another_vlan_is_a_change() -> None:
    """NAPALM drivers on sale have reported no change for it."""
    text = rendered(PLAN)
    port = "\tlist ports 'lan3:u*'\n"
    assert text.count(port) == 1
    moved = text.replace(port, "").replace("\toption vlan '30'\n", f"\toption vlan '30'\n{port}")
    change = need(shown(started(text)), moved)
    assert set(change.patch) == {
        "del_list network.vid10.ports='lan3:u*'",
        "add_list network.vid30.ports='lan3:u*'",
    }


def test_a_secret_that_changed_is_sent_and_one_that_is_known_is_not() -> None:
    text = rendered(PLAN)
    old = shown(started(text))
    assert ask(old, text) is None
    change = need(old, text, known=NAMES - {"snmp-auth"})
    assert change.patch == ("set snmpd.parknet.auth_pass='<<secret:snmp-auth>>'",)
    assert change.irreversible == ("set snmpd.parknet.auth_pass='<<secret>>'",)


def test_a_package_that_is_not_there_holds_the_change() -> None:
    text = rendered(PLAN)
    old = shown(started(text)).replace("package snmpd\n", "package snmpx\n")
    assert "no /etc/config/snmpd" in need(old, text).held


def test_a_name_that_another_kind_of_section_has_holds_the_change() -> None:
    text = rendered(PLAN)
    old = shown(started(text)).replace("config bridge-vlan 'vid10'", "config interface 'vid10'")
    assert "is a section of type interface, not bridge-vlan" in need(old, text).held


@pytest.mark.parametrize(
    ("more", "held"),
    [
        ("", True),
        ("\toption encryption 'psk2'\n\toption key 'x'\n", False),
        ("\toption disabled '1'\n", False),
    ],
    ids=["open", "protected", "off"],
)
def test_an_open_network_that_would_go_on_the_air_holds_the_change(more: str, held: bool) -> None:
    """A new device has one on each radio that is off: to switch the radio on would send it."""
    (text, *_) = texts(FULL).values()
    own = "config wifi-iface 'default_radio0'\n\toption device 'radio0'\n"
    own += f"\toption ssid 'OpenWrt'\n{more}"
    old = shown(started(text.replace("package wireless\n", f"package wireless\n{own}")))
    change = need(old, text.replace("option channel '6'", "option channel '11'"))
    assert ("would also send OpenWrt" in change.held) == held


def test_what_both_ends_change_at_once_is_named() -> None:
    text = rendered(PLAN)
    old = shown(started(text))
    assert need(old, text.replace("'802.3ad'", "'balance-xor'")).two_ended[0].what == "LAG mode"
    tagged, native = "list ports 'bond1:t'", "list ports 'bond1:u*'"
    (one,) = need(old, text.replace(tagged, native, 1)).two_ended
    assert (one.what, one.at) == ("native VLAN", "bond1")
    assert need(old, text.replace("'lan3:u*'", "'lan3:t'")).two_ended == ()


def test_a_change_that_moves_the_management_address_says_from_where_to_where() -> None:
    text = rendered(PLAN)
    old, address = shown(started(text)), str(PLAIN.devices[0].management4.ip)
    elsewhere = text.replace("option device 'br-lan.100'", "option device 'br-lan.10'")
    move = need(old, elsewhere, management=address).move
    assert str(move) == f"{address} (br-lan.100) → {address} (br-lan.10)"
    another = text.replace(f"{address}/", "10.99.0.1/")
    move = need(old, another, management="10.99.0.1", managed_at=address).move
    assert str(move) == f"{address} (br-lan.100) → 10.99.0.1 (br-lan.100)"
    assert "and gives no other" in need(old, another, management=address).held
    same = text.replace("'bond1:t'", "'bond1:u*'", 1)
    assert need(old, same, management=address).move is None


def test_what_somebody_staged_holds_the_change() -> None:
    text = rendered(PLAN)
    change = need("package network\n", text, unsaved=True)
    assert "somebody has staged changes" in change.held


def test_a_budget_holds_a_change_that_removes_more() -> None:
    text = rendered(PLAN)
    less = text.replace("config bridge-vlan 'vid50'", "config bridge-vlan 'vid51'").replace(
        "\toption vlan '50'", "\toption vlan '51'"
    )
    change = need(shown(started(text)), less, deletion_budget=2)
    assert change.deletions == 4
    assert "more than the budget of 2" in change.held


VALUES = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


@given(VALUES)
def test_any_value_comes_through_quotes_as_it_is(value: str) -> None:
    line = f"set network.lan.x={uci_text.quoted(value)}"
    config = started(BASE + "package firewall\n").running.copy()
    assert isinstance(config, UciConfig)
    assert config.load(line) == []
    (lan,) = config.sections("network", "interface")
    assert lan.options["x"] == value
    again = packages_of(config.text())["network"][0].options["x"]
    assert again == value


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (uci_text, uci_patch, uci):
        assert doctest.testmod(module).failed == 0
    with pytest.raises(UciError):
        started(BASE).view().run(["set", "network.none.x=1"])
