"""A whole emulated park: a network and startup configurations in, devices to log in to out.

The lab's event loop has a thread of its own; every call here is safe from any other thread.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from ipaddress import IPv4Address
from typing import Final, TypeVar

from parknet.lab.around import Around
from parknet.lab.bridging import Bridging
from parknet.lab.cabling import Cabling
from parknet.lab.cipher import Secret, conceal
from parknet.lab.clock import Action, LabClock, run_here
from parknet.lab.device import Device
from parknet.lab.endpoint import Endpoint
from parknet.lab.faults import COUNTED, STATE_KINDS, Fault
from parknet.lab.hosts import Host, Hosts, OnPort
from parknet.lab.kinds import KINDS
from parknet.lab.plane import Plane
from parknet.lab.shells import shell_of
from parknet.lab.snmp.agent import AgentGroup, serve
from parknet.lab.source import DeviceSource
from parknet.lab.ssh import LOOPBACK, DeviceServer, host_key, public_line
from parknet.model.network import Network

T = TypeVar("T")
_PLACEHOLDER: Final = re.compile(r"<<secret:([a-z0-9-]+)>>")
TICK_S: Final = 0.2


class Lab:
    """An emulated park on loopback.

    Args:
        network: what is cabled; every device of it is emulated.
        startup: configuration that each device starts with; factory settings where none is given.
        secrets: plain secrets by name, put in for `<<secret:NAME>>`.
        seed: decides host keys and which outlets have a machine.
        faults: what is wrong from the start.
        clock: lab time; one that stands still unless it is advanced, where none is given.
    """

    def __init__(
        self,
        network: Network,
        startup: Mapping[str, str],
        secrets: Mapping[str, str],
        seed: int = 0,
        faults: Iterable[Fault] = (),
        *,
        clock: LabClock | None = None,
    ) -> None:
        self._agents: AgentGroup | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self.network = network
        self.clock = clock or LabClock()
        self.refused: dict[str, list[tuple[str, str]]] = {}
        self._secrets = dict(secrets)
        self._seed = seed
        self._devices = {
            plan.name: KINDS.get(plan.os, Device)(
                plan.name,
                plan.os,
                plan.model,
                frozenset(port.name for port in plan.ports),
                self.clock,
            )
            for plan in network.devices
        }
        for plan in network.devices:
            # What an installer sets on the console of a device whose configuration holds none.
            login = {plan.services.ssh_user: self._secrets.get("ssh-password", "")}
            self._devices[plan.name].accounts = login
            self._devices[plan.name].serial = plan.serial
        for name, device in self._devices.items():
            refused = device.boot(self._filled(device, startup.get(name, "")))
            if refused:
                self.refused[name] = refused
        self._plane = Plane(network, self._devices, Cabling(network, seed))
        self._hosts = Hosts(self._plane)
        bridging = Bridging(self._plane, self._hosts)
        self._sources = {
            plan.name: DeviceSource(self._plane, self._devices[plan.name], plan, bridging)
            for plan in network.devices
        }
        self._servers: dict[str, DeviceServer] = {}
        for name, device in self._devices.items():
            device.look = self._sources[name].view
            device.around = Around(self._plane, name)
            device.occupants = partial(self._occupants, name)
            device.resolved = partial(self._resolved, name)
            server = DeviceServer(device, host_key(seed, name), shell_of, seed)
            server.is_reachable = partial(self._is_reached_at, name)
            self._servers[name] = server
            device.on_change.append(self._check_sessions)
        for fault in faults:
            self._plant(fault)

    def _filled(self, device: Device, text: str) -> str:
        """Put secrets in; as ciphertext, where a configuration file holds nothing else."""

        def value(found: re.Match[str]) -> str:
            plain = self._secrets.get(found[1])
            if plain is None or device.keeps_plain:
                return found[0] if plain is None else plain
            return conceal(Secret(plain, "h3c"))

        return _PLACEHOLDER.sub(value, text)

    # Life

    def start(self) -> "Lab":
        """Start listening; return once every device does."""
        loop = asyncio.new_event_loop()
        self._loop = loop
        self._thread = threading.Thread(target=self._live, args=(loop,), name="lab", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), loop).result()
        self.clock.runner = self._run_action
        return self

    @staticmethod
    def _live(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()

    async def _open(self) -> None:
        for server in self._servers.values():
            server.listen()
        self._agents = await serve(self._sources, LOOPBACK, clock=self.clock.now)
        if self.clock.ticking:
            self._tick()

    def _tick(self) -> None:
        self.clock.tick()
        if self._loop is not None:
            self._loop.call_later(TICK_S, self._tick)

    def stop(self) -> None:
        """Break all sessions and stop listening; harmless when it does not run."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._shut(), loop).result()
        self._loop = self._thread = None
        self.clock.runner = run_here
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    async def _shut(self) -> None:
        for server in self._servers.values():
            server.close()
        if self._agents is not None:
            self._agents.close()
        # Aborted transports tell their protocols in later turns of the loop.
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)

    def __enter__(self) -> "Lab":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # What outsiders see and do

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """Return where each device listens."""
        ports = self._agents.ports if self._agents is not None else {}
        return {
            name: Endpoint(
                LOOPBACK,
                server.port,
                ports.get(name, 0),
                public_line(server.key),
                str(self.network.device(name).management4.ip),
            )
            for name, server in self._servers.items()
        }

    def at(self, device: str, address: str) -> tuple[str, int]:
        """Return host and port that stand for another management address of a device."""

        def listen() -> int:
            found = IPv4Address(address)
            if found == self.network.device(device).management4.ip:
                return self._servers[device].port
            self._plane.ask_at(device, found)
            return self._servers[device].listen_at(found)

        return LOOPBACK, self._call(listen)

    def advance(self, seconds: float) -> None:
        """Move the lab's clock."""
        self.clock.advance(seconds)

    def running(self, device: str) -> str:
        """Return what a device runs; equal secrets look equal, which no real device shows."""
        return self._call(lambda: self._devices[device].running.text(salted=False))

    def members(self, device: str, lag: str) -> list[str]:
        """Return the ports of a link aggregation that pass frames."""
        return self._call(lambda: self._plane.members(device, lag))

    def is_reached(self, device: str) -> bool:
        """Return whether the management station reaches a device."""
        return self._call(lambda: self._plane.is_reached(device))

    def joined_in(self, vrf: str) -> set[str]:
        """Return the routers that a routing table's links join to a gateway's same table."""
        return self._call(lambda: self._plane.joined_in(vrf))

    def restart(self, device: str) -> None:
        """Take a device's power away and give it back."""
        self._call(self._devices[device].restart)

    def configure(self, device: str, *lines: str) -> None:
        """Enter lines at a device's console, which no cut path takes away, all at once.

        Raises:
            ValueError: the device refuses a line.
        """

        def enter() -> None:
            found = self._devices[device]
            changed = found.running.copy()
            refused = changed.load("\n".join(self._filled(found, line) for line in lines))
            if refused:
                raise ValueError(f"{device} refuses {refused[0][0]!r}: {refused[0][1]}")
            found.replace_running(changed)

        self._call(enter)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the state faults that hold."""
        return self._call(lambda: self._plane.faults)

    def plant(self, fault: Fault) -> None:
        """Let something go wrong from now on."""
        self._call(partial(self._plant, fault))

    def heal(self, fault: Fault) -> None:
        """Mend it."""
        self._call(partial(self._heal, fault))

    def occupy(self, seed: int) -> None:
        """Have machines at the outlets that a seed chooses, and at no others."""
        self._call(partial(self._plane.occupy, seed))

    def plug(self, outlet: str, host: Host) -> None:
        """Plug a machine into an outlet, in place of the one that would stand there.

        Raises:
            KeyError: there is no such outlet.
        """
        self._call(partial(self._hosts.plug, outlet, host))

    def source(self, name: str) -> DeviceSource:
        """Return what a device's agent shows."""
        return self._sources[name]

    def restore(self, device: str, text: str) -> None:
        """Run and start with another configuration from now on, as if it had been loaded."""

        def load() -> None:
            found = self._devices[device]
            found.stop_trial()
            fresh = found.blank()
            fresh.load(self._filled(found, text))
            found.replace_running(fresh)
            found.startup = fresh.copy()

        self._call(load)

    def device(self, name: str) -> Device:
        """Return a device, for whoever runs on the lab's own thread or before it starts."""
        return self._devices[name]

    # Inside

    def _occupants(self, name: str) -> tuple[OnPort, ...]:
        return tuple(self._hosts.on_switch(name))

    def _resolved(self, name: str) -> tuple[OnPort, ...]:
        return tuple(self._hosts.behind_router(name))

    def _call(self, action: Callable[[], T]) -> T:
        loop = self._loop
        if loop is None or threading.current_thread() is self._thread:
            return action()

        async def run() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(run(), loop).result()

    def _run_action(self, action: Action) -> None:
        self._call(action)

    def _plant(self, fault: Fault) -> None:
        if fault.kind in STATE_KINDS:
            self._plane.plant(fault)
            self._check_sessions()
        else:
            _set_session_fault(self._devices[fault.device], fault, is_on=True)

    def _heal(self, fault: Fault) -> None:
        if fault.kind in STATE_KINDS:
            self._plane.heal(fault)
        else:
            _set_session_fault(self._devices[fault.device], fault, is_on=False)

    def _check_sessions(self) -> None:
        """Cut sessions of devices that are reached no more, before their next reply is sent."""
        if self._loop is None:
            return
        for server in self._servers.values():
            server.cut()

    def _is_reached_at(self, name: str, address: IPv4Address | None) -> bool:
        first = self.network.device(name).management4.ip
        return self._plane.is_reached(name, address or first)


def _set_session_fault(device: Device, fault: Fault, *, is_on: bool) -> None:
    faults = device.faults
    number = int(fault.detail or "1") if fault.kind in COUNTED else 0
    match fault.kind:
        case "dropped_session":
            faults.drop_at_line, faults.lines_seen = number if is_on else 0, 0
        case "power_lost":
            faults.power_at_line, faults.lines_seen = number if is_on else 0, 0
        case "refused_line":
            faults.refuse_line, faults.lines_seen = number if is_on else 0, 0
        case "dropped_commit":
            faults.drop_in_commit = is_on
        case "dropped_reply":
            faults.drop_after = fault.detail if is_on else ""
        case "slow_reply":
            faults.reply_delay_s = float(fault.detail or "1") if is_on else 0.0
        case "wrong_host_key":
            faults.wrong_host_key = is_on
        case "wrong_password":
            faults.wrong_password = is_on
        case "silent":
            faults.is_silent = is_on
        case "flash_full":
            faults.flash_full = is_on
        case _:
            raise ValueError(f"{fault.kind} is no session fault")
