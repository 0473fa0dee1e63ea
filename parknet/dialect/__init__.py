"""Wanted and running configuration in, ordered patch out, on annet with our rulebooks. Pure."""

from parknet.dialect.compare import SAFE_GRADES, compare, fingerprint
from parknet.dialect.platforms import port_vlan_lines, speaks
from parknet.dialect.raw import clashes
from parknet.dialect.replacement import Replacement, replacement

__all__ = [
    "SAFE_GRADES",
    "Replacement",
    "clashes",
    "compare",
    "fingerprint",
    "port_vlan_lines",
    "replacement",
    "speaks",
]
