"""Patches of RGOS entered into emulated switches, which share no code with dialect."""

import hashlib
import re

import pytest
from hypothesis import HealthCheck, assume, given, settings

from parknet.dialect import compare
from parknet.dialect.lines import read
from parknet.lab.device import GRAMMARS
from parknet.lab.tree import Config
from parknet.model.change import DeviceConfig, Grade, RunningConfig
from tests.dialect.asking import ALL_SECRETS
from tests.dialect.rgos_switches import rgos
from tests.dialect.switches import MANAGEMENT_VLAN, PORTS, TABLES, switches

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = frozenset(f"GigabitEthernet 0/{index + 1}" for index in range(PORTS))
SHOWN = re.compile(
    r"((?:secret 8|key 7|key-string 7|md5|encrypted auth sha|priv aes128) )\S+", re.MULTILINE
)
LIST = "switchport trunk allowed vlan"


def plain(line: str) -> str:
    return re.sub(r"<<secret:([a-z0-9-]+)>>", r"Plain-\1-1", line)


def started(text: str) -> Config:
    config = Config.factory(GRAMMARS["rgos"], NAMES)
    assert config.load(plain(text)) == []
    return config


def shown(config: Config) -> str:
    return SHOWN.sub(r"\1<<secret>>", config.text())


def ask(old: str, new: str, **terms):
    digest = hashlib.sha256(old.encode()).hexdigest()
    running = RunningConfig(
        device="sw", platform="ruijie_rgos", os="rgos", text=old, digest=digest, unsaved=False
    )
    wanted = DeviceConfig(device="sw", platform="ruijie_rgos", text=new)
    given_terms = {
        "ownership": "enforce",
        "deletion_budget": 1000,
        "current_secrets": ALL_SECRETS,
        "grade": Grade.B,
    } | terms
    return compare(running, wanted, **given_terms)


def enter(config: Config, commands, watch=lambda _: None) -> None:
    path = ()
    for line in commands:
        if line == "exit":
            assert path, "exit leaves the configuration"
            path = path[:-1]
            continue
        done = config.apply(path, plain(line))
        assert not done.is_refused, (path, line, done.error or done.refusal)
        path = done.path
        watch(config)
    assert path == (), "a patch ends where it began"


def forget_what_is_never_removed(config: Config, wanted: Config) -> None:
    """Routing tables and their processes that nobody wants any more stay: owned by name."""
    for table in TABLES:
        if f"vrf definition {table}" not in wanted.root.children:
            for row, node in list(config.root.children.items()):
                if table in node.words and not row.startswith("interface "):
                    del config.root.children[row]


def by_order(config: Config) -> Config:
    """Return a configuration whose rules are numbered by their order, which is all they say."""
    twin = config.copy()
    for key, node in twin.root.children.items():
        if "access-list" in key:
            rules = sorted(node.children.values(), key=lambda rule: int(rule.words[0]))
            for place, rule in enumerate(rules):
                rule.words = (str(place), *rule.words[1:])
            node.children = {rule.words[0]: rule for rule in rules}
    return twin


@SETTINGS
@given(old=switches(), new=switches())
def test_a_patch_leads_exactly_to_what_is_wanted_and_back(old, new) -> None:
    config = started(rgos(old))
    before = config.copy()
    change = ask(shown(config), rgos(new))
    if change is None:
        assert config.same(started(rgos(new)))
        return
    assume(not change.held)
    enter(config, change.patch)
    assert ask(shown(config), rgos(new)) is None, "a second plan is empty"
    wanted = started(rgos(new))
    forget_what_is_never_removed(config, wanted)
    assert by_order(config).same(by_order(wanted))
    back = before.copy()
    enter(back, change.patch)
    enter(back, change.inverse)
    assert not change.irreversible
    assert back.same(before)


@SETTINGS
@given(old=switches(), new=switches())
def test_no_step_takes_the_management_path_away(old, new) -> None:
    config = started(rgos(old))
    change = ask(shown(config), rgos(new))
    assume(change is not None and not change.held)
    stays = trunks(config) & trunks(started(rgos(new)))

    def watch(config: Config) -> None:
        assert config.find(f"vlan {MANAGEMENT_VLAN}")
        interface = config.find(f"interface VLAN {MANAGEMENT_VLAN}")
        assert interface is not None
        assert "ip address" in interface.children
        assert any(row.startswith("ip route 0.0.0.0 0.0.0.0") for row in config.root.children)
        assert config.find("line vty 0 35", "transport input").words[-1] == "ssh"
        assert stays <= trunks(config), "a trunk that carries it before and after always does"

    enter(config, change.patch, watch)


@SETTINGS
@given(old=switches(), new=switches())
def test_a_trunk_with_a_list_is_never_without_one(old, new) -> None:
    """`no switchport trunk allowed vlan` opens every VLAN: only what is no trunk is told so."""
    config = started(rgos(old))
    change = ask(shown(config), rgos(new))
    assume(change is not None and not change.held)
    for lines in (change.patch, change.inverse):
        held = listed(config)

        def watch(config: Config, held=held) -> None:
            now = trunks(config, every=True)
            assert all(name in listed(config) for name in held & now)

        enter(config, lines, watch)


def trunks(config: Config, *, every: bool = False) -> set[str]:
    """Return the interfaces that are trunks and carry the management VLAN, or any."""
    found = set()
    for name, node in config.root.children.items():
        mode = node.children.get("switchport mode")
        if mode is None or mode.words[-1] != "trunk":
            continue
        held = node.children.get(LIST)
        if every or held is None or MANAGEMENT_VLAN in held.vlans:
            found.add(name)
    return found


def listed(config: Config) -> set[str]:
    return {
        name for name in trunks(config, every=True) if LIST in config.root.children[name].children
    }


@SETTINGS
@given(old=switches(), new=switches())
def test_a_filter_in_use_always_ends_in_a_denial(old, new) -> None:
    config = started(rgos(old))
    change = ask(shown(config), rgos(new))
    assume(change is not None and not change.held)

    def watch(config: Config) -> None:
        for node in config.root.children.values():
            used = node.children.get("ip access-group")
            if used is not None:
                rules = config.find(f"ip access-list extended {used.words[2]}").children.values()
                assert any(rule.words[1] == "deny ip any any" for rule in rules)

    enter(config, change.patch, watch)


HEAD = "!\ninterface GigabitEthernet 0/1\n switchport mode trunk\n"


def test_a_list_changes_by_what_differs() -> None:
    change = ask(f"{HEAD} {LIST} only 10,20,100\n!\n", f"{HEAD} {LIST} only 10,30,100\n!\n")
    assert change.patch == (
        "interface GigabitEthernet 0/1", f"{LIST} add 30", f"{LIST} remove 20", "exit",
    )  # fmt: skip
    assert change.deletions == 1


def test_a_list_that_says_what_is_missing_is_read_as_what_is_there() -> None:
    old = f"{HEAD} {LIST} remove 2-9,11-4094\n!\n"
    assert ask(old, f"{HEAD} {LIST} only 1,10\n!\n") is None


def test_a_trunk_of_all_vlans_gets_a_whole_list_at_once() -> None:
    change = ask(f"{HEAD}!\n", f"{HEAD} {LIST} only 10,100\n!\n")
    assert change.patch[1] == f"{LIST} only 10,100"


KEPT = (
    ("username a privilege 15 secret", " 8 <<secret>>", " <<secret:ntp>>"),
    ("radius-server host 10.0.0.1 key", " 7 <<secret>>", " <<secret:ntp>>"),
    ("ntp authentication-key 1 md5", " <<secret>> 7", " <<secret:ntp>>"),
    (
        "snmp-server user u g v3",
        " encrypted auth sha <<secret>> priv aes128 <<secret>>",
        " auth sha <<secret:snmp-auth>> priv aes128 <<secret:snmp-priv>>",
    ),
    ("enable secret", " 8 <<secret>>", " <<secret:ntp>>"),
)


@pytest.mark.parametrize(("head", "shown_as", "wanted_as"), KEPT)
def test_a_secret_is_judged_by_its_digest_and_never_by_what_is_shown(
    head, shown_as, wanted_as
) -> None:
    device, wanted = head + shown_as, head + wanted_as
    assert ask(f"!\n{device}\n", f"!\n{wanted}\n") is None
    change = ask(f"!\n{device}\n", f"!\n{wanted}\n", current_secrets=frozenset())
    assert change.patch == (wanted,)
    assert change.irreversible


def test_what_other_people_configured_is_left_alone() -> None:
    others = (
        "!\nip dhcp pool ap\n option 138 ip 10.0.0.1\n!\nsnmp-server community theirs ro\n!\n"
        "radius-server host 10.9.9.9 key 7 <<secret>>\nrouter ospf 7\n network 10.0.0.0 "
        "0.0.0.255 area 0.0.0.0\n!\ninterface Mgmt 0\n ip address 10.0.0.9 255.255.255.0\n!\n"
    )
    change = ask(others, "!\nhostname sw\n!\n")
    assert change.patch == ("hostname sw",)


def test_a_member_that_changes_its_mode_does_so_with_its_far_end() -> None:
    port = "!\ninterface GigabitEthernet 0/1\n port-group 1{}\n!\n"
    change = ask(port.format(""), port.format(" mode active"))
    assert [(one.what, one.at) for one in change.two_ended] == [("LAG mode", "GigabitEthernet 0/1")]


def test_closers_and_headers_are_no_lines() -> None:
    text = (
        "Building configuration...\nCurrent configuration: 40 bytes\n\nversion RGOS 11.4(1)\n"
        "hostname sw\n!\nvrf definition a\n address-family ipv4\n exit-address-family\n!\nend\n"
    )
    assert read(text, "ruijie_rgos").tree == {
        "hostname sw": {},
        "vrf definition a": {"address-family ipv4": {}},
    }
