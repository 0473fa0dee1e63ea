"""Who is let in, and what the others are told."""

import pytest
from gufo.snmp import Md5Key, Sha1Key, Sha224Key, Sha256Key, Sha384Key, Sha512Key
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.lab.snmp import ber
from parknet.lab.snmp.agent import GET, GET_BULK, GET_NEXT, SET, engine_id
from parknet.lab.snmp.usm import DIGESTS, TIME_WINDOW_S, KeyRing
from tests.lab.manager import REPORT, Manager, agent_of
from tests.lab.views import USER, FakeClock, FakeSource, switch

SYS_NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
GUFO = {
    "md5": Md5Key, "sha": Sha1Key, "sha224": Sha224Key,
    "sha256": Sha256Key, "sha384": Sha384Key, "sha512": Sha512Key,
}  # fmt: skip


@pytest.mark.parametrize(
    ("auth", "key"),
    [
        ("md5", "526f5eed9fcce26f8964c2930787d82b"),
        ("sha", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_keys_are_those_of_rfc_3414_appendix_a3(auth: str, key: str) -> None:
    engine = bytes.fromhex("000000000000000000000002")
    assert KeyRing().localised(auth, "maplesyrup", engine).hex() == key


@pytest.mark.parametrize("auth", DIGESTS)
def test_keys_are_those_of_another_implementation(auth: str) -> None:
    engine = engine_id("core-1", "h3c")
    master = GUFO[auth].get_master_key("锦绣 secret".encode())
    assert KeyRing().localised(auth, "锦绣 secret", engine) == GUFO[auth].get_localized_key(
        master, engine
    )


def test_engine_ids_differ_by_device_and_stay_from_run_to_run() -> None:
    ids = {engine_id(f"dev-{number}", "huawei") for number in range(3000)}
    assert len(ids) == 3000
    assert engine_id("dev-1", "huawei") == engine_id("dev-1", "huawei")
    assert all(5 <= len(one) <= 32 for one in ids)


@pytest.mark.parametrize(
    ("change", "counter", "flags"),
    [
        ({"auth": "wrong-secret"}, 5, 0),
        ({"user": b"nobody"}, 3, 0),
        ({"flags": 4}, 1, 0),  # noAuthNoPriv
        ({"flags": 5}, 1, 0),  # authNoPriv
        ({"salt": b"short"}, 6, 0),
        ({"boots": 2}, 2, 1),
        ({"boots": 0, "time_s": 0, "flags": 5}, 2, 1),  # a manager that asks for the time
        ({"time_s": 1000 + TIME_WINDOW_S + 1}, 2, 1),
        ({"time_s": 1000 - TIME_WINDOW_S - 1}, 2, 1),
    ],
    ids=str,
)
def test_a_refusal_is_a_report_with_its_counter(
    change: dict[str, object], counter: int, flags: int
) -> None:
    manager = Manager(agent_of(FakeSource(switch())))
    wrong = Manager(manager.agent, **change)  # type: ignore[arg-type]
    for count in (1, 2):
        reply = wrong.ask(GET, [SYS_NAME])
        assert reply.kind == REPORT
        assert reply.flags == flags
        assert reply.binds == [((*USM_STATS, counter, 0), 0x41, bytes((count,)))]
    assert manager.get((*USM_STATS, counter, 0)).binds[0][2] == b"\x02"


def test_the_edges_of_the_time_window_are_inside() -> None:
    agent = agent_of(FakeSource(switch()))
    for time_s in (1000 - TIME_WINDOW_S, 1000 + TIME_WINDOW_S):
        assert Manager(agent, time_s=time_s).get(SYS_NAME).binds[0][2] == b"b03-agg"


def test_a_replay_is_answered_inside_the_time_window_alone() -> None:
    clock = FakeClock()
    manager = Manager(agent_of(FakeSource(switch()), clock))
    recorded = manager.message(GET, [SYS_NAME])
    clock.now_s += TIME_WINDOW_S
    first = manager.agent.answer(recorded)
    assert first is not None
    assert manager.open(first).flags == 3
    clock.now_s += 1
    second = manager.agent.answer(recorded)
    assert second is not None
    assert manager.open(second).kind == REPORT


@pytest.mark.parametrize(
    "change",
    [{"auth": "wrong-secret"}, {"user": b"nobody"}, {"time_s": 0}, {"context": b"vpn1"}],
    ids=str,
)
def test_who_wants_no_report_gets_none(change: dict[str, object]) -> None:
    flags = 3
    manager = Manager(agent_of(FakeSource(switch())), flags=flags, **change)  # type: ignore[arg-type]
    assert manager.agent.answer(manager.message(GET, [SYS_NAME])) is None


@pytest.mark.parametrize(
    ("change", "counter"),
    [
        ({"context": b"vpn1"}, (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)),
        ({"context_engine": b"\x80\0\0\0\x01"}, (1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0)),
    ],
    ids=str,
)
def test_other_contexts_are_unknown(change: dict[str, object], counter: tuple[int, ...]) -> None:
    manager = Manager(agent_of(FakeSource(switch())), **change)  # type: ignore[arg-type]
    reply = manager.ask(GET, [SYS_NAME])
    assert (reply.kind, reply.flags, reply.oids) == (REPORT, 3, [counter])


def test_a_wrong_privacy_password_yields_nothing() -> None:
    manager = Manager(agent_of(FakeSource(switch())), priv="wrong-secret")
    assert manager.agent.answer(manager.message(GET, [SYS_NAME])) is None


def test_a_restart_is_a_new_boot_and_old_messages_are_refused() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    assert manager.get(SYS_NAME).status == 0
    source.change(uptime_s=3.0)
    assert manager.ask(GET, [SYS_NAME]).kind == REPORT
    again = Manager(manager.agent, boots=2, time_s=3)
    boots, time_s = (1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0), (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)
    assert [value for _, _, value in again.get(boots, time_s).binds] == [b"\x02", b"\x03"]


def test_a_user_that_the_configuration_drops_is_unknown_at_once() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    assert manager.get(SYS_NAME).status == 0
    source.change(users=())
    assert manager.ask(GET, [SYS_NAME]).oids == [(*USM_STATS, 3, 0)]
    source.change(users=(USER,))
    assert manager.get(SYS_NAME).status == 0


FUZZED = Manager(agent_of(FakeSource(switch(ports=4))))
RECORDED = FUZZED.message(GET, [SYS_NAME])
DISCOVERY = Manager(FUZZED.agent, user=b"", flags=4).message(GET, [])


def still_answers() -> bool:
    reply = FUZZED.agent.answer(RECORDED)
    return reply is not None and FUZZED.open(reply).binds[0][2] == b"b03-agg"


@settings(max_examples=500)
@given(st.binary(max_size=300))
def test_any_octets_are_no_message_and_do_no_harm(data: bytes) -> None:
    assert FUZZED.agent.answer(data) is None
    assert still_answers()


def test_every_flipped_bit_is_met_with_silence_or_a_report() -> None:
    for message in (RECORDED, DISCOVERY):
        for bit in range(len(message) * 8):
            flipped = bytearray(message)
            flipped[bit // 8] ^= 1 << bit % 8
            reply = FUZZED.agent.answer(bytes(flipped))
            # Data would be enciphered: a report about a bad message never is.
            assert reply is None or reply.find(b"b03-agg") < 0
            assert reply is None or reply[reply.index(b"\x04\x01", 2) + 2] & 2 == 0
    assert still_answers()


@given(st.integers(0, len(RECORDED)), st.binary(max_size=20), st.booleans())
def test_cut_and_spliced_messages_do_no_harm(cut: int, splice: bytes, keep: bool) -> None:
    rest = RECORDED[cut + len(splice) :] if keep else b""
    damaged = RECORDED[:cut] + splice + rest
    reply = FUZZED.agent.answer(damaged)
    # What merely follows a whole message is no part of it.
    assert reply is None or damaged.startswith(RECORDED) or reply.find(b"b03-agg") < 0
    assert still_answers()


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_authentic_nonsense_does_no_harm(scoped: bytes) -> None:
    assert FUZZED.agent.answer(Manager(FUZZED.agent, scoped=scoped).message(GET, [])) is None
    assert still_answers()


@given(st.sampled_from([GET, GET_NEXT, SET, GET_BULK, REPORT]), st.binary(max_size=40))
def test_an_authentic_pdu_of_nonsense_does_no_harm(kind: int, content: bytes) -> None:
    scoped = ber.tlv(
        ber.SEQUENCE, ber.octets(FUZZED.engine_id) + ber.octets(b"") + ber.tlv(kind, content)
    )
    FUZZED.agent.answer(Manager(FUZZED.agent, scoped=scoped).message(GET, []))
    assert still_answers()
