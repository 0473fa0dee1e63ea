"""Ruijie RGOS as a platform of the dialect; see `parknet.dialect.platforms`.

Sources: [D] RG-S2910-H and RG-S6120 series RGOS 11.4 configuration guides; the forms of names,
secrets and lists as in running configurations that people published.
"""

import re
from itertools import groupby
from typing import Final

from parknet.dialect.language import Platform, compiled
from parknet.dialect.lists import ACCESS_LISTS
from parknet.dialect.rules import rgos, rgos_order
from parknet.dialect.vlans import ALL, COMMAS, format_vlans, parse_vlans

_SILENT: Final = re.compile(r"^(!|end$|version |Building |Current config|exit-address-family$)")
_REMOVED: Final = re.compile(r"^( *switchport trunk allowed vlan) remove (\S+)\s*$")
_NAMED_PORT: Final = re.compile(r"\b(eq|gt|lt|neq|range) (\S+)(?: (\S+))?")
# What an interface keeps when its table changes: name, state, filters, traffic policies.
_KEPT: Final = (
    "description", "shutdown", "ip access-group", "ipv6 traffic-filter", "service-policy",
    "vrf forwarding ",
)  # fmt: skip


# [D] RGOS 11.4 ACL and QoS, ports of TCP and UDP by name, as Cisco has them.
_PORTS: Final = {
    "tcp": {"bgp": 179, "chargen": 19, "cmd": 514, "daytime": 13, "discard": 9, "domain": 53,
            "echo": 7, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70,
            "hostname": 101, "ident": 113, "irc": 194, "klogin": 543, "kshell": 544, "login": 513,
            "lpd": 515, "nntp": 119, "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "smtp": 25,
            "sunrpc": 111, "syslog": 514, "tacacs": 49, "talk": 517, "telnet": 23, "time": 37,
            "uucp": 540, "whois": 43, "www": 80},
    "udp": {"biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dnsix": 195, "domain": 53,
            "echo": 7, "isakmp": 500, "mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138,
            "netbios-ns": 137, "netbios-ss": 139, "ntp": 123, "pim-auto-rp": 496, "rip": 520,
            "snmp": 161, "snmptrap": 162, "sunrpc": 111, "syslog": 514, "tacacs": 49, "talk": 517,
            "tftp": 69, "time": 37, "who": 513, "xdmcp": 177},
}  # fmt: skip


def one_list(text: str) -> str:
    """Write trunk lists that say what is missing (RGOS 10 and before) as lists of what is there.

    Example:
        >>> one_list(" switchport trunk allowed vlan remove 3-4094")
        ' switchport trunk allowed vlan only 1-2'
    """
    if "vlan remove " not in text:
        return text
    rows: list[str] = []
    for is_list, lines in groupby(text.split("\n"), lambda row: bool(_REMOVED.match(row))):
        found = list(lines)
        rows += [_complement(found)] if is_list else found
    return "\n".join(rows)


def _complement(rows: list[str]) -> str:
    head, mask = "", ALL
    for row in rows:
        match = _REMOVED.match(row)
        if match is not None:
            head, mask = match[1], mask & ~parse_vlans(match[2])
    return f"{head} only {format_vlans(mask, COMMAS)}"


def rule_form(row: str) -> str:
    """Return a rule of an access list with numbers for the names of ports.

    Example:
        >>> rule_form("10 permit tcp any any eq www")
        '10 permit tcp any any eq 80'
    """
    names = _PORTS.get((row.split() + [""] * 3)[2], {})

    def numbered(match: re.Match[str]) -> str:
        ports = [match[2], *([match[3]] if match[1] == "range" and match[3] else [])]
        rest = f" {match[3]}" if match[3] and match[1] != "range" else ""
        shown = " ".join(str(names.get(port.lower(), port)) for port in ports)
        return f"{match[1]} {shown}{rest}"

    return _NAMED_PORT.sub(numbered, row)


def _leaves_table(line: str) -> bool:
    return not line.startswith(_KEPT)


def _address_back(line: str) -> str:
    return "no ip address" if line.startswith("ip ") else f"no {line}"


RGOS: Final = Platform(
    name="ruijie_rgos",
    vendor="cisco",
    rules=rgos.RULES,
    order=rgos_order.ORDER,
    rewrites=compiled(
        (r"^no shutdown$", ""),
        (r"^(area|ipv6 ospf \d+ area|network \S+ \S+ area) (\d{1,2})(?= |$)", r"\1 0.0.0.\2"),
        # How ciphertext is marked.
        (r"^(.*\b(?:secret|password|key|key-string)) [05789] (<<secret.*)$", r"\1 \2"),
        (r"^(ntp authentication-key \d+ md5 <<secret\S*>>) 7$", r"\1"),
        (r"^(snmp-server user \S+ \S+ v3) encrypted ", r"\1 "),
        (r"^switchport trunk allowed vlan add ", "switchport trunk allowed vlan only "),
        (r"^switchport trunk allowed vlan all$", ""),
        # What holds by default, shown or not.
        (r"^switchport mode access$|^switchport access vlan 1$", ""),
        (r"^switchport trunk native vlan 1$", ""),
        (r"^no poe enable$", ""),  # [U] on by default on some models
        (r"^lldp enable$", ""),
        (r"^exec-timeout 10( 0)?$", ""),
        (r"^transport input all$", ""),
        (r"^ip igmp version 2$", ""),
        (r"^(vrrp (?:ipv6 )?\d+ priority) 100$", ""),
        # What people add to a route, a server or a log host is not modelled and left alone.
        (r"^(ip route [\d.]+ [\d.]+ \d+\.\d+\.\d+\.\d+) .+$", r"\1"),
        (r"^(ipv6 route (?!vrf )\S+ [\da-f:]+) (?!nexthop-vrf).+$", r"\1"),
        (r"^(ntp server \S+)(?:.*?( key \d+))?.*$", r"\1\2"),
        (r"^(logging server(?: ipv6)? [\da-f.:]+) .+$", r"\1"),
    ),
    vlan_lists=(
        "switchport trunk allowed vlan only",
        "ip dhcp snooping vlan",
        "ip arp inspection vlan",
    ),
    batch="",
    batch_takes_lists=False,
    interfaces={
        name.rstrip(): name
        for name in (
            "GigabitEthernet ", "TenGigabitEthernet ", "TFGigabitEthernet ",
            "FortyGigabitEthernet ", "HundredGigabitEthernet ", "FastEthernet ", "Mgmt ", "VLAN ",
            "AggregatePort ", "Loopback ",
        )
    } | {"Vlan": "VLAN ", "vlan": "VLAN "},
    member="port-group {}",
    lag="interface AggregatePort ",
    lag_mode="port-group ",
    port_vlan=(
        "switchport access vlan ",
        "switchport trunk native vlan ",
        "switchport hybrid native vlan ",
    ),
    rule=rule_form,
    negation="no",
    leave="exit",
    comment="!",
    silent=_SILENT,
    prepare=one_list,
    named=("interface", "passive-interface"),
    vlan_style=COMMAS,
    has_vlan_one=False,
    access_lists=ACCESS_LISTS,
    binding="vrf forwarding ",
    moves_along=_leaves_table,
    address_back=_address_back,
)  # fmt: skip
