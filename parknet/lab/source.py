"""A device as its SNMP agent shows it: the data plane in, `DeviceView` out."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface
from typing import Final, Literal

from parknet.lab.aps import JoinedAps, is_controller
from parknet.lab.bridging import Address, Bridging
from parknet.lab.device import Device
from parknet.lab.facts import DeviceFacts
from parknet.lab.faults import gateway_subject
from parknet.lab.numbering import (
    LAG_BASE,
    LOOPBACK_BASE,
    VLAN_BASE,
    ap_mac,
    chassis_mac,
    digest,
    interface_mac,
)
from parknet.lab.plane import Plane
from parknet.lab.view import (
    AddressView,
    ApView,
    DeviceView,
    LearntView,
    NeighbourView,
    PortView,
    ResolvedView,
)
from parknet.lab.words import natural
from parknet.model.network import ApPlan, DevicePlan

# IANAifType-MIB
ETHERNET, LAG, VLAN_INTERFACE, LOOPBACK = 6, 161, 136, 24
# LldpSystemCapabilitiesMap, IEEE 802.1AB-2005: bits of its first octet
BRIDGE, ROUTER = 0x20, 0x08
_AP_W: Final = 12.4
Oper = Literal["up", "down", "lowerLayerDown", "notPresent"]


class DeviceSource:
    """`ViewSource` of one device."""

    def __init__(
        self, plane: Plane, device: Device, plan: DevicePlan, bridging: Bridging | None = None
    ) -> None:
        self._plane = plane
        self._device = device
        self._plan = plan
        self._bridging = bridging
        self._aps = tuple(ap for ap in plane.network.aps if ap.controller == plan.name)
        self._joined = JoinedAps(device, plan, plane.tell) if is_controller(device.os) else None
        self._version = 0
        self._seen = -1
        self._still: DeviceView | None = None  # the view without time and counters
        self._changed: dict[str, float] = {}  # lab time of each port's last change

    @property
    def version(self) -> int:
        """Return a number that rises when anything but time and counters changed."""
        self._refresh()
        return self._version

    @property
    def is_silent(self) -> bool:
        """Return whether the agent must not answer."""
        return self._device.faults.is_silent or not self._plane.is_reached(self._plan.name)

    def view(self) -> DeviceView:
        """Return the state now."""
        still = self._refresh()
        now, booted = self._device.clock.now(), self._device.booted_s
        uptime_s = max(0.0, now - booted)
        ports = tuple(self._with_counters(port, uptime_s) for port in still.ports)
        return replace(still, uptime_s=uptime_s, ports=ports)

    def _refresh(self) -> DeviceView:
        if self._still is None or self._seen != self._plane.version:
            self._seen = self._plane.version
            fresh = self._look()
            if self._still is None or fresh != self._still:
                self._note_changes(fresh)
                self._version += 1
                self._still = fresh
        return self._still

    def _note_changes(self, fresh: DeviceView) -> None:
        before = {port.name: port.oper for port in self._still.ports} if self._still else {}
        for port in fresh.ports:
            if port.name in before and before[port.name] != port.oper:
                self._changed[port.name] = self._device.clock.now()

    def _with_counters(self, port: PortView, uptime_s: float) -> PortView:
        changed_s = max(0.0, self._changed.get(port.name, 0.0) - self._device.booted_s)
        if port.oper != "up" or not port.speed_bps:
            return replace(port, last_change_s=changed_s) if changed_s else port
        # A steady load of 1 to 16 % of the speed, its own for each port and direction.
        load = digest(f"{self._plan.name} {port.name}")
        octets = port.speed_bps / 8 * uptime_s / 100
        return replace(
            port,
            in_octets=int(octets * (1 + load[0] % 16)),
            out_octets=int(octets * (1 + load[1] % 16)),
            last_change_s=changed_s,
        )

    # The still view

    def _look(self) -> DeviceView:
        facts = self._plane.facts(self._plan.name)
        grammar = self._device.grammar
        ports = (*self._ethernet(facts), *self._lags(facts), *self._interfaces(facts))
        index = {port.name: port.index for port in ports}
        return DeviceView(
            name=facts.sysname,
            vendor=grammar.vendor,
            description=grammar.software.format(model=self._device.model),
            object_id=grammar.object_id,
            uptime_s=0.0,
            users=facts.snmp,
            ports=ports,
            neighbours=tuple(self._neighbours(facts, index)),
            addresses=tuple(self._addresses(facts, index)),
            aps=tuple(self._ap(ap) for ap in self._aps if self._lists(ap)),
            learnt=tuple(self._learnt(index)),
            resolved=tuple(self._resolved(index)),
        )

    def _port(
        self,
        facts: DeviceFacts,
        name: str,
        *,
        index: int,
        kind: int,
        admin_up: bool,
        oper: Oper,
        speed: int,
    ) -> PortView:
        return PortView(
            index=index,
            name=name,
            alias=facts.aliases.get(name, ""),
            type=kind,
            mtu=1500,
            speed_bps=speed,
            mac=interface_mac(self._plan.name, index),
            admin_up=admin_up,
            oper=oper,
            duplex="full" if oper == "up" and kind in (ETHERNET, LAG) else "unknown",
            in_octets=0,
            out_octets=0,
            in_errors=0,
            out_errors=0,
            last_change_s=0.0,
        )

    def _ethernet(self, facts: DeviceFacts) -> list[PortView]:
        rows = []
        for number, port in enumerate(self._plan.ports, start=1):
            state = self._plane.port(self._plan.name, port.name)
            row = self._port(
                facts,
                port.name,
                index=number,
                kind=ETHERNET,
                admin_up=facts.ports[port.name].is_enabled,
                oper="up" if state.is_up else "down",
                speed=state.speed_bps,
            )
            plug = self._plane.cabling.plugs.get((self._plan.name, port.name))
            if port.has_poe:
                is_fed = plug is not None and plug.kind == "ap" and state.is_up
                row = replace(row, poe_w=_AP_W if is_fed else 0.0)
            rows.append(row)
        return rows

    def _lags(self, facts: DeviceFacts) -> list[PortView]:
        rows = []
        for name in sorted(facts.lags, key=natural):
            active = self._plane.members(self._plan.name, name)
            speed = sum(self._plane.port(self._plan.name, port).speed_bps for port in active)
            number = int("".join(filter(str.isdigit, name)))
            is_enabled = facts.lags[name].is_enabled
            oper: Oper = "up" if active else "lowerLayerDown" if is_enabled else "down"
            index = LAG_BASE + number
            rows.append(
                self._port(
                    facts, name, index=index, kind=LAG, admin_up=is_enabled, oper=oper, speed=speed
                )
            )
        return rows

    def _interfaces(self, facts: DeviceFacts) -> list[PortView]:
        rows = []
        for name in sorted(facts.interfaces, key=natural):
            found = facts.interfaces[name]
            is_up = self._plane.svi_is_up(self._plan.name, found)
            oper: Oper = "up" if is_up else "lowerLayerDown" if found.is_enabled else "down"
            if found.vlan:
                kind, index, speed = VLAN_INTERFACE, VLAN_BASE + found.vlan, 10**9
            else:
                number = int("".join(filter(str.isdigit, name)) or "0")
                kind, index, speed = LOOPBACK, LOOPBACK_BASE + number, 0
            rows.append(
                self._port(
                    facts,
                    name,
                    index=index,
                    kind=kind,
                    admin_up=found.is_enabled,
                    oper=oper,
                    speed=speed if is_up else 0,
                )
            )
        return rows

    def _neighbours(self, facts: DeviceFacts, index: dict[str, int]) -> list[NeighbourView]:
        found = []
        for port, plug in self._plane.cabling.between.get(self._plan.name, ()):
            if plug.other is None or not self._plane.port(self._plan.name, port).is_up:
                continue
            theirs = self._plane.facts(plug.other.device)
            if not (facts.lldp and facts.ports[port].lldp):
                continue
            if theirs.lldp and theirs.ports[plug.other.port].lldp:
                found.append(
                    NeighbourView(
                        index[port],
                        port,
                        theirs.sysname,
                        plug.other.port,
                        chassis_mac(plug.other.device),
                        self._managed(plug.other.device, theirs),
                        BRIDGE | (ROUTER if self._plane.routes(plug.other.device) else 0),
                    )
                )
        return found

    def _managed(self, device: str, theirs: DeviceFacts) -> tuple[Address, ...]:
        """Return the addresses that a neighbour names for its management, if it has them."""
        plan = self._plane.network.device(device)
        has = {
            one.ip
            for found in theirs.interfaces.values()
            for one in (found.ipv4, *found.ipv6)
            if one is not None
        }
        return tuple(one.ip for one in (plan.management4, plan.management6) if one.ip in has)

    def _learnt(self, index: dict[str, int]) -> Iterator[LearntView]:
        for heard in self._bridging.learnt(self._plan.name) if self._bridging else ():
            yield LearntView(index[heard.port], heard.vlan, heard.mac)

    def _resolved(self, index: dict[str, int]) -> Iterator[ResolvedView]:
        for found in self._bridging.resolved(self._plan.name) if self._bridging else ():
            yield ResolvedView(index[found.interface], found.address, found.mac)

    def _addresses(self, facts: DeviceFacts, index: dict[str, int]) -> list[AddressView]:
        rows: list[AddressView] = []
        plan = self._plan
        is_second = any(b.second == plan.name for b in self._plane.network.buildings)
        lost = {
            svi.name
            for svi in plan.svis
            if self._plane.has_fault(
                "ipv6_lost", gateway_subject(plan, svi.segment, is_second=is_second)
            )
        }
        for name, found in facts.interfaces.items():
            shown: list[IPv4Interface | IPv6Interface] = [found.ipv4] if found.ipv4 else []
            if name not in lost:
                shown += found.ipv6
            rows += [AddressView(index[name], address) for address in shown]
        return rows

    def _lists(self, ap: ApPlan) -> bool:
        return self._joined is None or self._joined.is_listed(ap.id)

    def _ap(self, ap: ApPlan) -> ApView:
        is_up = self._plane.port(ap.end.device, ap.end.port).is_up
        if self._joined is not None:
            is_up = is_up and self._joined.has_joined(ap.id)
        own = digest(ap.id)
        return ApView(
            mac=ap_mac(ap.id),
            name=ap.id,
            model=ap.profile,
            serial=own.hex().upper(),
            up=is_up,
            address=None,
            clients=own[0] % 24 if is_up else 0,
        )
