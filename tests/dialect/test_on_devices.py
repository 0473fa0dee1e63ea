"""Patches entered line by line into the emulated devices, which share no code with dialect."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from parknet.lab.device import GRAMMARS
from tests.dialect import devices
from tests.dialect.asking import ask
from tests.dialect.devices import enter, shown
from tests.dialect.kinds import KINDS
from tests.dialect.switches import MANAGEMENT_VLAN, PORTS, TABLES, comware, switches

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
EACH_OS = pytest.mark.parametrize("os", KINDS)


def started(os, text):
    ports = [KINDS[os].port.format(index + 1) for index in range(PORTS)]
    return devices.started(os, ports, text)


@EACH_OS
@SETTINGS
@given(old=switches(), new=switches())
def test_a_patch_leads_exactly_to_what_is_wanted_and_back(os, old, new) -> None:
    write = KINDS[os].write
    config = started(os, write(old))
    before = config.copy()
    change = ask(shown(config), write(new), os)
    if change is None:
        assert config.same(started(os, write(new)))
        return
    assume(not change.held)
    enter(config, change.patch)
    assert ask(shown(config), write(new), os) is None, "a second plan is empty"
    wanted = started(os, write(new))
    forget_what_is_never_removed(config, wanted, KINDS[os])
    assert by_order(config, KINDS[os]).same(by_order(wanted, KINDS[os]))
    back = before.copy()
    enter(back, change.patch)
    enter(back, change.inverse)
    assert not change.irreversible
    assert back.same(before)


def by_order(config, kind):
    """Return a configuration whose rules are numbered by their order, which is all they say."""
    twin = config.copy()
    for key, node in twin.root.children.items():
        if key.startswith(kind.lists):
            lines = list(node.children.values())
            at = 1 if lines and lines[0].words[0] == "rule" else 0
            rules = sorted(lines, key=lambda rule: int(rule.words[at]))
            for place, rule in enumerate(rules):
                rule.words = (*rule.words[:at], str(place), *rule.words[at + 1 :])
            node.children = {" ".join(rule.words[: at + 1]): rule for rule in rules}
    return twin


def forget_what_is_never_removed(config, wanted, kind) -> None:
    """Processes that nobody wants any more stay: they are owned by name."""
    for name in kind.processes:
        if name not in wanted.root.children:
            config.root.children.pop(name, None)
    opens, names = kind.table
    for table in TABLES:
        if f"{opens}{table}" not in wanted.root.children:
            config.root.children.pop(f"{opens}{table}", None)
            gone = f"{names}{table}"
            rows = [row for row in config.root.children if not row.startswith("interface ")]
            for row in rows:
                if gone in " ".join(config.root.children[row].words):
                    del config.root.children[row]


@EACH_OS
@SETTINGS
@given(old=switches(), new=switches())
def test_a_filter_in_use_never_passes_what_neither_old_nor_new_passes(os, old, new) -> None:
    """At every step, a bound filter ends with the denial of the rest."""
    write = KINDS[os].write
    config = started(os, write(old))
    change = ask(shown(config), write(new), os)
    assume(change is not None and not change.held)

    def watch(config) -> None:
        for node in config.root.children.values():
            for line in node.children.values():
                if line.words[0] == "traffic-filter":
                    words = [word for word in line.words if word != "inbound"]
                    kind = "acl ipv6 name" if "ipv6" in words else "acl name"
                    rules = config.find(f"{kind} {words[-1]}").children
                    assert "rule 65534" in rules

    enter(config, change.patch, watch)


@EACH_OS
@SETTINGS
@given(old=switches(), new=switches())
def test_no_step_takes_the_management_path_away(os, old, new) -> None:
    write = KINDS[os].write
    config = started(os, write(old))
    change = ask(shown(config), write(new), os)
    assume(change is not None and not change.held)
    kind = KINDS[os]
    stays = _trunks(config, kind) & _trunks(started(os, write(new)), kind)
    assert [row for row in config.root.children if row.startswith(kind.default)]

    def watch(config) -> None:
        assert config.find(f"vlan {MANAGEMENT_VLAN}")
        interface = config.find(f"interface {kind.svi}{MANAGEMENT_VLAN}")
        assert interface is not None
        assert any(row.startswith("ip address") for row in interface.children)
        assert any(row.startswith(kind.default) for row in config.root.children)
        assert stays <= _trunks(config, kind), (
            "a trunk that carries it before and after always does"
        )

    enter(config, change.patch, watch)


def _trunks(config, kind) -> set[str]:
    """Return the interfaces that carry the management VLAN tagged."""
    return {
        name
        for name, node in config.root.children.items()
        if kind.allowed in node.children and MANAGEMENT_VLAN in node.children[kind.allowed].vlans
    }


@SETTINGS
@given(old=switches(), new=switches())
def test_what_filters_an_interface_is_never_empty_and_always_ends_in_deny(old, new) -> None:
    config = started("comware7", comware(old))
    change = ask(shown(config), comware(new), "comware7")
    assume(change is not None and not change.held)

    def watch(config) -> None:
        for node in config.root.children.values():
            for line in node.children.values():
                if line.words[0] == "packet-filter":
                    rules = config.root.children[f"acl advanced name {line.words[2]}"].children
                    assert rules
                    assert "rule 65534" in rules

    enter(config, change.patch, watch)


def test_a_rule_between_two_others_leaves_them_alone() -> None:
    head = "acl advanced name a\n rule 5 permit tcp destination-port eq 443\n"
    old = head + " rule 10 permit udp\n rule 65534 deny ip\n"
    new = head + " rule 10 permit icmp\n rule 15 permit udp\n rule 65534 deny ip\n"
    change = ask(old, new, "comware7")
    assert list(change.patch) == ["acl advanced name a", "rule 6 permit icmp", "quit"]
    renumbered = old.replace("rule 10", "rule 700").replace("eq 443", "eq 443")
    assert ask(renumbered, old, "comware7") is None


@EACH_OS
@SETTINGS
@given(old=switches(), new=switches())
def test_what_no_template_writes_stays(os, old, new) -> None:
    write, extra = KINDS[os].write, KINDS[os].extra
    config = started(os, write(old))
    assert not config.apply((), extra).is_refused
    change = ask(shown(config), write(new), os)
    assume(change is not None and not change.held)
    enter(config, change.patch)
    assert extra in config.text()
    for line in GRAMMARS[os].factory.splitlines():
        assert line in config.text()
