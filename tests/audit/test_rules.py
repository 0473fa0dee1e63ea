"""Every hardening rule finds what breaks it and leaves a hardened configuration alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.audit import UNKNOWN_OS, audit
from parknet.audit.blocks import blocks_of
from parknet.model.audit import HardeningFinding
from parknet.workspace import Workspace
from tests.audit.texts import COMWARE, VRP

ROOT = Path(__file__).parents[2]
RULES = list(Workspace(ROOT).hardening_files().values())
Change = Callable[[str], str]


def without(*lines: str) -> Change:
    """The configuration without some lines."""

    def change(text: str) -> str:
        for line in lines:
            assert f"{line}\n" in text, line
            text = text.replace(f"{line}\n", "")
        return text

    return change


def instead(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return change


def also(line: str) -> Change:
    """The configuration with one more line at the top level."""
    return instead("#\nreturn", f"#\n{line}\n#\nreturn")


VRP_CASES: dict[str, list[Change]] = {
    "ssh-only": [
        without(" protocol inbound ssh"),
        instead("protocol inbound ssh", "protocol inbound all"),
        instead("user-interface vty 0 4", "user-interface tty 0 4"),
    ],
    "no-clear-text-services": [
        also(f"{service} server enable")
        for service in ("telnet", "telnet ipv6", "http", "ftp", "ftp ipv6", "tftp")
    ],
    "no-ssh1": [also("ssh server compatible-ssh1x enable")],
    "snmpv3-only": [
        also("snmp-agent community read cipher <<secret>>"),
        also("snmp-agent sys-info version all"),
        also("snmp-agent sys-info version v2c v3"),
        instead("parknet privacy read-view", "parknet authentication read-view"),
        also("snmp-agent group v3 open"),
    ],
    "aaa-login": [
        instead(" authentication-mode aaa\n idle", " authentication-mode password\n idle"),
        instead("con 0\n authentication-mode aaa", "con 0\n authentication-mode none"),
    ],
    "hashed-passwords": [
        instead("password irreversible-cipher", "password simple"),
        instead("password irreversible-cipher", "password cipher"),
    ],
    "no-default-account": [instead("local-user parknet", "local-user admin")],
    "no-permit-any": [
        instead("rule 5 permit source 10.16.0.0 0.0.0.255", "rule 5 permit"),
        instead("rule 5 permit source 10.16.0.0 0.0.0.255", "rule 5 permit ip"),
        instead("rule 5 permit source 2001:db8:16::/64", "rule permit ipv6 source any"),
    ],
    "idle-time-out": [
        instead("idle-timeout 5 0", "idle-timeout 0 0"),
        instead("idle-timeout 5 0", "idle-timeout 60 0"),
    ],
    "command-line-filter": [without(" acl 2999 inbound"), without(" acl ipv6 2999 inbound")],
    "snmp-filter": [without("snmp-agent acl 2999")],
    "login-lock": [
        instead(
            " local-aaa-user wrong-password retry-interval 5 retry-time 5 block-time 10",
            " undo local-aaa-user wrong-password",
        )
    ],
    "password-policy": [without(" local-aaa-user password policy administrator")],
    "log-servers": [
        without("info-center loghost 10.16.0.13"), also("undo info-center enable"),
    ],
    "time-source": [without("ntp-service unicast-server 10.16.0.11")],
    "time-authenticated": [without("ntp-service authentication enable")],
    "command-accounting": [without(" recording-scheme parknet")],
    "unused-ports-shut": [without(" shutdown")],
    "no-vlan-1-on-trunks": [without(" undo port trunk allow-pass vlan 1")],
    "lldp-off-for-users": [without(" undo lldp enable")],
    "bpdu-guard": [without("stp bpdu-protection")],
    "dhcp-snooping": [without("dhcp snooping enable")],
    "ra-guard": [without(" nd raguard role host")],
    "storm-control": [without(" broadcast-suppression 5")],
    "bindings-enforced": [without(" ip source check user-bind enable")],
}  # fmt: skip

COMWARE_CASES: dict[str, list[Change]] = {
    "ssh-only": [
        without(" protocol inbound ssh"),
        instead("line vty 0 63", "line tty 0 63"),
    ],
    "no-clear-text-services": [
        also(f" {service} enable") for service in ("telnet server", "ip http", "ftp server")
    ],
    "no-ssh1": [also(" ssh server compatible-ssh1x enable")],
    "snmpv3-only": [
        also(" snmp-agent community read cipher <<secret>>"),
        instead("version v3", "version v2c v3"),
        instead("parknet privacy read-view", "parknet authentication read-view"),
    ],
    "aaa-login": [
        instead("authentication-mode scheme", "authentication-mode password"),
        also("line class console\n authentication-mode none"),
    ],
    "hashed-passwords": [instead("password hash", "password simple")],
    "no-default-account": [also("local-user admin class manage")],
    "no-permit-any": [instead("rule 0 permit source 2001:db8:16::/64", "rule 0 permit ipv6")],
    "idle-time-out": [instead(" command accounting", " command accounting\n idle-timeout 0 0")],
    "command-line-filter": [
        without(" ssh server acl 2999"), without(" ssh server ipv6 acl ipv6 2999"),
    ],
    "snmp-filter": [instead("parknet-view acl 2999 acl ipv6 2999", "parknet-view")],
    "login-lock": [
        without(" password-control login-attempt 5 exceed lock-time 10"),
        instead("exceed lock-time 10", "exceed unlock"),
    ],
    "password-policy": [without(" password-control enable")],
    "log-servers": [without(" info-center loghost 10.16.0.13"), also(" undo info-center enable")],
    "time-source": [without(" ntp-service unicast-server 10.16.0.11")],
    "time-authenticated": [without(" ntp-service authentication enable")],
    "command-accounting": [without(" command accounting")],
    "unused-ports-shut": [without(" shutdown")],
    "no-vlan-1-on-trunks": [without(" undo port trunk permit vlan 1")],
    "lldp-off-for-users": [without(" undo lldp enable")],
    "bpdu-guard": [without(" stp bpdu-protection")],
    "dhcp-snooping": [without(" dhcp snooping enable"), without(" ipv6 dhcp snooping enable")],
    "ra-guard": [without(" ipv6 nd raguard role host")],
    "storm-control": [without(" broadcast-suppression 5")],
    "bindings-enforced": [without(" ip verify source ip-address mac-address")],
}  # fmt: skip

CASES = [
    pytest.param(os, text, rule, change, id=f"{os}-{rule}-{number}")
    for os, text, cases in (("vrp5", VRP, VRP_CASES), ("vrp8", VRP, VRP_CASES),
                            ("comware7", COMWARE, COMWARE_CASES))
    for rule, changes in cases.items()
    for number, change in enumerate(changes)
]  # fmt: skip


def rules_broken(text: str, os: str) -> set[str]:
    return {finding.rule for finding in audit(text, os, RULES)}


@pytest.mark.parametrize(("os", "text"), [("vrp5", VRP), ("vrp8", VRP), ("comware7", COMWARE)])
def test_a_hardened_configuration_breaks_no_rule(os: str, text: str) -> None:
    assert audit(text, os, RULES) == ()


@pytest.mark.parametrize(("os", "text", "rule", "change"), CASES)
def test_what_breaks_a_rule_is_found_and_breaks_no_other(
    os: str, text: str, rule: str, change: Change
) -> None:
    assert rules_broken(change(text), os) == {rule}


@pytest.mark.parametrize(("os", "cases"), [("vrp5", VRP_CASES), ("comware7", COMWARE_CASES)])
def test_every_rule_has_a_case(os: str, cases: dict[str, list[Change]]) -> None:
    rules = {
        rule.id for rules in RULES for rule in rules.rules if any(os in c.os for c in rule.checks)
    }
    assert rules == cases.keys()


def test_a_finding_says_which_line_and_which_clauses() -> None:
    text = instead("protocol inbound ssh", "protocol inbound all")(VRP)
    (finding,) = audit(text, "vrp5", RULES, "b03-1f-acc1")
    assert finding.where == "user-interface vty 0 4"
    assert text.splitlines()[finding.line - 1] == finding.where
    assert finding.is_missing
    assert (finding.clause, finding.device) == ("8.1.2.2", "b03-1f-acc1")
    assert {"CQ-39", "CQ-40", "LW-37", "SH-15", "PV-23"} <= set(finding.policies)


def test_telephones_keep_lldp() -> None:
    text = instead(" undo lldp enable", " voice-vlan 60 enable")(VRP)
    assert rules_broken(text, "vrp5") == set()


@pytest.mark.parametrize("os", ["junos", "", "vrp"])
def test_an_operating_system_that_no_rule_knows_is_a_finding(os: str) -> None:
    assert rules_broken(VRP, os) == {UNKNOWN_OS}


@pytest.mark.parametrize("os", ["vrp5", "vrp8", "comware7"])
def test_an_empty_configuration_is_never_clean(os: str) -> None:
    assert {"ssh-only", "log-servers", "time-source"} <= rules_broken("", os)


LINES = sorted({line for text in (VRP, COMWARE) for line in text.splitlines()})


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=2000),
        st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), max_size=60).map(
            "\n".join
        ),
    ),
    os=st.sampled_from(["vrp5", "vrp8", "comware7", "junos"]),
)
def test_any_text_is_audited_and_every_line_is_in_it(text: str, os: str) -> None:
    lines = text.split("\n")
    for finding in audit(text, os, RULES):
        assert isinstance(finding, HardeningFinding)
        if finding.line and not finding.is_missing:
            assert lines[finding.line - 1].strip()[:120] == finding.text


@given(
    text=st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), max_size=60).map(
        "\n".join
    )
)
def test_no_line_of_a_configuration_is_lost(text: str) -> None:
    kept = [line for block in blocks_of(text) for line in (block.head, *block.lines)]
    numbers = [line.number for line in kept]
    assert numbers == sorted(set(numbers))
    wanted = [
        number
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip() and line.strip()[0] not in "#!"
    ]
    assert numbers == wanted
