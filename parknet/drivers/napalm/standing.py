"""What a device is joined to: displays of VRP, Comware, EOS in, one record out; it changes nothing.

Default gateways are pinged from the device: an ARP or ND entry outlives what it stands for by
minutes. Only those of static routes are asked, with which a switch is managed; where a default
route is learned, the neighbours that tell it are what is checked. A platform is added by a table.

Forms: [D] S1720 to S6720 V200R011 command reference (display interface brief, display ospf peer,
display ospfv3 peer, display bgp peer, ping, display ap all); [D] S6520X and S5560X command
references R65xx (display interface brief, Layer 3 IP Routing: display ospf peer, display ospfv3
peer, display bgp peer; Network Management: ping; WLAN: display wlan ap all). [U] how wide columns
are on a release, so rows are read by their words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.frr import standing as frr_standing
from parknet.drivers.napalm.frr.shell import DebianShell, as_root
from parknet.drivers.napalm.openwrt import OpenWrtDriver
from parknet.drivers.napalm.ruijie import standing as rgos_standing
from parknet.drivers.napalm.ruijie_rgos import RuijieRgosDriver
from parknet.drivers.napalm.uci import standing as openwrt_standing
from parknet.errors import CommandRejectedError
from parknet.model.standing import Standing, Tie, TieKind

# Words of interface types as tables shorten them, and as configurations have them.
_SHORT: Final = (
    ("GE", ("GigabitEthernet",)),
    ("XGE", ("XGigabitEthernet", "Ten-GigabitEthernet")),
    ("MGE", ("MultiGE", "M-GigabitEthernet")),
    ("WGE", ("Twenty-FiveGigE",)),
    ("FGE", ("FortyGigE",)),
    ("HGE", ("HundredGigE",)),
    ("BAGG", ("Bridge-Aggregation",)),
    ("Vlan", ("Vlan-interface", "Vlanif")),
    ("Loop", ("LoopBack",)),
    ("Et", ("Ethernet",)),
    ("Po", ("Port-Channel",)),
    ("Ma", ("Management",)),
)
_INTERFACE: Final = re.compile(r"^interface (\S+)", re.MULTILINE)
_PINGS: Final = 2


@dataclass(frozen=True, slots=True)
class Sessions:
    """One kind of neighbour: asked only where the configuration has what `where` finds."""

    kind: TieKind
    title: str
    where: re.Pattern[str]
    command: str
    row: re.Pattern[str]  # groups `at`, and `to` where there is such


@dataclass(frozen=True, slots=True)
class StateDisplays:
    """The commands of a platform and how their rows read.

    Attributes:
        ports: command; `up` finds the name of an interface that is up.
        gateways: what finds the next hop of a static default route, and how to ping it.
        answered: finds how many answers came.
        aps: where it is a controller; command; what finds a row or a sum of those that joined.
    """

    ports: str
    up: re.Pattern[str]
    sessions: tuple[Sessions, ...]
    gateways: tuple[tuple[re.Pattern[str], str], ...]
    answered: re.Pattern[str]
    aps: tuple[re.Pattern[str], str, re.Pattern[str]]


def _rows(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*{pattern}", re.MULTILINE)


_OSPF: Final = re.compile(r"^ ?ospf \d", re.MULTILINE)
_OSPFV3: Final = re.compile(r"^ ?ospfv3 \d", re.MULTILINE)
_BGP4: Final = re.compile(r"^ ?bgp \d[\s\S]*?^ +peer [\d.]+ as-number", re.MULTILINE)
_BGP6: Final = re.compile(
    r"^ ?bgp \d[\s\S]*?^ +peer [\da-fA-F]*:[\da-fA-F:]* as-number", re.MULTILINE
)
# A long IPv6 address has a row of its own, and what is said of it the next one.
_ESTABLISHED4: Final = _rows(r"(?P<at>\d+\.\d+\.\d+\.\d+)\s+\d[^\n]*\bEstablished\b")
_ESTABLISHED6: Final = _rows(r"(?P<at>[\da-fA-F]*:[\da-fA-F:]+)\s+\d[^\n]*\bEstablished\b")
_RECEIVED: Final = re.compile(r"(\d+) packets?(?:\(s\))? received")
_DEFAULTS: Final = (
    (
        re.compile(
            r"^ ?ip route-static 0\.0\.0\.0 (?:0\.0\.0\.0|0) (\d+\.\d+\.\d+\.\d+)", re.MULTILINE
        ),
        f"ping -c {_PINGS} -t 1000 {{}}",
    ),
    (
        re.compile(r"^ ?ipv6 route-static :: 0 ([\da-fA-F:]*:[\da-fA-F:]+)", re.MULTILINE),
        f"ping ipv6 -c {_PINGS} -t 1000 {{}}",
    ),
)
VRP: Final = StateDisplays(
    ports="display interface brief",
    up=_rows(r"(\S+)\s+up(?:\([a-z]\))?\s+up\b"),
    sessions=(
        Sessions("ospf", "OSPF", _OSPF, "display ospf peer brief",
                 _rows(r"[\d.]+\s+(?P<at>\S+)\s+(?P<to>[\d.]+)\s+Full\b")),
        Sessions("ospfv3", "OSPFv3", _OSPFV3, "display ospfv3 peer",
                 _rows(r"(?P<to>[\d.]+)\s+\d+\s+Full\S*\s+\S+\s+(?P<at>\S+)")),
        Sessions("bgp", "BGP", _BGP4, "display bgp peer", _ESTABLISHED4),
        Sessions("bgp", "BGP for IPv6", _BGP6, "display bgp ipv6 peer", _ESTABLISHED6),
    ),
    gateways=_DEFAULTS,
    answered=_RECEIVED,
    aps=(re.compile(r"^wlan$", re.MULTILINE), "display ap all", _rows(r"\d+\s[^\n]*\snor\b")),
)  # fmt: skip
COMWARE: Final = StateDisplays(
    ports="display interface brief",
    up=_rows(r"(\S+)\s+UP\b"),
    sessions=(
        Sessions("ospf", "OSPF", _OSPF, "display ospf peer",
                 _rows(r"(?P<to>[\d.]+)\s+[\d.]+\s+\d+\s+\d+\s+Full/ ?\S+\s+(?P<at>\S+)")),
        Sessions("ospfv3", "OSPFv3", _OSPFV3, "display ospfv3 peer",
                 _rows(r"(?P<to>[\d.]+)\s+\d+\s+Full\S*\s+\S+\s+\d+\s+(?P<at>\S+)")),
        Sessions("bgp", "BGP", _BGP4, "display bgp peer ipv4", _ESTABLISHED4),
        Sessions("bgp", "BGP for IPv6", _BGP6, "display bgp peer ipv6", _ESTABLISHED6),
    ),
    gateways=_DEFAULTS,
    answered=_RECEIVED,
    aps=(
        re.compile(r"^ ?wlan ap ", re.MULTILINE),
        "display wlan ap all",
        _rows(r"\S+\s+\d+\s+R(?:/[A-Z]+)?\s"),
    ),
)  # fmt: skip
_ESTAB4: Final = _rows(r"(?:\S+[ \t]+)?(?P<at>\d+\.\d+\.\d+\.\d+)[ \t]+4[ \t]+\d[^\n]*\bEstab\b")
_ESTAB6: Final = _rows(
    r"(?:\S+[ \t]+)?(?P<at>[\da-fA-F]*:[\da-fA-F:]+)[ \t]+4[ \t]+\d[^\n]*\bEstab\b"
)
# [D] Arista EOS User Manual 4.32, the commands by name; [U] how wide columns are.
EOS: Final = StateDisplays(
    ports="show interfaces status connected",
    up=_rows(r"((?:Et|Po|Ma)\d\S*)[ \t]"),
    sessions=(
        Sessions("ospf", "OSPF", re.compile(r"^router ospf \d", re.MULTILINE),
                 "show ip ospf neighbor",
                 _rows(r"(?P<to>[\d.]+)\s+\d+\s+\S+\s+\d+\s+FULL\S*\s+\S+\s+[\d.]+\s+(?P<at>\S+)")),
        Sessions("ospfv3", "OSPFv3", re.compile(r"^ipv6 router ospf \d", re.MULTILINE),
                 "show ipv6 ospf neighbor",
                 _rows(r"Neighbor (?P<to>[\d.]+) [^\n]*state is Full[^\n]*\n"
                       r"\s+In area \S+ interface (?P<at>\S+)")),
        Sessions("bgp", "BGP",
                 re.compile(r"^router bgp \d[\s\S]*?^ +neighbor [\d.]+ remote-as", re.MULTILINE),
                 "show ip bgp summary", _ESTAB4),
        Sessions("bgp", "BGP for IPv6",
                 re.compile(r"^router bgp \d[\s\S]*?^ +neighbor [\da-fA-F]*:[\da-fA-F:]* remote-as",
                            re.MULTILINE),
                 "show ipv6 bgp summary", _ESTAB6),
    ),
    gateways=(
        (
            re.compile(r"^ip route 0\.0\.0\.0/0 (\d+\.\d+\.\d+\.\d+)", re.MULTILINE),
            f"ping ip {{}} repeat {_PINGS} timeout 1",
        ),
        (
            re.compile(r"^ipv6 route ::/0 ([\da-fA-F:]*:[\da-fA-F:]+)", re.MULTILINE),
            f"ping ipv6 {{}} repeat {_PINGS} timeout 1",
        ),
    ),
    answered=re.compile(r"(\d+) received"),
    aps=(re.compile(r"(?!)"), "", re.compile(r"(?!)")),  # it controls none
)  # fmt: skip
STATES: Final = {
    "huawei_vrp": VRP,
    "huawei_ac": VRP,
    "h3c_comware": COMWARE,
    "h3c_ac": COMWARE,
    "arista_eos": EOS,
}


def standing_of(driver: CommandLineDriver, device: str, platform: str) -> Standing:
    """Return what an open driver's device is joined to; what it refuses to tell is named."""
    if isinstance(driver, DebianShell):
        return frr_standing.standing(as_root(driver), device)
    if isinstance(driver, OpenWrtDriver):
        return openwrt_standing.standing(driver, device)
    if isinstance(driver, RuijieRgosDriver):
        return rgos_standing.standing(driver, device)
    displays = STATES.get(platform)
    if displays is None:
        why = f"no checks are written for {platform}"
        return Standing(device=device, ties=(), unchecked=(why,))
    return _Reader(driver, displays).read(device)


class _Reader:
    """One reading of one device."""

    def __init__(self, driver: CommandLineDriver, displays: StateDisplays) -> None:
        self._driver = driver
        self._displays = displays
        self._text = driver.get_config("running", sanitized=True)["running"]
        self._names: dict[str, str] = {
            _short(name): name for name in _INTERFACE.findall(self._text)
        }
        self._unchecked: list[str] = []

    def read(self, device: str) -> Standing:
        ties = {*self._ports(), *self._lldp(), *self._sessions(), *self._gateways()}
        return Standing(
            device=device,
            ties=tuple(sorted(ties)),
            aps=self._aps(),
            unchecked=tuple(self._unchecked),
        )

    def _show(self, command: str, title: str) -> str:
        try:
            shown: str = self._driver.cli([command])[command]
        except CommandRejectedError:
            if not self._driver.is_alive()["is_alive"]:
                raise
            self._unchecked.append(f"{title}: the device refuses {command!r}")
            return ""
        return shown

    def _name(self, shown: str) -> str:
        return self._names.get(_short(shown), shown)

    def _ports(self) -> Iterator[Tie]:
        shown = self._show(self._displays.ports, "ports")
        for name in self._displays.up.findall(shown):
            yield Tie("port", self._name(name))

    def _lldp(self) -> Iterator[Tie]:
        try:
            found = self._driver.get_lldp_neighbors()
        except CommandRejectedError:
            self._unchecked.append("LLDP neighbours: the device refuses to tell")
            return
        for port, neighbours in found.items():
            for neighbour in neighbours:
                yield Tie("lldp", self._name(port), neighbour["hostname"])

    def _sessions(self) -> Iterator[Tie]:
        for asked in self._displays.sessions:
            if not asked.where.search(self._text):
                continue
            for row in asked.row.finditer(self._show(asked.command, asked.title)):
                parts = row.groupdict()
                at = parts["at"] if asked.kind == "bgp" else self._name(parts["at"])
                yield Tie(asked.kind, at, parts.get("to") or "")

    def _gateways(self) -> Iterator[Tie]:
        for pattern, ping in self._displays.gateways:
            for address in dict.fromkeys(pattern.findall(self._text)):
                shown = self._show(ping.format(address), "default gateway")
                counted = self._displays.answered.search(shown)
                if counted is not None and int(counted[1]):
                    yield Tie("gateway", address)

    def _aps(self) -> int | None:
        where, command, joined = self._displays.aps
        if not where.search(self._text):
            return None
        return len(joined.findall(self._show(command, "access points")))


def _short(name: str) -> str:
    """Return an interface's name as tables shorten it, whichever form it is given in.

    Example:
        >>> _short("Ten-GigabitEthernet1/0/1"), _short("XGE1/0/1"), _short("Vlan-interface3001")
        ('XGE1/0/1', 'XGE1/0/1', 'Vlan3001')
    """
    for short, longs in _SHORT:
        for long in longs:
            if name.startswith(long):
                return short + name[len(long) :]
    return name
