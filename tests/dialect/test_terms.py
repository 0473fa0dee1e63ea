"""What is ours, what is held, what counts, and when two texts say the same."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.dialect import compare, fingerprint
from parknet.dialect.lines import read
from parknet.dialect.ownership import vocabulary
from parknet.model.change import DeviceConfig, Grade
from tests.dialect.asking import ALL_SECRETS, ask, mask, need, running
from tests.dialect.switches import comware, switches, vrp

WRITE = {"vrp8": vrp, "comware7": comware}
EACH_OS = pytest.mark.parametrize("os", sorted(WRITE))
QUICK = settings(max_examples=40, deadline=None)

FOREIGN = {
    "vrp8": """!Software Version V200R021C00SPC600
#
sysname sw
#
set authentication password cipher <<secret>>
#
acl number 3000
 rule 5 permit ip source 10.0.0.0 0.255.255.255
#
traffic classifier voice operator or
 if-match dscp ef
#
vlan 1
 description left alone
#
interface Vlanif1
 ip address dhcp-alloc
#
interface MEth0/0/1
 ip address 192.168.1.253 255.255.255.0
#
interface GigabitEthernet0/0/1
 loopback-detect enable
 description desk
#
interface GigabitEthernet0/0/48
 port default vlan 77
 eth-trunk 9
#
interface LoopBack7
 ip address 10.7.7.7 255.255.255.255
#
aaa
 local-user admin password irreversible-cipher <<secret>>
 local-user admin privilege level 15
 authentication-scheme default
#
ospf 7
 area 0.0.0.0
#
snmp-agent local-engineid 800007DB03
snmp-agent community read cipher <<secret>>
snmp-agent usm-user v3 nms
ssh user admin
user-interface con 0
 authentication-mode password
ip route-static vpn-instance mgmt 0.0.0.0 0.0.0.0 192.168.1.1
#
dhcp enable
#
return
""",
    "comware7": """#
 version 7.1.070, Release 6555P01
#
 sysname sw
#
 irf mac-address persistent timer
#
acl advanced 3000
 rule 5 permit ip
#
vlan 1
#
interface NULL0
#
interface Vlan-interface1
 ip address dhcp-alloc
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 combo enable copper
 description desk
#
interface GigabitEthernet1/0/48
 port access vlan 77
 port link-aggregation group 9
#
 snmp-agent local-engineid 800063A2
 snmp-agent community read cipher <<secret>>
#
local-user admin class manage
 password hash <<secret>>
#
 dhcp enable
#
return
""",
}
LEANED_ON = {
    "vrp8": "vlan batch 77\n#\ninterface Eth-Trunk9\n mode lacp\n#\n",
    "comware7": "vlan 77\n#\ninterface Bridge-Aggregation9\n link-aggregation mode dynamic\n#\n",
}
WANTED = {
    "vrp8": "sysname sw\n#\ninterface GigabitEthernet0/0/1\n description desk\n",
    "comware7": " sysname sw\n#\ninterface GigabitEthernet1/0/1\n description desk\n",
}


@EACH_OS
def test_what_the_model_does_not_know_is_left_alone(os: str) -> None:
    assert ask(FOREIGN[os], WANTED[os], os) is None


@EACH_OS
def test_what_others_lean_on_is_left_alone(os: str) -> None:
    assert ask(LEANED_ON[os] + FOREIGN[os], WANTED[os], os) is None


@EACH_OS
@QUICK
@given(old=switches(), new=switches())
def test_no_foreign_line_ever_goes(os: str, old, new) -> None:
    change = ask(FOREIGN[os] + mask(WRITE[os](old)), WRITE[os](new), os)
    if change is None:
        return
    gone = {line[1:].strip() for line in change.diff if line.startswith("-")}
    ours = {line.strip() for line in WRITE[os](old).splitlines()}
    for line in FOREIGN[os].splitlines():
        if line.strip() not in ours and not line.startswith((" description", "vlan")):
            assert line.strip() not in gone


@EACH_OS
@QUICK
@given(new=switches())
def test_every_line_of_our_templates_is_in_the_rulebook_once(os: str, new) -> None:
    def walk(tree, level) -> None:
        for row, inside in tree.items():
            matches = [rule for rule in level.rules if rule.pattern.match(row)]
            assert len(matches) == 1, (row, [rule.row for rule in matches])
            walk(inside, matches[0].inside)

    platform = {"vrp8": "huawei_vrp", "comware7": "h3c_comware"}[os]
    walk(read(WRITE[os](new), platform).tree, vocabulary(platform))


@EACH_OS
@QUICK
@given(wanted=switches(), random=st.randoms(use_true_random=False))
def test_spelling_and_order_make_no_difference(os: str, wanted, random) -> None:
    text = WRITE[os](wanted)
    sections = text.removesuffix("return\n").strip("#\n").split("\n#\n")
    random.shuffle(sections)
    other = mask("!banner\n#\n" + "\n#\n".join(sections) + "\n#\nreturn  \n")
    other = other.replace("2001:db8", "2001:DB8").replace("\n", "  \r\n" if os == "vrp8" else "\n")
    assert ask(other, text, os) is None
    assert fingerprint(running(other, os)) == fingerprint(running(text, os))


SAME = {
    "ranges": ("vrp8", "vlan batch 10 11 12 20\n", "vlan batch 10 to 12\nvlan batch 20\n"),
    "a VLAN with and without a batch": ("vrp8", "vlan batch 10\n#\nvlan 10\n", "vlan 10\n"),
    "many lines of a list": (
        "comware7",
        "interface GE1/0/1\n port trunk permit vlan 1 10\n port trunk permit vlan 20 to 21\n",
        "interface GigabitEthernet1/0/1\n port trunk permit vlan 10 20 21\n",
    ),
    "short names": (
        "vrp8",
        "interface GE0/0/1\n shutdown\n",
        "interface GigabitEthernet 0/0/1\n shutdown\n",
    ),
    "defaults": (
        "vrp8",
        "interface GE0/0/1\n undo shutdown\n poe enable\n port default vlan 1\n mode manual\n",
        "interface GigabitEthernet0/0/1\n",
    ),
    "comware defaults": (
        "comware7",
        "interface GigabitEthernet1/0/1\n port link-type access\n undo shutdown\n",
        "interface GigabitEthernet1/0/1\n port access vlan 1\n undo poe enable\n",
    ),
    "areas and lengths": (
        "vrp8",
        "ospf 1\n area 0\n#\nip route-static 0.0.0.0 0 10.0.0.1\n",
        "ospf 1\n area 0.0.0.0\n#\nip route-static 0.0.0.0 0.0.0.0 10.0.0.1\n",
    ),
    "what people added to a server": (
        "vrp8",
        "info-center loghost 10.0.0.1 channel 2\nntp-service unicast-server 10.0.0.2 prefer\n",
        "info-center loghost 10.0.0.1\nntp-service unicast-server 10.0.0.2\n",
    ),
    "the version that is on anyway": (
        "comware7",
        " snmp-agent\n",
        " snmp-agent\n snmp-agent sys-info version v3\n",
    ),
    "blank lines": ("vrp8", "\n\n#\n \nsysname a\n\n", "sysname   a\n"),
}


@pytest.mark.parametrize(("os", "one", "other"), SAME.values(), ids=SAME.keys())
def test_two_texts_that_say_the_same_make_no_change(os: str, one: str, other: str) -> None:
    assert ask(one, other, os) is None
    assert ask(other, one, os) is None


@EACH_OS
@QUICK
@given(old=switches(), new=switches(), random=st.randoms(use_true_random=False), extra=st.text())
def test_a_mangled_running_configuration_never_breaks_a_plan(
    os: str, old, new, random, extra: str
) -> None:
    lines = mask(WRITE[os](old)).splitlines()
    mangled = [random.choice(lines) for _ in lines]
    mangled += ["interface Eth-Trunk1", " port trunk allow-pass vlan 5000", " port link-type x"]
    text = "\n".join([*mangled, extra, *lines[: random.randrange(len(lines))]])
    change = ask(text, WRITE[os](new), os)
    assert change is None or change.wanted_digest
    fingerprint(running(text, os))


# Secrets

USER = "aaa\n local-user park password irreversible-cipher {}\n"


def test_a_secret_the_device_holds_is_no_difference() -> None:
    shown = USER.format("<<secret>>")
    assert ask(shown, USER.format("<<secret:ssh-password>>")) is None


def test_a_secret_that_changed_is_sent_again_and_cannot_be_taken_back() -> None:
    change = need(
        USER.format("<<secret>>"), USER.format("<<secret:ssh-password>>"), current_secrets=set()
    )
    line = "local-user park password irreversible-cipher <<secret:ssh-password>>"
    assert list(change.patch) == ["aaa", line, "quit"]
    assert change.inverse == ()
    assert change.irreversible == ("local-user park password irreversible-cipher <<secret>>",)
    assert change.deletions == 0


def test_a_user_who_vanished_is_sent_again_with_the_name_of_the_secret() -> None:
    change = need("", USER.format("<<secret:ssh-password>>"))
    assert "local-user park password irreversible-cipher <<secret:ssh-password>>" in change.patch
    assert list(change.inverse) == ["aaa", "undo local-user park", "quit"]


@EACH_OS
@QUICK
@given(old=switches(), new=switches(), current=st.sets(st.sampled_from(sorted(ALL_SECRETS))))
def test_no_masked_secret_is_ever_sent(os: str, old, new, current) -> None:
    change = ask(mask(WRITE[os](old)), WRITE[os](new), os, current_secrets=current)
    if change is not None:
        assert not any("<<secret>>" in line for line in (*change.patch, *change.inverse))


def test_the_digest_after_a_secret_changed_is_that_of_the_masked_text() -> None:
    shown, wanted = USER.format("<<secret>>"), USER.format("<<secret:ssh-password>>")
    change = need(shown, wanted, current_secrets=set())
    assert change.wanted_digest == fingerprint(running(shown))


def tables_in(text: str) -> set[str]:
    return set(re.findall(r"^ip vpn-instance (\S+)", text, re.MULTILINE))


@EACH_OS
@QUICK
@given(old=switches(), new=switches())
def test_a_device_with_the_change_has_the_wanted_digest(os: str, old, new) -> None:
    foreign, text = FOREIGN[os], WRITE[os](new)
    change = ask(mask(WRITE[os](old)), text, os)
    if change is None:
        return
    assert change.running_digest == running(mask(WRITE[os](old)), os).digest
    after = fingerprint(running("acl number 9\n#\n" + mask(text), os))
    kept = any("ospf" in line for line in WRITE[os](old).splitlines()) and "ospf 1 " not in text
    # A table that nobody names any more stays as it is, and all that is in it.
    kept = kept or bool(tables_in(WRITE[os](old)) - tables_in(text))
    assert kept or after == change.wanted_digest
    assert foreign


# Held

TEXT = ("vlan batch 10 20\n", "vlan batch 10\n")
HELD = {
    "observe": ({"ownership": "observe"}, "ownership is observe: set it to enforce to push"),
    "monitor": ({"ownership": "monitor"}, "ownership is monitor: set it to enforce to push"),
    "budget": (
        {"deletion_budget": 0},
        (
            "removes 1 line, more than the budget of 0: raise management.deletion_budget "
            "if that is meant"
        ),
    ),
    "unsaved": (
        {"os": "vrp5", "unsaved": True},
        "the device runs unsaved changes: save or undo them first",
    ),
    "unsaved on a two-stage device": (
        {"os": "vrp8", "unsaved": True},
        "the device runs unsaved changes: save or undo them first",
    ),
    "reboot": (
        {"grade": Grade.R},
        "grade R: reverts only by rebooting: opt the device in to push",
    ),
    "nothing": ({"grade": Grade.C}, "grade C: reverts not at all: opt the device in to push"),
    "opted in": ({"grade": Grade.R, "opted_in": {Grade.R}}, ""),
    "file": ({"grade": Grade.B}, ""),
}


@pytest.mark.parametrize(("terms", "held"), HELD.values(), ids=HELD.keys())
def test_a_change_is_held_with_this_reason(terms: dict[str, object], held: str) -> None:
    assert need(*TEXT, **terms).held == held  # type: ignore[arg-type]


def test_all_reasons_are_told_at_once() -> None:
    held = need(*TEXT, ownership="observe", deletion_budget=0, grade=Grade.C).held
    assert held.count(": ") >= 3
    assert held.count("; ") == 2


def test_the_mode_of_a_lag_in_use_is_a_change_of_both_ends() -> None:
    port = "interface GigabitEthernet0/0/1\n eth-trunk 1\n"
    change = need(
        "interface Eth-Trunk1\n#\n" + port, "interface Eth-Trunk1\n mode lacp\n#\n" + port
    )
    assert [(each.what, each.at) for each in change.two_ended] == [("LAG mode", "Eth-Trunk1")]
    # The members have to leave meanwhile, and what cuts the link comes last.
    assert [line.strip() for line in change.patch if line.strip() != "quit"] == [
        "interface GigabitEthernet0/0/1",
        "undo eth-trunk",
        "interface Eth-Trunk1",
        "mode lacp",
        "interface GigabitEthernet0/0/1",
        "eth-trunk 1",
    ]


DELETIONS = {
    "a replaced line": ("sysname a\n", "sysname b\n", 0),
    "a line": ("interface Vlanif10\n description a\n", "interface Vlanif10\n", 1),
    "a view with its lines": ("interface Vlanif10\n description a\n shutdown\n", "", 3),
    "a list that shrinks": (
        "interface Eth-Trunk1\n port trunk allow-pass vlan 10 20\n",
        "interface Eth-Trunk1\n port trunk allow-pass vlan 10\n",
        1,
    ),
    "a list that grows": (
        "interface Eth-Trunk1\n port trunk allow-pass vlan 10\n",
        "interface Eth-Trunk1\n port trunk allow-pass vlan 10 20\n",
        0,
    ),
    "VLANs": ("vlan batch 10 to 19\n", "vlan batch 10\n", 9),
}


@pytest.mark.parametrize(("old", "new", "count"), DELETIONS.values(), ids=DELETIONS.keys())
def test_deletions_count_what_goes(old: str, new: str, count: int) -> None:
    assert need(old, new).deletions == count


def test_a_configuration_of_another_device_is_a_callers_bug() -> None:
    other = DeviceConfig(device="other", platform="huawei_vrp", text="")
    with pytest.raises(ValueError, match="not the same device"):
        compare(
            running(""),
            other,
            ownership="enforce",
            deletion_budget=0,
            current_secrets=set(),
            grade=Grade.A,
        )
