"""Random switches as configuration texts of either platform: the vocabulary of our templates."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from hypothesis import strategies as st

from parknet.model.policy import FilterPlan, FilterRule
from parknet.render.vrp import vrp_rules

VLANS = (10, 11, 12, 20, 30, 100)
PORTS = 6
MANAGEMENT_VLAN = 100


@dataclass(frozen=True)
class Port:
    kind: str  # access, trunk, voice, member, spare, plain
    vlan: int = 10
    tagged: tuple[int, ...] = ()
    native: int = 1
    lag: int = 1
    description: str = ""
    guards: tuple[str, ...] = ()  # lines of Comware
    queues: int = 0  # which of QUEUES
    believed: bool = False


@dataclass(frozen=True)
class Lag:
    tagged: tuple[int, ...]
    native: int
    description: str
    believed: bool = False


@dataclass(frozen=True)
class Svi:
    host: int
    subnet: int
    has_ipv6: bool
    relays: tuple[int, ...]
    routes: bool
    filter4: str = ""
    filter6: str = ""
    extra: tuple[str, ...] = ()  # lines of Comware
    streams: tuple[str, ...] = ()  # lines of VRP
    vrf: str = ""


TABLES = {"tenant-a": 2, "tenant-b": 3}  # with the numbers of their processes


@dataclass(frozen=True)
class Switch:
    """What one switch is to be; `extra` are lines that no template writes."""

    vlans: dict[int, str]
    ports: tuple[Port, ...]
    lags: dict[int, Lag]
    svis: dict[int, Svi]
    gateways: tuple[int, ...]
    hosts: tuple[int, ...]
    passive: tuple[int, ...] = ()
    plans: tuple[FilterPlan, ...] = ()
    filters: dict[int, tuple[str, ...]] = field(default_factory=dict)  # by VLAN of its interface
    extra: tuple[str, ...] = field(default=())
    checked: tuple[int, ...] = ()  # VLANs with ARP detection
    peers: tuple[str, ...] = ()
    marked: dict[int, str] = field(default_factory=dict)  # by VLAN, what becomes of its traffic
    snooped: tuple[int, ...] = ()
    times: tuple[str, ...] = ()
    points: tuple[str, ...] = ()  # where streams meet
    stub: str = ""


DESCRIPTIONS = st.sampled_from(
    ["", "b03/1F-001", "3%23%E5%8E%82", 'say "hi" {0} %s \\n', "spare  two", "undo shutdown", "-"]
)
SOME_VLANS = st.lists(st.sampled_from(VLANS), unique=True).map(lambda it: tuple(sorted(it)))

RULES = st.lists(
    st.sampled_from(
        [
            "permit tcp source 10.0.1.0 0.0.0.255 destination 10.0.2.5 0 destination-port eq 443",
            "permit tcp destination-port range 80 81",
            "permit tcp destination-port eq 80",
            "permit udp source-port eq 53 destination 10.0.2.0 0.0.0.255",
            "permit tcp established",
            "permit icmp icmp-type 8 0",
            "deny ip source 10.0.3.0 0.0.0.255 logging",
            "permit ip destination 10.0.4.0 0.0.3.255",
        ]
    ),
    unique=True,
    max_size=8,
).map(tuple)

# What guards a Comware port: one line, or none, of each.
GUARDS = (
    ("broadcast-suppression 5", "broadcast-suppression 10"),
    ("mac-address max-mac-count 4", "mac-address max-mac-count 8"),
    ("dhcp snooping trust", "dhcp snooping binding record"),
    ("ipv6 nd raguard role host", "ipv6 nd raguard role router"),
    ("ipv6 dhcp guard apply policy parknet",),
    ("ip verify source ip-address mac-address",),
    ("ipv6 verify source ip-address mac-address",),
    ("dot1x",),
    ("dot1x mandatory-domain parknet", "dot1x mandatory-domain other"),
    ("mac-authentication",),
    ("mac-authentication domain parknet",),
    ("mac-authentication parallel-with-dot1x",),
    ("port-security authentication open",),
    ("arp detection trust",),
    ("undo lldp enable",),
    ("undo stp enable",),
)
# How a port queues: in VRP, in Comware.
QUEUES = (
    ((), ()),
    (
        ("qos pq 5 to 7 drr 0 to 4", "qos queue 0 drr weight 60", "qos queue 4 drr weight 40"),
        ("qos wrr weight", "qos wrr 2 group 1 weight 9", "qos wrr 5 group sp"),
    ),
    (
        ("qos pq 6 to 7 drr 0 to 5", "qos queue 4 drr weight 20"),
        ("qos wrr weight", "qos wrr 2 group sp", "qos wrr 4 group 1 weight 6"),
    ),
)
GROUP = "vrrp ipv6 vrid 1 virtual-ip"
# What else a Comware interface of a VLAN may have; `;` between lines that go together.
GATEWAYS = (
    ("vrrp vrid 1 virtual-ip 10.99.0.1", "vrrp vrid 1 virtual-ip 10.99.0.1;vrrp vrid 1 priority 9"),
    (
        f"{GROUP} fe80::1 link-local",
        f"{GROUP} fe80::1 link-local;{GROUP} 2001:db8:9::1;vrrp ipv6 vrid 1 priority 120",
        f"{GROUP} fe80::2 link-local;{GROUP} 2001:db8:9::1",
    ),
    ("ospf bfd enable", "ospf bfd enable;ospfv3 bfd enable"),
    ("ospf authentication-mode keychain a", "ospf authentication-mode keychain b"),
    ("ospfv3 authentication-mode keychain a",),
    ("ipv6 nd ra dns server 2001:db8::53 sequence 1",),
    ("pim dm;igmp enable", "igmp enable", "pim sm;igmp enable;igmp version 3"),
    ("ipv6 pim dm;mld enable", "ipv6 pim sm;mld enable;mld version 2"),
)
# What a VRP interface of a VLAN may have.
STREAMS = (
    ("pim sm", "pim sm;igmp enable", "pim sm;igmp enable;igmp version 3", "igmp enable"),
    ("pim ipv6 sm", "pim ipv6 sm;mld enable"),
    (
        "traffic-policy parknet-video inbound",
        "traffic-policy parknet-rate-8000000 inbound;traffic-policy parknet-rate-8000000 outbound",
        "traffic-policy parknet-rate-16000000 inbound",
    ),
)
COLOURS = "green pass yellow pass red discard"
POLICIES = {"parknet-video": (" remark dscp af41", " remark local-precedence af4")} | {
    f"parknet-rate-{rate}000": (
        f" car cir {rate} pir {rate} cbs {rate * 125} pbs {rate * 125} {COLOURS}",
    )
    for rate in (8000, 16000)
}
TIME_KEY = "authentication-keyid 3"
TIMES = ("", "10.9.0.30", "10.9.0.30 authentication-keyid 3", "10.9.0.31 authentication-keyid 3")
POINTS = ((), ("10.99.9.1",), ("10.99.9.2",))


def some(groups: tuple[tuple[str, ...], ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Return lines, at most one choice of each group."""
    each = st.tuples(*(st.sampled_from(("", *group)) for group in groups))
    return each.map(lambda chosen: tuple(line for line in ";".join(chosen).split(";") if line))


INSIDE = IPv4Network("10.1.0.0/16")
HOST = IPv4Network("10.9.0.10/32")
INSIDE6 = IPv6Network("2001:db8:1::/48")
PLANNED = {
    4: [
        FilterRule("permit", "tcp", INSIDE, HOST, None, (80, 80)),
        FilterRule("permit", "tcp", INSIDE, HOST, None, (8000, 8080)),
        FilterRule("permit", "tcp", None, INSIDE, (443, 443), None, established=True),
        FilterRule("permit", "udp", INSIDE, HOST, None, (53, 53)),
        FilterRule("permit", "icmp", icmp_type=8, icmp_code=0),
        FilterRule("deny", "ip", INSIDE, INSIDE, log=True),
        FilterRule("permit", "ip", INSIDE),
    ],
    6: [
        FilterRule("permit", "tcp", INSIDE6, None, None, (22, 23)),
        FilterRule("permit", "icmp", icmp_type=2),
        FilterRule("permit", "icmp", INSIDE6, icmp_type=128, icmp_code=0),
        FilterRule("deny", "ip", None, INSIDE6, log=True),
        FilterRule("permit", "ip", INSIDE6),
    ],
}
FILTER_NAMES = {"from-a-4": 4, "from-b-4": 4, "from-a-6": 6}


@st.composite
def filter_plans(draw: st.DrawFn) -> tuple[FilterPlan, ...]:
    names = draw(st.lists(st.sampled_from(sorted(FILTER_NAMES)), unique=True))
    return tuple(
        FilterPlan(
            name,
            3000 + sorted(FILTER_NAMES).index(name),
            FILTER_NAMES[name],
            tuple(draw(st.lists(st.sampled_from(PLANNED[FILTER_NAMES[name]]), unique=True))),
        )
        for name in sorted(names)
    )


@st.composite
def switches(draw: st.DrawFn) -> Switch:
    vlans = dict.fromkeys(draw(SOME_VLANS), "") | {MANAGEMENT_VLAN: "management"}
    for vlan in vlans:
        vlans[vlan] = vlans[vlan] or draw(st.sampled_from(["", "office", "iot"]))
    existing = st.sampled_from(sorted(vlans))
    tagged = st.lists(existing, unique=True).map(lambda it: tuple(sorted(it)))
    native = st.sampled_from([1, *sorted(vlans)])
    lags = draw(
        st.dictionaries(
            st.integers(1, 2),
            st.builds(Lag, tagged, native, DESCRIPTIONS, st.booleans()),
            max_size=2,
        )
    )
    kinds = ["access", "trunk", "voice", "spare", "plain", *(["member"] if lags else [])]
    ports = []
    for _ in range(PORTS):
        ports.append(
            Port(
                kind=draw(st.sampled_from(kinds)),
                vlan=draw(existing),
                tagged=draw(tagged),
                native=draw(native),
                lag=draw(st.sampled_from(sorted(lags))) if lags else 1,
                description=draw(DESCRIPTIONS),
                guards=draw(some(GUARDS)),
                queues=draw(st.sampled_from(range(len(QUEUES)))),
                believed=draw(st.booleans()),
            )
        )
    numbers = sorted({MANAGEMENT_VLAN, *draw(st.lists(existing, max_size=3))})
    subnets = draw(st.permutations(range(1, 8)))
    filtered = draw(filter_plans())
    names = {
        version: st.sampled_from(["", *(f.name for f in filtered if f.version == version)])
        for version in (4, 6)
    }
    svis = {
        vlan: Svi(
            host=draw(st.integers(1, 3)),
            # Management keeps its subnet, so that a test can see whether it is ever lost.
            subnet=0 if vlan == MANAGEMENT_VLAN else subnets[index],
            has_ipv6=draw(st.booleans()),
            relays=tuple(sorted(draw(st.sets(st.integers(10, 12), max_size=2)))),
            routes=draw(st.booleans()),
            filter4=draw(names[4]),
            filter6=draw(names[6]),
            extra=draw(some(GATEWAYS)),
            streams=draw(some(STREAMS)),
            vrf="" if vlan == MANAGEMENT_VLAN else draw(st.sampled_from(["", *TABLES])),
        )
        for index, vlan in enumerate(numbers)
    }
    return Switch(
        vlans=vlans,
        ports=tuple(ports),
        lags=lags,
        svis=svis,
        gateways=tuple(sorted(draw(st.sets(st.integers(1, 4), min_size=1, max_size=2)))),
        hosts=tuple(sorted(draw(st.sets(st.integers(10, 13), max_size=3)))),
        passive=tuple(vlan for vlan in numbers if svis[vlan].routes and draw(st.booleans())),
        plans=filtered,
        filters={vlan: draw(RULES) for vlan in numbers if draw(st.booleans())},
        checked=draw(tagged),
        snooped=draw(tagged),
        times=tuple(filter(None, [draw(st.sampled_from(TIMES))])),
        points=draw(st.sampled_from(POINTS)),
        stub=draw(st.sampled_from(["", "stub", "stub no-summary"])),
        peers=draw(st.sampled_from([(), ("10.8.0.1",), ("10.8.0.1", "2001:db8:8::1")])),
        marked={
            vlan: draw(
                st.sampled_from(
                    ["car cir 800", "car cir 8000", "remark dscp ef", "remark dscp af41"]
                )
            )
            for vlan in draw(tagged)
        },
    )


def _tables(switch: Switch) -> list[str]:
    """Return the routing tables that interfaces are in, beside the global one."""
    return sorted({svi.vrf for svi in switch.svis.values()} - {""})


def _passive(switch: Switch, table: str) -> list[int]:
    return [vlan for vlan in switch.passive if switch.svis[vlan].vrf == table]


def _bound(svi: Svi) -> list[str]:
    return [f" ip binding vpn-instance {svi.vrf}"] if svi.vrf else []


def _address(svi: Svi, vlan: int) -> str:
    host = 2 if vlan == MANAGEMENT_VLAN else svi.host
    return f" ip address 10.0.{svi.subnet}.{host} 255.255.255.0"


def vrp(switch: Switch, is_two_stage: bool = False) -> str:
    numbers = " ".join(str(vlan) for vlan in sorted(switch.vlans))
    out = ["#", "sysname sw", "#", f"vlan batch {numbers}", "#", "dhcp enable", "#", "ipv6", "#"]
    out += ["igmp-snooping enable", "mld-snooping enable", "#"]
    out += ["multicast routing-enable", "multicast ipv6 routing-enable", "#"]
    out += _vrp_traffic(switch, is_two_stage)
    for plan in switch.plans:
        kind = "advance" if is_two_stage else plan.number
        out += [f"acl {'ipv6 ' if plan.version == 6 else ''}name {plan.name} {kind}"]
        out += [*(f" rule {rule}" for rule in vrp_rules(plan)), "#"]
    for vlan, description in switch.vlans.items():
        snoops = [" igmp-snooping enable", " igmp-snooping version 3", " mld-snooping enable"]
        inside = [*_described(description), *(snoops if vlan in switch.snooped else [])]
        if inside:
            out += [f"vlan {vlan}", *inside, "#"]
    for table in _tables(switch):
        family = f"  route-distinguisher 64512:{TABLES[table]}"
        out += [f"ip vpn-instance {table}", " ipv4-family", family, " ipv6-family", family, "#"]
    for vlan, svi in switch.svis.items():
        out += [f"interface Vlanif{vlan}", *_bound(svi), _address(svi, vlan)]
        out += [f" {line}" for line in svi.streams]
        if svi.has_ipv6:
            out += [" ipv6 enable", f" ipv6 address 2001:db8:0:{svi.subnet}::{svi.host}/64"]
            out += [" undo ipv6 nd ra halt", " ipv6 nd autoconfig other-flag"]
        if svi.routes:
            number = TABLES.get(svi.vrf, 1)
            out += [f" ospf enable {number} area 0.0.0.0", f" ospfv3 {number} area 0.0.0.0"]
            out += [" ospf network-type p2p"]
        if svi.relays:
            out += [" dhcp select relay"]
            out += [f" dhcp relay server-ip 10.9.0.{relay}" for relay in svi.relays]
        for kind, name in (("", svi.filter4), ("ipv6 ", svi.filter6)):
            if name and is_two_stage:
                out += [f" traffic-filter acl {kind}{name} inbound"]
            elif name:
                out += [f" traffic-filter inbound acl {kind}name {name}"]
        out += ["#"]
    for number, lag in switch.lags.items():
        out += [f"interface Eth-Trunk{number}", *_described(lag.description)]
        out += [*_vrp_trunk(lag.tagged, lag.native), " mode lacp"]
        out += [*([" trust dscp"] if lag.believed else []), "#"]
    for index, port in enumerate(switch.ports):
        out += [f"interface GigabitEthernet0/0/{index + 1}", *_described(port.description)]
        if port.kind == "access":
            out += [" port link-type access", f" port default vlan {port.vlan}"]
            out += [" stp edged-port enable", " undo poe enable"]
        elif port.kind == "trunk":
            out += _vrp_trunk(port.tagged, port.native)
        elif port.kind == "voice":
            out += _vrp_trunk(tuple(sorted({port.vlan, port.native} - {1})), port.native)
            out += [f" voice-vlan {port.vlan} enable"]
        elif port.kind == "member":
            out += [f" eth-trunk {port.lag}"]
        elif port.kind == "spare":
            out += [" shutdown"]
        out += [" trust dscp"] if port.believed and port.kind != "member" else []
        out += [*(f" {line}" for line in QUEUES[port.queues][0]), "#"]
    if any(svi.routes for svi in switch.svis.values()):
        out += ["ospf 1 router-id 10.255.0.1"]
        out += [f" silent-interface Vlanif{vlan}" for vlan in _passive(switch, "")]
        stub = [" area 0.0.0.3", *([f"  {switch.stub}"] if switch.stub else [])]
        out += [" area 0.0.0.0", *stub, "#", "ospfv3 1", " router-id 10.255.0.1", *stub, "#"]
    for table in _tables(switch):
        number = TABLES[table]
        quiet = [f" silent-interface Vlanif{vlan}" for vlan in _passive(switch, table)]
        out += [f"ospf {number} router-id 10.255.0.1 vpn-instance {table}", *quiet]
        out += [" vpn-instance-capability simple", " area 0.0.0.0", "#"]
        out += [f"ospfv3 {number} vpn-instance {table}", " router-id 10.255.0.1", *quiet]
        out += [" vpn-instance-capability simple", "#"]
        for gateway in switch.gateways:
            hop = f"10.0.0.{25 + gateway}"
            out += [f"ip route-static vpn-instance {table} 0.0.0.0 0.0.0.0 {hop} public"]
            out += [f"ip route-static 10.7.{number}.0 255.255.255.0 vpn-instance {table} {hop}"]
            out += [f"ipv6 route-static 2001:db8:{number}:: 48 vpn-instance {table} 2001:db8::1"]
        out += [f"ip route-static vpn-instance {table} 10.0.0.0 255.0.0.0 NULL0"]
        out += [f"ipv6 route-static vpn-instance {table} :: 0 2001:db8::1 public", "#"]
    out += ["pim", *(f" static-rp {point}" for point in switch.points), "#"]
    out += ["ntp-service authentication enable"]
    out += [f"ntp-service {TIME_KEY} authentication-mode hmac-sha256 cipher <<secret:ntp>>"]
    out += [f"ntp-service reliable {TIME_KEY}"]
    out += [*(f"ntp-service unicast-server {server}" for server in switch.times), "#"]
    out += [f"ip route-static 0.0.0.0 0.0.0.0 10.0.0.{25 + gateway}" for gateway in switch.gateways]
    out += ["#", "snmp-agent", "snmp-agent sys-info version v3"]
    out += ["snmp-agent mib-view included view iso"]
    out += ["snmp-agent group v3 park privacy read-view view", "snmp-agent usm-user v3 park"]
    out += ["snmp-agent usm-user v3 park group park"]
    user = "snmp-agent usm-user v3 park"
    out += [f"{user} authentication-mode sha2-256 cipher <<secret:snmp-auth>>"]
    out += [f"{user} privacy-mode aes128 cipher <<secret:snmp-priv>>", "#", "aaa"]
    out += [" local-user park password irreversible-cipher <<secret:ssh-password>>"]
    out += [" local-user park privilege level 15", " local-user park service-type ssh", "#"]
    out += [f"info-center loghost 10.9.0.{host}" for host in switch.hosts]
    out += ["#", *switch.extra, "#", "return"]
    return "\n".join(out) + "\n"


def _vrp_traffic(switch: Switch, is_two_stage: bool) -> list[str]:
    used = {line.split()[1] for svi in switch.svis.values() for line in svi.streams
            if line.startswith("traffic-policy")}  # fmt: skip
    out = []
    if used:
        kind = "type or" if is_two_stage else "operator or"
        out += [f"traffic classifier parknet-any {kind}", " if-match any", "#"]
    for name in sorted(used):
        lines = [
            f"{line.split(' pir ')[0]} kbps" if is_two_stage and " car " in line else line
            for line in POLICIES[name]
        ]
        out += [f"traffic behavior {name}", *lines, "#"]
    for name in sorted(used):
        out += [f"traffic policy {name}" + ("" if is_two_stage else " match-order config")]
        place = " precedence 5" if is_two_stage else ""
        out += [f" classifier parknet-any behavior {name}{place}", "#"]
    return out


def vrp8(switch: Switch) -> str:
    """VRP 8 has IPv6 on without saying so."""
    return vrp(switch, is_two_stage=True).replace("#\nipv6\n#", "#")


def comware(switch: Switch) -> str:
    out = ["#", " sysname sw", "#", " dhcp enable", "#"]
    for vlan, description in switch.vlans.items():
        out += [f"vlan {vlan}", *_described(description)]
        out += [" arp detection enable"] if vlan in switch.checked else []
        if vlan in switch.snooped:
            out += [" igmp-snooping enable", " igmp-snooping version 3", " mld-snooping enable"]
        out += ["#"]
    for number, lag in switch.lags.items():
        out += [f"interface Bridge-Aggregation{number}", *_described(lag.description)]
        out += [*_comware_trunk(lag.tagged, lag.native), " link-aggregation mode dynamic", "#"]
    for index, port in enumerate(switch.ports):
        out += [f"interface GigabitEthernet1/0/{index + 1}", *_described(port.description)]
        if port.kind == "access":
            out += [f" port access vlan {port.vlan}"] if port.vlan != 1 else []
            out += [" stp edged-port", " poe enable"]
        elif port.kind == "trunk":
            out += _comware_trunk(port.tagged, port.native)
        elif port.kind == "voice":
            out += _comware_trunk(tuple(sorted({port.vlan, port.native} - {1})), port.native)
            out += [" undo voice-vlan mode auto", f" voice-vlan {port.vlan} enable"]
        elif port.kind == "member":
            lag = switch.lags[port.lag]
            out += _comware_trunk(lag.tagged, lag.native)
            out += [f" port link-aggregation group {port.lag}"]
        elif port.kind == "spare":
            out += [" shutdown"]
        out += [f" {line}" for line in port.guards if port.kind not in ("member", "spare")]
        out += [" qos trust dscp"] if port.believed else []
        out += [f" {line}" for line in QUEUES[port.queues][1]]
        out += ["#"]
    for table in _tables(switch):
        out += [f"ip vpn-instance {table}", f" route-distinguisher 64512:{TABLES[table]}", "#"]
    for vlan, svi in switch.svis.items():
        out += [f"interface Vlan-interface{vlan}", *_bound(svi), _address(svi, vlan)]
        if svi.has_ipv6:
            out += [f" ipv6 address 2001:db8:0:{svi.subnet}::{svi.host}/64"]
            out += [" undo ipv6 nd ra halt", " ipv6 nd autoconfig other-flag"]
        if svi.routes:
            number = TABLES.get(svi.vrf, 1)
            out += [f" ospf {number} area 0.0.0.0", f" ospfv3 {number} area 0.0.0.0"]
            out += [" ospf network-type p2p"]
        if svi.relays:
            out += [" dhcp select relay"]
            out += [f" dhcp relay server-address 10.9.0.{relay}" for relay in svi.relays]
        out += [f" {line}" for line in svi.extra]
        if vlan in switch.filters:
            out += [f" packet-filter name in-{vlan} inbound"]
        out += ["#"]
    if any(svi.routes for svi in switch.svis.values()):
        out += ["ospf 1 router-id 10.255.0.1"]
        out += [f" silent-interface Vlan-interface{vlan}" for vlan in _passive(switch, "")]
        areas = [" area 0.0.0.0", " area 0.0.0.3", *([f"  {switch.stub}"] if switch.stub else [])]
        out += [*areas, "#", "ospfv3 1", " router-id 10.255.0.1", *areas, "#"]
    for table in _tables(switch):
        number = TABLES[table]
        quiet = [f" silent-interface Vlan-interface{vlan}" for vlan in _passive(switch, table)]
        out += [f"ospf {number} router-id 10.255.0.1 vpn-instance {table}", *quiet]
        out += [" vpn-instance-capability simple", " area 0.0.0.0", "#"]
        out += [f"ospfv3 {number} vpn-instance {table}", " router-id 10.255.0.1", *quiet]
        out += [" vpn-instance-capability simple", " area 0.0.0.0", "#"]
        for gateway in switch.gateways:
            hop = f"10.0.0.{25 + gateway}"
            out += [f" ip route-static vpn-instance {table} 0.0.0.0 0 {hop} public"]
            out += [f" ip route-static 10.7.{number}.0 24 vpn-instance {table} {hop}"]
            out += [f" ipv6 route-static 2001:db8:{number}:: 48 vpn-instance {table} 2001:db8::1"]
        out += [f" ip route-static vpn-instance {table} 10.0.0.0 8 NULL0"]
        out += [f" ipv6 route-static vpn-instance {table} :: 0 2001:db8::1 public", "#"]
    out += ["pim", *(f" static-rp {point}" for point in switch.points), "#"]
    out += [" ntp-service authentication enable"]
    out += [f" ntp-service {TIME_KEY} authentication-mode hmac-sha-256 cipher <<secret:ntp>>"]
    out += [f" ntp-service reliable {TIME_KEY}"]
    out += [*(f" ntp-service unicast-server {server}" for server in switch.times), "#"]
    out += ["#", *_comware_bgp(switch.peers)]
    for vlan, treatment in switch.marked.items():
        out += [f"traffic behavior parknet-{vlan}", f" {treatment}"]
        out += [" remark local-precedence 4"] if treatment.endswith("af41") else []
        out += ["#"]
        out += [f"qos policy parknet-{vlan}", f" classifier all behavior parknet-{vlan}", "#"]
        out += [f" qos vlan-policy parknet-{vlan} vlan {vlan} inbound", "#"]
    for vlan, rules in switch.filters.items():
        out += [f"acl advanced name in-{vlan}"]
        out += [f" rule {5 * place} {rule}" for place, rule in enumerate(rules, 1)]
        out += [" rule 65534 deny ip", "#"]
    out += [f" ip route-static 0.0.0.0 0 10.0.0.{25 + gateway}" for gateway in switch.gateways]
    out += ["#", " snmp-agent", " snmp-agent sys-info version v3"]
    out += [" snmp-agent mib-view included view iso"]
    out += [" snmp-agent group v3 park privacy read-view view"]
    out += [
        (
            " snmp-agent usm-user v3 park park simple authentication-mode sha256 "
            "<<secret:snmp-auth>> privacy-mode aes128 <<secret:snmp-priv>>"
        )
    ]
    out += ["#", "local-user park class manage", " password simple <<secret:ssh-password>>"]
    out += [" service-type ssh", " authorization-attribute user-role network-admin", "#"]
    out += [f" info-center loghost 10.9.0.{host}" for host in switch.hosts]
    out += ["#", *switch.extra, "#", "return"]
    return "\n".join(out) + "\n"


def _comware_bgp(peers: tuple[str, ...]) -> list[str]:
    out = ["bgp 64512", " router-id 10.255.0.1"]
    for peer in peers:
        out += [f" peer {peer} as-number 64496", f" peer {peer} description carrier"]
    for version, family in (("4", "10.0.0.0 255.0.0.0"), ("6", "2001:db8:: 32")):
        out += [" #", f" address-family ipv{version} unicast", f"  network {family}"]
        for peer in peers:
            if (":" in peer) == (version == "6"):
                out += [f"  peer {peer} enable", f"  peer {peer} prefix-list parknet-x export"]
    out += ["#"]
    if peers:
        out += [" ip prefix-list parknet-x index 10 permit 10.0.0.0 8", "#"]
    return out


def _described(description: str) -> list[str]:
    return [f" description {description}"] if description else []


def _vrp_trunk(tagged: tuple[int, ...], native: int) -> list[str]:
    out = [" port link-type trunk"]
    out += [f" port trunk pvid vlan {native}"] if native != 1 else []
    out += [" undo port trunk allow-pass vlan 1"]
    numbers = " ".join(str(vlan) for vlan in tagged)
    return [*out, f" port trunk allow-pass vlan {numbers}"] if tagged else out


def _comware_trunk(tagged: tuple[int, ...], native: int) -> list[str]:
    out = [" port link-type trunk", " undo port trunk permit vlan 1"]
    numbers = " ".join(str(vlan) for vlan in tagged)
    out += [f" port trunk permit vlan {numbers}"] if tagged else []
    return [*out, f" port trunk pvid vlan {native}"] if native != 1 else out
