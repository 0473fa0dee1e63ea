"""Both readers against the lab's SNMPv3 agents: one interface, one answer."""

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from parknet.collect import decode, read_profiles, request_for
from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp import GufoReader, Limits, PysnmpReader, SnmpCredential, SnmpTarget
from parknet.model.change import FailureKind
from parknet.model.collector import Profile

COLLECTORS = Path(__file__).parents[2] / "collectors"
HURRIED = Limits(timeout_s=0.3, retries=1)
Lab = Callable[..., dict[str, SnmpTarget]]

both = pytest.mark.parametrize("reader", [GufoReader, PysnmpReader])


@pytest.fixture(scope="session")
def every() -> list[Profile]:
    documents = {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(COLLECTORS.glob("*.yml"))
    }
    return list(read_profiles(documents).values())


def polled(reader: Any, requests: Iterable[PollRequest]) -> dict[str, PollReply]:
    return {reply.device: reply for reply in reader.poll_many(requests)}


@pytest.mark.parametrize("vendor", ["huawei", "h3c"])
def test_both_readers_see_the_same_cells(
    vendor: str, lab: Lab, make: Any, every: list[Profile], credential: SnmpCredential
) -> None:
    targets = lab({"b03-agg": make(vendor=vendor)})
    request = request_for("b03-agg", every)
    replies = [
        polled(reader(targets, credential), [request])["b03-agg"]
        for reader in (GufoReader, PysnmpReader)
    ]
    for reply in replies:
        assert reply.failure is None
        assert reply.warnings == ()
    engine_time = "1.3.6.1.6.3.10.2.1.3"  # runs on between the two
    cells = [{c: at for c, at in reply.cells.items() if c != engine_time} for reply in replies]
    assert cells[0] == cells[1]
    assert sum(map(len, replies[0].cells.values())) > 700


def test_what_the_lab_emulates_is_what_is_read(
    lab: Lab, make: Any, every: list[Profile], credential: SnmpCredential
) -> None:
    device = make()
    reader = GufoReader(lab({"b03-agg": device}), credential)
    reply = polled(reader, [request_for("b03-agg", every)])["b03-agg"]
    snapshot = decode(reply, every, 0.0)
    assert snapshot.warnings == ()
    for port in device.now.ports:
        assert snapshot.value("interface.oper_status", port.name) == port.oper
        assert snapshot.value("interface.speed", port.name) == (port.speed_bps or None)
        assert snapshot.value("interface.alias", port.name) == port.alias
        assert snapshot.value("interface.out_octets", port.name) == port.out_octets
        assert snapshot.value("poe.power", port.name) == port.poe_w
    assert snapshot.value("interface.duplex", "GigabitEthernet0/0/1") == "fullDuplex"
    assert snapshot.value("interface.duplex", "GigabitEthernet0/0/2") is None
    assert "2001:db8:3:10::1/64" in snapshot.values("ipv6.address", "Vlanif10")
    assert snapshot.value("lldp.remote_name", "XGigabitEthernet0/0/1") == "core-1"
    assert snapshot.value("wlan.ap.state", "4c:fa:ca:00:00:01") == "normal"
    assert snapshot.value("wlan.ap.state", "4c:fa:ca:00:00:02") == "fault"
    assert snapshot.value("system.uptime", "") == device.now.uptime_s


@both
def test_a_silent_and_an_unknown_device_do_not_hold_up_the_others(
    reader: Any, lab: Lab, make: Any, every: list[Profile], credential: SnmpCredential
) -> None:
    targets = lab({"a": make("a"), "mute": make("mute", is_silent=True), "z": make("z")})
    requests = [request_for(name, every) for name in ("mute", "a", "nowhere", "z")]
    replies = polled(reader(targets, credential, HURRIED), requests)
    kinds = {name: reply.failure.kind if reply.failure else None for name, reply in replies.items()}
    unreachable = FailureKind.UNREACHABLE
    assert kinds == {"a": None, "z": None, "mute": unreachable, "nowhere": unreachable}
    assert len(replies["z"].cells["1.3.6.1.2.1.31.1.1.1.1"]) == 50


@both
@pytest.mark.parametrize(
    "wrong",
    [
        {"authentication_secret": "another-secret"},
        {"user": "nobody"},
        {"authentication": "sha512"},
    ],
    ids=["key", "user", "algorithm"],
)
def test_a_wrong_key_is_an_authentication_failure(
    reader: Any, wrong: Mapping[str, str], lab: Lab, make: Any, every: list[Profile], secrets: Any
) -> None:
    targets = lab({"a": make("a")})
    mistaken = SnmpCredential(**(secrets | dict(wrong)))
    (reply,) = polled(reader(targets, mistaken, HURRIED), [request_for("a", every)]).values()
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.AUTHENTICATION
    assert "another-secret" not in reply.failure.detail


def test_a_wrong_privacy_key_is_guessed_from_the_agents_silence(
    lab: Lab, make: Any, every: list[Profile], secrets: Any
) -> None:
    targets = lab({"a": make("a")})
    mistaken = SnmpCredential(**(secrets | {"privacy_secret": "another-secret"}))
    reader = GufoReader(targets, mistaken, HURRIED)
    (reply,) = polled(reader, [request_for("a", every)]).values()
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.AUTHENTICATION


@pytest.fixture
def noise() -> Iterator[SnmpTarget]:
    """A UDP port that is open and says nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        yield SnmpTarget("127.0.0.1", bound.getsockname()[1])


@both
def test_a_port_without_an_agent_is_unreachable(
    reader: Any, noise: SnmpTarget, every: list[Profile], credential: SnmpCredential
) -> None:
    requests = [request_for("a", every)]
    (reply,) = polled(reader({"a": noise}, credential, HURRIED), requests).values()
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.UNREACHABLE
    assert reply.cells == {}


@both
def test_an_agent_on_ipv6_is_read(
    reader: Any, lab: Lab, make: Any, every: list[Profile], credential: SnmpCredential
) -> None:
    targets = lab({"a": make("a")}, "::1")
    (reply,) = polled(reader(targets, credential), [request_for("a", every)]).values()
    assert reply.failure is None
    assert reply.cells["1.3.6.1.2.1.1.5"] == {"0": b"a"}


def test_a_secret_never_shows_and_a_short_one_is_refused(credential: SnmpCredential) -> None:
    assert "secret" not in repr(credential)
    assert "secret" not in repr(GufoReader({}, credential))
    with pytest.raises(ValueError, match="8 characters"):
        SnmpCredential("parknet", "short", "long-enough-1")
