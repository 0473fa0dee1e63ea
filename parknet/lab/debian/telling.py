"""What programs of an emulated Debian machine tell of its surroundings: the plane in, JSON out.

[D] ip(8) of iproute2 6.1, -json; lldpcli(8) of lldpd 1.0, json0; ping(8) of iputils; FRR 8.4 user
guide, OSPFv2, OSPFv3 and BGP. Keys of FRR's JSON are those that programs read which use it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from parknet.lab.debian.disk import FailedError
from parknet.lab.debian.state import DebianState
from parknet.lab.view import DeviceView

if TYPE_CHECKING:
    from parknet.lab.around import Around
    from parknet.lab.hosts import OnPort

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the data plane says of a machine: its state, its neighbours, the hosts it knows."""

    look: Callable[[], DeviceView | None] = lambda: None
    around: "Around | None" = None
    occupants: "Callable[[], Sequence[OnPort]]" = tuple
    resolved: "Callable[[], Sequence[OnPort]]" = tuple


class Telling:
    """One machine's view of what is around it."""

    def __init__(self, state: DebianState, surroundings: Surroundings) -> None:
        self._state = state
        self._look = surroundings.look
        self._around = surroundings.around
        self._occupants = surroundings.occupants
        self._resolved = surroundings.resolved

    def ip(self, words: Words, _: str) -> str:
        """Show links or addresses; the interfaces are those of the switch and the ports."""
        if list(words) == ["-json", "neigh", "show"]:
            return json.dumps(
                [
                    {
                        "dst": str(host.used),
                        "dev": f"vlan{host.vlan}",
                        "lladdr": host.mac,
                        "state": ["REACHABLE"],
                    }
                    for host in self._resolved()
                    if host.used is not None
                ]
            )
        if words[0] != "-json" or words[1] not in ("link", "address"):
            raise FailedError("ip: this machine shows links and addresses as JSON", 255)
        state = self._state
        view = self._look()
        seen = {port.name: port for port in view.ports} if view is not None else {}
        rows = []
        for name in ["lo", *sorted({*state.ports, *state.switch.interfaces})]:
            lines = state.routing.get(f"interface {name}", [])
            is_enabled = "shutdown" not in lines
            port = seen.get(name)
            is_up = is_enabled and (port is None or port.oper == "up")
            flags = [*(["UP"] if is_enabled else []), *(["LOWER_UP"] if is_up else [])]
            row: dict[str, object] = {
                "ifname": name,
                "flags": flags,
                "mtu": 65536 if name == "lo" else 1500,
                "operstate": "UNKNOWN" if name == "lo" else "UP" if is_up else "DOWN",
                "address": (port.mac if port is not None else bytes(6)).hex(":"),
            }
            if words[1] == "address":
                row["addr_info"] = [_address(line) for line in lines if " address " in line]
            rows.append(row)
        return json.dumps(rows)

    def ofports(self) -> dict[str, int]:
        """Return interfaces with their OpenFlow ports: what was asked for, else what is free."""
        numbers: dict[str, int] = {}
        for at, (name, columns) in enumerate(sorted(self._state.switch.interfaces.items())):
            numbers[name] = int(columns.get("ofport_request", 20_000 + at))
        return numbers

    def learned(self, words: Words, _: str) -> str:
        """Show what the switch learned."""
        if list(words) != ["fdb/show", "br0"]:
            raise FailedError(f'"{words[0]}" is not a valid command', 2)
        numbers = self.ofports()
        rows = [
            f"{numbers[host.port]:5}  {host.vlan:4}  {host.mac}  {7:3}"
            for host in self._occupants()
            if host.port in numbers
        ]
        return "\n".join([" port  VLAN  MAC                Age", *rows, ""])

    def lldpctl(self, words: Words, _: str) -> str:
        """Show neighbours; every element is a list."""
        if list(words) != ["-f", "json0"]:
            raise FailedError("lldpctl: this machine shows neighbours as json0 only")
        view = self._look()
        rows = [
            {
                "name": near.port_name,
                "chassis": [{"name": [{"value": near.remote_name}]}],
                "port": [{"id": [{"type": "ifname", "value": near.remote_port}]}],
            }
            for near in (view.neighbours if view is not None else ())
        ]
        return json.dumps({"lldp": [{"interface": rows}]})

    def ping(self, words: Words, _: str) -> str:
        """Ping an address of a neighbour; without an answer the status is 1."""
        count = int(words[list(words).index("-c") + 1])
        is_heard = self._around is not None and self._around.answers(ip_address(words[-1]))
        got = count if is_heard else 0
        told = f"{count} packets transmitted, {got} received, {0 if got else 100}% packet loss\n"
        if not got:
            raise FailedError(told.strip())
        return told

    def routing(self, command: str) -> str:
        """Answer a command of vtysh that asks for neighbours."""
        shown = {
            "show ip ospf neighbor json": ("ospfd", self._ospf),
            "show ipv6 ospf6 neighbor json": ("ospf6d", self._ospfv3),
            "show bgp summary json": ("bgpd", self._bgp),
        }.get(command)
        if shown is None:
            raise FailedError(f"% Unknown command: {command}")
        daemon, tell = shown
        if daemon not in self._state.daemons:
            raise FailedError(f"{daemon} is not running")
        return json.dumps(tell()) + "\n"

    def _ospf(self) -> object:
        found: dict[str, list[dict[str, str]]] = {}
        for near in self._around.ospf() if self._around is not None else ():
            row = {
                "nbrState": "Full/-",
                "ifaceAddress": near.address,
                "ifaceName": f"{near.interface}:{near.address}",
            }
            found.setdefault(near.router_id, []).append(row)
        return {"neighbors": found}

    def _ospfv3(self) -> object:
        rows = [
            {"neighborId": near.router_id, "state": "Full", "interfaceName": near.interface}
            for near in (self._around.ospfv3() if self._around is not None else ())
        ]
        return {"neighbors": rows}

    def _bgp(self) -> object:
        families: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
        for head, rows in self._state.routing.items():
            if not head.startswith("router bgp "):
                continue
            for row in rows:
                words = row.split()
                if words[:1] == ["neighbor"] and "remote-as" in words:
                    address = ip_address(words[1])
                    is_up = self._around is not None and self._around.answers(address)
                    family = families.setdefault(f"ipv{address.version}Unicast", {"peers": {}})
                    state = "Established" if is_up else "Active"
                    family["peers"][words[1]] = {"state": state}
        return families


def _address(line: str) -> dict[str, object]:
    local, _, length = line.rsplit(maxsplit=1)[-1].partition("/")
    family = "inet6" if line.startswith("ipv6") else "inet"
    return {"family": family, "local": local, "prefixlen": int(length), "scope": "global"}
