"""Cisco IOS-XE's class maps and policy maps, as tables: see `parknet.lab.cisco.ios`.

Sources: [D] Catalyst 9200 IOS XE 17.6, QoS, Configuring QoS: class-map, match dscp, policy-map, set
dscp, priority level, bandwidth remaining percent; IOS QoS Command Reference, police.
"""

from typing import Final

from parknet.lab.grammar import Line

MAPS: Final = (
    (
        Line(
            "class-map match-any <word>",
            kind="view", view="class-map",
            undo=("class-map match-any <word>", "class-map <word>"),
        ),
    ),
    (Line("policy-map <word>", kind="view", view="policy"),),
)  # fmt: skip
VIEWS: Final = {
    "class-map": ((Line("match dscp {ef|cs5|cs6|cs7|af41}", kind="many"),),),
    "policy": ((Line("class <word>", kind="view", view="class", checks=("class_map",)),),),
    "class": (
        (
            Line("set dscp <0-63>"),
            Line("police cir <8000-10000000000> conform-action transmit exceed-action drop"),
            Line("priority level <1-2>"),
            Line("bandwidth remaining percent <1-100>"),
        ),
    ),
}
APPLIED: Final = Line("service-policy {input|output} <word>", key=2, checks=("policy_map",))
