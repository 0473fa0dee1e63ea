"""Interfaces that move from one routing table to another: what the move takes along comes again.

[D] S5700, BGP/MPLS IP VPN, `ip binding vpn-instance`; H3C S5560X, MCE, the same: an interface that
is bound to another VPN instance, or to none, loses its addresses of both IP versions and what runs
on them. A patch that sent only what differs would leave a gateway without an address.
"""

from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree


def resend_what_moves(
    old: Tree, new: Tree, less_old: Tree, less_new: Tree, platform: Platform
) -> None:
    """Make the patch send again all that a move takes along, and take nothing back that is gone.

    Args:
        old: what runs.
        new: what is wanted.
        less_old: of `old`, what differs; changed in place.
        less_new: of `new`, what differs; changed in place.
        platform: whose interfaces they are.
    """
    for view in old.keys() & new.keys():
        if not view.startswith("interface "):
            continue
        if _table(old[view], platform) == _table(new[view], platform):
            continue
        less_old[view] = {
            row: inside for row, inside in less_old[view].items() if not platform.moves_along(row)
        }
        less_new[view] |= {
            row: inside for row, inside in new[view].items() if platform.moves_along(row)
        }


def _table(inside: Tree, platform: Platform) -> str:
    return next((row for row in inside if row.startswith(platform.binding)), "")
