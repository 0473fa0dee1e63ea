"""The agents as managers of other makers see them: gufo_snmp and pysnmp, over real sockets."""

import asyncio
import socket

import pytest
from gufo.snmp import (
    Aes128Key,
    Md5Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    SnmpError,
    User,
)
from gufo.snmp.sync import SnmpSession
from pysnmp.hlapi.v3arch.asyncio import (
    USM_AUTH_HMAC192_SHA256,
    USM_PRIV_CFB128_AES,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    UdpTransportTarget,
    UsmUserData,
    bulk_walk_cmd,
    get_cmd,
    set_cmd,
)

from parknet.lab.snmp.agent import serve
from parknet.lab.view import SnmpUser
from tests.lab.manager import Manager, agent_of, running
from tests.lab.views import FakeClock, FakeSource, switch

SYS_NAME, UPTIME = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0"
AUTH = {
    "md5": Md5Key, "sha": Sha1Key, "sha224": Sha224Key,
    "sha256": Sha256Key, "sha384": Sha384Key, "sha512": Sha512Key,
}  # fmt: skip


def user(auth: str = "sha256", auth_key: bytes = b"auth-secret-1", name: str = "parknet") -> User:
    return User(name, auth_key=AUTH[auth](auth_key), priv_key=Aes128Key(b"priv-secret-1"))


def has_ipv6_loopback() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def session(port: int, who: User | None = None, host: str = "127.0.0.1") -> SnmpSession:
    return SnmpSession(host, port=port, user=who or user(), timeout=5.0, max_repetitions=30)


@pytest.mark.parametrize("auth", AUTH)
def test_gufo_reads_with_every_digest(auth: str) -> None:
    source = FakeSource(switch())
    source.change(users=(SnmpUser("parknet", auth, "auth-secret-1", "aes128", "priv-secret-1"),))  # type: ignore[arg-type]
    with running({"dut": source}) as group, session(group.ports["dut"], user(auth)) as snmp:
        assert snmp.get(SYS_NAME) == b"b03-agg"


def test_gufo_walks_the_whole_tree() -> None:
    source = FakeSource(switch())
    expected = [".".join(map(str, oid)) for oid, _, _ in Manager(agent_of(source)).walk()]
    with running({"dut": source}) as group, session(group.ports["dut"]) as snmp:
        walk = [oid for root in ("1.0", "1.3") for oid, _ in snmp.getbulk(root)]
        assert walk == expected
        assert [oid for oid, _ in snmp.getnext("1.3.6.1.2.1.2")] == [
            oid for oid in expected if oid.startswith("1.3.6.1.2.1.2.")
        ]


def test_many_devices_answer_for_themselves() -> None:
    sources = {f"dev-{number}": FakeSource(switch()) for number in range(70)}
    for name, source in sources.items():
        source.change(name=name)
    with running(sources) as group:
        assert len(set(group.ports.values())) == 70
        for name, port in group.ports.items():
            with session(port) as snmp:
                assert snmp.get(SYS_NAME) == name.encode()


def test_a_wrong_password_and_an_unknown_user_are_refused() -> None:
    with running({"dut": FakeSource(switch())}) as group:
        for wrong in (user(auth_key=b"wrong-secret"), user(name="nobody")):
            with (
                pytest.raises((SnmpError, TimeoutError)),
                session(group.ports["dut"], wrong) as snmp,
            ):
                snmp.get(SYS_NAME)
        with session(group.ports["dut"]) as snmp:
            assert snmp.get(SYS_NAME) == b"b03-agg"


def test_a_session_outside_the_time_window_reads_again_once_refreshed() -> None:
    clock = FakeClock()
    source = FakeSource(switch())
    with running({"dut": source}, clock=clock) as group, session(group.ports["dut"]) as snmp:
        assert snmp.get(SYS_NAME) == b"b03-agg"
        clock.now_s += 600
        with pytest.raises((SnmpError, TimeoutError)):
            snmp.get(SYS_NAME)
        snmp.refresh()
        assert snmp.get(SYS_NAME) == b"b03-agg"


def test_a_restarted_device_reads_again_once_refreshed() -> None:
    source = FakeSource(switch())
    with running({"dut": source}) as group, session(group.ports["dut"]) as snmp:
        assert snmp.get(SYS_NAME) == b"b03-agg"
        source.change(uptime_s=1.0)
        with pytest.raises((SnmpError, TimeoutError)):
            snmp.get(SYS_NAME)
        snmp.refresh()
        assert snmp.get(UPTIME) == 100


def test_a_silent_device_times_out() -> None:
    with running({"dut": FakeSource(switch(), is_silent=True)}) as group:
        snmp = SnmpSession("127.0.0.1", port=group.ports["dut"], user=user(), timeout=0.05)
        # gufo_snmp 0.13 says so from `refresh` by the error of the socket.
        with pytest.raises((TimeoutError, BlockingIOError)):
            snmp.refresh()


def test_a_community_is_not_answered() -> None:
    with running({"dut": FakeSource(switch())}) as group:
        snmp = SnmpSession("127.0.0.1", port=group.ports["dut"], community="public", timeout=0.05)
        with pytest.raises(TimeoutError):
            snmp.get(SYS_NAME)


@pytest.mark.skipif(not has_ipv6_loopback(), reason="no IPv6 here")
def test_agents_answer_over_ipv6() -> None:
    source = FakeSource(switch())
    with (
        running({"dut": source}, host="::1") as group,
        session(group.ports["dut"], host="::1") as snmp,
    ):
        assert snmp.get(SYS_NAME) == b"b03-agg"


async def pysnmp_errors(port: int, auth: str, name: str) -> list[str]:
    engine = SnmpEngine()
    who = UsmUserData(
        name,
        auth,
        "priv-secret-1",
        authProtocol=USM_AUTH_HMAC192_SHA256,
        privProtocol=USM_PRIV_CFB128_AES,
    )
    target = await UdpTransportTarget.create(("127.0.0.1", port), timeout=2, retries=0)
    oids = [ObjectType(ObjectIdentity(SYS_NAME)), ObjectType(ObjectIdentity("1.3.6.1.2.1.1.99.0"))]
    error, _, _, binds = await get_cmd(engine, who, target, ContextData(), *oids, lookupMib=False)
    engine.close_dispatcher()
    return [str(error), *(value.prettyPrint() for _, value in binds)]


@pytest.mark.parametrize(
    ("auth", "name", "said"),
    [
        (
            "auth-secret-1",
            "parknet",
            ["None", "b03-agg", "No Such Object currently exists at this OID"],
        ),
        ("wrong-secret", "parknet", ["Wrong SNMP PDU digest"]),
        ("auth-secret-1", "nobody", ["Unknown USM user"]),
    ],
)
def test_pysnmp_is_told_what_is_wrong(auth: str, name: str, said: list[str]) -> None:
    async def ask() -> list[str]:
        group = await serve({"dut": FakeSource(switch())})
        try:
            return await pysnmp_errors(group.ports["dut"], auth, name)
        finally:
            group.close()

    assert asyncio.run(ask()) == said


def test_pysnmp_walks_what_the_view_holds_and_writes_nothing() -> None:
    source = FakeSource(switch(ports=8))

    async def ask() -> tuple[list[str], str]:
        group = await serve({"dut": source})
        engine = SnmpEngine()
        who = UsmUserData(
            "parknet", "auth-secret-1", "priv-secret-1",
            authProtocol=USM_AUTH_HMAC192_SHA256, privProtocol=USM_PRIV_CFB128_AES,
        )  # fmt: skip
        target = await UdpTransportTarget.create(("127.0.0.1", group.ports["dut"]), timeout=5)
        names = [
            value.prettyPrint()
            async for _, _, _, binds in bulk_walk_cmd(
                engine, who, target, ContextData(), 0, 5,
                ObjectType(ObjectIdentity("1.3.6.1.2.1.31.1.1.1.18")),
                lookupMib=False, lexicographicMode=False,
            )
            for _, value in binds
        ]  # fmt: skip
        from pysnmp.proto.rfc1902 import OctetString

        change = ObjectType(ObjectIdentity(SYS_NAME), OctetString("x"))
        _, status, _, _ = await set_cmd(engine, who, target, ContextData(), change, lookupMib=False)
        engine.close_dispatcher()
        group.close()
        return names, str(status)

    names, status = asyncio.run(ask())
    assert len(names) == 11
    assert status in {"17", "notWritable"}
