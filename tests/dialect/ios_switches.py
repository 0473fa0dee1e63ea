"""Random switches as texts of Cisco IOS: the vocabulary of our templates."""

from parknet.render.cli import ios_rules, numbered
from tests.dialect.switches import MANAGEMENT_VLAN, TABLES, Svi, Switch

# What guards a port beside its mode: the words of Comware's guards, as far as IOS has them.
_GUARDS = {
    "broadcast-suppression 5": (" storm-control broadcast level 5.00",),
    "broadcast-suppression 10": (" storm-control broadcast level 10.00",),
    "mac-address max-mac-count 4": (
        " switchport port-security maximum 4",
        " switchport port-security violation restrict",
        " switchport port-security",
    ),
    "mac-address max-mac-count 8": (
        " switchport port-security maximum 8",
        " switchport port-security violation restrict",
        " switchport port-security",
    ),
    "dhcp snooping trust": (" ip dhcp snooping trust",),
    "arp detection trust": (" ip arp inspection trust",),
    "ip verify source ip-address mac-address": (" ip verify source",),
    "ipv6 nd raguard role host": (" ipv6 nd raguard attach-policy parknet-host",),
    "dot1x": (
        " authentication host-mode multi-auth",
        " authentication port-control auto",
        " dot1x pae authenticator",
    ),
    "undo lldp enable": (" no lldp transmit", " no lldp receive"),
    "undo stp enable": (" spanning-tree bpdufilter enable",),
}
_ONLY_ACCESS = {"dot1x"}
_VIRTUAL = "vrrp vrid 1 virtual-ip 10.99.0.1"


def ios(switch: Switch) -> str:
    """Return a switch as IOS-XE shows it, secrets as placeholders."""
    out = ["!", "hostname sw", "!", "aaa new-model", "!"]
    out += ["archive", " path flash:parknet-archive", "!"]
    out += ["username park privilege 15 algorithm-type scrypt secret <<secret:ssh-password>>"]
    out += ["fhrp version vrrp v3", "lldp run", "!"]
    out += ["ipv6 nd raguard policy parknet-host", " device-role host", "!"]
    if switch.checked:
        out += [f"ip arp inspection vlan {_commas(switch.checked)}"]
    if switch.snooped:
        out += [f"ip dhcp snooping vlan {_commas(switch.snooped)}", "ip dhcp snooping", "!"]
    for table in _tables(switch):
        out += [f"vrf definition {table}", " !", " address-family ipv4", " exit-address-family"]
        out += [" !", " address-family ipv6", " exit-address-family", "!"]
    for vlan, treatment in switch.marked.items():
        what = "set dscp 46" if "remark" in treatment else f"police cir {treatment[8:]}000"
        what += "" if "remark" in treatment else " conform-action transmit exceed-action drop"
        out += [f"policy-map parknet-{vlan}", " class class-default", f"  {what}", "!"]
    if any(port.queues for port in switch.ports):
        out += ["class-map match-any parknet-first", " match dscp ef"]
        out += [" match dscp cs5"] if switch.snooped else []
        out += ["!", "policy-map parknet-queues", " class parknet-first", "  priority level 1"]
        out += [" class class-default", "  bandwidth remaining percent 60", "!"]
    for vlan, name in switch.vlans.items():
        out += [f"vlan {vlan}", *([f" name {name}"] if name else []), "!"]
    for number, lag in switch.lags.items():
        out += [f"interface Port-channel{number}", *_described(lag.description)]
        out += [*_trunk(lag.tagged, lag.native), "!"]
    for index, port in enumerate(switch.ports):
        out += [f"interface GigabitEthernet1/0/{index + 1}", *_port(switch, port), "!"]
    for vlan, svi in switch.svis.items():
        out += [f"interface Vlan{vlan}", *_svi(switch, vlan, svi), "!"]
    out += _routing(switch)
    for plan in switch.plans:
        before = "ip access-list extended" if plan.version == 4 else "ipv6 access-list"
        entries = numbered(ios_rules(plan))
        sequence = "" if plan.version == 4 else "sequence "
        out += [f"{before} {plan.name}", *(f" {sequence}{line}" for line in entries), "!"]
    out += [f"ip route 0.0.0.0 0.0.0.0 10.0.0.{25 + gateway}" for gateway in switch.gateways]
    out += ["snmp-server view view iso included", "snmp-server group park v3 priv read view"]
    out += [
        (
            "snmp-server user park park v3 auth sha-2 256 <<secret:snmp-auth>> "
            "priv aes 128 <<secret:snmp-priv>>"
        )
    ]
    out += [f"logging host 10.9.0.{host}" for host in switch.hosts]
    out += ["ntp authentication-key 1 md5 <<secret:ntp>>", "ntp trusted-key 1"]
    out += [f"ntp server {time.split()[0]}" for time in switch.times]
    out += ["line vty 0 4", " transport input ssh", "!", *switch.extra, "end"]
    return "\n".join(out) + "\n"


def _tables(switch: Switch) -> list[str]:
    return sorted({svi.vrf for svi in switch.svis.values()} - {""})


def _commas(vlans: tuple[int, ...]) -> str:
    return ",".join(str(vlan) for vlan in vlans)


def _described(description: str) -> list[str]:
    return [f" description {description}"] if description else []


def _trunk(tagged: tuple[int, ...], native: int) -> list[str]:
    out = [f" switchport trunk native vlan {native}"] if native != 1 else []
    allowed = _commas(tagged) or "none"
    return [*out, f" switchport trunk allowed vlan {allowed}", " switchport mode trunk"]


def _port(switch: Switch, port) -> list[str]:
    out = _described(port.description)
    out += [" service-policy output parknet-queues"] if port.queues else []
    if port.kind in ("access", "voice"):
        out += [f" switchport access vlan {port.vlan}"] if port.vlan != 1 else []
        out += [" switchport mode access"]
        out += [f" switchport voice vlan {port.native}"] if port.kind == "voice" else []
        out += [" spanning-tree portfast"]
    elif port.kind == "trunk":
        out += _trunk(port.tagged, port.native)
    elif port.kind == "member":
        lag = switch.lags[port.lag]
        return [*out, *_trunk(lag.tagged, lag.native), f" channel-group {port.lag} mode active"]
    elif port.kind == "spare":
        return [*out, " shutdown"]
    if port.kind == "plain":
        return out
    for guard in port.guards:
        if guard not in _ONLY_ACCESS or port.kind in ("access", "voice"):
            out += _GUARDS.get(guard, ())
    return out


def _svi(switch: Switch, vlan: int, svi: Svi) -> list[str]:
    out = [" description management"] if vlan == MANAGEMENT_VLAN else []
    out += [f" vrf forwarding {svi.vrf}"] if svi.vrf else []
    host = 2 if vlan == MANAGEMENT_VLAN else svi.host
    out += [f" ip address 10.0.{svi.subnet}.{host} 255.255.255.0"]
    out += [f" ip helper-address 10.9.0.{relay}" for relay in svi.relays]
    out += [f" ip access-group {svi.filter4} in"] if svi.filter4 else []
    number = TABLES.get(svi.vrf, 1)
    if svi.routes:
        out += [" ip ospf network point-to-point", f" ip ospf {number} area 0.0.0.0"]
    if svi.has_ipv6:
        out += [f" ipv6 address 2001:db8:0:{svi.subnet}::{svi.host}/64"]
        out += [f" ipv6 traffic-filter {svi.filter6} in"] if svi.filter6 else []
        out += [" ipv6 nd other-config-flag"]
        if svi.routes:
            out += [
                f" ospfv3 {number} ipv6 area 0.0.0.0" if svi.vrf else " ipv6 ospf 1 area 0.0.0.0"
            ]
    if any(line.startswith("vrrp vrid") for line in svi.extra):
        out += [" vrrp 1 address-family ipv4"]
        out += ["  priority 9"] if "vrrp vrid 1 priority 9" in svi.extra else []
        out += ["  address 10.99.0.1 primary", " exit-vrrp"]
    if vlan in switch.marked:
        out += [f" service-policy input parknet-{vlan}"]
    return out


def _routing(switch: Switch) -> list[str]:
    out = []
    if any(svi.routes for svi in switch.svis.values()):
        quiet = [f" passive-interface Vlan{v}" for v in switch.passive if not switch.svis[v].vrf]
        stub = [f" area 0.0.0.3 {switch.stub}"] if switch.stub else []
        out += ["router ospf 1", " router-id 10.255.0.1", *stub, *quiet, "!"]
        out += ["ipv6 router ospf 1", " router-id 10.255.0.1", *stub, *quiet, "!"]
    for table in _tables(switch):
        number = TABLES[table]
        quiet = [v for v in switch.passive if switch.svis[v].vrf == table]
        out += [f"router ospf {number} vrf {table}", " router-id 10.255.0.1"]
        out += [" capability vrf-lite", *(f" passive-interface Vlan{v}" for v in quiet), "!"]
        for gateway in switch.gateways:
            hop = f"10.0.0.{25 + gateway}"
            out += [f"ip route vrf {table} 0.0.0.0 0.0.0.0 {hop} global"]
    out += ["router bgp 64512", " bgp router-id 10.255.0.1", " no bgp default ipv4-unicast"]
    for peer in switch.peers:
        out += [f" neighbor {peer} remote-as 64496", f" neighbor {peer} description carrier"]
    for version in ("4", "6"):
        mine = [peer for peer in switch.peers if (":" in peer) == (version == "6")]
        out += [" !", f" address-family ipv{version}"]
        out += [
            line
            for peer in mine
            for line in (
                f"  neighbor {peer} activate",
                f"  neighbor {peer} prefix-list parknet-x out",
            )
        ]
        out += [" exit-address-family"]
    out += ["!"]
    if switch.peers:
        out += ["ip prefix-list parknet-x seq 5 permit 10.0.0.0/8", "!"]
    return out
