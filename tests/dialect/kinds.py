"""How each operating system says what the tests on emulated devices look at."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.dialect.eos_switches import eos
from tests.dialect.switches import Switch, comware, vrp, vrp8


@dataclass(frozen=True)
class Kind:
    """One operating system.

    Attributes:
        write: a switch as its text.
        port: a port's name, by its number.
        svi: the interface of a VLAN, without its number.
        default: how a default route begins.
        allowed: the line of a trunk that lists VLANs.
        table: the line that makes a routing table, and what names one elsewhere.
        processes: of OSPF, which stay when nobody wants them.
        lists: how the line begins that opens an access list.
        extra: a line that no template writes.
    """

    write: Callable[[Switch], str]
    port: str
    svi: str
    default: str
    allowed: str
    table: tuple[str, str]
    processes: tuple[str, ...]
    lists: tuple[str, ...]
    extra: str = "clock timezone BJ add 08:00:00"


_VPN = ("ip vpn-instance ", "vpn-instance ")
_OSPF = ("ospf 1", "ospfv3 1")
KINDS = {
    "vrp5": Kind(
        vrp, "GigabitEthernet0/0/{}", "Vlanif", "ip route-static 0.0.0.0",
        "port trunk allow-pass vlan", _VPN, _OSPF, ("acl ",),
    ),
    "vrp8": Kind(
        vrp8, "GigabitEthernet0/0/{}", "Vlanif", "ip route-static 0.0.0.0",
        "port trunk allow-pass vlan", _VPN, _OSPF, ("acl ",),
    ),
    "comware7": Kind(
        comware, "GigabitEthernet1/0/{}", "Vlan-interface", "ip route-static 0.0.0.0",
        "port trunk permit vlan", _VPN, _OSPF, ("acl ",),
    ),
    "eos": Kind(
        eos, "Ethernet{}", "Vlan", "ip route 0.0.0.0/0", "switchport trunk allowed vlan",
        ("vrf instance ", "vrf "), ("router ospf 1", "ipv6 router ospf 1"),
        ("ip access-list ", "ipv6 access-list "), "clock timezone Asia/Shanghai",
    ),
}  # fmt: skip
