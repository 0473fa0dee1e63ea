"""Who is on a switch's ports: displays of VRP and Comware in, records out.

Forms: [D] S1720 to S6720 V200R011 command reference (display mac-address, display dhcp snooping
user-bind, display dhcp static user-bind, display nd snooping user-bind, display access-user,
display arp, display ipv6 neighbors); [D] S5130S, S6520X command references, R65xx (display mac-
address, display dhcp snooping binding, display ipv6 dhcp snooping binding, display ipv6 nd
snooping vlan, display ip source binding, display dot1x connection, display mac-authentication
connection, display arp, display ipv6 neighbors). The forms are cited from knowledge of the
documents, and none was seen on a device: [U] how wide columns are, so rows are read by their words
and never by their columns.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from parknet.drivers.napalm.arista import hosts as eos_hosts
from parknet.drivers.napalm.cisco import hosts as ios_hosts
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.frr import hosts as frr_hosts
from parknet.drivers.napalm.frr.shell import DebianShell, as_root
from parknet.drivers.napalm.ruijie import hosts as rgos_hosts
from parknet.drivers.napalm.uci import hosts as openwrt_hosts
from parknet.errors import CommandRejectedError, DeviceError
from parknet.model.occupants import Asked, Binding, Neighbour, Occupants, SeenMac

Show = Callable[[str], str]
_MAC: Final = r"([0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4})"
_ADDRESS: Final = r"([0-9]+\.[0-9.]+|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)"
# Long and short words of interface types; which long one is meant the configuration says.
_SHORT: Final = (
    ("XGigabitEthernet", "XGE"),
    ("Ten-GigabitEthernet", "XGE"),
    ("M-GigabitEthernet", "MGE"),
    ("Twenty-FiveGigE", "WGE"),
    ("GigabitEthernet", "GE"),
    ("FortyGigE", "FGE"),
    ("HundredGigE", "HGE"),
    ("Bridge-Aggregation", "BAGG"),
)


@dataclass(frozen=True, slots=True)
class Displays:
    """The commands of a platform and how their rows read.

    Attributes:
        mac: (MAC, VLAN, port).
        bindings: (command, pattern) with address, MAC and port; the first one is needed, of the
            others a system may lack any.
        sessions: commands; `session` finds the MAC of a user that authenticated.
        failed: commands that show users of `sessions` who did not, but were let on.
        neighbours: (command, pattern) with address and MAC.
    """

    mac: re.Pattern[str]
    bindings: tuple[tuple[str, re.Pattern[str]], ...]
    sessions: tuple[str, ...]
    session: re.Pattern[str]
    failed: tuple[str, ...]
    neighbours: tuple[tuple[str, re.Pattern[str]], ...]


_INTERFACE: Final = re.compile(r"^interface (\S+)", re.MULTILINE)
_SNOOPS: Final = re.compile(r"^\s*dhcp snooping enable", re.MULTILINE)
_ASKS: Final = re.compile(r"^ (?:dot1x|authentication-profile|mac-authentication)\b", re.MULTILINE)


def _rows(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*{pattern}", re.MULTILINE)


_VRP_BINDING: Final = _rows(
    rf"(?P<address>{_ADDRESS[1:-1]})\s+(?P<mac>{_MAC[1:-1]})\s+\d+\s*/\s*\S+\s*/\s*\S+\s+(?P<port>\S+)"
)
_COMWARE_BINDING: Final = _rows(
    rf"(?P<address>{_ADDRESS[1:-1]})\s+(?P<mac>{_MAC[1:-1]})\s+\S+\s+\d+\s+\S+\s+(?P<port>\S+)"
)
VRP: Final = Displays(
    mac=_rows(rf"{_MAC}\s+(\d+)(?:/\S*)?\s+(\S+)\s+\S+"),
    bindings=(
        ("display dhcp snooping user-bind all", _VRP_BINDING),
        ("display dhcp static user-bind all", _VRP_BINDING),
        ("display nd snooping user-bind all", _VRP_BINDING),
        ("display dhcpv6 snooping user-bind all", _VRP_BINDING),
    ),
    sessions=("display access-user",),
    # Who is kept on by the open mode is shown with another status.
    session=_rows(rf"\d+\s+\S+\s+\S+\s+{_MAC}\s+Success\b"),
    failed=(),
    neighbours=(
        # Type I is the device's own address.
        ("display arp all", _rows(rf"{_ADDRESS}\s+{_MAC}\s+(?!I\b)\S")),
        (
            "display ipv6 neighbors",
            re.compile(rf"IPv6 Address\s*:\s*{_ADDRESS}\s+Link-layer\s*:\s*{_MAC}"),
        ),
    ),
)
COMWARE: Final = Displays(
    mac=_rows(rf"{_MAC}\s+(\d+)\s+\S+\s+(\S+)"),
    bindings=(
        ("display dhcp snooping binding", _COMWARE_BINDING),
        (
            "display ip source binding static",
            _rows(
                rf"(?P<address>{_ADDRESS[1:-1]})\s+(?P<mac>{_MAC[1:-1]})\s+(?P<port>\S+)\s+\S+\s+Static"
            ),
        ),
        ("display ipv6 dhcp snooping binding", _COMWARE_BINDING),
        (
            "display ipv6 nd snooping vlan",
            _rows(
                rf"(?P<address>{_ADDRESS[1:-1]})\s+(?P<mac>{_MAC[1:-1]})\s+\d+\s+(?P<port>\S+)\s+VALID"
            ),
        ),
    ),
    sessions=("display dot1x connection", "display mac-authentication connection"),
    session=re.compile(rf"User MAC address\s*:\s*{_MAC}"),
    # [D] open: only users who failed, whom the open mode let on; without it, all users.
    failed=("display dot1x connection open", "display mac-authentication connection open"),
    neighbours=(
        ("display arp all", _rows(rf"{_ADDRESS}\s+{_MAC}\s+\S")),
        ("display ipv6 neighbors all", _rows(rf"{_ADDRESS}\s+{_MAC}\s+\S")),
    ),
)
DISPLAYS: Final = {"huawei_vrp": VRP, "h3c_comware": COMWARE}

# Platforms whose displays are read by modules of their own.
_OWN: Final[dict[str, Callable[..., Occupants]]] = {
    "arista_eos": eos_hosts.occupants,
    "ruijie_rgos": rgos_hosts.occupants,
    "cisco_ios": ios_hosts.occupants,
    "openwrt": openwrt_hosts.occupants,
}


def occupants_of(
    driver: CommandLineDriver, device: str, platform: str, *, routes: bool
) -> Occupants:
    """Return what an open driver's device tells: see `read_occupants`."""
    if isinstance(driver, DebianShell):
        return frr_hosts.occupants(as_root(driver), device, routes=routes)
    own = _OWN.get(platform)
    if own is not None:
        return own(driver, device, routes=routes)
    text = driver.get_config("running", sanitized=True)["running"]
    displays = DISPLAYS.get(platform)
    if displays is None:
        raise DeviceError(f"this release does not read the hosts of {platform}")
    return read_occupants(
        device, lambda command: driver.cli([command])[command], text, displays, routes=routes
    )


def read_occupants(
    device: str, show: Show, text: str, displays: Displays, *, routes: bool
) -> Occupants:
    """Return what a device tells of the hosts on its ports.

    Args:
        device: its name.
        show: runs a display command; raises `CommandRejectedError` where the device has none.
        text: the running configuration: interfaces by their long names, and whether the device
            snoops DHCP and asks hosts to authenticate at all.
        displays: of its platform.
        routes: whether it is asked for ARP and neighbour entries, else for what is on its ports.
    """
    names: dict[str, str] = {_short(name): name for name in _INTERFACE.findall(text)}

    def port(shown: str) -> str:
        return names.get(_short(shown), shown)

    unread: list[Asked] = []
    if routes:
        rows, told = _texts(show, displays.neighbours)
        if not told:
            unread.append("neighbours")
        found = tuple(
            Neighbour(mac=_plain(row[1]), address=address)
            for row in rows
            if (address := _address(row[0])) is not None
        )
        return Occupants(device=device, neighbours=found, unread=tuple(unread))
    macs, told = _texts(show, (("display mac-address", displays.mac),))
    if not told:
        unread.append("macs")
    bindings, told = _texts(show, displays.bindings)
    if not (told and _SNOOPS.search(text)):
        unread.append("bindings")
    sessions, told = _sessions(show, displays)
    if not (told and _ASKS.search(text)):
        unread.append("sessions")
    return Occupants(
        device=device,
        macs=tuple(
            SeenMac(mac=_plain(mac), vlan=int(vlan), port=port(where)) for mac, vlan, where in macs
        ),
        bindings=tuple(
            Binding(mac=_plain(row[1]), address=address, port=port(row[2]))
            for row in bindings
            if (address := _address(row[0])) is not None
        ),
        sessions=sessions,
        unread=tuple(unread),
    )


def _texts(
    show: Show, asked: Sequence[tuple[str, re.Pattern[str]]]
) -> tuple[list[tuple[str, ...]], bool]:
    """Return the rows of all displays, and whether the first of them was shown."""
    rows: list[tuple[str, ...]] = []
    told = False
    for number, (command, pattern) in enumerate(asked):
        try:
            shown = show(command)
        except CommandRejectedError:
            continue
        told = told or number == 0
        rows += [tuple(match.groups()) for match in pattern.finditer(shown)]
    return rows, told


def _sessions(show: Show, displays: Displays) -> tuple[tuple[str, ...], bool]:
    """Return who authenticated, and whether the device told."""
    found: dict[str, None] = {}
    told = False
    for command in displays.sessions:
        for mac in _macs(show, command, displays.session):
            told = True
            if mac:
                found[mac] = None
    for command in displays.failed:
        for mac in _macs(show, command, displays.session):
            found.pop(mac, None)
    return tuple(found), told


def _macs(show: Show, command: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the MAC addresses of a display, first an empty one where it was shown at all."""
    try:
        shown = show(command)
    except CommandRejectedError:
        return
    yield ""
    for match in pattern.finditer(shown):
        yield _plain(match[1])


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _plain(mac: str) -> str:
    """Return a MAC address in the common form.

    Example:
        >>> _plain("00E0-fc12-3456")
        '00:e0:fc:12:34:56'
    """
    digits = mac.replace("-", "").lower()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _short(name: str) -> str:
    """Return an interface's name as tables shorten it.

    Example:
        >>> _short("GigabitEthernet0/0/1"), _short("10GE1/0/1")
        ('GE0/0/1', '10GE1/0/1')
    """
    for long, short in _SHORT:
        if name.startswith(long):
            return short + name[len(long) :]
    return name
