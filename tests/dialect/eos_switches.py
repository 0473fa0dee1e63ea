"""Random switches as EOS configurations: the vocabulary of our templates."""

from collections.abc import Iterator

from parknet.render.cli import eos_rules, numbered
from tests.dialect.switches import MANAGEMENT_VLAN, TABLES, Port, Svi, Switch

TREATED = {"car cir 800": "police rate 800000 bps burst-size 256 kbytes",
           "car cir 8000": "police rate 8000000 bps burst-size 256 kbytes",
           "remark dscp ef": "set dscp 46", "remark dscp af41": "set dscp 34"}  # fmt: skip
POLICIES = {
    "parknet-video": "set dscp 34",
    "parknet-rate-8000000": "police rate 8000000 bps burst-size 256 kbytes",
    "parknet-rate-16000000": "police rate 16000000 bps burst-size 256 kbytes",
}
# A line of another maker's switch, and what EOS says for it.
GUARDS = {
    "dot1x": ("dot1x pae authenticator", "dot1x port-control auto"),
    "mac-authentication": ("dot1x mac based authentication",),
    "undo lldp enable": ("no lldp transmit", "no lldp receive"),
    "undo stp enable": ("spanning-tree bpdufilter enable",),
    "arp detection trust": ("spanning-tree bpduguard enable",),
}
STREAMS = {
    "pim sm": "pim ipv4 sparse-mode",
    "pim ipv6 sm": "pim ipv6 sparse-mode",
    "mld enable": "mld",
}


def eos(switch: Switch) -> str:
    """Return a switch as EOS shows it and as our templates write it."""
    return "\n".join(
        [*_system(switch), *_lower(switch), *_upper(switch), *switch.extra, "!", "end", ""]
    )


def _system(switch: Switch) -> Iterator[str]:
    yield from ("mld snooping", "!", "hostname sw", "!")
    yield from (f"logging host 10.9.0.{host}" for host in switch.hosts)
    yield from ("!", "ntp authenticate", "ntp authentication-key 2 sha1 <<secret:ntp>>")
    yield "ntp trusted-key 2"
    for server in switch.times:
        address, *key = server.split()
        yield f"ntp server {address}{' key 2' if key else ''}"
    yield from ("!", "aaa authorization exec default local", "!")
    yield "username park privilege 15 role network-admin secret sha512 <<secret:ssh-password>>"
    yield from ("!", "management ssh", "   idle-timeout 10", "   no shutdown", "!")
    yield from ("snmp-server view view iso included", "snmp-server group park v3 priv read view")
    yield (
        "snmp-server user park park v3 auth sha256 <<secret:snmp-auth>> "
        "priv aes <<secret:snmp-priv>>"
    )
    yield from ("!", "spanning-tree mode mstp", "!")
    for table in _tables(switch):
        yield from (f"vrf instance {table}", "!")
    for vlan, name in switch.vlans.items():
        yield from (f"vlan {vlan}", *([f"   name {name}"] if name else []), "!")
    used = {line.split()[1] for svi in switch.svis.values() for line in svi.streams
            if line.startswith("traffic-policy")}  # fmt: skip
    for name in sorted(used):
        yield from (f"policy-map type quality-of-service {name}", "   class class-default")
        yield from (f"      {POLICIES[name]}", "!")
    for vlan, treatment in switch.marked.items():
        yield from (f"policy-map type quality-of-service parknet-{vlan}", "   class class-default")
        yield from (f"      {TREATED[treatment]}", "!")


def _tables(switch: Switch) -> list[str]:
    return sorted({svi.vrf for svi in switch.svis.values()} - {""})


def _described(description: str) -> list[str]:
    return [f"   description {description}"] if description else []


def _trunk(tagged: tuple[int, ...], native: int) -> Iterator[str]:
    if native != 1:
        yield f"   switchport trunk native vlan {native}"
    yield f"   switchport trunk allowed vlan {','.join(map(str, tagged)) or 'none'}"
    yield "   switchport mode trunk"


def _port(port: Port) -> Iterator[str]:
    if port.kind == "access":
        yield from (f"   switchport access vlan {port.vlan}", "   poe disabled")
        yield "   spanning-tree portfast"
    elif port.kind == "trunk":
        yield from _trunk(port.tagged, port.native)
    elif port.kind == "voice":
        yield f"   switchport trunk native vlan {port.native}"
        yield from (f"   switchport phone vlan {port.vlan}", "   switchport phone trunk tagged")
        yield "   switchport mode trunk phone"
    elif port.kind == "member":
        yield f"   channel-group {port.lag} mode active"
    elif port.kind == "spare":
        yield "   shutdown"
    if port.believed and port.kind != "member":
        yield "   qos trust dscp"
    for number in range(1, 2 * port.queues, 2):
        yield from (f"   tx-queue {number}", f"      bandwidth percent {port.queues}0")
        yield from ("      no priority", "   !")
    for guard in port.guards if port.kind not in ("member", "spare") else ():
        yield from (f"   {line}" for line in GUARDS.get(guard, ()))
        word, _, number = guard.rpartition(" ")
        if word == "broadcast-suppression":
            yield f"   storm-control broadcast level {number}"
        elif word == "mac-address max-mac-count":
            yield "   switchport port-security violation protect"
            yield f"   switchport port-security mac-address maximum {number}"


def _lower(switch: Switch) -> Iterator[str]:
    for number, lag in switch.lags.items():
        yield from (f"interface Port-Channel{number}", *_described(lag.description))
        yield from (*_trunk(lag.tagged, lag.native), "!")
    for index, port in enumerate(switch.ports):
        yield from (f"interface Ethernet{index + 1}", *_described(port.description))
        yield from (*_port(port), "!")
    for vlan, svi in switch.svis.items():
        yield from (f"interface Vlan{vlan}", *(f"   {line}" for line in _svi(svi, vlan)), "!")


def _svi(svi: Svi, vlan: int) -> Iterator[str]:
    if svi.vrf:
        yield f"vrf {svi.vrf}"
    yield f"ip address 10.0.{svi.subnet}.{2 if vlan == MANAGEMENT_VLAN else svi.host}/24"
    yield from (f"ip helper-address 10.9.0.{relay}" for relay in svi.relays)
    if svi.has_ipv6:
        yield from (f"ipv6 address 2001:db8:0:{svi.subnet}::{svi.host}/64",)
        yield "ipv6 nd other-config-flag"
    else:
        yield "ipv6 nd ra disabled all"
    if svi.filter4:
        yield f"ip access-group {svi.filter4} in"
    if svi.filter6:
        yield f"ipv6 access-group {svi.filter6} in"
    if svi.routes:
        yield from ("ip ospf network point-to-point", "ip ospf area 0.0.0.0")
        yield f"ipv6 ospf {TABLES.get(svi.vrf, 1)} area 0.0.0.0"
    if "ospf bfd enable" in svi.extra:
        yield from ("bfd interval 300 min-rx 300 multiplier 3", "ip ospf neighbor bfd")
    for line in svi.streams:
        if line in STREAMS:
            yield STREAMS[line]
        elif line.startswith("traffic-policy"):
            _, name, way = line.split()
            yield f"service-policy type qos {way.removesuffix('bound')}put {name}"
    for line in svi.extra:
        words = line.split()
        if words[:2] == ["vrrp", "vrid"]:
            kind = "priority-level" if words[3] == "priority" else "ipv4"
            yield f"vrrp 1 {kind} {words[4]}"
            yield from ["vrrp 1 ipv4 version 3"] if kind == "ipv4" else []
        elif words[:2] == ["vrrp", "ipv6"] and "link-local" in words:
            yield f"vrrp 1 ipv6 {words[5]}"


def _upper(switch: Switch) -> Iterator[str]:
    for plan in switch.plans:
        yield f"{'ip' if plan.version == 4 else 'ipv6'} access-list {plan.name}"
        yield from (f"   {line}" for line in numbered(eos_rules(plan)))
        yield "!"
    yield from ("ip routing", "!", "ipv6 unicast-routing", "!")
    for table in _tables(switch):
        yield from (f"ip routing vrf {table}", f"ipv6 unicast-routing vrf {table}", "!")
        for gateway in switch.gateways:
            hop = f"10.0.0.{25 + gateway}"
            yield f"ip route vrf {table} 0.0.0.0/0 egress-vrf default {hop}"
            yield f"ip route 10.7.{TABLES[table]}.0/24 egress-vrf {table} {hop}"
        yield f"ip route vrf {table} 10.0.0.0/8 Null0"
    yield from (f"ip route 0.0.0.0/0 10.0.0.{25 + gateway}" for gateway in switch.gateways)
    yield from ("!", "router pim sparse-mode", "   ipv4")
    yield from (f"      rp address {point}" for point in switch.points)
    yield from ("!", "router bgp 64512", "   router-id 10.255.0.1")
    yield "   no bgp default ipv4-unicast"
    for peer in switch.peers:
        yield f"   neighbor {peer} remote-as 64496"
        yield f"   neighbor {peer} description carrier"
    for version, prefix in (("4", "10.0.0.0/8"), ("6", "2001:db8::/32")):
        yield from ("   !", f"   address-family ipv{version}")
        for peer in switch.peers:
            if (":" in peer) == (version == "6"):
                yield f"      neighbor {peer} activate"
                yield f"      neighbor {peer} prefix-list parknet-x out"
        yield f"      network {prefix}"
    yield "!"
    if switch.peers:
        yield from ("ip prefix-list parknet-x seq 10 permit 10.0.0.0/8", "!")
    if any(svi.routes for svi in switch.svis.values()):
        yield from _processes(switch, 1, "")
    for table in _tables(switch):
        yield from _processes(switch, TABLES[table], table)


def _processes(switch: Switch, number: int, table: str) -> Iterator[str]:
    for kind in ("ipv6 router ospf", "router ospf"):
        yield f"{kind} {number}" + (f" vrf {table}" if table else "")
        yield "   router-id 10.255.0.1"
        for vlan in switch.passive:
            if switch.svis[vlan].vrf == table:
                yield f"   passive-interface Vlan{vlan}"
        if switch.stub and not table:
            yield f"   area 0.0.0.3 {switch.stub}"
        yield "!"
