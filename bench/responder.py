"""SNMPv2c agents that answer at once: 52-port switches in a process of their own.

An answer is worked out once for each question and patched with the request's number after that, so
that what is measured is who asks. Run as `python -m bench.responder PORTS AGENTS`: prints the UDP
ports and ends with its standard input.
"""

import os
import select
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen

from tests.drivers_snmp import fuzz_agent as ber
from tests.drivers_snmp.fuzz_agent import FuzzAgent, Request, dotted

_IF, _IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
_MOST_OCTETS = 1472  # of an answer, as agents on Ethernet have it
_COUNTER32, _GAUGE32 = 0x41, 0x42


def rows(ports: int) -> dict[ber.Oid, bytes]:
    """Return a switch's ifTable and ifXTable, as far as they are asked for, and its uptime."""
    found = {dotted("1.3.6.1.2.1.1.3.0"): ber.number(123_456, ber.TICKS)}
    for port in range(1, ports + 1):
        cells = {
            f"{_IF}.2": ber.octets(b"GigabitEthernet0/0/%d" % port),
            f"{_IF}.3": ber.number(6),
            f"{_IF}.6": ber.octets(bytes((0, 0x1C, 0x73, 0x10, 0x20, port))),
            f"{_IF}.8": ber.number(1),
            f"{_IFX}.1": ber.octets(b"GigabitEthernet0/0/%d" % port),
            f"{_IFX}.6": ber.number(2**35 * port, ber.COUNTER64),
            f"{_IFX}.10": ber.number(2**34 * port, ber.COUNTER64),
            f"{_IFX}.15": ber.number(1000, _GAUGE32),
            f"{_IFX}.18": ber.octets(b"access port %d" % port),
        } | {f"{_IF}.{column}": ber.number(port, _COUNTER32) for column in (13, 14, 19, 20)}
        found |= {dotted(f"{column}.{port}"): value for column, value in cells.items()}
    return found


class Fast(FuzzAgent):
    """An agent that remembers what it said, but for the request's number."""

    def __init__(self, ports: int) -> None:
        super().__init__(rows(ports))
        self._said: dict[tuple[int, bytes], tuple[bytes, bytes]] = {}

    def reply(self, data: bytes) -> bytes:
        """Return the answer to a request."""
        at = 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)  # behind the message's length
        at += 3 + 2 + data[at + 4] + 2  # version, community, the PDU's tag and a short length
        size = data[at + 1]
        asked = data[at + 2 : at + 2 + size]
        key = size, data[:at] + data[at + 2 + size :]
        said = self._said.get(key)
        if said is None:
            request = Request.read(data)
            answer = self.answer(request)
            whole = answer.encoded()
            while len(whole) > _MOST_OCTETS:
                answer.binds.pop()
                whole = answer.encoded()
            number = bytes((ber.INTEGER, size)) + asked
            before, _, after = whole.partition(number)
            said = self._said[key] = before + number[:2], after
        return said[0] + asked + said[1]


def main() -> None:
    """Serve until standard input ends."""
    ports, agents = map(int, sys.argv[1:])
    fast = Fast(ports)
    poller = select.epoll()
    bound = {}
    for _ in range(agents):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", 0))
        one.setblocking(False)
        bound[one.fileno()] = one
        poller.register(one, select.EPOLLIN)
    poller.register(0, select.EPOLLIN | select.EPOLLHUP)
    print(*(one.getsockname()[1] for one in bound.values()), flush=True)
    while True:
        for descriptor, _ in poller.poll():
            if descriptor == 0:
                return
            try:
                data, sender = bound[descriptor].recvfrom(2048)
                bound[descriptor].sendto(fast.reply(data), sender)
            except OSError:
                continue


@contextmanager
def agents(ports: int, count: int) -> Iterator[list[int]]:
    """Run agents in a child process and give their UDP ports."""
    command = [sys.executable, "-m", "bench.responder", str(ports), str(count)]
    with Popen(command, stdin=PIPE, stdout=PIPE, env=dict(os.environ), text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield list(map(int, child.stdout.readline().split()))
        finally:
            child.stdin.close()


if __name__ == "__main__":
    main()
