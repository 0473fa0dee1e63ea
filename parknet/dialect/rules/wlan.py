"""WLAN controllers of Huawei, H3C and Ruijie: what they have beside the lines of switches.

Sources: [D] S1720 to S6720 Command Reference, 11 WLAN-AC Commands, AC V200R019 and V200R021
CLI-based Configuration Guides; H3C Access Controllers Configuration Guides (R5447P04); RG-WLAN
Implementation Cookbook V4.1 and configurations that people published.

Profiles and service templates are ours by their names, groups and access points where the design
names them: one that nobody wants any more stays, and is never on the air by what we leave of it.
"""

from typing import Final

from parknet.dialect.language import Order
from parknet.dialect.rules import comware, comware_order, rgos, rgos_order, vrp, vrp_order

_OWN: Final = "%logic=parknet.dialect.wlan_logic"
_PERMANENT: Final = "%logic=parknet.dialect.logic.permanent"


def _with(rules: str, more: str, *changes: tuple[str, str]) -> str:
    """Return a rulebook with more lines before its last, which is for all that is not known."""
    for old, new in changes:
        if old not in rules:
            raise ValueError(f"{old!r} is in no rule")
        rules = rules.replace(old, new)
    head, catch_all, _ = rules.rpartition("~ %global")
    return f"{head}{more.strip()}\n{catch_all} %owned=kept\n"


def _before(order: Order, place: str, more: Order) -> Order:
    """Return an order with more places before the first that begins with a line."""
    at = next(at for at, (_, lines) in enumerate(order) if lines[0] == place)
    return (*order[:at], *more, *order[at:])


HUAWEI: Final = _with(
    vrp.RULES,
    f"""
undo http server enable %owned=kept
capwap source interface %owned=kept
capwap dtls psk %owned=kept
capwap dtls control-link encrypt
url-template name */parknet/
    url
    url-parameter
web-auth-server server-source all-interface %owned=kept
web-auth-server */parknet$/
    server-ip
    port
    shared-key
    url-template
portal-access-profile name */parknet/
    web-auth-server
wlan$ %owned=kept {_PERMANENT}
    traffic-profile name */parknet-\\S+/
        user-isolate
    security-profile name */parknet-\\S+/
        security
    ssid-profile name */parknet-\\S+/
        ssid
        ssid-hide enable
    vap-profile name */parknet-\\S+/
        forward-mode
        service-vlan
        ssid-profile
        security-profile
        traffic-profile
        authentication-profile
    regulatory-domain-profile name */parknet/
        country-code
    ap-group name * %owned=named
        regulatory-domain-profile
        radio */\\d/ {_PERMANENT}
            vap-profile * wlan *
    ac protect enable
    ac protect protect-ac
    ac protect priority
    ap auth-mode
    ap-id */\\d+/ %owned=named {_OWN}.huawei_ap
        ap-name
        ap-group
        radio */\\d/ {_PERMANENT}
            channel
            eirp
            calibrate auto-channel-select disable
            calibrate auto-txpower-select disable
""",
    ("    mac-access-profile\n", "    mac-access-profile\n    portal-access-profile\n"),
)
H3C: Final = _with(
    comware.RULES,
    f"""
portal web-server */parknet/
    url
    url-parameter *
portal server */parknet/
    ip
portal host-check enable %owned=kept
portal free-rule */[123]/
wlan global-configuration %owned=kept {_PERMANENT}
    region-code
wlan service-template */parknet-\\S+/
    ssid
    beacon ssid-hide
    vlan
    client forwarding-location
    akm mode
    preshared-key
    cipher-suite *
    security-ie *
    wpa3
    pmf
    client-security authentication-mode
    dot1x domain
    user-isolation enable
    portal enable
    portal domain
    portal bas-ip
    portal apply web-server
    service-template enable
wlan ap-group * %owned=named
    priority
    backup-ac ip
    wlan tunnel-preempt
    tunnel encryption enable
    ap *
    ap-model *
        remote-configuration enable
        gigabitethernet */\\d/ {_PERMANENT}
            port link-type
            port trunk permit vlan %logic=parknet.dialect.logic.vlan_list
        radio */\\d/ {_PERMANENT}
            radio enable
            service-template *
wlan ap * model %owned=named {_OWN}.h3c_ap
    serial-id
    mac-address
    radio */\\d/ {_PERMANENT}
        channel band-width
        channel ?/\\d+$/
        max-power
""",
    ("*/(lan-access|login)/", "*/(lan-access|login|portal)/"),
)
RUIJIE: Final = _with(
    rgos.RULES,
    f"""
wlan-config */\\d+/ %owned=named {_OWN}.renamed
    ssid-code
    tunnel
    no enable-broad-ssid
ap-group * %owned=named
    interface-mapping */.+/
ap-config * %owned=named
    ap-mac
    ap-group
    channel ?/\\d+/ radio * {_OWN}.whole_line
    chan-width ?/\\d+/ radio * {_OWN}.whole_line
    power local ?/\\d+/ radio * {_OWN}.whole_line
ac-controller %owned=kept {_PERMANENT}
    capwap ctrl-ip %owned=kept
    country %owned=kept
    bind-ap-mac
wlan hot-backup * %owned=named
    local-ip
    context */\\d+/
        priority level
        ap-group *
    wlan hot-backup enable
web-auth template */parknet/ v2
    ip
    url
web-auth portal key %owned=kept
wlansec */\\d+/ %owned=named
    security rsn enable
    security rsn ciphers aes enable
    security rsn akm psk enable
    security rsn akm psk set-key ascii
    security rsn akm 802.1x enable
    dot1x authentication
    web-auth portal
    web-auth authentication v2
    webauth
""",
)
# As in `vrp_order.ORDER`: what is named before what names it, and at the end back. A WLAN is whole
# before a group has it on the air.
HUAWEI_ORDER: Final[Order] = _before(
    _before(
        _before(
            vrp_order.ORDER,
            r"(dot1x|mac)-access-profile",
            (
                ("url-template", ("",)),
                ("", ("url-template",)),
                ("web-auth-server", ("",)),
                ("", ("web-auth-server",)),
                ("portal-access-profile", ("",)),
                ("", ("portal-access-profile",)),
            ),
        ),
        "snmp-agent$",
        (
            ("", ("capwap",)),
            (
                "wlan$",
                (
                    "traffic-profile",
                    "security-profile",
                    "ssid-profile",
                    "vap-profile",
                    "regulatory-domain-profile",
                    "ap-group",
                    "ac protect (protect|priority)",
                    "ac protect",
                    "undo ac protect enable",
                    "undo ac protect",
                    "ap auth-mode",
                    "undo ap ",
                    "ap-id",
                    "undo ap-group",
                    "undo vap-profile",
                    "",
                ),
            ),
            ("", ("wlan$",)),
        ),
    ),
    "undo domain",
    (("", ("undo portal-access-profile", "undo web-auth-server", "undo url-template")),),
)
H3C_ORDER: Final[Order] = _before(
    _before(
        comware_order.ORDER,
        "password",
        (
            ("portal ", ("",)),
            ("", ("portal ",)),
            ("wlan global", ("",)),
            (
                "wlan service-template",
                ("undo service-template", "(?!service-template|undo)", "undo", "service-template"),
            ),
            ("wlan ap-group", ("undo ap ",)),
            ("wlan ap-group", ("",)),
            ("", ("undo wlan ap ",)),
            ("wlan ap ", ("",)),
            ("", ("wlan ap ",)),
        ),
    ),
    "undo interface (Vlan-interface|LoopBack)",
    (("", ("undo wlan ap-group", "undo wlan service-template", "undo portal")),),
)
RUIJIE_ORDER: Final[Order] = _before(
    _before(
        rgos_order.ORDER,
        "no enable service",
        (
            ("wlan-config", ("",)),
            ("web-auth template", ("",)),
            ("", ("web-auth",)),
            ("wlansec", ("",)),
            ("ap-group", ("no interface-mapping", "")),
            ("ac-controller", ("",)),
            ("ap-config", ("ap-mac", "")),
            ("wlan hot-backup", ("no wlan hot-backup", "local-ip", "context", "no context", "")),
        ),
    ),
    "no interface (VLAN|Loopback)",
    (
        (
            "",
            ("no wlan hot-backup", "no ap-config", "no ap-group", "no wlansec", "no wlan-config",
             "no web-auth"),
        ),
    ),
)  # fmt: skip
