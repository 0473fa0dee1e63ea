"""Which sections and options of UCI are ours: what templates write, and nothing beside it.

A kind of section that is not in this table is never looked at; an option that is not in its kind's
row stays as it is, and so does a section that people or OpenWrt's packages put there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from parknet.dialect.uci_text import Section


def _nobody(_: Section) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of section.

    Attributes:
        options: single values that we say.
        lists: lists that we say; their order means nothing.
        identity: options that tell which section it is, where its name means nothing to anybody;
            empty where there is only one; None where the name is what others refer to it by.
        ours: whether a section goes when nobody wants it any more.
    """

    options: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    identity: tuple[str, ...] | None = None
    ours: Callable[[Section], bool] = _nobody

    def who(self, section: Section) -> tuple[str, ...]:
        """Return what tells a section from the others of its kind."""
        if self.identity is None:
            return (section.name,)
        return tuple(str(section.options.get(key, "")) for key in self.identity)


def _named(pattern: str) -> Callable[[Section], bool]:
    compiled = re.compile(pattern)
    return lambda section: bool(compiled.fullmatch(section.name))


def _device(section: Section) -> bool:
    """Return whether a device is a bond or an unused port, as templates name them."""
    name = str(section.options.get("name", ""))
    if section.options.get("type") == "bonding":
        return section.name == name
    is_plain = section.options.keys() <= {"name", "ipv6"}
    return is_plain and section.name == re.sub(r"[^A-Za-z0-9_]", "_", name)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODEL: Final[dict[tuple[str, str], Kind]] = {
    ("system", "system"): Kind(_words("hostname timezone log_proto log_port log_ip"), identity=()),
    ("system", "timeserver"): Kind(_words("enabled enable_server"), _words("server")),
    ("network", "interface"): Kind(
        _words("device proto"), _words("ipaddr ip6addr"), ours=_named(r"vlan\d+")
    ),
    ("network", "device"): Kind(
        _words("name type policy xmit_hash_policy stp igmp_snooping priority ipv6"),
        _words("ports"),
        identity=("name",),
        ours=_device,
    ),
    ("network", "bridge-vlan"): Kind(
        _words("device vlan"),
        _words("ports"),
        identity=("device", "vlan"),
        ours=_named(r"vid\d+"),
    ),
    ("network", "route"): Kind(
        _words("interface target gateway"), identity=("target",), ours=_named(r"to_\w+")
    ),
    ("network", "route6"): Kind(
        _words("interface target gateway"), identity=("target",), ours=_named(r"to_\w+")
    ),
    ("wireless", "wifi-device"): Kind(_words("type band channel htmode country txpower disabled")),
    ("wireless", "wifi-iface"): Kind(
        _words(
            "device mode ssid network encryption auth_server auth_port auth_secret key hidden "
            "isolate"
        ),
        ours=_named(r"ssid\d+_radio\d+"),
    ),
    ("dropbear", "dropbear"): Kind(
        _words("Port PasswordAuth RootPasswordAuth Interface IdleTimeout"), identity=()
    ),
    # No file of UCI's: the driver tells of the login's account by it.
    ("shadow", "account"): Kind(_words("name password"), identity=("name",)),
    ("snmpd", "agent"): Kind(lists=_words("agentaddress"), identity=()),
    ("snmpd", "v3"): Kind(
        _words("username auth_type auth_pass privacy_type privacy_pass allow_write"),
        identity=("username",),
    ),
    ("lldpd", "lldpd"): Kind(_words("enable_lldp lldp_hostname"), identity=()),
    ("firewall", "defaults"): Kind(_words("input output forward"), identity=()),
    ("firewall", "zone"): Kind(
        _words("name input output forward"), _words("network"), identity=("name",)
    ),
    ("firewall", "rule"): Kind(
        _words("name src family proto dest_port target"),
        _words("src_ip"),
        ours=_named(r"(?:errors|ssh|snmp)[46]?"),
    ),
}
