"""What a Ruijie switch is joined to: displays in, one record out; nothing is changed.

Default gateways of static routes are pinged, as on the other makers' switches; a routing neighbour
is asked for only where the configuration has what tells of it. Forms: [D] RGOS 11.4 IP Routing
Configuration Guide, OSPFv2, OSPFv3, BGP; Ethernet Switching, LLDP; [U] the widths, so rows are read
by their words.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from parknet.errors import CommandRejectedError
from parknet.model.standing import Standing, Tie, TieKind

_PINGS: Final = "ntimes 2 timeout 1"
_FULL: Final = re.compile(r"^ *([\d.]+) +\d+ +Full\b.* ([A-Za-z]+ \d[\d/]*) *$", re.MULTILINE)
_ESTABLISHED: Final = re.compile(
    r"^ *([\d.]+|[\da-fA-F]*:[\da-fA-F:]+)\s+4\s+\d+ .* \d+ *$", re.MULTILINE
)
# [D] RG-WLAN Troubleshooting Cookbook V1.0, show ap-config summary.
_APS: Final = "show ap-config summary"
_ONLINE: Final = re.compile(r"(?i)^ *online ap number *: *(\d+)", re.MULTILINE)
_LISTS_APS: Final = re.compile(r"^ap-config ", re.MULTILINE)
_RATE: Final = re.compile(r"\((\d+)/\d+\)")
_GATEWAY4: Final = re.compile(r"^ip route 0\.0\.0\.0 0\.0\.0\.0 ([\d.]+)", re.MULTILINE)
_GATEWAY6: Final = re.compile(r"^ipv6 route ::/0 ([\da-fA-F:]+)", re.MULTILINE)
# What is asked where the configuration has it: a kind, where, and the command.
_ASKED: Final[tuple[tuple[TieKind, str, str, str], ...]] = (
    ("ospf", "OSPF", r"^router ospf \d", "show ip ospf neighbor"),
    ("ospfv3", "OSPFv3", r"^ipv6 router ospf \d", "show ipv6 ospf neighbor"),
    ("bgp", "BGP", r"^ neighbor [\d.]+ remote-as ", "show bgp ipv4 unicast summary"),
    ("bgp", "BGP for IPv6", r"^ neighbor \S*:\S* remote-as ", "show bgp ipv6 unicast summary"),
)


class Switch(Protocol):
    """What asks the device."""

    def get_config(self, retrieve: str, *, sanitized: bool) -> dict[str, str]:
        """Return configurations."""
        ...

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of ports."""
        ...

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours."""
        ...

    def cli(self, commands: list[str]) -> dict[str, str]:
        """Return each command's reply."""
        ...

    def is_alive(self) -> dict[str, bool]:
        """Return whether the session stands."""
        ...


def standing(switch: Switch, device: str) -> Standing:
    """Return what a device is joined to; what it refuses to tell is named."""
    text = switch.get_config("running", sanitized=True)["running"]
    ties: set[Tie] = set()
    unchecked: list[str] = []

    def ask(title: str, read: Callable[[], Iterator[Tie]]) -> None:
        try:
            ties.update(read())
        except CommandRejectedError as error:
            if not switch.is_alive()["is_alive"]:
                raise
            unchecked.append(f"{title}: the device refuses {error.line!r}")

    ask("ports", lambda: _ports(switch))
    ask("LLDP neighbours", lambda: _lldp(switch))
    for kind, title, where, command in _ASKED:
        if re.search(where, text, re.MULTILINE):
            ask(title, lambda kind=kind, command=command: _sessions(switch, kind, command))  # type: ignore[misc]
    ask("default gateway", lambda: _gateways(switch, text))
    aps = None
    if _LISTS_APS.search(text):
        try:
            aps = _joined(switch)
        except CommandRejectedError as error:
            if not switch.is_alive()["is_alive"]:
                raise
            unchecked.append(f"access points: the device refuses {error.line!r}")
    return Standing(device=device, ties=tuple(sorted(ties)), aps=aps, unchecked=tuple(unchecked))


def _joined(switch: Switch) -> int:
    """Return how many access points a controller has: it says so itself."""
    found = _ONLINE.search(switch.cli([_APS])[_APS])
    if found is None:
        raise CommandRejectedError(_APS, "it does not say how many are online")
    return int(found[1])


def _ports(switch: Switch) -> Iterator[Tie]:
    for name, found in switch.get_interfaces().items():
        if found["is_up"]:
            yield Tie("port", name)


def _lldp(switch: Switch) -> Iterator[Tie]:
    for port, neighbours in switch.get_lldp_neighbors().items():
        for neighbour in neighbours:
            yield Tie("lldp", port, neighbour["hostname"])


def _sessions(switch: Switch, kind: TieKind, command: str) -> Iterator[Tie]:
    shown = switch.cli([command])[command]
    if kind == "bgp":
        yield from (Tie("bgp", address) for address in _ESTABLISHED.findall(shown))
        return
    for router_id, interface in _FULL.findall(shown):
        yield Tie(kind, interface, router_id)


def _gateways(switch: Switch, text: str) -> Iterator[Tie]:
    asked = [(address, f"ping {address} {_PINGS}") for address in _GATEWAY4.findall(text)]
    asked += [(address, f"ping ipv6 {address} {_PINGS}") for address in _GATEWAY6.findall(text)]
    for address, command in dict.fromkeys(asked):
        answered = _RATE.search(switch.cli([command])[command])
        if answered is not None and int(answered[1]):
            yield Tie("gateway", address)
