"""Huawei VRP's lines that guard ports and command lines, as tables: see `parknet.lab.vrp.language`.

Sources: [D] S1720 to S6720 V200R011 and S12700 V200R013 command references, DHCP Snooping, ND
Snooping, ARP Security, IP Source Guard, Port Security, NAC (Unified Mode), RADIUS, HWTACACS, AAA;
S5700 V200R019, storm-control, broadcast-suppression, nd raguard; CloudEngine 6800, storm
suppression, HWTACACS. [U] most of them on VRP 8.
"""

from typing import Final

from parknet.lab.grammar import Line

# Of ports and Eth-Trunks.
_TRUST: Final = (
    Line("dhcp snooping trusted", checks=("snooping_on",)),
    Line("dhcp snooping enable", checks=("snooping_on",)),
    Line("nd snooping trusted"),
    Line("nd snooping enable", checks=("nd_snooping_on",)),
    Line("nd snooping check {ns|na|rs} enable", kind="many"),
    Line("nd raguard role {host|router|hybrid}"),
    Line("arp anti-attack check user-bind enable"),
)
GUARDS: Final = {
    "vrp5": (
        *_TRUST,
        Line("ip source check user-bind enable"),
        Line("ipv6 source check user-bind enable"),
        Line("port-security enable", checks=("no_profile",)),
        Line("port-security max-mac-num <1-4096>"),
        Line("broadcast-suppression <0-100>"),
        Line("multicast-suppression <0-100>"),
    ),
    "vrp8": (
        *_TRUST,
        Line("ipv4 source check user-bind enable"),
        Line("ipv6 source check user-bind enable"),
        Line("port-security enable", checks=("no_profile",)),
        Line("port-security maximum <1-4096>"),
        Line("storm suppression {broadcast|multicast|unknown-unicast} <0-100>", key=3),
    ),
}
PROFILE: Final = Line("authentication-profile <word>", checks=("profile_exists",))
SYSTEM: Final[tuple[tuple[Line, ...], ...]] = (
    (Line("dhcp snooping enable", checks=("dhcp_on",)),
     Line("dhcp snooping enable ipv4", checks=("dhcp_on",), key=3)),
    (Line("nd snooping enable"),),
    (Line("stp priority <0-61440>", default="stp priority 32768"), Line("stp bpdu-protection")),
    (Line("radius-server template <word>", kind="view", view="radius"),),
    (Line("dot1x-access-profile name <word>", kind="view", view="dot1x-profile"),),
    (Line("mac-access-profile name <word>", kind="view", view="mac-profile"),),
    (Line("authentication-profile name <word>", kind="view", view="profile",
          checks=("profile_free",)),),
    (Line("acl number <2000-2999>", kind="view", view="basic4"),),
    (Line("acl ipv6 number <2000-2999>", kind="view", view="basic6"),),
    (Line("telnet server enable"), Line("telnet ipv6 server enable"), Line("http server enable"),
     Line("ftp server enable"), Line("ftp ipv6 server enable"), Line("tftp server enable")),
)  # fmt: skip
TACACS: Final[dict[str, tuple[tuple[Line, ...], ...]]] = {
    "vrp5": ((Line("hwtacacs-server template <word>", kind="view", view="tacacs"),),),
    "vrp8": (
        (Line("hwtacacs enable"),),
        (Line("hwtacacs server template <word>", kind="view", view="tacacs"),),
    ),
}
_WORDS: Final = {"vrp5": "hwtacacs-server", "vrp8": "hwtacacs server"}
RADIUS_VIEW: Final = (
    Line("radius-server shared-key cipher <cipher>"),
    Line("radius-server authentication <server> <1-65535> weight <0-100>", key=4,
         undo=("radius-server authentication <server>",), kind="many"),
    Line("radius-server accounting <server> <1-65535> weight <0-100>", key=4,
         undo=("radius-server accounting <server>",), kind="many"),
)  # fmt: skip
PROFILE_VIEW: Final = (
    Line("dot1x-access-profile <word>", checks=("access_profile",)),
    Line("mac-access-profile <word>", checks=("access_profile",)),
    Line("authentication dot1x-mac-bypass"),
    Line("access-domain <word> force", undo=("access-domain",)),
    Line("authentication mode multi-authen max-user <1-8192>", undo=("authentication mode",)),
    Line(
        "authentication event {pre-authen|authen-fail|authen-server-down} action authorize "
        "vlan <vlan>",
        key=5,
    ),
)
SCHEMES: Final = (
    Line("authentication-scheme <word>", kind="view", view="authentication"),
    Line("authorization-scheme <word>", kind="many"),
    Line("accounting-scheme <word>", kind="view", view="accounting"),
    Line("domain <word>", kind="view", view="domain"),
    Line(
        "local-aaa-user wrong-password retry-interval <5-65535> retry-time <3-65535> "
        "block-time <5-65535>",
        undo=("local-aaa-user wrong-password",),
    ),
)
VTY: Final = (
    Line("acl <2000-3999> {inbound|outbound}", undo=("acl {inbound|outbound}",
         "acl <2000-3999> {inbound|outbound}"), checks=("acl_number",)),
    Line("acl ipv6 <2000-3999> {inbound|outbound}", undo=("acl ipv6 {inbound|outbound}",
         "acl ipv6 <2000-3999> {inbound|outbound}"), checks=("acl_number",)),
)  # fmt: skip


def tacacs_view(name: str) -> tuple[Line, ...]:
    """Return the lines of a TACACS+ template."""
    word = _WORDS[name]
    return (
        Line(f"{word} authentication <server>", kind="many"),
        Line(f"{word} authorization <server>", kind="many"),
        Line(f"{word} shared-key cipher <cipher>"),
    )


def domain_view(name: str) -> tuple[Line, ...]:
    """Return the lines of an AAA domain."""
    return (
        Line("authentication-scheme <word>", checks=("scheme_exists",)),
        Line("accounting-scheme <word>", checks=("scheme_exists",)),
        Line("radius-server <word>"),
        Line(f"{_WORDS[name]} <word>"),
    )


AUTHENTICATION_VIEW: Final = (
    Line("authentication-mode {local|radius|hwtacacs|none}"),
    Line("authentication-mode local {hwtacacs|radius}", key=1, undo=()),
    Line("authentication-mode {hwtacacs|radius} local", key=1, undo=()),
)
ACCOUNTING_VIEW: Final = (Line("accounting-mode {none|radius|hwtacacs}"),)
