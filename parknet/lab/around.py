"""Whom a device hears: the data plane in, its routing neighbours and what answers a ping out."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, ip_address
from typing import Final

from parknet.lab.facts import DeviceFacts, InterfaceFacts
from parknet.lab.plane import Plane
from parknet.lab.tree import Node
from parknet.model.network import End

# How lines begin on Huawei and H3C, and on Cisco and its like.
_OSPF: Final = ("ospf ", "router ospf ")
_OSPFV3: Final = ("ospfv3 ", "ipv6 router ospf ")
_BGP: Final = ("bgp ", "router bgp ")
_PEER: Final = ("peer", "neighbor")


@dataclass(frozen=True, slots=True, order=True)
class Adjacency:
    """A full adjacency: on which interface, with which router."""

    interface: str
    router_id: str
    address: str
    area: str


@dataclass(frozen=True, slots=True)
class BgpPeer:
    """A configured BGP peer."""

    address: IPv4Address | IPv6Address
    as_number: str
    is_established: bool


class Around:
    """One device in its surroundings."""

    def __init__(self, plane: Plane, name: str) -> None:
        self._plane = plane
        self._name = name

    def router_id(self, name: str = "") -> str:
        """Return a device's router id; its own where no name is given."""
        for key, node in self._root(name or self._name).items():
            if key.startswith("ospf ") and "router-id" in node.words:
                return node.words[node.words.index("router-id") + 1]
            if key.startswith("router ospf ") and "router-id" in node.children:
                return node.children["router-id"].words[-1]
        return "0.0.0.0"  # noqa: S104 - a router id

    def ospf(self) -> list[Adjacency]:
        """Return the neighbours of OSPF."""
        return sorted(
            {
                Adjacency(mine_name, self.router_id(other.device), str(there.ipv4.ip), here.ospf[0])
                for other, mine_name, here, _, there in self._pairs(_OSPF)
                if here.ipv4 is not None
                and there.ipv4 is not None
                and here.ospf is not None
                and here.ospf == there.ospf
                and here.ospf_key == there.ospf_key
                and here.ipv4.network == there.ipv4.network
                and here.ipv4.ip != there.ipv4.ip
            }
        )

    def ospfv3(self) -> list[Adjacency]:
        """Return the neighbours of OSPFv3: IPv6 on both ends, and the same area and kind."""
        found = set()
        for other, mine_name, here, theirs_name, there in self._pairs(_OSPFV3):
            mine = _ospfv3_of(self._root(self._name), mine_name)
            theirs = _ospfv3_of(self._root(other.device), theirs_name)
            networks = {address.network for address in here.ipv6}
            if mine is None or mine != theirs:
                continue
            for address in there.ipv6:
                if address.network in networks and address not in here.ipv6:
                    router_id = self.router_id(other.device)
                    found.add(Adjacency(mine_name, router_id, str(address.ip), mine[0]))
        return sorted(found)

    def bgp(self, version: int) -> list[BgpPeer]:
        """Return the configured peers of a version of IP; carriers answer where they are cabled."""
        found = []
        for key, view in self._root(self._name).items():
            if not key.startswith(_BGP):
                continue
            enabled = {
                line.words[1]
                for family in view.children.values()
                for line in family.children.values()
                if line.words[0] in _PEER and line.words[2:3] in (("enable",), ("activate",))
            }
            for line in view.children.values():
                if line.words[0] in _PEER and line.words[2:3] in (("as-number",), ("remote-as",)):
                    address = ip_address(line.words[1])
                    if address.version == version:
                        number = line.words[3]
                        up = line.words[1] in enabled and self.answers(address)
                        found.append(BgpPeer(address, number, up))
        return found

    def answers(self, address: IPv4Address | IPv6Address) -> bool:
        """Return whether a neighbour on one of the device's own subnets answers to an address."""
        plane, facts = self._plane, self._plane.facts(self._name)
        for found in facts.interfaces.values():
            if not any(address in each.network for each in _addresses(found)):
                continue
            if not plane.svi_is_up(self._name, found):
                continue
            if self._leads_out(facts, found.vlan):
                return True
            joined = plane.joined(self._name, found.vlan) - {self._name}
            if any(self._holds(name, found.vlan, address) for name in joined):
                return True
        return False

    def _leads_out(self, facts: DeviceFacts, vlan: int) -> bool:
        return any(
            plug.kind == "carrier"
            and facts.carries(port, vlan)
            and self._plane.is_active(self._name, port)
            for port, plug in self._plane.cabling.of_device.get(self._name, ())
        )

    def _holds(self, name: str, vlan: int, address: IPv4Address | IPv6Address) -> bool:
        """Return whether a device has an address in a VLAN, or shares it by VRRP."""
        if not self._plane.devices[name].is_on:
            return False
        for key, there in self._plane.facts(name).interfaces.items():
            if there.vlan != vlan or not there.is_enabled:
                continue
            if any(each.ip == address for each in _addresses(there)):
                return True
            lines = self._root(name).get(f"interface {key}")  # no line of what is no command line
            for line in lines.children.values() if lines is not None else ():
                if line.words[0].startswith("vrrp") and str(address) in line.words:
                    return True
        return False

    def _root(self, name: str) -> dict[str, Node]:
        return self._plane.devices[name].running.root.children

    def _pairs(
        self, process: tuple[str, ...]
    ) -> Iterator[tuple[End, str, InterfaceFacts, str, InterfaceFacts]]:
        """Yield interfaces of neighbours in one VLAN that a cable carries, and talk in both."""
        plane, mine = self._plane, self._plane.facts(self._name)
        silent = _silent(self._root(self._name), process)
        for port, plug in plane.cabling.between.get(self._name, ()):
            if plug.other is None:
                continue
            theirs = plane.facts(plug.other.device)
            deaf = _silent(self._root(plug.other.device), process)
            for name, here in mine.interfaces.items():
                if not here.vlan or not here.is_enabled or name in silent:
                    continue
                if not plane.is_joint(self._name, port, plug.other, here.vlan):
                    continue
                for other, there in theirs.interfaces.items():
                    if there.vlan == here.vlan and there.is_enabled and other not in deaf:
                        yield plug.other, name, here, other, there


def _addresses(found: InterfaceFacts) -> list[IPv4Interface | IPv6Interface]:
    return [*([found.ipv4] if found.ipv4 is not None else []), *found.ipv6]


def _silent(root: dict[str, Node], process: tuple[str, ...]) -> set[str]:
    return {
        line.words[-1]
        for key, view in root.items()
        if key.startswith(process)
        for line in view.children.values()
        if line.words[0] in ("silent-interface", "passive-interface")
    }


def _ospfv3_of(root: dict[str, Node], interface: str) -> tuple[str, str] | None:
    """Return area and kind of an interface's OSPFv3, where its process runs."""
    lines = [line.words for line in root[f"interface {interface}"].children.values()]
    kinds = [words[-1] for words in lines if words[:2] == ("ospfv3", "network-type")]
    kinds += [
        "p2p" for words in lines if words[:4] == ("ipv6", "ospf", "network", "point-to-point")
    ]
    for words in lines:
        named = f"ipv6 router ospf {words[2]}" if words[:2] == ("ipv6", "ospf") else ""
        if words[3:4] == ("area",) and named in root:
            return words[-1], kinds[0] if kinds else "broadcast"
        if words[0] == "ospfv3" and words[2:3] == ("area",) and f"ospfv3 {words[1]}" in root:
            return words[-1], kinds[0] if kinds else "broadcast"
    return None
