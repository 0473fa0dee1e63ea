"""Devices for the agent's tests, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_interface

from parknet.lab.view import (
    AddressView,
    ApView,
    DeviceView,
    LearntView,
    NeighbourView,
    PortView,
    ResolvedView,
    SnmpUser,
)

USER = SnmpUser("parknet", "sha256", "auth-secret-1", "aes128", "priv-secret-1")


def port(
    index: int,
    name: str,
    *,
    alias: str = "",
    type_: int = 6,
    speed_bps: int = 1_000_000_000,
    is_up: bool = True,
    poe_w: float | None = None,
) -> PortView:
    return PortView(
        index=index,
        name=name,
        alias=alias,
        type=type_,
        mtu=1500,
        speed_bps=speed_bps if is_up else 0,
        mac=b"\0\x18" + (0x82 << 24 ^ index).to_bytes(4, "big"),
        admin_up=is_up,
        oper="up" if is_up else "down",
        duplex="full" if is_up else "unknown",
        in_octets=2**33 + index,
        out_octets=2**40 + index,
        in_errors=index,
        out_errors=0,
        last_change_s=12.34,
        poe_w=poe_w,
    )


def switch(vendor: str = "huawei", ports: int = 48) -> DeviceView:
    """Return a switch with a few of everything that the agent shows."""
    base = 5 if vendor == "huawei" else 1
    ethernet = tuple(
        port(
            base + number,
            f"GigabitEthernet0/0/{number}",
            alias=f"3#厂房 {number}",
            is_up=number != 2,
            poe_w=7.5 if number == 3 else 0.0,
        )
        for number in range(1, ports + 1)
    )
    uplink = port(base + 200, "XGigabitEthernet0/0/1", speed_bps=10_000_000_000)
    vlan = port(base + 300, "Vlanif10", type_=136)
    loopback = port(base + 301, "LoopBack0", type_=24, speed_bps=0)
    return DeviceView(
        name="b03-agg",
        vendor="huawei" if vendor == "huawei" else "h3c",
        description="an emulated switch\r\nof two lines",
        object_id="1.3.6.1.4.1.2011.2.23.291" if vendor == "huawei" else "1.3.6.1.4.1.25506.1.612",
        uptime_s=1000.0,
        users=(USER,),
        ports=(*ethernet, uplink, vlan, loopback),
        neighbours=(
            NeighbourView(
                uplink.index,
                uplink.name,
                "core-1",
                "XGigabitEthernet0/0/3",
                b"\0\x01\2\3\4\5",
                (ip_address("10.255.0.1"), ip_address("2001:db8:ffff::1")),
                0x28,
            ),
        ),
        addresses=(
            AddressView(vlan.index, ip_interface("10.3.10.1/24")),
            AddressView(vlan.index, ip_interface("2001:db8:3:10::1/64")),
            AddressView(vlan.index, ip_interface("fe80::1/64")),
            AddressView(loopback.index, ip_interface("10.255.0.3/32")),
        ),
        aps=(
            ApView(
                b"\x4c\xfa\xca\0\0\1",
                "b03-ap1",
                "AP7060DN",
                "2150083",
                True,
                ip_interface("10.3.10.9/24"),
                3,
            ),
            ApView(b"\x4c\xfa\xca\0\0\2", "b03-ap2", "AP7060DN", "215", False, None, 0),
        ),
        learnt=(LearntView(ethernet[0].index, 10, b"\0\xe0\xfc\1\2\3"),),
        resolved=(
            ResolvedView(vlan.index, ip_address("10.3.10.60"), b"\0\xe0\xfc\1\2\3"),
            ResolvedView(vlan.index, ip_address("2001:db8:3:10::60"), b"\0\xe0\xfc\1\2\3"),
        ),
    )


@dataclass
class FakeSource:
    """A device whose state the test sets."""

    now: DeviceView
    version: int = 1
    is_silent: bool = False
    looks: int = 0

    def view(self) -> DeviceView:
        self.looks += 1
        return self.now

    def change(self, **fields: object) -> None:
        """Change the configuration, which raises the version."""
        self.now = replace(self.now, **fields)  # type: ignore[arg-type]
        self.version += 1

    def pass_time(self, seconds: float, octets: int = 0) -> None:
        """Let time and traffic pass, which leaves the version as it is."""
        ports: Sequence[PortView] = [
            replace(row, in_octets=row.in_octets + octets) for row in self.now.ports
        ]
        self.now = replace(self.now, uptime_s=self.now.uptime_s + seconds, ports=tuple(ports))


@dataclass
class FakeClock:
    """Time that the test moves."""

    now_s: float = 5000.0

    def __call__(self) -> float:
        return self.now_s
