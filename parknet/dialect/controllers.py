"""A running configuration in, the line that hands the device to a vendor's controller out.

What such a controller holds it may write over what was pushed, at any time. Only one that the
device itself calls is found: one that comes to it, as iMC does by SNMP or NETCONF, leaves no line.

Sources: [D] Huawei S300 to S6700 V200R022 command reference, NETCONF Configuration Commands
(controller url, controller ip-address, callhome); AR V200R009, Configuring the CWMP Connection; H3C
S6520X and S5560X R65xx, Network Management and Monitoring, Cloud connection and CWMP commands;
Cisco Network Plug and Play Agent, pnp profile; SD-WAN, Systems and Interfaces, vbond; Arista,
TerminAttr: most commonly used flags; openwisp-config, README. [U] Ruijie's `acs url`, beside `acs
password` of the RG-S29 command reference, CWMP commands; and, from configurations that people
published, the trustpoints and the telemetry receiver that Cisco DNA Center leaves, and `service
meraki connect`.
"""

import re
from typing import Final

_CWMP: Final = r"(?:cwmp )?(?:cpe )?acs (?:default )?url \S.*"
_SWITCHES: Final = {
    "huawei_vrp": r"(?:cloud-mng )?(?:redirected-)?controller (?:backup )?(?:url|ip-address) \S.*"
    rf"|callhome \S.*|{_CWMP}",
    "h3c_comware": rf"cloud-management (?:backup-)?server (?:ipv6 )?domain \S.*|{_CWMP}",
    "ruijie_rgos": _CWMP,
    "cisco_ios": r"pnp profile \S.*|crypto pki trustpoint (?:DNAC-CA|sdn-network-infra-iwan)"
    r"|receiver name DNAC_ASSURANCE_RECEIVER|vbond \S.*|service (?:meraki|cloud-mgmt) connect.*"
    r"|cns config (?:initial|partial) \S.*",
    # The rest of the line holds the key by which it logs in.
    "arista_eos": r"exec \S*TerminAttr(?= .*-cv(?:addr|opt)=)",
    # Each keeps the address of its server in a package of its own.
    "openwrt": r"package (?:openwisp|easycwmp|cwmp)$",
}
# [U] that WLAN controllers call home as their makers' switches do.
_CALLS: Final = _SWITCHES | {
    "huawei_ac": _SWITCHES["huawei_vrp"],
    "h3c_ac": _SWITCHES["h3c_comware"],
    "ruijie_ac": _SWITCHES["ruijie_rgos"],
}
_COMPILED: Final = {
    platform: re.compile(rf"^[ \t]*({pattern})", re.MULTILINE)
    for platform, pattern in _CALLS.items()
}


def controller_in(text: str, platform: str) -> str:
    r"""Return the line by which a device calls a vendor's controller; empty where there is none.

    Example:
        >>> controller_in("#\n cloud-management server domain cloud.example\n#\n", "h3c_comware")
        'cloud-management server domain cloud.example'
    """
    pattern = _COMPILED.get(platform)
    found = pattern.search(text) if pattern is not None else None
    return found[1].strip() if found is not None else ""
