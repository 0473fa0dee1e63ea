"""Who is on the ports, read from displays in the forms of the vendors' documents."""

from ipaddress import ip_address

import pytest

from parknet.drivers.napalm.hosts import COMWARE, VRP, read_occupants
from parknet.errors import CommandRejectedError
from parknet.model.occupants import Binding, Neighbour, SeenMac

VRP_SHOWN = {
    "display mac-address": """\
-------------------------------------------------------------------------------
MAC Address    VLAN/VSI/BD                       Learned-From        Type
-------------------------------------------------------------------------------
0022-0022-0033 100/-/-                           GE0/0/1             dynamic
0000-0000-0001 200/-                             Eth-Trunk1          dynamic
00e0-FC12-3456 10                                XGE0/0/2            sticky
-------------------------------------------------------------------------------
Total items on slot 0 displayed = 3
""",
    "display dhcp snooping user-bind all": """\
DHCP Dynamic Bind-table:
Flags:O - outer vlan ,I - inner vlan ,P - Vlan-mapping
IP Address       MAC Address     VSI/VLAN(O/I/P) Interface      Lease
--------------------------------------------------------------------------------
10.1.1.254       0022-0022-0033  100 /--  /--    GE0/0/1        2012.08.14-06:37
--------------------------------------------------------------------------------
Print count:           1          Total count:           1
""",
    "display dhcp static user-bind all": """\
DHCP static Bind-table:
Flags:O - outer vlan ,I - inner vlan ,P - Vlan-mapping
IP Address                      MAC Address     VSI/VLAN(O/I/P) Interface
--------------------------------------------------------------------------------
10.1.1.3                        00e0-fc12-3456  10  /--  /--    XGE0/0/2
--------------------------------------------------------------------------------
""",
    "display nd snooping user-bind all": """\
ND Dynamic Bind-table:
Flags:O - outer vlan ,I - inner vlan ,P - Vlan-mapping
IP Address                      MAC Address     VSI/VLAN(O/I/P) Lease
--------------------------------------------------------------------------------
2001:DB8::1                     0022-0022-0033  100 /--  /--    GE0/0/1
""",
    "display access-user": """\
------------------------------------------------------------------------------
UserID  Username               IP address       MAC            Status
------------------------------------------------------------------------------
16001   zhang                  10.1.1.254       0022-0022-0033 Success
16002   00e0fc123456           -                00e0-fc12-3456 Pre-authen
------------------------------------------------------------------------------
Total: 2, printed: 2
""",
    "display arp all": """\
IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE
                                          VLAN/CEVLAN PVC
------------------------------------------------------------------------------
10.1.1.1        0025-9ef4-abcd            I -         Vlanif10
10.1.1.254      0022-0022-0033  19        D-0         GE0/0/1
                                          100/-
------------------------------------------------------------------------------
Total:2         Dynamic:1       Static:0     Interface:1
""",
    "display ipv6 neighbors": """\
-----------------------------------------------------------------------------
IPv6 Address : 2001:DB8::5
Link-layer   : 0022-0022-0033                      State : STALE
Interface    : GE0/0/1                             Age   : 00h19m12s
VLAN         : 100                                 CEVLAN: -
""",
}
COMWARE_SHOWN = {
    "display mac-address": """\
MAC Address      VLAN ID    State            Port/Nickname            Aging
0000-0000-0001   1          Multiport        XGE1/0/1                 N
00e0-fc00-5829   10         Learned          GE1/0/3                  Y
""",
    "display dhcp snooping binding": """\
5 DHCP snooping entries found.
 IP address      MAC address    Lease        VLAN  SVLAN Interface
 =============== ============== ============ ===== ===== =================
 1.1.1.7         00e0-fc00-5829 16907533     10    N/A   GE1/0/3
""",
    "display ip source binding static": """\
Total entries found: 1
IP Address      MAC Address    Interface                VLAN Type
10.1.0.6        0000-0000-0001 XGE1/0/1                 N/A  Static
""",
    "display ipv6 dhcp snooping binding": """\
1 DHCPv6 snooping entries found.
 IPv6 address         MAC address    Lease      VLAN SVLAN Interface
 ==================== ============== ========== ==== ===== =================
 2::1                 00e0-fc00-5829 54         10   N/A   GE1/0/3
""",
    "display ipv6 nd snooping vlan": """\
IPv6 address              MAC address     VID  Interface      Status   Age
1::2                      00e0-fc00-5829  10   GE1/0/3        VALID    57
1::3                      0000-1234-0c02  10   GE1/0/3        TENTATIVE 1
""",
    "display dot1x connection": """\
Total connections: 2
Slot ID: 1
User MAC address: 00e0-fc00-5829
Access interface: GigabitEthernet1/0/3
Username: ias
Slot ID: 1
User MAC address: 0000-0000-0001
Access interface: Ten-GigabitEthernet1/0/1
Username: nobody
""",
    "display dot1x connection open": """\
Total connections: 1
Slot ID: 1
User MAC address: 0000-0000-0001
Access interface: Ten-GigabitEthernet1/0/1
""",
    "display mac-authentication connection": "Total connections: 0\n",
    "display mac-authentication connection open": "Total connections: 0\n",
    "display arp all": """\
  Type: S-Static   D-Dynamic   O-Openflow   R-Rule   M-Multiport  I-Invalid
IP address      MAC address    VLAN/VSI   Interface                Aging Type
1.1.1.7         00e0-fc00-5829 10         BAGG1                    1163  D
""",
    "display ipv6 neighbors all": """\
Type: S-Static    D-Dynamic    O-Openflow     R-Rule    I-Invalid
IPv6 address             MAC address    VLAN/VSI   Interface       State T  Aging
1::2                     00e0-fc00-5829 10         BAGG1           REACH D  40
""",
}
PORTS = ("GigabitEthernet0/0/1", "XGigabitEthernet0/0/2", "GigabitEthernet1/0/3",
         "Ten-GigabitEthernet1/0/1", "Eth-Trunk1")  # fmt: skip


CONFIGURED = "dhcp snooping enable\n"


def shower(shown, *missing):
    def show(command):
        if command not in shown or command in missing:
            raise CommandRejectedError(command, "Unrecognized command")
        return shown[command]

    return show


def read(shown, displays, *missing, routes=False, interfaces=PORTS):
    text = "".join(f"interface {name}\n dot1x\n" for name in interfaces) + CONFIGURED
    return read_occupants("sw", shower(shown, *missing), text, displays, routes=routes)


def test_vrp_tells_who_is_on_its_ports() -> None:
    found = read(VRP_SHOWN, VRP)
    assert found.macs == (
        SeenMac(mac="00:22:00:22:00:33", vlan=100, port="GigabitEthernet0/0/1"),
        SeenMac(mac="00:00:00:00:00:01", vlan=200, port="Eth-Trunk1"),
        SeenMac(mac="00:e0:fc:12:34:56", vlan=10, port="XGigabitEthernet0/0/2"),
    )
    assert set(found.bindings) == {
        Binding(mac=mac, address=ip_address(address), port=port)
        for mac, address, port in (
            ("00:22:00:22:00:33", "10.1.1.254", "GigabitEthernet0/0/1"),
            ("00:e0:fc:12:34:56", "10.1.1.3", "XGigabitEthernet0/0/2"),
            ("00:22:00:22:00:33", "2001:db8::1", "GigabitEthernet0/0/1"),
        )
    }
    assert found.sessions == ("00:22:00:22:00:33",), "who is kept on before login is no session"
    assert found.unread == ()


def test_comware_tells_who_is_on_its_ports() -> None:
    ports = ("GigabitEthernet1/0/3", "Ten-GigabitEthernet1/0/1")
    found = read(COMWARE_SHOWN, COMWARE, interfaces=ports)
    mac = "00:e0:fc:00:58:29"
    assert found.macs == (
        SeenMac(mac="00:00:00:00:00:01", vlan=1, port="Ten-GigabitEthernet1/0/1"),
        SeenMac(mac=mac, vlan=10, port="GigabitEthernet1/0/3"),
    )
    assert {(one.mac, str(one.address), one.port) for one in found.bindings} == {
        (mac, "1.1.1.7", "GigabitEthernet1/0/3"),
        (mac, "2::1", "GigabitEthernet1/0/3"),
        (mac, "1::2", "GigabitEthernet1/0/3"),
        ("00:00:00:00:00:01", "10.1.0.6", "Ten-GigabitEthernet1/0/1"),
    }
    assert found.sessions == (mac,), "whom the open mode let on has not authenticated"


@pytest.mark.parametrize(
    ("shown", "displays", "addresses"),
    [
        (VRP_SHOWN, VRP, {"10.1.1.254", "2001:db8::5"}),
        (COMWARE_SHOWN, COMWARE, {"1.1.1.7", "1::2"}),
    ],
)
def test_a_router_tells_which_addresses_it_resolved_but_not_its_own(
    shown, displays, addresses
) -> None:
    found = read(shown, displays, routes=True)
    assert {str(one.address) for one in found.neighbours} == addresses
    assert all(isinstance(one, Neighbour) for one in found.neighbours)
    assert found.macs == ()


@pytest.mark.parametrize(
    ("missing", "unread"),
    [
        ("display mac-address", "macs"),
        ("display dhcp snooping user-bind all", "bindings"),
        ("display access-user", "sessions"),
    ],
)
def test_what_a_device_refuses_to_show_is_unread_and_never_empty(missing, unread) -> None:
    assert read(VRP_SHOWN, VRP, missing).unread == (unread,)


def test_what_only_some_systems_show_may_be_lacking() -> None:
    assert read(VRP_SHOWN, VRP, "display dhcpv6 snooping user-bind all").unread == ()


def test_a_switch_that_does_not_snoop_or_ask_has_not_told() -> None:
    text = "interface GigabitEthernet1/0/3\n port access vlan 10\n"
    found = read_occupants("sw", shower(COMWARE_SHOWN), text, COMWARE, routes=False)
    assert found.unread == ("bindings", "sessions")
