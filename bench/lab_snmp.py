"""How cheap the lab's SNMP agents are: start of 70, first answers, varbinds per CPU-second."""

import asyncio
import threading
import time

from gufo.snmp import Aes128Key, Sha256Key, User
from gufo.snmp.sync import SnmpSession

from parknet.lab.snmp.agent import AgentGroup, serve
from tests.lab.views import FakeSource, switch

DEVICES = 70
USER = User("parknet", auth_key=Sha256Key(b"auth-secret-1"), priv_key=Aes128Key(b"priv-secret-1"))
COLUMNS = {
    "ifName, which stands": "1.3.6.1.2.1.31.1.1.1.1",
    "ifHCInOctets, which moves": "1.3.6.1.2.1.31.1.1.1.6",
    "ifTable": "1.3.6.1.2.1.2.2.1",
}


def session(port: int, repetitions: int = 25) -> SnmpSession:
    opened = SnmpSession("127.0.0.1", port=port, user=USER, max_repetitions=repetitions)
    opened.refresh()
    return opened


def measure(group: AgentGroup, thread: threading.Thread) -> None:
    """Print figures; CPU is that of the thread the agents run in."""
    assert thread.ident is not None
    clock = time.pthread_getcpuclockid(thread.ident)
    began = time.clock_gettime(clock)
    for port in group.ports.values():
        session(port).get("1.3.6.1.2.1.1.5.0")
    spent = time.clock_gettime(clock) - began
    print(f"first answer of a 51-port switch: {1000 * spent / DEVICES:.1f} CPU-ms")
    port = next(iter(group.ports.values()))
    for repetitions in (25, 100):
        opened = session(port, repetitions)
        for what, oid in COLUMNS.items():
            began = time.clock_gettime(clock)
            count = sum(1 for _ in range(100) for _ in opened.getbulk(oid))
            spent = time.clock_gettime(clock) - began
            print(
                f"{what}, {repetitions} repetitions: {count / spent:,.0f} varbinds per CPU-second"
            )


def main() -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    sources = {f"dev-{number}": FakeSource(switch()) for number in range(DEVICES)}
    began = time.perf_counter()
    group = asyncio.run_coroutine_threadsafe(serve(sources), loop).result()
    print(f"start of {DEVICES} agents: {1000 * (time.perf_counter() - began):.1f} ms")
    try:
        measure(group, thread)
    finally:
        loop.call_soon_threadsafe(group.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


if __name__ == "__main__":
    main()
