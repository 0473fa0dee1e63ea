"""Traps and informs over real sockets, sent by pysnmp: who is listened to, and what arrives."""

import asyncio
import os
import queue
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pysnmp.hlapi.v3arch.asyncio import (
    USM_AUTH_HMAC192_SHA256,
    USM_PRIV_CFB128_AES,
    CommunityData,
    ContextData,
    NotificationType,
    ObjectIdentity,
    OctetString,
    SnmpEngine,
    Udp6TransportTarget,
    UdpTransportTarget,
    UsmUserData,
    send_notification,
)
from pysnmp.proto.rfc1902 import Integer32

from parknet.clock import SystemClock
from parknet.drivers.snmp.target import SnmpCredential
from parknet.drivers.snmp.traps import TrapListener
from parknet.errors import DeviceError
from parknet.model.traps import Trap

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
IF_INDEX = "1.3.6.1.2.1.2.2.1.1.7"
SENDER = bytes.fromhex("8000000001020304")
USER = SnmpCredential("parknet", "authentication-secret", "privacy-secret-1")
PATIENCE_S = 20.0

# pysnmp leaves the file open in which it counts the restarts of an engine.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*__pysnmp:pytest.PytestUnraisableExceptionWarning"
)


class Listening:
    def __init__(self, host: str, *communities: str) -> None:
        self.traps: queue.SimpleQueue[Trap] = queue.SimpleQueue()
        self.listener = TrapListener([(host, 0)], USER, communities, self.traps.put, SystemClock())
        ((_, self.port),) = self.listener.start()
        self.host = host

    def next(self) -> Trap:
        return self.traps.get(timeout=PATIENCE_S)


@pytest.fixture
def listening() -> Iterator[Listening]:
    found = Listening("127.0.0.1", "public-but-accepted")
    yield found
    found.listener.stop()


def send(to: Listening, access: Any, kind: str = "trap", engine: bytes = SENDER) -> str:
    """Send linkDown and return what the sender was told of it, in case of an inform."""

    async def go() -> str:
        sender = SnmpEngine(OctetString(engine))
        made = Udp6TransportTarget if ":" in to.host else UdpTransportTarget
        transport = await made.create((to.host, to.port), timeout=PATIENCE_S, retries=0)
        trap = NotificationType(ObjectIdentity(LINK_DOWN)).add_varbinds((IF_INDEX, Integer32(7)))
        error, status, *_ = await send_notification(
            sender, access, transport, ContextData(), kind, trap
        )
        sender.close_dispatcher()
        await asyncio.sleep(0)
        return str(error or "") + (str(status) if status else "")

    return asyncio.run(go())


def user(auth: str = USER.authentication_secret, priv: str | None = USER.privacy_secret) -> Any:
    if priv is None:
        return UsmUserData("parknet", authKey=auth, authProtocol=USM_AUTH_HMAC192_SHA256)
    return UsmUserData(
        "parknet", authKey=auth, privKey=priv,
        authProtocol=USM_AUTH_HMAC192_SHA256, privProtocol=USM_PRIV_CFB128_AES,
    )  # fmt: skip


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_encrypted_trap_of_a_known_engine_is_taken_over_ipv4_and_ipv6(host: str) -> None:
    to = Listening(host)
    to.listener.learn(SENDER, USER)
    send(to, user())
    trap = to.next()
    to.listener.stop()
    assert trap.oid == LINK_DOWN
    assert trap.address == host
    assert trap.engine == SENDER
    assert trap.community is None
    assert trap.objects[IF_INDEX] == 7


def test_an_inform_is_acknowledged(listening: Listening) -> None:
    assert send(listening, user(), "inform") == ""
    assert listening.next().oid == LINK_DOWN


def test_nobody_is_believed_without_the_right_keys_and_encryption(listening: Listening) -> None:
    listening.listener.learn(SENDER, USER)
    send(listening, user(auth="another-secret"))
    send(listening, user(priv="another-secret"))
    send(listening, user(priv=None))
    send(listening, CommunityData("public"))
    send(listening, user(), engine=bytes.fromhex("8000000009090909"))
    send(listening, user())
    assert listening.next().engine == SENDER  # what came before it is not there
    assert listening.traps.empty()


def test_a_community_is_listened_to_only_where_somebody_accepted_it(listening: Listening) -> None:
    send(listening, CommunityData("public"))
    send(listening, CommunityData("public-but-accepted"))
    send(listening, CommunityData("public-but-accepted", mpModel=0))  # noqa: S508 - that is the test
    for _ in range(2):
        trap = listening.next()
        assert trap.community == "public-but-accepted"
        assert trap.oid == LINK_DOWN
        assert "accepted" not in repr(trap)
    assert listening.traps.empty()


def test_a_port_that_is_taken_is_told(listening: Listening) -> None:
    second = TrapListener(
        [("127.0.0.1", listening.port)], USER, (), listening.traps.put, SystemClock()
    )
    with pytest.raises(DeviceError, match="cannot listen for traps"):
        second.start()


def test_octets_that_are_no_message_are_survived(listening: Listening) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for noise in (b"", b"\x30", b"\x30\x82\xff\xff", b"\xff" * 1400, b"0" * 65000):
            sender.sendto(noise, (listening.host, listening.port))
    send(listening, CommunityData("public-but-accepted"))
    assert listening.next().oid == LINK_DOWN


@pytest.mark.root
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("program", ["snmptrap", "snmpinform"])
def test_net_snmp_is_understood(program: str, host: str, tmp_path: Path) -> None:
    to = Listening(host)
    to.listener.learn(SENDER, USER)
    engine = ["-e", f"0x{SENDER.hex()}"] if program == "snmptrap" else []
    where = f"udp6:[{host}]:{to.port}" if ":" in host else f"{host}:{to.port}"
    done = subprocess.run(
        [
            program, "-v3", *engine, "-l", "authPriv", "-u", USER.user,
            "-a", "SHA-256", "-A", USER.authentication_secret,
            "-x", "AES", "-X", USER.privacy_secret,
            where, "", LINK_DOWN, IF_INDEX, "i", "7",
        ],
        capture_output=True, text=True, check=False, timeout=PATIENCE_S,
        env={**os.environ, "SNMP_PERSISTENT_DIR": str(tmp_path), "SNMPCONFPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    trap = to.next()
    to.listener.stop()
    assert (trap.oid, trap.address, trap.objects[IF_INDEX]) == (LINK_DOWN, host, 7)
    if program == "snmptrap":
        assert trap.engine == SENDER
