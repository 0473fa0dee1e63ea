"""Cisco IOS and IOS-XE as a platform of the dialect: see `parknet.dialect.language.Platform`."""

import re
from typing import Final

from parknet.dialect.language import Platform, compiled
from parknet.dialect.lists import ACCESS_LISTS
from parknet.dialect.rules import ios, ios_forms, ios_order
from parknet.dialect.vlans import COMMAS


def _address_back(line: str) -> str:
    """IOS takes an address back by naming it, and an IPv4 one also without."""
    return "no ip address" if line.startswith("ip ") else f"no {line}"


def _moves_along(line: str) -> bool:
    """Return what an interface loses that is put into another table [D] vrf forwarding.

    Its addresses; and what stays is told again: OSPF, since its process is another one's [U].
    """
    return line.startswith(("ip address ", "ipv6 address "))


IOS: Final = Platform(
    name="cisco_ios",
    vendor="cisco",
    rules=ios.RULES,
    order=ios_order.ORDER,
    rewrites=compiled(*ios_forms.REWRITES),
    vlan_lists=(
        "switchport trunk allowed vlan",
        "ip dhcp snooping vlan",
        "ip arp inspection vlan",
    ),
    batch="vlan {}",
    batch_takes_lists=True,
    batch_opens=frozenset({"one", "many"}),
    interfaces={
        "Gi": "GigabitEthernet",
        "Te": "TenGigabitEthernet",
        "Twe": "TwentyFiveGigE",
        "Fo": "FortyGigabitEthernet",
        "Hu": "HundredGigE",
        "Po": "Port-channel",
        "Vl": "Vlan",
        "Lo": "Loopback",
    },
    member="channel-group {}",
    lag="interface Port-channel",
    # The members say the mode, not the channel: no line of a channel does.
    lag_mode="lacp mode ",
    port_vlan=("switchport access vlan ", "switchport trunk native vlan "),
    rule=ios_forms.entry_form,
    negation="no",
    leave="exit",
    comment="!",
    silent=re.compile(
        r"^(!|end$|version \d|Building configuration|Current configuration|Using \d+ out of"
        r"|boot-(?:start|end)-marker|ntp clock-period )"
    ),
    prepare=ios_forms.prepare,
    named=("interface", "passive-interface"),
    vlan_style=COMMAS,
    has_vlan_one=False,
    access_lists=ACCESS_LISTS,
    binding="vrf forwarding ",
    moves_along=_moves_along,
    address_back=_address_back,
    timer_needs=("archive", "path "),
)
