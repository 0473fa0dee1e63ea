"""What Huawei VRP calls each view in its prompt, and what stands in a new device.

Sources: [D] as in `parknet.lab.vrp.language`.
"""

from typing import Final

# What stands in a new device and no template speaks of: whatever compares must leave it alone.
FACTORY: Final = """#
vlan 1
#
aaa
 authentication-scheme default
 authorization-scheme default
 accounting-scheme default
 domain default
 domain default_admin
#
interface NULL0
#
user-interface con 0
 authentication-mode aaa
#
"""

PROMPTS: Final = {
    "vlan": "vlan{1}",
    "acl4": "acl4-advance-{2}",
    "acl6": "acl6-advance-{3}",
    "svi": "{1}",
    "lag": "{1}",
    "port": "{1}",
    "null": "{1}",
    "loopback": "{1}",
    "ospf": "ospf-{1}",
    "ospfv3": "ospfv3-{1}",
    "ospf-area": "area-{1}",
    "ospfv3-area": "area-{1}",
    "bfd": "bfd",
    "dfs": "dfs-group-{1}",
    "region": "mst-region",
    "erps": "erps-ring{2}",
    "pim": "pim",
    "pim6": "pim6",
    "classifier": "classifier-{2}",
    "behavior": "behavior-{2}",
    "policy": "trafficpolicy-{2}",
    "vpn": "vpn-instance-{2}",
    "vpn-family": "vpn-instance-af-{0}",
    "bgp": "bgp",
    "bgp4": "bgp-af-ipv4",
    "bgp6": "bgp-af-ipv6",
    "aaa": "aaa",
    "authentication": "aaa-authen-{1}",
    "accounting": "aaa-accounting-{1}",
    "domain": "aaa-domain-{1}",
    "radius": "radius-{2}",
    "tacacs": "hwtacacs-{2}",
    "dot1x-profile": "dot1x-access-profile-{2}",
    "mac-profile": "mac-access-profile-{2}",
    "profile": "authen-profile-{2}",
    "basic4": "acl-basic-{2}",
    "basic6": "acl6-basic-{3}",
    "vty": "ui-vty{2}-{3}",
    "console": "ui-console0",
}
