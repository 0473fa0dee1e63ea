"""Wanted and running configuration in, ordered patch out, on annet with our rulebooks. Pure."""

from parknet.dialect.compare import SAFE_GRADES, compare, fingerprint
from parknet.dialect.platforms import port_vlan_lines, speaks
from parknet.dialect.raw import clashes

__all__ = ["SAFE_GRADES", "clashes", "compare", "fingerprint", "port_vlan_lines", "speaks"]
