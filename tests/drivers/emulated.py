"""Emulated devices of the lab on an event loop of their own, with a fleet that reaches them."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parknet.drivers.fleet import NornirFleet
from parknet.drivers.sessions import Target, Timeouts
from parknet.lab.clock import LabClock
from parknet.lab.device import Device
from parknet.lab.shells import shell_of
from parknet.lab.ssh import DeviceServer, host_key, public_line
from parknet.model.change import Change, Grade, RunningConfig
from parknet.vault import Vault
from tests.drivers import wlan_texts

SECRETS = {
    "ssh-password": "canary-Ssh+Pass/1",
    "snmp-auth": "canary-Auth+9/zz",
    "snmp-priv": "canary-Priv+8/yy",
}
VRP_TEXT = """#
sysname {name}
#
vlan batch 10 30
#
interface GigabitEthernet0/0/1
 description first
 port link-type access
 port default vlan 10
#
interface GigabitEthernet0/0/2
 shutdown
#
snmp-agent
snmp-agent sys-info version v3
snmp-agent mib-view included parknet-view iso
snmp-agent group v3 parknet privacy read-view parknet-view
snmp-agent usm-user v3 parknet
snmp-agent usm-user v3 parknet group parknet
snmp-agent usm-user v3 parknet authentication-mode sha2-256 cipher canary-Auth+9/zz
snmp-agent usm-user v3 parknet privacy-mode aes128 cipher canary-Priv+8/yy
#
stelnet server enable
ssh user parknet
ssh user parknet authentication-type password
ssh user parknet service-type stelnet
#
aaa
 local-user parknet password irreversible-cipher canary-Ssh+Pass/1
 local-user parknet privilege level 15
 local-user parknet service-type ssh
#
"""
COMWARE_TEXT = """#
 sysname {name}
#
vlan 10
 description office
#
vlan 30
#
interface GigabitEthernet1/0/1
 description first
 port access vlan 10
#
interface GigabitEthernet1/0/2
 shutdown
#
 ssh server enable
 ssh user parknet service-type stelnet authentication-type password
#
local-user parknet class manage
 password simple canary-Ssh+Pass/1
 service-type ssh
 authorization-attribute user-role network-admin
#
"""
EOS_TEXT = """hostname {name}
!
aaa authorization exec default local
!
username parknet privilege 15 role network-admin secret 0 canary-Ssh+Pass/1
!
snmp-server view parknet-view iso included
snmp-server group parknet v3 priv read parknet-view
snmp-server user parknet parknet v3 auth sha256 canary-Auth+9/zz priv aes canary-Priv+8/yy
!
vlan 10
   name office-10
!
vlan 30
!
interface Ethernet1
   description first
   switchport access vlan 10
!
interface Ethernet2
   shutdown
!
"""
RGOS_TEXT = """hostname {name}
!
aaa new-model
aaa authentication login default local
aaa authorization exec default local
!
username parknet privilege 15 secret canary-Ssh+Pass/1
!
enable service ssh-server
!
vlan 10
 name office-10
!
vlan 30
!
interface GigabitEthernet 0/1
 description first
 switchport access vlan 10
!
interface GigabitEthernet 0/2
 shutdown
!
snmp-server enable version v3
snmp-server view parknet-view 1 include
snmp-server group parknet v3 priv read parknet-view
snmp-server user parknet parknet v3 auth sha canary-Auth+9/zz priv aes128 canary-Priv+8/yy
!
line vty 0 35
 transport input ssh
 login authentication default
!
end
"""
IOS_TEXT = """!
hostname {name}
!
aaa new-model
username parknet privilege 15 secret canary-Ssh+Pass/1
!
archive
 path flash:parknet-archive
!
vlan 10
 name office
!
vlan 30
!
interface GigabitEthernet1/0/1
 description first
 switchport access vlan 10
 switchport mode access
!
interface GigabitEthernet1/0/2
 shutdown
!
ip access-list standard parknet-vty
 permit any
!
ip ssh version 2
!
snmp-server view parknet-view iso included
snmp-server group parknet v3 priv read parknet-view
snmp-server user parknet parknet v3 auth sha-2 256 canary-Auth+9/zz priv aes 128 canary-Priv+8/yy
!
line vty 0 4
 transport input ssh
!
end
"""
TEXTS = {
    "iosxe": IOS_TEXT,
    "vrp5": VRP_TEXT,
    "vrp8": VRP_TEXT,
    "comware7": COMWARE_TEXT,
    "eos": EOS_TEXT,
    "rgos": RGOS_TEXT,
}
# Controllers run what switches do, and WLANs before the end.
TEXTS |= {
    "vrp5_ac": VRP_TEXT + wlan_texts.HUAWEI,
    "comware7_ac": COMWARE_TEXT + wlan_texts.H3C,
    "rgos_ac": RGOS_TEXT.removesuffix("end\n") + wlan_texts.RUIJIE + "end\n",
}
PORTS = {
    "iosxe": frozenset({"GigabitEthernet1/0/1", "GigabitEthernet1/0/2"}),
    "eos": frozenset({"Ethernet1", "Ethernet2"}),
    "rgos": frozenset({"GigabitEthernet 0/1", "GigabitEthernet 0/2"}),
    "vrp": frozenset({"GigabitEthernet0/0/1", "GigabitEthernet0/0/2"}),
    "comware7": frozenset({"GigabitEthernet1/0/1", "GigabitEthernet1/0/2"}),
}
# A patch and its inverse, alike on all: a description, then a VLAN move, then a port that opens.
_VRP_PATCH = (
    "interface GigabitEthernet0/0/1",
    "description second",
    "port default vlan 30",
    "quit",
    "interface GigabitEthernet0/0/2",
    "undo shutdown",
    "quit",
)
_VRP_INVERSE = (
    "interface GigabitEthernet0/0/1",
    "description first",
    "port default vlan 10",
    "quit",
    "interface GigabitEthernet0/0/2",
    "shutdown",
    "quit",
)


def _comware(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        line.replace("0/0/", "1/0/").replace("port default vlan", "port access vlan")
        for line in lines
    )


def _eos(lines: tuple[str, ...]) -> tuple[str, ...]:
    words = (("GigabitEthernet0/0/", "Ethernet"), ("port default", "switchport access"),
             ("undo ", "no "), ("quit", "exit"))  # fmt: skip
    for huawei, arista in words:
        lines = tuple(line.replace(huawei, arista) for line in lines)
    return lines


def _rgos(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.replace("Ethernet", "GigabitEthernet 0/") for line in _eos(lines))


def _ios(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.replace("Ethernet", "GigabitEthernet1/0/") for line in _eos(lines))


PATCH = {
    "iosxe": _ios(_VRP_PATCH),
    "vrp5": _VRP_PATCH,
    "vrp8": _VRP_PATCH,
    "comware7": _comware(_VRP_PATCH),
    "eos": _eos(_VRP_PATCH),
    "rgos": _rgos(_VRP_PATCH),
}
INVERSE = {
    "iosxe": _ios(_VRP_INVERSE),
    "vrp5": _VRP_INVERSE,
    "vrp8": _VRP_INVERSE,
    "comware7": _comware(_VRP_INVERSE),
    "eos": _eos(_VRP_INVERSE),
    "rgos": _rgos(_VRP_INVERSE),
}
PLATFORM = {
    "vrp5_ac": "huawei_ac",
    "comware7_ac": "h3c_ac",
    "rgos_ac": "ruijie_ac",
    "iosxe": "cisco_ios",
    "vrp5": "huawei_vrp",
    "vrp8": "huawei_vrp",
    "comware7": "h3c_comware",
    "eos": "arista_eos",
    "rgos": "ruijie_rgos",
}
SYSTEMS = ("vrp5", "vrp8", "comware7", "eos", "rgos", "iosxe")


class Emulated:
    """A few devices, each named after its operating system."""

    def __init__(self, directory: Path, systems: tuple[str, ...] = SYSTEMS) -> None:
        self.clock = LabClock()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.known_hosts = directory / "known_hosts"
        self.devices: dict[str, Device] = {}
        self.servers: dict[str, DeviceServer] = {}
        self.targets: dict[str, Target] = {}
        self.vault = Vault(SECRETS, b"key")
        lines = [self._start(os, seed) for seed, os in enumerate(systems)]
        self.known_hosts.write_text("".join(lines), "ascii")

    def _start(self, os: str, seed: int) -> str:
        kind = os.removesuffix("_ac")
        device = Device(os, os, "test", PORTS[kind if kind in PORTS else "vrp"], self.clock)
        assert device.boot(TEXTS[os].format(name=os)) == []
        key = host_key(seed, os)
        server = DeviceServer(device, key, shell_of, seed)
        self.on_loop(server.listen)
        self.devices[os], self.servers[os] = device, server
        self.targets[os] = Target(
            "127.0.0.1", server.port, PLATFORM[os], "parknet", self.known_hosts
        )
        return f"[127.0.0.1]:{server.port} {public_line(key)}\n"

    def on_loop(self, action: Callable[[], Any]) -> Any:
        """Run something where the devices live."""

        async def run() -> Any:
            return action()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(10)

    def advance(self, seconds: float) -> None:
        self.on_loop(lambda: self.clock.advance(seconds))

    def fleet(self, **arguments: Any) -> NornirFleet:
        """Return a new fleet, as another process would have it."""
        arguments = {"timeouts": Timeouts(connect_s=5, reply_s=5), "width": 8} | arguments
        return NornirFleet(self.targets, self.vault, **arguments)

    def close(self) -> None:
        for server in self.servers.values():
            self.on_loop(server.close)

        async def settle() -> None:
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for _ in range(8):  # rounds in which broken connections close their sockets
                await asyncio.sleep(0)

        asyncio.run_coroutine_threadsafe(settle(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


def read(fleet: NornirFleet, *devices: str) -> dict[str, RunningConfig]:
    """Return running configurations, all of which must be readable."""
    found: Mapping[str, Any] = fleet.running(devices)
    assert all(isinstance(value, RunningConfig) for value in found.values()), found
    return dict(found)


def change_of(running: RunningConfig, **over: Any) -> Change:
    """Return the patch above as a planned change of a device."""
    os = running.os
    grade = Grade.B if os in ("vrp5", "rgos") else Grade.A
    values = {
        "device": running.device,
        "platform": running.platform,
        "os": os,
        "grade": grade,
        "diff": (),
        "patch": PATCH[os],
        "inverse": INVERSE[os],
        "deletions": 0,
        "running_digest": running.digest,
        "wanted_digest": "",
    }
    return Change(**(values | over))
