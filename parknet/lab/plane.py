"""The data plane: configurations, cabling, faults in; what ports do and who is reached out.

The management station sits behind the gateways. A device is reached when every hop from a
gateway to it is carried by the running configurations of both ends. A device has the address that
the design gave it when the lab was started, and others that the station asked for since.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from parknet.lab.cabling import Cabling
from parknet.lab.device import Device
from parknet.lab.facts import DeviceFacts, InterfaceFacts, read_facts
from parknet.lab.faults import Fault
from parknet.lab.splits import Splits
from parknet.model.network import End, Network

_SLOW: Final = {"uplink_slow": 10**8, "desktop_slow": 10**7}


@dataclass(frozen=True, slots=True)
class PortState:
    """What a physical port does now."""

    is_up: bool
    speed_bps: int


_DOWN: Final = PortState(False, 0)
ROUTED: Final = 0  # asked of a joint instead of a VLAN: whether OSPF has neighbours over it


@dataclass(frozen=True, slots=True)
class _Joint:
    """Whether a link joins two devices, and what that was worked out from."""

    mine: DeviceFacts
    theirs: DeviceFacts
    epoch: int
    is_joined: bool


class Plane:
    """The whole park's state. `version` rises whenever anything that can be noticed changed."""

    def __init__(self, network: Network, devices: Mapping[str, Device], cabling: Cabling) -> None:
        self.network = network
        self.devices = devices
        self.cabling = cabling
        self._splits = Splits(cabling, self.facts, lambda name: devices[name].is_on)
        self.version = 0
        self._plans = {plan.name: plan for plan in network.devices}
        self._managed = {plan.name: {plan.management4.ip} for plan in network.devices}
        self._capable = {
            plan.name: {port.name: port.speed_bps for port in plan.ports}
            for plan in network.devices
        }
        self._facts: dict[str, DeviceFacts] = {}
        self._faults: dict[str, Fault] = {}
        self._on: dict[str, bool] = {}
        self._epoch = 0  # rises with what joints depend on beside both ends' facts
        self._kept: dict[tuple[str, str, int, str], _Joint] = {}
        self._reached: frozenset[tuple[str, IPv4Address]] | None = None
        for device in devices.values():
            device.on_change.append(lambda name=device.name: self._noticed(name))  # type: ignore[misc]

    def _noticed(self, name: str) -> None:
        """A device changed: forget what was worked out, unless it does just what it did."""
        self.version += 1
        device = self.devices[name]
        kept = self._facts.get(name)
        facts = read_facts(device.running, device.sysname)
        if self._on.get(name, True) != device.is_on:
            self._on[name] = device.is_on
            self._epoch += 1
            self._reached = None
        if kept == facts:
            kept.aliases.clear()
            kept.aliases.update(facts.aliases)
        else:
            self._facts[name] = facts
            if kept is None or self._way(name, kept) != self._way(name, facts):
                self._reached = None
                self._epoch += self._splits.matter

    def _way(self, name: str, facts: DeviceFacts) -> tuple[object, ...]:
        """Return what of a device reachability depends on: most ports lead to no device."""
        ports = tuple(
            facts.ports.get(port)
            for port, plug in self.cabling.between.get(name, ())
            if plug.other is not None
        )
        mlag = facts.mlag
        return (ports, facts.lags, facts.interfaces, facts.vlans, facts.gateways, facts.ssh, mlag)

    def plant(self, fault: Fault) -> None:
        """Make a state fault hold."""
        self._faults[f"{fault.kind} {fault.subject}"] = fault
        self._changed()

    def heal(self, fault: Fault) -> None:
        """Make a state fault go away."""
        self._faults.pop(f"{fault.kind} {fault.subject}", None)
        self._changed()

    def occupy(self, seed: int) -> None:
        """Have machines at the outlets that a seed chooses, and at no others."""
        self.cabling.occupy(self.network, seed)
        self._changed()

    def tell(self) -> None:
        """Something can be noticed that reaches nobody else: an access point came up."""
        self.version += 1

    def _changed(self) -> None:
        self.version += 1
        self._epoch += 1
        self._reached = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the state faults that hold."""
        return tuple(sorted(self._faults.values()))

    def has_fault(self, kind: str, subject: str) -> bool:
        """Return whether a fault holds."""
        return f"{kind} {subject}" in self._faults

    def facts(self, name: str) -> DeviceFacts:
        """Return what a device's running configuration makes it do."""
        kept = self._facts.get(name)
        if kept is None:
            device = self.devices[name]
            kept = self._facts[name] = read_facts(device.running, device.sysname)
        return kept

    # Ports

    def port(self, name: str, port: str) -> PortState:
        """Return what a physical port does: both ends enabled and powered, a cable, no fault."""
        plug = self.cabling.plugs.get((name, port))
        device, facts = self.devices[name], self.facts(name)
        mine = facts.ports.get(port)
        if plug is None or mine is None or not device.is_on or not self._enabled(name, port):
            return _DOWN
        if plug.kind == "fed" and plug.other is not None:
            return self.port(plug.other.device, plug.other.port)  # its power comes that way too
        if plug.kind == "ap" and (self.has_fault("ap_down", plug.subject) or not mine.gives_poe):
            return _DOWN
        speeds = [self._capable[name][port] or plug.speed_bps, plug.speed_bps]
        if mine.speed_bps:
            speeds.append(mine.speed_bps)
        if plug.other is not None:
            theirs = self.facts(plug.other.device)
            if not self.devices[plug.other.device].is_on or not self._enabled(
                plug.other.device, plug.other.port
            ):
                return _DOWN
            forced = theirs.ports[plug.other.port].speed_bps
            speeds.append(
                forced or self._capable[plug.other.device][plug.other.port] or plug.speed_bps
            )
        speeds += [speed for kind, speed in _SLOW.items() if self.has_fault(kind, plug.subject)]
        return PortState(True, min(speeds))

    def _enabled(self, name: str, port: str) -> bool:
        return self.facts(name).enables(port) and not self._splits.shuts(name, port)

    def is_active(self, name: str, port: str) -> bool:
        """Return whether a port passes frames: up, and chosen by its LAG where it is a member."""
        if not self.port(name, port).is_up:
            return False
        plug = self.cabling.plugs[name, port]
        mine = self.facts(name)
        lag = mine.lags.get(mine.ports[port].lag)
        # A member whose settings differ from the LAG's stays unselected: H3C [D], Cisco [D].
        matches = self.devices[name].grammar.members_match
        if lag is not None and matches and mine.ports[port].switching != lag.switching:
            return False
        if plug.other is None:
            return lag is None or not lag.is_dynamic
        theirs = self.facts(plug.other.device)
        other = theirs.lags.get(theirs.ports[plug.other.port].lag)
        if (lag is not None and lag.is_dynamic) != (other is not None and other.is_dynamic):
            return False
        return self._splits.is_chosen(name, port)

    def members(self, name: str, lag: str) -> list[str]:
        """Return the ports of a LAG that pass frames."""
        facts = self.facts(name)
        return [
            port
            for port, found in facts.ports.items()
            if found.lag == lag and self.is_active(name, port)
        ]

    def svi_is_up(self, name: str, svi: InterfaceFacts) -> bool:
        """Return whether a VLAN interface is up: enabled, and a port of its VLAN passes frames."""
        facts = self.facts(name)
        if not svi.is_enabled or not self.devices[name].is_on:
            return False
        return svi.vlan == 0 or any(
            facts.carries(port, svi.vlan) and self.is_active(name, port)
            for port, _ in self.cabling.of_device.get(name, ())
        )

    # Reaching devices

    def is_reached(self, name: str, address: IPv4Address | None = None) -> bool:
        """Return whether the station reaches a device, by any address it knows or by this one."""
        if self._reached is None:
            self._reached = frozenset(self._find_reached())
        known = self._managed[name] if address is None else {address}
        return any((name, one) in self._reached for one in known)

    def ask_at(self, name: str, address: IPv4Address) -> None:
        """Let the station try another address of a device from now on."""
        self._managed[name].add(address)
        self._reached = None

    def _find_reached(self) -> Iterator[tuple[str, IPv4Address]]:
        routed = self._routed()
        switched: dict[tuple[str, int], set[str]] = {}
        for name, plan in self._plans.items():
            is_switch = plan.router_id is None and name not in routed
            if not self._answers(name) or not (is_switch or name in routed):
                continue
            for address in self._managed[name]:
                if (is_switch and self._is_switched_to(name, address, routed, switched)) or (
                    not is_switch and self._announces(name, address)
                ):
                    yield name, address

    def _answers(self, name: str) -> bool:
        device = self.devices[name]
        return device.is_on and self.facts(name).ssh

    def joined_in(self, vrf: str) -> set[str]:
        """Return the routers that a routing table's OSPF joins to a gateway's same table."""
        return {
            name
            for name in self._routed(vrf)
            if any(found.vrf == vrf for found in self.facts(name).interfaces.values())
        }

    def _routed(self, vrf: str = "") -> set[str]:
        """Return the routers that OSPF joins to a gateway, in a table; "" is the global one."""
        found = {
            plan.name
            for plan in self.network.devices
            if plan.role == "gateway" and self.devices[plan.name].is_on
        }
        waiting = list(found)
        while waiting:
            name = waiting.pop()
            for port, plug in self.cabling.between.get(name, ()):
                if plug.other is None or plug.other.device in found:
                    continue
                if self.is_joint(name, port, plug.other, ROUTED, vrf):
                    found.add(plug.other.device)
                    waiting.append(plug.other.device)
        return found

    def is_joint(self, name: str, port: str, other: End, vlan: int, vrf: str = "") -> bool:
        """Return whether a link carries a VLAN, or routes; worked out again only after a change."""
        mine, theirs = self.facts(name), self.facts(other.device)
        kept = self._kept.get((name, port, vlan, vrf))
        if (
            kept is not None
            and kept.mine is mine
            and kept.theirs is theirs
            and kept.epoch == self._epoch
        ):
            return kept.is_joined
        is_joined = self.is_active(name, port) and self.is_active(other.device, other.port)
        if is_joined and vlan == ROUTED:
            is_joined = _routes(mine, port, theirs, other.port, vrf)
        elif is_joined:
            is_joined = _carried(mine, port, theirs, other.port, vlan)
        self._kept[name, port, vlan, vrf] = _Joint(mine, theirs, self._epoch, is_joined)
        return is_joined

    def _announces(self, name: str, address: IPv4Address) -> bool:
        """Return whether an address is on an interface that OSPF announces."""
        plan = self._plans[name]
        return any(
            found.ipv4 is not None
            and found.ipv4.ip == address
            and found.is_enabled
            and not found.vrf
            and (found.ospf is not None or plan.role == "gateway")
            for found in self.facts(name).interfaces.values()
        )

    def _is_switched_to(
        self,
        name: str,
        address: IPv4Address,
        routed: set[str],
        switched: dict[tuple[str, int], set[str]],
    ) -> bool:
        """Return whether a switch's VLAN interface is joined to its gateway's on a router."""
        mine = self.facts(name)
        for found in mine.interfaces.values():
            if found.ipv4 is None or found.ipv4.ip != address or not found.is_enabled:
                continue
            joined = self._joined(name, found.vlan, switched)
            network = found.ipv4.network
            for gateway in mine.gateways:
                router = self._answering(gateway, network, found.vlan, joined)
                if router in routed:
                    return True
        return False

    def _answering(
        self, gateway: str, network: IPv4Network, vlan: int, joined: set[str]
    ) -> str | None:
        """Return which of the devices that a VLAN joins answers to a gateway's address.

        An address of its own, or one that VRRP shares: of those that hear one another, the one
        with the highest priority and then the highest address (RFC 9568, 6.4.3) has it.
        """
        answering: list[tuple[int, IPv4Address, str]] = []
        for name in joined:
            for there in self.facts(name).interfaces.values():
                if there.vlan != vlan or there.ipv4 is None or not there.is_enabled:
                    continue
                if there.ospf is None or there.vrf or there.ipv4.network != network:
                    continue
                shared = dict(there.virtual)
                if str(there.ipv4.ip) == gateway:
                    answering.append((255, there.ipv4.ip, name))
                elif gateway in shared and self.devices[name].is_on:
                    answering.append((shared[gateway], there.ipv4.ip, name))
        return max(answering)[2] if answering else None

    def routes(self, name: str) -> bool:
        """Return whether a device is a router, and not a switch with an address."""
        return self._plans[name].router_id is not None

    def joined(self, name: str, vlan: int) -> set[str]:
        """Return the devices that a VLAN joins to one, itself among them."""
        return self._joined(name, vlan, {})

    def _joined(self, name: str, vlan: int, switched: dict[tuple[str, int], set[str]]) -> set[str]:
        """Return the devices that a VLAN joins to one."""
        known = switched.get((name, vlan))
        if known is not None:
            return known
        found, waiting = {name}, [name]
        while waiting:
            here = waiting.pop()
            for port, plug in self.cabling.between.get(here, ()):
                other = plug.other
                if other is None or other.device in found:
                    continue
                if self.is_joint(here, port, other, vlan):
                    found.add(other.device)
                    waiting.append(other.device)
        for each in found:
            switched[each, vlan] = found
        return found


def _routes(mine: DeviceFacts, port: str, theirs: DeviceFacts, other: str, vrf: str) -> bool:
    """Return whether OSPF finds a neighbour over a link, in any VLAN that a table has there."""
    for here in mine.interfaces.values():
        if here.vrf != vrf or not here.vlan or not here.is_enabled:
            continue
        if _carried(mine, port, theirs, other, here.vlan) and any(
            there.vlan == here.vlan and _are_neighbours(here, there)
            for there in theirs.interfaces.values()
        ):
            return True
    return False


def _carried(mine: DeviceFacts, port: str, theirs: DeviceFacts, other: str, vlan: int) -> bool:
    """Return whether a VLAN passes a cable: allowed at both ends, with a tag at both or neither."""
    if not (mine.carries(port, vlan) and theirs.carries(other, vlan)):
        return False
    return (mine.switching(port).pvid == vlan) == (theirs.switching(other).pvid == vlan)


def _are_neighbours(here: InterfaceFacts, there: InterfaceFacts) -> bool:
    return (
        here.ipv4 is not None
        and there.ipv4 is not None
        and there.is_enabled
        and here.ospf is not None
        and here.ospf == there.ospf
        and here.vrf == there.vrf
        and here.ospf_key == there.ospf_key
        and here.ipv4.network == there.ipv4.network
        and here.ipv4.ip != there.ipv4.ip
    )
