"""SNMPv3 agents for a whole lab: devices' views in, one UDP socket each out, on one event loop.

A device that is silent answers nothing. GET, GETNEXT and GETBULK read (RFC 3416); SET is refused.
Starting an agent costs a socket: trees are built and keys are made when somebody first asks.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from parknet.lab.snmp import ber
from parknet.lab.snmp.mib import tables_of
from parknet.lab.snmp.tree import END_OF_MIB_VIEW, Moment, MovedError, Tree
from parknet.lab.snmp.usm import Engine, KeyRing, Request
from parknet.lab.view import DeviceView, ViewSource

GET, GET_NEXT, RESPONSE, SET, GET_BULK = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5
TOO_BIG, NOT_WRITABLE = 1, 17  # error-status of RFC 3416, section 3
AROUND_VARBINDS = 26  # a PDU's own tags, lengths and numbers at their longest
ATTEMPTS = 3  # a device that changes under every look is not answered for
ENTERPRISES = {
    "huawei": 2011,
    "h3c": 25506,
    "net-snmp": 8072,
    "ruijie": 4881,
    "arista": 30065,
    "cisco": 9,
}

Asked = list[tuple[ber.Oid, bytes]]


def engine_id(device: str, vendor: str) -> bytes:
    """Return a device's SNMP engine ID: the vendor's number and a digest of the device's name.

    It stays the same from run to run, as a real device's does (RFC 3411, SnmpEngineID, format 5).

    Example:
        >>> engine_id("core-1", "huawei").hex()[:10]
        '800007db05'
    """
    digest = hashlib.blake2b(device.encode(), digest_size=8).digest()
    return (2**31 + ENTERPRISES[vendor]).to_bytes(4, "big") + b"\x05" + digest


class Agent(asyncio.DatagramProtocol):
    """The SNMP agent of one device."""

    def __init__(
        self,
        device: str,
        source: ViewSource,
        keys: KeyRing,
        clock: Callable[[], float],
        boots: int,
    ) -> None:
        view = source.view()
        self.engine = Engine(engine_id(device, view.vendor), clock, keys, boots)
        self.engine.start(view.uptime_s)
        self._source = source
        self._uptime_s = view.uptime_s
        self._ports: tuple[int, ...] = tuple(port.index for port in view.ports)
        self._table_changed_s = 0.0
        self._tree: Tree | None = None
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Keep the socket to answer through."""
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        """Answer one datagram."""
        reply = self.answer(data)
        if reply is not None and self._transport is not None:
            self._transport.sendto(reply, addr)

    def answer(self, data: bytes) -> bytes | None:
        """Return the reply to a datagram, or None where the device says nothing."""
        if self._source.is_silent:
            return None
        try:
            tree = self._current_tree()
            opened = self.engine.open(data)
            if not isinstance(opened, Request):
                return opened
            pdu = self._respond(opened, tree)
        except ber.BerError:
            return None
        return None if pdu is None else self.engine.reply(opened, pdu)

    def _current_tree(self) -> Tree:
        """Return the tree of the device's present version."""
        version = (
            self._source.version
        )  # before the view: a change in between is then seen next time
        if self._tree is None or self._tree.version != version:
            view = self._source.view()
            self._observe(view)
            self.engine.define(view.users)
            moment = Moment(self._source, self.engine, version, self._table_changed_s, view)
            self._tree = Tree(tables_of(view.vendor), moment, version)
        return self._tree

    def _observe(self, view: DeviceView) -> None:
        """Notice a restart of the device and ports that came or went."""
        if view.uptime_s < self._uptime_s:
            self.engine.boots += 1
            self.engine.start(view.uptime_s)
            self._table_changed_s = 0.0
        self._uptime_s = view.uptime_s
        ports = tuple(port.index for port in view.ports)
        if ports != self._ports:
            self._ports, self._table_changed_s = ports, view.uptime_s

    def _respond(self, request: Request, tree: Tree) -> bytes | None:
        """Return the response to a request, or None to one that an agent does not answer."""
        kind, at, end = ber.read_header(request.pdu, 0, len(request.pdu))
        number, at = ber.read_integer(request.pdu, at, end)
        first, at = ber.read_integer(request.pdu, at, end)
        second, at = ber.read_integer(request.pdu, at, end)
        asked, binds = _read_varbinds(request.pdu, at, end)
        if kind == SET:
            return _response(number, binds, NOT_WRITABLE, min(len(asked), 1))
        if kind not in {GET, GET_NEXT, GET_BULK}:
            return None
        query = Query(kind, asked, max(first, 0), max(second, 0), request.room - AROUND_VARBINDS)
        for _ in range(ATTEMPTS):
            moment = Moment(self._source, self.engine, tree.version, self._table_changed_s)
            try:
                found = query.find(tree, moment)
            except MovedError:
                tree = self._current_tree()
                continue
            if found is None:
                return _response(number, b"", TOO_BIG)
            return _response(number, b"".join(found))
        return None


def _read_varbinds(data: bytes, at: int, end: int) -> tuple[Asked, bytes]:
    """Return what is asked for, as OID and encoded name, and the varbinds as they came."""
    at, end = ber.read(data, at, end, ber.SEQUENCE)
    first = at
    asked: Asked = []
    while at < end:
        start, at = ber.read(data, at, end, ber.SEQUENCE)
        oid, stop = ber.read_object_id(data, start, at)
        ber.read_header(data, stop, at)
        asked.append((oid, data[start:stop]))
    return asked, data[first:end]


@dataclass(frozen=True, slots=True)
class Query:
    """One reading request.

    Attributes:
        kind: tag of the PDU.
        non_repeaters: how many of `asked` a GETBULK reads once.
        repetitions: how often it reads the others.
        room: octets that the answer's varbinds may take.
    """

    kind: int
    asked: Asked
    non_repeaters: int
    repetitions: int
    room: int

    def find(self, tree: Tree, moment: Moment) -> list[bytes] | None:
        """Return the varbinds of the answer, or None where they do not fit."""
        if self.kind == GET_BULK:
            return self._bulk(tree, moment)
        if self.kind == GET:
            found = [tree.get(oid, name, moment) for oid, name in self.asked]
        else:
            found = [_next(tree, moment, tree.after(oid), name) for oid, name in self.asked]
        return found if sum(map(len, found)) <= self.room else None

    def _bulk(self, tree: Tree, moment: Moment) -> list[bytes]:
        """Return as many varbinds as fit, repetition by repetition (RFC 3416, section 4.2.3)."""
        found: list[bytes] = []
        room = self.room
        for bind in self._bulk_endless(tree, moment):
            room -= len(bind)
            if room < 0:
                break
            found.append(bind)
        return found

    def _bulk_endless(self, tree: Tree, moment: Moment) -> Iterator[bytes]:
        for oid, name in self.asked[: self.non_repeaters]:
            yield _next(tree, moment, tree.after(oid), name)
        # Where a column ends, each further repetition repeats the last name that was told.
        repeaters = [
            (tree.after(oid), tree.names[-1] if tree.after(oid) < len(tree) else name)
            for oid, name in self.asked[self.non_repeaters :]
        ]
        if not repeaters:
            return
        longest = len(tree) - min(start for start, _ in repeaters)
        # One repetition past the end tells all; the RFC lets us stop there.
        for repetition in range(min(self.repetitions, longest + 1)):
            for start, name in repeaters:
                yield _next(tree, moment, start + repetition, name)


def _next(tree: Tree, moment: Moment, place: int, name: bytes) -> bytes:
    """Return the varbind at `place`, or endOfMibView under `name`."""
    if place < len(tree):
        return tree.bind(place, moment)
    return ber.tlv(ber.SEQUENCE, name + END_OF_MIB_VIEW)


def _response(number: int, binds: bytes, status: int = 0, index: int = 0) -> bytes:
    """Return a Response-PDU."""
    return ber.tlv(
        RESPONSE,
        ber.integer(number)
        + ber.integer(status)
        + ber.integer(index)
        + ber.tlv(ber.SEQUENCE, binds),
    )


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """The agents of a lab while they run.

    Attributes:
        ports: UDP port of each device.
        agents: agent of each device.
    """

    ports: Mapping[str, int]
    agents: Mapping[str, Agent]
    _transports: tuple[asyncio.DatagramTransport, ...]

    def close(self) -> None:
        """Stop answering and give the ports back."""
        for transport in self._transports:
            transport.close()


async def serve(
    sources: Mapping[str, ViewSource],
    host: str = "127.0.0.1",
    *,
    boots: Mapping[str, int] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AgentGroup:
    """Start one agent for each device, on ports that the operating system chooses.

    Args:
        sources: state of each device by name.
        host: address to listen on; `::1` for IPv6.
        boots: snmpEngineBoots of each device, 1 where none is given; a later run that keeps the
            users' managers alive must count on.
        clock: seconds that only rise, the same that the devices' uptime follows.

    Returns:
        The running group; its owner closes it.
    """
    loop = asyncio.get_running_loop()
    keys = KeyRing()
    ports: dict[str, int] = {}
    agents: dict[str, Agent] = {}
    transports: list[asyncio.DatagramTransport] = []
    try:
        for device, source in sources.items():
            agent = Agent(device, source, keys, clock, (boots or {}).get(device, 1))
            transport, _ = await loop.create_datagram_endpoint(
                lambda agent=agent: agent,  # type: ignore[misc]
                local_addr=(host, 0),
            )
            transports.append(transport)
            agents[device] = agent
            ports[device] = transport.get_extra_info("sockname")[1]
    except BaseException:
        for transport in transports:
            transport.close()
        raise
    return AgentGroup(ports, agents, tuple(transports))
