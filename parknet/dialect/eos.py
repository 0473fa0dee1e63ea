"""Arista EOS as a platform of the dialect."""

import re
from typing import Final

from parknet.dialect.language import Platform, compiled
from parknet.dialect.lists import ACCESS_LISTS
from parknet.dialect.rules import eos, eos_forms, eos_order
from parknet.dialect.vlans import COMMAS

# What an interface keeps when its table changes [D: EOS User Manual 4.32, VRF-lite].
_KEPT: Final = ("description", "shutdown", "mtu", "vrf ", "no autostate")

EOS: Final = Platform(
    name="arista_eos",
    vendor="arista",
    rules=eos.RULES,
    order=eos_order.ORDER,
    rewrites=compiled(*eos_forms.REWRITES),
    vlan_lists=("switchport trunk allowed vlan",),
    batch="",
    batch_takes_lists=False,
    interfaces={"Et": "Ethernet", "Po": "Port-Channel", "Vl": "Vlan", "Lo": "Loopback"},
    member="channel-group {}",
    lag="interface Port-Channel",
    lag_mode="lacp ",
    port_vlan=("switchport access vlan ", "switchport trunk native vlan "),
    rule=eos_forms.rule_form,
    negation="no",
    leave="exit",
    comment="!",
    silent=re.compile(r"^(!|end$)"),
    prepare=eos_forms.prepare,
    named=("interface", "passive-interface", "local-interface", "peer-link"),
    vlan_style=COMMAS,
    has_vlan_one=False,
    access_lists=ACCESS_LISTS,
    binding="vrf ",
    moves_along=lambda line: not line.startswith(_KEPT),
    address_back=lambda line: f"no {line}",
)
