"""Huawei VRP's lines of QoS, voice VLANs and time, as tables: see `parknet.lab.vrp.language`.

Sources: [D] S5700 V200R, MQC, Voice VLAN, NTP; S-series V600 and CloudEngine, QoS Configuration;
NetEngine 8000, NTP. [U] that a policy in use may be changed, and that a key in use may go.
"""

from typing import Final

from parknet.lab.grammar import Line

_CAR5: Final = (
    "car cir <8-4294967295> pir <8-4294967295> cbs <4000-4294967295> pbs <4000-4294967295> "
    "green pass yellow pass red discard"
)
_RULES: Final = (Line("if-match any"),)


def _views(car: str, binding: str) -> dict[str, tuple[tuple[Line, ...], ...]]:
    return {
        "classifier": (_RULES,),
        "behavior": (
            (
                Line(car, key=1, undo=("car",)),
                Line("remark dscp <word>"),
                Line("remark local-precedence {be|af1|af2|af3|af4|ef|cs6|cs7}"),
            ),
        ),
        "policy": ((Line(binding, key=2, undo=("classifier <word>",), checks=("mqc_parts",)),),),
    }


def _heads(classifier: str, policy: str) -> tuple[tuple[Line, ...], ...]:
    named = ("traffic classifier <word>",)
    return (
        (Line(classifier, kind="view", key=3, view="classifier", undo=named,
              checks=("mqc_unused",)),),
        (Line("traffic behavior <word>", kind="view", view="behavior", checks=("mqc_unused",)),),
        (Line(policy, kind="view", key=3, view="policy", undo=("traffic policy <word>",),
              checks=("mqc_unused",)),),
    )  # fmt: skip


TRAFFIC: Final = {
    "vrp5": _heads(
        "traffic classifier <word> operator {and|or}",
        "traffic policy <word> match-order {auto|config}",
    ),
    "vrp8": _heads("traffic classifier <word> type {and|or}", "traffic policy <word>"),
}
TRAFFIC_VIEWS: Final = {
    "vrp5": _views(_CAR5, "classifier <word> behavior <word>"),
    "vrp8": _views(
        "car cir <1-4294967295> kbps", "classifier <word> behavior <word> precedence <1-65535>"
    ),
}
# On VLAN interfaces: one policy each way.
BOUND: Final = tuple(
    Line(
        f"traffic-policy <word> {way}",
        kind="many",
        undo=(f"traffic-policy <word> {way}", f"traffic-policy {way}"),
        checks=("one_policy",),
    )
    for way in ("inbound", "outbound")
)
# An Eth-Trunk is believed as a whole; its members queue [D] S-series V600R024, QoS Configuration,
# Congestion Management; V200R, qos queue drr. [U] that `trust dscp` is taken by an Eth-Trunk.
TRUST: Final = Line("trust dscp", checks=("not_member",))
_MODES: Final = "qos pq <0-7> to <0-7> drr <0-7> to <0-7>"
QUEUES: Final = (
    Line(_MODES, key=2, undo=(_MODES,)),
    Line("qos queue <0-7> drr weight <1-127>", key=4),
)
VOICE: Final = Line(
    "voice-vlan <vlan> enable", key=1, undo=("voice-vlan enable",), checks=("trunk_port",)
)
_KEY: Final = "authentication-keyid <1-4294967295>"
TIME: Final = (
    Line("ntp-service authentication enable"),
    Line(f"ntp-service {_KEY} authentication-mode {{md5|hmac-sha256}} cipher <cipher>", key=3,
         undo=(f"ntp-service {_KEY}",)),
    Line(f"ntp-service reliable {_KEY}", kind="many", checks=("ntp_key",)),
    Line("ntp-service unicast-server <ipv4>", key=3, undo=("ntp-service unicast-server <ipv4>",)),
    Line(f"ntp-service unicast-server <ipv4> {_KEY}", key=3, undo=(), checks=("ntp_key",)),
    Line("ntp-service unicast-server ipv6 <ipv6>", key=4,
         undo=("ntp-service unicast-server ipv6 <ipv6>",)),
    Line(f"ntp-service unicast-server ipv6 <ipv6> {_KEY}", key=4, undo=(), checks=("ntp_key",)),
)  # fmt: skip
