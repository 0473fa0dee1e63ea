"""A running configuration in, the line that hands the device to a vendor's controller out.

What such a controller holds it may write over what was pushed, at any time. Only one that the
device itself calls is found: one that comes to it, as iMC does by SNMP or NETCONF, leaves no line.

Sources: [D] S2720, S5700 and S6720 command reference, Cloud-based management, controller url,
controller ip-address; CloudEngine, NETCONF, callhome; H3C S6520X and S5560X R65xx, Network
Management and Monitoring, Cloud connection commands, cloud-management server domain; CWMP commands,
cwmp acs url. [U] Ruijie: CWMP, acs url.
"""

import re
from typing import Final

_CWMP: Final = r"(?:cwmp )?(?:cpe )?acs url \S"
_SWITCHES: Final = {
    "huawei_vrp": r"(?:cloud-mng )?controller (?:url|ip-address) \S|callhome \S",
    "h3c_comware": rf"cloud-management (?:backup-)?server (?:ipv6 )?domain \S|{_CWMP}",
    "ruijie_rgos": _CWMP,
}
# [U] that WLAN controllers call home as their makers' switches do.
_CALLS: Final = _SWITCHES | {
    "huawei_ac": _SWITCHES["huawei_vrp"],
    "h3c_ac": _SWITCHES["h3c_comware"],
    "ruijie_ac": _SWITCHES["ruijie_rgos"],
}
_COMPILED: Final = {
    platform: re.compile(rf"^[ \t]*((?:{pattern}).*)$", re.MULTILINE)
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
