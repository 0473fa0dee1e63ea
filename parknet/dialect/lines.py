"""A configuration's text in, a tree of lines in one form per meaning out.

The form is the platform's own, so that it can be sent: VLAN lists are sorted and merged, every VLAN
is a view of its own, IPv6 addresses are lower case and compressed, names are long, defaults and
banners are gone. The order of lines carries no meaning, as dictionaries compare.
"""

import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address
from typing import Final, NamedTuple

from parknet.dialect.language import Platform
from parknet.dialect.platforms import PLATFORMS
from parknet.dialect.vlans import VlanStyle, format_vlans, numbers, parse_vlans
from parknet.names import PLACEHOLDER

# A line and the lines in its view.
Tree = dict[str, "Tree"]

MASK: Final = "<<secret>>"

_SPACES: Final = re.compile(r"\s+")
_VERBATIM: Final = ("description ", "header ", "undo description", "no description")
_IPV6: Final = re.compile(r"(?<!\S)([0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*|::)(/\d+)?(?!\S)")
_LENGTH: Final = re.compile(r"^(ip address [\d.]+|ip route-static [\d.]+) (\d{1,2})(?= |$)")
_MASK: Final = re.compile(r"^(ip route-static [\d.]+) (\d+\.\d+\.\d+\.\d+)(?= )")
_OSPF: Final = re.compile(
    r"^(ospf \d+) (router-id \S+(?: vpn-instance \S+)?)$|^(ospfv3 \d+) (vpn-instance \S+)$"
)
_VLANS: Final = re.compile(r"^vlan (?:batch )?((?:\d+|to|[ ,-])+)$")
_INTERFACE: Final = re.compile(r"^(\S+) (\S*?[A-Za-z-]) ?(\d[\d/.:]*)$")


@dataclass(frozen=True, slots=True)
class Lines:
    """A configuration in one form.

    Attributes:
        tree: lines by view.
        spoken: what to send instead of a line, where its one form cannot be sent; by the views
            it stands in and itself, since two views may hold two secrets in the same words.
    """

    tree: Tree
    spoken: dict[tuple[str, ...], str] = field(default_factory=dict)


class _Form(NamedTuple):
    """One line's form: `row` with `child` in its view, or `row` as prefix of a list of VLANs."""

    row: str
    child: str = ""
    vlans: int = 0


def read(text: str, platform: str, current_secrets: AbstractSet[str] = frozenset()) -> Lines:
    """Return a configuration as a tree of lines.

    Args:
        text: as the device shows it, or as rendered; `#` between sections.
        platform: a key of `PLATFORMS`.
        current_secrets: names of secrets that the device is known to hold: their lines compare
            equal to the masked ones of a running configuration.
    """
    root: Tree = {}
    spoken: dict[tuple[str, ...], str] = {}
    views: list[tuple[int, Tree, tuple[str, ...]]] = [(0, root, ())]
    mark, style = PLATFORMS[platform].comment, PLATFORMS[platform].vlan_style
    is_first = True
    for line in PLATFORMS[platform].prepare(text).splitlines():
        body = line.strip()
        if not body or body[0] in "#!":
            # Only a mark at the margin ends a section; VRP also prints them inside views.
            is_first = is_first or line[:1] == mark
            continue
        indent = len(line) - len(line.lstrip())
        if is_first:
            # Comware indents the lines of the system view by one.
            views, is_first = [(indent, root, ())], False
        while len(views) > 1 and indent <= views[-1][0]:
            views.pop()
        form = _form(body, platform)
        if form is None:
            continue
        row = form.row
        if "<<secret:" in row:
            row = _masked(row, current_secrets)
            if row != body:
                spoken[(*views[-1][2], row)] = body
        inside = _place(views[-1][1], row, form, style)
        if inside is not None:
            views.append((indent, inside, (*views[-1][2], row)))
    hollow = PLATFORMS[platform].hollow
    if hollow is not None:
        _drop_hollow(root, hollow)
    if "snmp-agent" in root and not any(
        row.startswith("snmp-agent sys-info version") for row in root
    ):
        # The default of both platforms, which not every release shows.
        root["snmp-agent sys-info version v3"] = {}
    return Lines(root, spoken)


def _drop_hollow(view: Tree, hollow: re.Pattern[str]) -> None:
    for row, inside in list(view.items()):
        _drop_hollow(inside, hollow)
        if not inside and hollow.match(row):
            del view[row]


def _masked(row: str, current_secrets: AbstractSet[str]) -> str:
    """Mask a line's secrets if the device holds them all."""
    if all(name in current_secrets for name in PLACEHOLDER.findall(row)):
        return PLACEHOLDER.sub(MASK, row)
    return row


def _place(view: Tree, row: str, form: _Form, style: VlanStyle) -> Tree | None:
    """Put a line into its view; return the view it opens, None for a batch of VLANs."""
    if form.vlans and row == "vlan":
        created = [f"vlan {number}" for number in numbers(form.vlans) if number != 1]
        for name in created:
            view.setdefault(name, {})
        return view[created[0]] if len(created) == 1 else None
    if form.vlans:
        mask = form.vlans
        for other in [other for other in view if other.startswith(row + " ")]:
            with suppress(ValueError):
                mask |= parse_vlans(other[len(row) + 1 :])
                del view[other]
        row = f"{row} {format_vlans(mask, style)}"
    inside = view.setdefault(row, {})
    if form.child:
        inside[form.child] = {}
    return inside


def is_silent(body: str, platform: str) -> bool:
    """Return whether a line says only what holds anyway, so that no device shows it."""
    return _form(body, platform) is None


@lru_cache(maxsize=32768)
def _form(body: str, platform_name: str) -> _Form | None:
    """Return one line's form, or None for what says nothing."""
    platform = PLATFORMS[platform_name]
    if platform.silent.match(body):
        return None
    row = _SPACES.sub(" ", body)
    if row.startswith(_VERBATIM):
        return _Form(row)
    try:
        return _rewrite(row, platform)
    except ValueError:
        # A number no VLAN or mask can have: a line we do not understand stands as it is.
        return _Form(row)


def _rewrite(row: str, platform: Platform) -> _Form | None:
    if ":" in row:
        row = _IPV6.sub(_lower, row)
    row = _netmask(row, dotted=platform.vendor == "huawei")
    if row.startswith("rule ") or platform.access_lists.rule.match(row):
        row = platform.rule(row)
    for pattern, replacement in platform.rewrites:
        row, count = pattern.subn(replacement, row)
        if count and not row:
            return None
    for prefix in platform.vlan_lists:
        if row.startswith(prefix + " "):
            mask = parse_vlans(row[len(prefix) + 1 :])
            if platform.has_vlan_one and " trunk " in prefix:
                # VLAN 1 is in unless `undo … vlan 1` says so: some releases list it, some do not.
                mask &= ~2
            return _Form(prefix, vlans=mask) if mask else None
    return _named(row, platform)


def _named(row: str, platform: Platform) -> _Form:
    """Return a line whose form depends on what it names."""
    if match := _VLANS.match(row):
        mask = parse_vlans(match[1])
        if mask != 1 << 1:
            return _Form("vlan", vlans=mask)
    elif match := _OSPF.match(row):
        return _Form(match[1] or match[3], child=match[2] or match[4])
    elif (match := _INTERFACE.match(row)) and match[1] in platform.named:
        kind = platform.interfaces.get(match[2], match[2])
        row = f"{match[1]} {kind}{match[3]}"
    elif row.startswith("snmp-agent sys-info version "):
        row = " ".join(row.split()[:3] + sorted(row.split()[3:]))
    return _Form(row)


def _lower(match: re.Match[str]) -> str:
    try:
        return f"{IPv6Address(match[1])}{match[2] or ''}"
    except ValueError:
        return match[0]


def _netmask(row: str, dotted: bool) -> str:
    """Write masks as the platform does: VRP dotted everywhere, Comware lengths in routes."""
    if (match := _LENGTH.match(row)) and (dotted or row.startswith("ip address")):
        mask = IPv4Network(f"0.0.0.0/{match[2]}").netmask
        return f"{match[1]} {mask}{row[match.end() :]}"
    if not dotted and (match := _MASK.match(row)):
        length = IPv4Network(f"0.0.0.0/{match[2]}").prefixlen
        return f"{match[1]} {length}{row[match.end() :]}"
    return row
