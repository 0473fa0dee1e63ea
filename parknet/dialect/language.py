"""What a platform of the dialect says of its command line, and what it says unless told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from parknet.dialect.lists import ACL_VIEWS, AccessLists
from parknet.dialect.vlans import BLANKS, VlanStyle

Order = tuple[tuple[str, tuple[str, ...]], ...]


_SILENT: Final = re.compile(r"^(!|return$|version \d|save$)")
# What an interface keeps when its table changes: name, state, filters, traffic policies.
_KEPT: Final = (
    "description",
    "shutdown",
    "traffic-filter",
    "traffic-policy",
    "packet-filter",
    "ip binding vpn-instance ",
)


def _leaves_table(line: str) -> bool:
    """VRP and Comware take along all of layer 3: see `parknet.dialect.tables`."""
    return not line.startswith(_KEPT)


def _address_back(line: str) -> str:
    """VRP and Comware take an IPv4 address back without naming it."""
    return "undo ip address" if line.startswith("ip ") else f"undo {line}"


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform's command line.

    Attributes:
        rules, order: see `parknet.dialect.rules`.
        rewrites: (pattern, replacement) that bring a line into one form; an empty one drops it.
        vlan_lists: lines that hold a VLAN list and may be spread over several lines.
        batch: creates many VLANs at once without entering a view; `{}` takes a list. Where there is
            none, each VLAN comes and goes by itself.
        batch_takes_lists: False where one command takes only one range.
        interfaces: short interface types and their full names.
        member: line of a port that makes it a member of LAG `{}`.
        lag, lag_mode: LAG interfaces, and the line that cannot change while ports are members.
        mode_needs_empty: members have to leave a LAG while that line changes.
        port_vlan: line that puts a port's untagged traffic into a VLAN.
        rule: brings a rule of an access list into one form.
        negation: the word that takes a line back.
        leave: the command that goes one view up.
        comment: what stands at the margin between sections.
        silent: lines that say nothing.
        prepare: takes out of a whole text what is no line, such as banners and certificates.
        named: words before the name of an interface.
        vlan_style: how a list of VLANs is written.
        has_vlan_one: VLAN 1 is in every list unless a line of its own takes it out.
        batch_opens: where `batch` opens a view that has to be left: for a single VLAN, always.
        access_lists: how access lists are written.
        binding: line that puts an interface into another routing table, without the table.
        moves_along: whether an interface loses a line when its routing table changes.
        address_back: the command that takes an address back, from the line that set it.
        timer_needs: a view and a line in it without which no timer of the device takes a change
            back; nothing where it always does.
        hollow: views that say nothing while nothing stands in them.
        paused: how views begin that take a change only while they are off, and the line in them
            that switches them on.
    """

    name: str
    vendor: str
    rules: str
    order: Order
    rewrites: tuple[tuple[re.Pattern[str], str], ...]
    vlan_lists: tuple[str, ...]
    batch: str
    batch_takes_lists: bool
    interfaces: dict[str, str]
    member: str
    lag: str
    lag_mode: str
    port_vlan: tuple[str, ...]
    mode_needs_empty: bool = False
    rule: Callable[[str], str] = str
    negation: str = "undo"
    leave: str = "quit"
    comment: str = "#"
    silent: re.Pattern[str] = _SILENT
    prepare: Callable[[str], str] = str
    named: tuple[str, ...] = ("interface", "silent-interface")
    vlan_style: VlanStyle = BLANKS
    has_vlan_one: bool = True
    batch_opens: frozenset[str] = frozenset()
    access_lists: AccessLists = ACL_VIEWS
    binding: str = "ip binding vpn-instance "
    moves_along: Callable[[str], bool] = _leaves_table
    address_back: Callable[[str], str] = _address_back
    timer_needs: tuple[str, str] | None = None
    hollow: re.Pattern[str] | None = None
    paused: tuple[str, str] | None = None


def compiled(*rewrites: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return rewriting rules, ready for use."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rewrites)
