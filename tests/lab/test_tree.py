import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.lab.cipher import Secret, conceal, reveal
from parknet.lab.comware.language import COMWARE7
from parknet.lab.grammar import Grammar
from parknet.lab.tree import Config
from parknet.lab.vrp.language import VRP5, VRP8

VRP_PORTS = frozenset(f"GigabitEthernet0/0/{number}" for number in range(1, 5))
H3C_PORTS = frozenset(f"GigabitEthernet1/0/{number}" for number in range(1, 5))
GRAMMARS = {"vrp5": VRP5, "vrp8": VRP8, "comware7": COMWARE7}


def fresh(os: str) -> Config:
    return Config.factory(GRAMMARS[os], H3C_PORTS if os == "comware7" else VRP_PORTS)


def entered(os: str, *lines: str) -> tuple[Config, list[tuple[str, str]]]:
    config = fresh(os)
    return config, config.load("\n".join(lines))


# What is typed, and what the device shows of the view afterwards.
SHOWN = {
    "vrp-abbreviated": (
        "vrp8", ["vlan 10", "int g0/0/1", "desc to the hall", "port link acc", "port def vlan 10"],
        "interface GigabitEthernet0/0/1",
        ["description to the hall", "port link-type access", "port default vlan 10"],
    ),
    "vrp-mask-as-length": (
        "vrp8", ["vlan 10", "interface Vlanif 10", "ip address 10.0.0.1 24"],
        "interface Vlanif10", ["ip address 10.0.0.1 255.255.255.0"],
    ),
    "vrp-area-as-number": (
        "vrp8", ["vlan 10", "interface Vlanif10", "ospf enable 1 area 0"],
        "interface Vlanif10", ["ospf enable 1 area 0.0.0.0"],
    ),
    "vrp-trunk-list-grows": (
        "vrp8",
        ["interface GigabitEthernet0/0/1", "port link-type trunk",
         "port trunk allow-pass vlan 10 to 12", "port trunk allow-pass vlan 20",
         "undo port trunk allow-pass vlan 1 11"],
        "interface GigabitEthernet0/0/1",
        ["port link-type trunk", "undo port trunk allow-pass vlan 1",
         "port trunk allow-pass vlan 10 12 20"],
    ),
    "vrp-long-list-is-wrapped": (
        "vrp8",
        ["interface GigabitEthernet0/0/1", "port link-type trunk",
         "port trunk allow-pass vlan 10 12 14 16 18 20 22 24 26 28",
         "port trunk allow-pass vlan 30 32"],
        "interface GigabitEthernet0/0/1",
        ["port link-type trunk", "port trunk allow-pass vlan 10 12 14 16 18 20 22 24 26 28",
         "port trunk allow-pass vlan 30 32"],
    ),
    "vrp-defaults-are-not-shown": (
        "vrp8",
        ["interface GigabitEthernet0/0/1", "shutdown", "undo shutdown", "port default vlan 1",
         "undo poe enable", "poe enable"],
        "interface GigabitEthernet0/0/1", [],
    ),
    "vrp-what-is-on-shows-its-undo": (
        "vrp8", ["vlan 10", "interface Vlanif10", "undo ipv6 nd ra halt"],
        "interface Vlanif10", ["undo ipv6 nd ra halt"],
    ),
    "vrp-undo-address-takes-whatever-it-is": (
        "vrp8", ["vlan 10", "interface Vlanif10", "ip address 10.0.0.1 24", "undo ip address"],
        "interface Vlanif10", [],
    ),
    "vrp-ipv6-off-takes-addresses": (
        "vrp8",
        ["vlan 10", "interface Vlanif10", "ipv6 enable", "ipv6 address 2001:db8::1/64",
         "undo ipv6 enable"],
        "interface Vlanif10", [],
    ),
    "vrp8-another-link-type-starts-afresh": (
        "vrp8",
        ["vlan 10", "interface GigabitEthernet0/0/1", "port link-type access",
         "port default vlan 10", "port link-type trunk"],
        "interface GigabitEthernet0/0/1", ["port link-type trunk"],
    ),
    "vrp-vlan-gone-port-back": (
        "vrp8",
        ["vlan 10", "interface GigabitEthernet0/0/1", "port default vlan 10", "#", "undo vlan 10"],
        "interface GigabitEthernet0/0/1", [],
    ),
    "vrp-a-rule-entered-again-keeps-what-it-does-not-name": (
        "vrp5",
        ["acl name a 3000", "rule 5 permit tcp destination-port eq 80 source 10.1.1.9 0.0.0.255",
         "rule 5 deny tcp destination any", "rule 10 permit icmp icmp-type 8 0",
         "rule 15 permit udp source 10.0.0.1 0 destination-port range 67 69", "undo rule 10"],
        "acl name a",
        ["rule 5 deny tcp source 10.1.1.0 0.0.0.255 destination-port eq www",
         "rule 15 permit udp source 10.0.0.1 0 destination-port range bootps tftp"],
    ),
    "comware-permit": (
        "comware7",
        ["interface GigabitEthernet1/0/1", "port link-type trunk", "undo port trunk permit vlan 1",
         "port trunk permit vlan 10 20", "port trunk pvid vlan 20"],
        "interface GigabitEthernet1/0/1",
        ["port link-mode bridge", "port link-type trunk", "undo port trunk permit vlan 1",
         "port trunk permit vlan 10 20", "port trunk pvid vlan 20"],
    ),
    "comware-rules-in-the-words-of-the-device": (
        "comware7",
        ["acl advanced name a",
         "rule 5 permit tcp destination-port eq 80 source 10.0.0.9 0.0.0.255",
         "rule 10 permit icmp icmp-type 8 0", "rule 15 permit tcp source any established",
         "rule 20 permit udp source-port range 67 68 destination 10.0.0.1 0.0.0.0"],
        "acl advanced name a",
        ["rule 5 permit tcp source 10.0.0.0 0.0.0.255 destination-port eq www",
         "rule 10 permit icmp icmp-type echo", "rule 15 permit tcp established",
         "rule 20 permit udp source-port range bootps bootpc destination 10.0.0.1 0"],
    ),
    "comware-undo-ospf-names-no-area": (
        "comware7",
        ["vlan 10", "interface Vlan-interface10", "ospf 1 area 0", "undo ospf 1 area"],
        "interface Vlan-interface10", [],
    ),
    "comware-group-gone-members-leave": (
        "comware7",
        ["interface Bridge-Aggregation1", "interface GigabitEthernet1/0/1",
         "port link-aggregation group 1", "#", "undo interface Bridge-Aggregation1"],
        "interface GigabitEthernet1/0/1", ["port link-mode bridge"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("os", "lines", "view", "shown"), SHOWN.values(), ids=SHOWN)
def test_a_view_shows_its_lines_in_normal_form(
    os: str, lines: list[str], view: str, shown: list[str]
) -> None:
    config, refused = entered(os, *lines)
    assert refused == []
    rows = config.text((view,)).splitlines()
    assert rows[1].startswith(view)
    assert rows == ["#", rows[1], *(f" {line}" for line in shown), "#"]


# The last line is refused, in these words or at this place.
REFUSED = {
    "unknown": ("vrp8", ["foo bar"], "unrecognized", 0),
    "unknown-later": ("vrp8", ["vlan 10", "interface Vlanif10", "ip foo"], "unrecognized", 3),
    "incomplete": ("vrp8", ["vlan 10", "interface Vlanif10", "ip address"], "incomplete", 10),
    "ambiguous": ("vrp8", ["s"], "ambiguous", 0),
    "bad-value": ("vrp8", ["vlan 4095"], "wrong", 5),
    "too-much": ("vrp8", ["vlan 10 20"], "excess", 8),
    "eleven-items": (
        "vrp8",
        ["interface GigabitEthernet0/0/1", "port link-type trunk",
         "port trunk allow-pass vlan 10 12 14 16 18 20 22 24 26 28 30"], "excess", 57,
    ),
    "undo-with-too-much": (
        "vrp8", ["interface GigabitEthernet0/0/1", "undo description old"], "excess", 17,
    ),
    "vrp8-has-no-global-ipv6": ("vrp8", ["ipv6"], "incomplete", 4),
    "port-that-is-not-there": (
        "vrp8", ["interface GigabitEthernet0/0/9"], "Error: Wrong parameter", None,
    ),
    "svi-without-vlan": ("vrp8", ["interface Vlanif77"], "Error: The VLAN does not exist", None),
    "access-vlan-that-is-not-there": (
        "comware7", ["interface GigabitEthernet1/0/1", "port access vlan 77"], "VLAN 77", None,
    ),
    "vlan-under-svi": (
        "vrp8", ["vlan 10", "interface Vlanif10", "#", "undo vlan 10"], "Error: The VLAN has", None,
    ),
    "overlap": (
        "vrp8",
        ["vlan batch 10 20", "interface Vlanif10", "ip address 10.0.0.1 24", "interface Vlanif20",
         "ip address 10.0.0.200 25"], "Error: The specified address conflicts", None,
    ),
    "member-with-vlans": (
        "vrp8",
        ["interface Eth-Trunk1", "interface GigabitEthernet0/0/1", "port link-type trunk",
         "eth-trunk 1"], "Error: Please delete the configurations", None,
    ),
    "vlans-on-a-member": (
        "vrp8",
        ["interface Eth-Trunk1", "interface GigabitEthernet0/0/1", "eth-trunk 1",
         "port link-type trunk"], "Error: The interface is a member", None,
    ),
    "vrp5-link-type-with-vlans": (
        "vrp5",
        ["vlan 10", "interface GigabitEthernet0/0/1", "port link-type access",
         "port default vlan 10", "port link-type trunk"], "Error: Please renew", None,
    ),
    "a-filter-that-is-not-there": (
        "vrp5", ["vlan 10", "interface Vlanif10", "traffic-filter inbound acl name a"],
        "Error: The ACL does not exist", None,
    ),
    "a-second-filter": (
        "vrp8",
        ["acl name a advance", "acl name b advance", "vlan 10", "interface Vlanif10",
         "traffic-filter acl a inbound", "traffic-filter acl b inbound"],
        "Error: A traffic filter", None,
    ),
    "a-filter-in-use": (
        "vrp8",
        ["acl ipv6 name a advance", "vlan 10", "interface Vlanif10",
         "traffic-filter acl ipv6 a inbound", "#", "undo acl ipv6 name a"],
        "Error: The ACL is in use", None,
    ),
    "a-port-of-a-rule-without-ports": (
        "vrp8", ["acl name a advance", "rule 5 permit ip destination-port eq 80"], "wrong", 7,
    ),
    "a-rule-of-the-other-version": (
        "vrp8", ["acl name a advance", "rule 5 permit ip source 2001:db8::/64"], "wrong", 7,
    ),
    "plain-secret-after-hash": (
        "comware7", ["local-user a class manage", "password hash secret"], "wrong", 14,
    ),
    "plain-key-after-cipher": (
        "comware7", ["radius scheme a", "key authentication cipher secret"], "wrong", 26,
    ),
    "rule-that-stands": (
        "comware7", ["acl advanced name a", "rule 5 permit ip", "rule 9 permit ip"],
        "The rule already", None,
    ),
    "rule-over-a-rule": (
        "comware7", ["acl advanced name a", "rule 5 permit ip", "rule 5 deny ip"],
        "The rule already", None,
    ),
    "second-filter": (
        "comware7",
        ["vlan 10", "interface Vlan-interface10", "packet-filter name a inbound",
         "packet-filter name b inbound"], "A packet filter is applied", None,
    ),
    "filter-in-use": (
        "comware7",
        ["vlan 10", "acl advanced name a", "interface Vlan-interface10",
         "packet-filter name a inbound", "#", "undo acl advanced name a"], "in use", None,
    ),
    "permit-on-an-access-port": (
        "comware7",
        ["interface GigabitEthernet1/0/1", "port trunk permit vlan 10"], "not a trunk", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("os", "lines", "words", "column"), REFUSED.values(), ids=REFUSED)
def test_a_line_the_device_cannot_take_is_refused_and_changes_nothing(
    os: str, lines: list[str], words: str, column: int | None
) -> None:
    config, refused = entered(os, *lines[:-1])
    assert refused == []
    path = ()
    for line in lines[:-1]:
        path = () if line == "#" else config.apply(path, line).path
    before = config.copy()
    done = config.apply(path, lines[-1])
    assert config.same(before)
    if column is None:
        assert words in done.error
    else:
        assert done.refusal is not None
        assert (done.refusal.why, done.refusal.column) == (words, column)


def _lines(vlan_interface: str, port: str, extra: list[str]) -> st.SearchStrategy[str]:
    vlan = st.integers(1, 6).map(str)
    number = st.integers(1, 4).map(str)
    octet = st.integers(0, 3).map(str)
    templates = [
        "vlan {v}", "undo vlan {v}", "interface {svi}{v}", "undo interface {svi}{v}",
        "interface {port}{n}", "description {v} words", "undo description", "shutdown",
        "undo shutdown", "ip address 10.0.{o}.1 24", "ip address 10.0.{o}.9 30", "undo ip address",
        "ipv6 address 2001:db8:{o}::1/64", "undo ipv6 address", "port link-type trunk",
        "port link-type access", "undo port link-type", "port trunk pvid vlan {v}",
        "undo port trunk pvid vlan", "ospf 1", "undo ospf 1", "ospf 1 router-id 10.0.0.{v}",
        "area {o}", "ospfv3 1", "router-id 10.0.0.{v}", "sysname sw{v}", "undo ipv6 nd ra halt",
        "ipv6 nd ra halt", "lldp enable", "undo lldp enable", "stp edged-port", "poe enable",
        "undo poe enable", "snmp-agent", "undo snmp-agent", "quit-nothing", "#", "undo", "port",
    ]  # fmt: skip
    return st.builds(
        lambda template, v, n, o: template.format(v=v, n=n, o=o, svi=vlan_interface, port=port),
        st.sampled_from(templates + extra),
        vlan,
        number,
        octet,
    )


VRP_LINES = _lines(
    "Vlanif", "GigabitEthernet0/0/",
    ["vlan batch {v} to 6", "undo vlan batch {v}", "port default vlan {v}",
     "undo port default vlan", "port trunk allow-pass vlan {v} to 6",
     "undo port trunk allow-pass vlan {v}",
     "ipv6 enable", "trust dscp", "undo trust dscp", "qos pq {v} to 7 drr 0 to {n}",
     "qos queue {v} drr weight {n}", "undo qos queue {v} drr",
     "undo ipv6 enable", "interface Eth-Trunk{n}", "undo interface Eth-Trunk{n}", "eth-trunk {n}",
     "undo eth-trunk", "mode lacp", "ipv6", "undo ipv6", "ospf enable 1 area {o}", "aaa",
     "ip route-static 10.{o}.0.0 16 10.0.0.1", "undo ip route-static 10.{o}.0.0 16 10.0.0.1",
     "acl name a{n} 300{n}", "acl name a{n} advance", "undo acl name a{n}", "undo rule {v}",
     "acl ipv6 name a{n} 300{n}", "acl ipv6 name a{n} advance", "undo acl ipv6 name a{n}",
     "rule {v} permit tcp source 10.{o}.0.0 0.0.255.255 destination-port range 80 443",
     "rule {v} deny ip logging", "rule {v} permit icmp icmp-type 8 0", "rule {v} deny ipv6",
     "rule {v} permit udp destination-port eq 53 source any", "rule {v} permit icmpv6",
     "traffic-filter inbound acl name a{n}", "undo traffic-filter inbound acl name a{n}",
     "traffic-filter acl a{n} inbound", "undo traffic-filter acl a{n} inbound",
     "traffic-filter inbound acl ipv6 name a{n}", "traffic-filter acl ipv6 a{n} inbound",
     "local-user u{v} password irreversible-cipher secret{v}", "undo local-user u{v}",
     "snmp-agent usm-user v3 u{v} authentication-mode sha2-256 cipher secret{o}",
     "voice-vlan {v} enable", "undo voice-vlan enable", "port link-type trunk",
     "traffic classifier c{n} operator or", "traffic classifier c{n} type or", "if-match any",
     "traffic behavior b{n}", "remark dscp ef", "car cir {v} kbps", "undo car",
     "traffic policy p{n} match-order config", "traffic policy p{n}", "undo traffic policy p{n}",
     "classifier c{n} behavior b{n}", "classifier c{n} behavior b{n} precedence 5",
     "undo traffic classifier c{n}", "undo traffic behavior b{n}", "traffic-policy p{n} inbound",
     "undo traffic-policy p{n} inbound", "traffic-policy p{n} outbound", "pim", "pim-ipv6",
     "static-rp 10.0.0.{v}", "undo static-rp 10.0.0.{v}", "multicast routing-enable", "pim sm",
     "igmp enable", "igmp version 3", "undo igmp version", "igmp-snooping enable",
     "igmp-snooping version 3", "undo igmp-snooping version", "ospf 1", "area {v}", "stub",
     "stub no-summary", "undo stub", "ntp-service unicast-server 10.0.0.{v}",
     "ntp-service unicast-server 10.0.0.{v} authentication-keyid {n}",
     "undo ntp-service unicast-server 10.0.0.{v}", "ntp-service reliable authentication-keyid {n}",
     "ntp-service authentication-keyid {n} authentication-mode hmac-sha256 cipher secret{v}",
     "undo ntp-service authentication-keyid {n}"],
)  # fmt: skip
COMWARE_LINES = _lines(
    "Vlan-interface", "GigabitEthernet1/0/",
    ["vlan {v} to 6", "port access vlan {v}", "undo port access vlan",
     "port trunk permit vlan {v} to 6", "undo port trunk permit vlan {v}",
     "interface Bridge-Aggregation{n}", "undo interface Bridge-Aggregation{n}",
     "port link-aggregation group {n}", "undo port link-aggregation group",
     "link-aggregation mode dynamic", "ospf 1 area {o}", "undo ospf 1 area",
     "local-user u{v} class manage", "password simple secret{v}",
     "undo local-user u{v} class manage",
     "ip route-static 10.{o}.0.0 16 10.0.0.1", "ip route-static 10.{o}.0.0 16 NULL0",
     "acl advanced name a{n}", "rule {v} permit tcp destination-port eq {v}", "undo rule {v}",
     "rule {v} permit icmp icmp-type 8 0", "rule {v} deny ip source 10.{o}.0.0 0.0.255.255 logging",
     "undo acl advanced name a{n}", "acl ipv6 advanced name b{n}", "rule {v} permit ipv6",
     "rule {v} permit tcp source 2001:db8:{o}::/48 established", "acl basic 2999",
     "rule {v} permit source 10.0.0.{o} 0", "packet-filter name a{n} inbound",
     "undo packet-filter name a{n} inbound", "packet-filter ipv6 name b{n} inbound",
     "dhcp snooping trust", "undo dhcp snooping trust", "dot1x", "undo dot1x",
     "dot1x mandatory-domain d{v}", "mac-authentication", "undo mac-authentication",
     "voice-vlan {v} enable", "undo voice-vlan enable", "undo voice-vlan mode auto",
     "arp detection enable", "arp detection trust", "broadcast-suppression {v}",
     "undo broadcast-suppression", "ip verify source ip-address mac-address",
     "undo ip verify source", "ipv6 nd raguard role host", "stp region-configuration",
     "instance {v} vlan {v} to 6", "undo instance {v}", "active region-configuration",
     "erps ring {n}", "port0 interface GigabitEthernet1/0/{n}", "instance 1", "instance enable",
     "node-role owner rpl port0", "control-vlan {v}", "keychain k mode absolute", "key {v}",
     "key-string plain secret{v}", "vrrp vrid {v} virtual-ip 10.0.{o}.1",
     "vrrp ipv6 vrid {v} virtual-ip fe80::{v} link-local",
     "vrrp ipv6 vrid {v} virtual-ip 2001:db8::{v}", "vrrp vrid {v} priority 120", "bgp 64512",
     "peer 10.0.0.{v} as-number 6", "address-family ipv4 unicast", "peer 10.0.0.{v} enable",
     "undo peer 10.0.0.{v}", "network 10.{o}.0.0 16", "radius scheme r{n}",
     "primary authentication 10.0.0.{v}", "secondary authentication 10.0.0.{v}",
     "key authentication simple secret{v}", "undo key authentication", "domain name d{n}",
     "authentication login hwtacacs-scheme r{n} local", "authentication lan-access radius-scheme r",
     "qos trust dscp", "undo qos trust", "qos wrr weight", "undo qos wrr weight",
     "qos wrr {v} group sp", "qos wrr {v} group 1 weight {n}", "undo qos wrr {v}",
     "traffic behavior t{n}", "car cir 800", "undo car", "remark dscp ef", "qos policy q{n}",
     "classifier c behavior t{n}", "undo classifier c", "idle-timeout {v} 0", "line vty 0 63",
     "stp priority 4096", "ssh server acl 2999", "undo ssh server ipv6 acl",
     "ssh server ipv6 acl ipv6 2999", "ip prefix-list p index {v} permit 10.{o}.0.0 16",
     "pim", "ipv6 pim", "static-rp 10.0.0.{v}", "undo static-rp 10.0.0.{v}", "pim sm",
     "igmp version 3", "undo igmp version", "igmp-snooping", "igmp-snooping version 3", "ospf 1",
     "area {v}", "stub", "stub no-summary", "undo stub", "ntp-service unicast-server 10.0.0.{v}",
     "ntp-service unicast-server 10.0.0.{v} authentication-keyid {n}",
     "undo ntp-service unicast-server 10.0.0.{v}", "ntp-service reliable authentication-keyid {n}",
     "ntp-service authentication-keyid {n} authentication-mode hmac-sha-256 simple secret{v}",
     "undo ntp-service authentication-keyid {n}"],
)  # fmt: skip


@pytest.mark.parametrize("os", GRAMMARS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_what_a_device_shows_can_be_entered_on_an_empty_one(os: str, data: st.DataObject) -> None:
    typed = data.draw(st.lists(COMWARE_LINES if os == "comware7" else VRP_LINES, max_size=40))
    config = fresh(os)
    path: tuple[str, ...] = ()
    for line in typed:
        path = () if line == "#" else config.apply(path, line).path
        path = tuple(key for depth, key in enumerate(path) if _stands(config, path[: depth + 1]))
    twin = fresh(os)
    assert twin.load(config.text()) == []
    assert twin.text(salted=False) == config.text(salted=False)
    assert twin.same(config)


def _stands(config: Config, path: tuple[str, ...]) -> bool:
    return config.find(*path) is not None


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_every_line_of_every_view_is_reachable_by_its_own_pattern(grammar: Grammar) -> None:
    samples = {
        "<word>": "w", "<text>": "t t", "<vlan>": "5", "<vlans>": "5", "<vlan-range>": "5 to 6",
        "<vlans-listed>": "5",
        "<ipv4>": "10.0.0.1", "<mask>": "255.0.0.0", "<length4>": "8", "<ipv6>": "2001:db8::1",
        "<ipv6/len>": "2001:db8::/64", "<area>": "0.0.0.0", "<loopback>": "LoopBack0",
        "<null>": "NULL0", "<cipher>": "c", "<irreversible>": "c", "<h3c-cipher>": "c",
        "<h3c-hash>": "c", "<any>": "NULL0", "<rule4>": "permit ip", "<rule6>": "permit ipv6",
        "<basic4>": "permit", "<basic6>": "permit",
        "<svi>": "Vlan-interface5" if grammar.name == "comware7" else "Vlanif5",
        "<lag>": "Bridge-Aggregation1" if grammar.name == "comware7" else "Eth-Trunk1",
        "<port>": "GigabitEthernet1/0/1", "<server>": "2001:db8::1",
    }  # fmt: skip
    for name, view in grammar.views.items():
        for line in view.lines:
            typed = []
            for token in line.pattern.split():
                if token in samples:
                    typed.append(samples[token])
                elif token[0] == "<":
                    typed.append(token[1:-1].split("-")[0])
                elif token[0] == "{":
                    typed.append(token[1:-1].split("|")[-1])
                else:
                    typed.append(token)
            match = view.enter(" ".join(typed))
            assert getattr(match, "line", match) is line, (name, line.pattern, match)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64))
def test_ciphertext_is_new_each_time_and_is_taken_back(plain: str) -> None:
    for style in ("huawei", "irreversible", "h3c", "hash"):
        secret = Secret(plain, style)
        first, second = conceal(secret), conceal(secret)
        assert first != second
        assert plain == reveal(first, style) == reveal(second, style)
        assert " " not in first
        assert conceal(secret, salted=False) == conceal(secret, salted=False)


def test_entering_shown_ciphertext_again_changes_nothing() -> None:
    config, _ = entered("vrp8", "aaa", "local-user a password irreversible-cipher plain")
    shown = next(row for row in config.text().splitlines() if "local-user a" in row)
    assert "plain" not in shown
    assert not config.apply(("aaa",), shown.strip()).changed
    assert config.apply(("aaa",), "local-user a password irreversible-cipher other").changed
