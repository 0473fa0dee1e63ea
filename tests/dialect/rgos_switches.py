"""Random switches as configuration texts of RGOS: the vocabulary of its templates."""

from parknet.render.cli import ios_rules
from tests.dialect.switches import GROUP, MANAGEMENT_VLAN, TABLES, Port, Svi, Switch

# What a line of Comware that the strategies draw is on RGOS; lines that go together behind `;`.
GUARDS = {
    "broadcast-suppression 5": "storm-control broadcast level 5",
    "broadcast-suppression 10": "storm-control broadcast level 10",
    "mac-address max-mac-count 4": "switchport port-security maximum 4;switchport port-security",
    "mac-address max-mac-count 8": "switchport port-security maximum 8;"
    "switchport port-security violation restrict;switchport port-security",
    "dhcp snooping trust": "ip dhcp snooping trust",
    "ipv6 nd raguard role host": "spanning-tree bpduguard enable",
    "ipv6 nd raguard role router": "nd-snooping trust",
    "ip verify source ip-address mac-address": "ip verify source port-security",
    "ipv6 verify source ip-address mac-address": "ipv6 verify source port-security",
    "dot1x": "dot1x port-control auto",
    "mac-authentication": "dot1x mac-auth-bypass",
    "arp detection trust": "ip arp inspection trust",
    "undo lldp enable": "no lldp enable",
    "undo stp enable": "spanning-tree bpdufilter enable",
}
GATEWAYS = {
    "vrrp vrid 1 virtual-ip 10.99.0.1": "vrrp 1 ip 10.99.0.1",
    "vrrp vrid 1 priority 9": "vrrp 1 version 3;vrrp 1 priority 9",
    f"{GROUP} fe80::1 link-local": "vrrp 1 ipv6 fe80::1",
    f"{GROUP} fe80::2 link-local": "vrrp 1 ipv6 fe80::2",
    f"{GROUP} 2001:db8:9::1": "vrrp 1 ipv6 2001:db8:9::1",
    "vrrp ipv6 vrid 1 priority 120": "vrrp ipv6 1 priority 120",
    "ospf bfd enable": "bfd interval 300 min_rx 300 multiplier 3;ip ospf bfd",
    "ospfv3 bfd enable": "ipv6 ospf bfd",
    "ospf authentication-mode keychain a": "ip ospf authentication key-chain parknet-a",
    "ospf authentication-mode keychain b": "ip ospf authentication key-chain parknet-b",
    "pim dm": "ip pim sparse-mode",
    "pim sm": "ip pim sparse-mode",
    "igmp version 3": "ip igmp version 3",
    "ipv6 pim dm": "ipv6 pim sparse-mode",
    "ipv6 pim sm": "ipv6 pim sparse-mode",
}
STREAMS = {
    "traffic-policy parknet-video inbound": "service-policy input parknet-video",
    "traffic-policy parknet-rate-8000000 inbound": "service-policy input parknet-rate-8000000",
    "traffic-policy parknet-rate-8000000 outbound": "service-policy output parknet-rate-8000000",
    "traffic-policy parknet-rate-16000000 inbound": "service-policy input parknet-rate-16000000",
}
POLICIES = {
    "parknet-video": "  set ip dscp 34",
    "parknet-rate-8000000": "  police 8000 256 exceed-action drop",
    "parknet-rate-16000000": "  police 16000 256 exceed-action drop",
}


def _said(table: dict[str, str], lines: tuple[str, ...]) -> list[str]:
    found = [part for line in lines for part in table.get(line, "").split(";") if part]
    return [f" {line}" for line in dict.fromkeys(found)]


def _list(vlans: tuple[int, ...]) -> str:
    return ",".join(str(vlan) for vlan in vlans)


def _trunk(tagged: tuple[int, ...], native: int) -> list[str]:
    out = [" switchport mode trunk"]
    out += [f" switchport trunk native vlan {native}"] if native != 1 else []
    return [*out, f" switchport trunk allowed vlan only {_list(tagged or (MANAGEMENT_VLAN,))}"]


def _described(description: str) -> list[str]:
    return [f" description {description}"] if description else []


def _port(port: Port, switch: Switch) -> list[str]:
    out = _described(port.description)
    if port.kind == "access":
        out += [f" switchport access vlan {port.vlan}", " spanning-tree portfast", " poe enable"]
    elif port.kind == "trunk":
        out += _trunk(port.tagged, port.native)
    elif port.kind == "voice":
        out += [" switchport mode hybrid", f" switchport hybrid native vlan {port.native}"]
        out += [f" switchport hybrid allowed vlan untagged {port.native}"]
        out += [f" switchport hybrid allowed vlan tagged {port.vlan}", " voice vlan enable"]
    elif port.kind == "member":
        out += [f" port-group {port.lag} mode active"]
    elif port.kind == "spare":
        out += [" shutdown"]
    return out + ([] if port.kind in ("member", "spare") else _said(GUARDS, port.guards))


def _svi(vlan: int, svi: Svi) -> list[str]:
    out = [f"interface VLAN {vlan}", *([f" vrf forwarding {svi.vrf}"] if svi.vrf else [])]
    host = 2 if vlan == MANAGEMENT_VLAN else svi.host
    out += [f" ip address 10.0.{svi.subnet}.{host} 255.255.255.0"]
    out += [f" ip helper-address 10.9.0.{relay}" for relay in svi.relays]
    out += [f" ip access-group {svi.filter4} in"] if svi.filter4 else []
    out += [f" ipv6 traffic-filter {svi.filter6} in"] if svi.filter6 else []
    if svi.routes:
        out += [" ip ospf network point-to-point"]
    if svi.has_ipv6:
        out += [f" ipv6 address 2001:db8:0:{svi.subnet}::{svi.host}/64", " ipv6 enable"]
        out += [" no ipv6 nd suppress-ra", " ipv6 nd other-config-flag"]
    if svi.routes:
        out += [f" ipv6 ospf {TABLES.get(svi.vrf, 1)} area 0.0.0.0"]
    return [*out, *_said(GATEWAYS, svi.extra), *_said(STREAMS, svi.streams), "!"]


def _processes(switch: Switch) -> list[str]:
    out: list[str] = []
    for table in sorted({"", *(svi.vrf for svi in switch.svis.values())}):
        number = TABLES.get(table, 1)
        inside = {vlan: svi for vlan, svi in switch.svis.items() if svi.vrf == table}
        quiet = [f" passive-interface VLAN {vlan}" for vlan in switch.passive if vlan in inside]
        own = [" capability vrf-lite"] if table else []
        stub = [f" area 0.0.0.3 {switch.stub}"] if switch.stub else []
        name = f"{number} vrf {table}" if table else f"{number}"
        out += [f"router ospf {name}", " router-id 10.255.0.1", *own, *stub]
        out += [
            f" network 10.0.{svi.subnet}.0 0.0.0.255 area 0.0.0.{vlan % 2}"
            for vlan, svi in inside.items()
            if svi.routes
        ]
        out += [*quiet, "!", f"ipv6 router ospf {name}", " router-id 10.255.0.1", *own, *stub]
        out += [*quiet, "!"]
    return out


def _tabled_routes(switch: Switch) -> list[str]:
    out: list[str] = []
    for table in sorted({svi.vrf for svi in switch.svis.values()} - {""}):
        for gateway in switch.gateways:
            out += [f"ip route vrf {table} 0.0.0.0 0.0.0.0 10.0.0.{25 + gateway} global"]
            out += [f"ipv6 route 2001:db8:{gateway}::/48 2001:db8::1 nexthop-vrf {table}"]
        out += [f"ip route vrf {table} 10.0.0.0 255.0.0.0 Null 0"]
        out += [f"ipv6 route vrf {table} ::/0 2001:db8::1 nexthop-vrf default"]
    return out


def rgos(switch: Switch) -> str:
    out = ["!", "hostname sw", "!"]
    for table in sorted({svi.vrf for svi in switch.svis.values()} - {""}):
        out += [f"vrf definition {table}", " address-family ipv4", " exit-address-family"]
        out += [" address-family ipv6", " exit-address-family", "!"]
    out += ["aaa new-model", "aaa authentication login default local"]
    out += ["username park privilege 15 secret <<secret:ssh-password>>"]
    out += ["service password-encryption", "service dhcp"]
    out += [f"ip dhcp snooping vlan {_list(switch.snooped)}"] if switch.snooped else []
    out += ["ip dhcp snooping"] if switch.snooped else []
    out += [f"ip arp inspection vlan {_list(switch.checked)}"] if switch.checked else []
    out += ["spanning-tree mode rstp", "spanning-tree", "lldp enable"]
    out += ["enable service ssh-server", "no enable service telnet-server", "!"]
    out += [f"ip pim rp-address {point}" for point in switch.points]
    for vlan, description in switch.vlans.items():
        out += [f"vlan {vlan}", *([f" name {description}"] if description else []), "!"]
    used = {line.split()[1] for svi in switch.svis.values() for line in svi.streams
            if line.startswith("traffic-policy")}  # fmt: skip
    for name in sorted(used):
        out += [f"policy-map {name}", " class class-default", POLICIES[name], "!"]
    for plan in switch.plans:
        head = "ip access-list extended" if plan.version == 4 else "ipv6 access-list"
        rules = [*ios_rules(plan), f"deny {'ip' if plan.version == 4 else 'ipv6'} any any"]
        rules = list(dict.fromkeys(rules))
        out += [f"{head} {plan.name}"]
        out += [f" {10 * place} {rule}" for place, rule in enumerate(rules, 1)] + ["!"]
    for number, lag in switch.lags.items():
        out += [f"interface AggregatePort {number}", *_described(lag.description)]
        out += [*_trunk(lag.tagged, lag.native), "!"]
    for index, port in enumerate(switch.ports):
        out += [f"interface GigabitEthernet 0/{index + 1}", *_port(port, switch), "!"]
    for vlan, svi in switch.svis.items():
        out += _svi(vlan, svi)
    for name in ("parknet-a", "parknet-b"):
        out += [f"key chain {name}", " key 1", "  key-string <<secret:ntp>>", "!"]
    out += [*_processes(switch), "router bgp 64512", " bgp router-id 10.255.0.1"]
    for peer in switch.peers:
        out += [f" neighbor {peer} remote-as 64496", f" neighbor {peer} description carrier"]
    for version, network in ((4, "10.0.0.0 mask 255.0.0.0"), (6, "2001:db8::/32")):
        out += [f" address-family ipv{version}", f"  network {network}"]
        for peer in switch.peers:
            if (":" in peer) == (version == 6):
                out += [
                    f"  neighbor {peer} activate",
                    f"  neighbor {peer} prefix-list parknet-x out",
                ]
        out += [" exit-address-family"]
    out += ["!", *(["ip prefix-list parknet-x seq 5 permit 10.0.0.0/8"] if switch.peers else [])]
    out += [f"ip route 0.0.0.0 0.0.0.0 10.0.0.{25 + gateway}" for gateway in switch.gateways]
    out += [*_tabled_routes(switch), "!", "snmp-server enable version v3"]
    out += ["snmp-server view view 1 include", "snmp-server group park v3 priv read view"]
    user = "snmp-server user park park v3 auth sha <<secret:snmp-auth>>"
    out += [f"{user} priv aes128 <<secret:snmp-priv>>", "!"]
    out += [f"logging server 10.9.0.{host}" for host in switch.hosts]
    out += ["ntp authenticate", "ntp authentication-key 1 md5 <<secret:ntp>>", "ntp trusted-key 1"]
    out += [
        f"ntp server {server.replace(' authentication-keyid 3', ' key 1')}"
        for server in switch.times
    ]
    out += ["!", "line vty 0 35", " transport input ssh", " login authentication default", "!"]
    return "\n".join([*out, *switch.extra, "end"]) + "\n"
