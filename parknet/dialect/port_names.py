"""Names of ports and of ICMP messages that access lists show, and their numbers.

Sources: [D] H3C S6520X ACL and QoS command reference, rule (IPv4 and IPv6 advanced ACL view);
[D] CE6800 V300R023 command reference, ACL, rule (Advanced ACL view), (Advanced ACL6 view).
"""

from collections.abc import Mapping
from typing import Final

_TCP: Final = {
    "bgp": 179, "chargen": 19, "cmd": 514, "daytime": 13, "discard": 9, "dns": 53, "domain": 53,
    "echo": 7, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70,
    "hostname": 101, "irc": 194, "klogin": 543, "kshell": 544, "login": 513, "lpd": 515,
    "nntp": 119, "pop2": 109, "pop3": 110, "smtp": 25, "sunrpc": 111, "tacacs": 49, "talk": 517,
    "telnet": 23, "time": 37, "uucp": 540, "whois": 43, "www": 80,
}  # fmt: skip
_UDP: Final = {
    "biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dns": 53, "dnsix": 90, "echo": 7,
    "mobilip-ag": 434, "mobilip-mn": 435, "nameserver": 42, "netbios-dgm": 138,
    "netbios-ns": 137, "netbios-ssn": 139, "ntp": 123, "rip": 520, "snmp": 161, "snmptrap": 162,
    "sunrpc": 111, "syslog": 514, "tacacs-ds": 65, "talk": 517, "tftp": 69, "time": 37,
    "who": 513, "xdmcp": 177,
}  # fmt: skip
PORTS: Final[Mapping[str, Mapping[str, int]]] = {"tcp": _TCP, "udp": _UDP}
# Type and code; devices differ in capitals, so look names up in small letters.
ICMP: Final[Mapping[str, str]] = {
    "echo": "8 0", "echo-reply": "0 0", "fragmentneed-dfset": "3 4", "host-redirect": "5 1",
    "host-tos-redirect": "5 3", "host-unreachable": "3 1", "information-reply": "16 0",
    "information-request": "15 0", "net-redirect": "5 0", "net-tos-redirect": "5 2",
    "net-unreachable": "3 0", "parameter-problem": "12 0", "port-unreachable": "3 3",
    "protocol-unreachable": "3 2", "reassembly-timeout": "11 1", "source-quench": "4 0",
    "source-route-failed": "3 5", "timestamp-reply": "14 0", "timestamp-request": "13 0",
    "ttl-exceeded": "11 0",
}  # fmt: skip
ICMPV6: Final[Mapping[str, str]] = {
    "echo-reply": "129 0", "echo-request": "128 0", "err-header-field": "4 0",
    "frag-time-exceeded": "3 1", "hop-limit-exceeded": "3 0", "host-admin-prohib": "1 1",
    "host-unreachable": "1 3", "neighbor-advertisement": "136 0",
    "neighbor-solicitation": "135 0", "network-unreachable": "1 0", "packet-too-big": "2 0",
    "port-unreachable": "1 4", "redirect": "137 0", "router-advertisement": "134 0",
    "router-solicitation": "133 0", "unknown-ipv6-opt": "4 2", "unknown-next-hdr": "4 1",
}  # fmt: skip
