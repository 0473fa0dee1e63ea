"""Emulated agents on loopback, served by an event loop in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_interface

import pytest

from parknet.drivers.snmp import SnmpCredential, SnmpTarget
from parknet.lab.snmp.agent import serve
from parknet.lab.view import AddressView, ApView, DeviceView, NeighbourView, PortView, SnmpUser

AUTH, PRIV = "auth-secret-1", "priv-secret-1"
USER = SnmpUser("parknet", "sha256", AUTH, "aes128", PRIV)


@pytest.fixture
def secrets() -> dict[str, str]:
    return {"user": "parknet", "authentication_secret": AUTH, "privacy_secret": PRIV}


@pytest.fixture
def credential(secrets: dict[str, str]) -> SnmpCredential:
    return SnmpCredential(**secrets)  # type: ignore[arg-type]


@dataclass
class Device:
    """A device whose state stays as it is."""

    now: DeviceView
    version: int = 1
    is_silent: bool = False

    def view(self) -> DeviceView:
        return self.now


def port(index: int, name: str, is_up: bool = True, **other: object) -> PortView:
    made = PortView(
        index=index,
        name=name,
        alias=f"3#厂房 {index}",
        type=6,
        mtu=1500,
        speed_bps=1_000_000_000 if is_up else 0,
        mac=bytes((0, 0x18, 0x82, 0, index >> 8, index & 255)),
        admin_up=is_up,
        oper="up" if is_up else "down",
        duplex="full" if is_up else "unknown",
        in_octets=2**33 + index,
        out_octets=2**63 + index,
        in_errors=index,
        out_errors=0,
        last_change_s=12.34,
        poe_w=7.5,
    )
    return replace(made, **other)  # type: ignore[arg-type]


def switch(name: str = "b03-agg", vendor: str = "huawei", ports: int = 48) -> DeviceView:
    """Return a switch and controller with a few of everything."""
    form = "GigabitEthernet0/0/{}" if vendor == "huawei" else "GigabitEthernet1/0/{}"
    ethernet = [
        port(5 + number, form.format(number), is_up=number != 2) for number in range(1, ports + 1)
    ]
    uplink = port(200, "XGigabitEthernet0/0/1", speed_bps=10_000_000_000, poe_w=None)
    vlan = port(300, "Vlanif10", type=136, poe_w=None)
    return DeviceView(
        name=name,
        vendor="huawei" if vendor == "huawei" else "h3c",
        description="an emulated switch\r\nof two lines",
        object_id="1.3.6.1.4.1.2011.2.23.291",
        uptime_s=1000.5,
        users=(USER,),
        ports=(*ethernet, uplink, vlan),
        neighbours=(
            NeighbourView(200, uplink.name, "core-1", "XGigabitEthernet0/0/3", b"\0\x01\2\3\4\5"),
        ),
        addresses=(
            AddressView(300, ip_interface("10.3.10.1/24")),
            AddressView(300, ip_interface("2001:db8:3:10::1/64")),
            AddressView(300, ip_interface("fe80::1/64")),
        ),
        aps=(
            ApView(
                b"\x4c\xfa\xca\0\0\1", "b03-ap1", "AP70", "2150083", True,
                ip_interface("10.3.1.9/24"), 3,
            ),
            ApView(b"\x4c\xfa\xca\0\0\2", "b03-ap2", "AP70", "215", False, None, 0),
        ),
    )  # fmt: skip


@contextmanager
def running(
    devices: Mapping[str, Device],
    host: str = "127.0.0.1",
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[dict[str, SnmpTarget]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        group = asyncio.run_coroutine_threadsafe(
            serve(devices, host=host, clock=clock), loop
        ).result()
        try:
            yield {name: SnmpTarget(host, number) for name, number in group.ports.items()}
        finally:
            loop.call_soon_threadsafe(group.close)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


@pytest.fixture
def make() -> Callable[..., Device]:
    """Give a function that makes a device."""

    def made(name: str = "b03-agg", vendor: str = "huawei", is_silent: bool = False) -> Device:
        return Device(switch(name, vendor), is_silent=is_silent)

    return made


@pytest.fixture
def lab() -> Iterator[Callable[..., dict[str, SnmpTarget]]]:
    """Give a function that starts agents, which stop with the test."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(running(*arguments))


@pytest.fixture(scope="module")
def user() -> SnmpCredential:
    return SnmpCredential("parknet", AUTH, PRIV)


@pytest.fixture(scope="module")
def shared_agent() -> Iterator[SnmpTarget]:
    """Give an agent that all examples of a property ask."""
    with running({"b03-agg": Device(switch())}) as targets:
        yield targets["b03-agg"]
