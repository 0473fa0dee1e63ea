"""Planning polls and collecting a park through a reader that is a plain object."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_interface
from typing import Any

import pytest

from parknet.collect import collect, plan_polls
from parknet.drivers.base import PollReply, PollRequest
from parknet.errors import PackError
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.collector import Profile
from parknet.model.network import ApPlan, DevicePlan, End, Network, PortPlan, ServicesPlan
from parknet.model.platforms import Platform

NAME, HC_IN, IN = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.2.2.1.10"
AP_STATE = "1.3.6.1.4.1.2011.6.139.13.3.3.1.6"
POE = "1.3.6.1.2.1.105.1.1.1.6"
COLLECTORS = ("system", "if-mib", "power-ethernet", "huawei-wlan-ap")


class Clock:
    """Time that stands still."""

    def now(self) -> float:
        return 1000.0

    def sleep(self, seconds: float) -> None:
        raise AssertionError


class Answers:
    """A reader that has its answers ready, and forgets whom it has none for."""

    def __init__(self, *replies: PollReply) -> None:
        self._replies = {reply.device: reply for reply in replies}

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        for request in reversed(list(requests)):
            if request.device in self._replies:
                yield self._replies[request.device]


def device(name: str, poe: bool = False) -> DevicePlan:
    return DevicePlan(
        name=name, role="access", platform="huawei_vrp", os="vrp8", model="m", building="b01",
        floor="1F", ownership="observe", deletion_budget=20,
        management4=ip_interface("10.0.0.1/32"), management6=ip_interface("2001:db8::1/128"),
        management_interface="LoopBack0", router_id=None, default_originate=False, vlans=(),
        ports=(PortPlan("GigabitEthernet0/0/1", "ap", "", poe=poe),), lags=(), svis=(), routes=(),
        services=ServicesPlan("parknet", "parknet", (), ()),
    )  # fmt: skip


def park(*devices: DevicePlan, controller: str = "") -> Network:
    ap = ApPlan("b01/AP1", "b01", "1F", "AP1", "indoor", controller, End("a", "p"))
    return Network(
        park="p", name={}, kind="industrial", region="420100", policies=(), contracts=(),
        devices=devices, links=(), circuits=(), outlets=(), aps=(ap,) if controller else (),
        buildings=(), intent_digest="",
    )  # fmt: skip


def platforms(*collectors: str) -> dict[str, Platform]:
    made: Any = {
        "title": "Huawei VRP", "driver": "huawei_vrp", "oses": {}, "svi": "Vlanif{vlan}",
        "lag": "Eth-Trunk{number}", "loopback": "LoopBack{number}", "description_limit": 80,
        "collectors": collectors or COLLECTORS, "source": "none",
    }  # fmt: skip
    return {"huawei_vrp": Platform.model_validate(made)}


def test_access_points_are_asked_for_only_where_a_controller_lists_them(
    profiles: dict[str, Profile],
) -> None:
    requests = plan_polls(park(device("a"), device("ac"), controller="ac"), profiles, platforms())
    assert [(request.device, AP_STATE in request.columns) for request in requests] == [
        ("a", False),
        ("ac", True),
    ]


def test_power_is_asked_for_only_where_a_port_feeds_something(profiles: dict[str, Profile]) -> None:
    requests = plan_polls(park(device("a"), device("b", poe=True)), profiles, platforms())
    assert [POE in request.columns for request in requests] == [False, True]


def test_32_bit_counters_are_asked_for_only_in_place_of_missing_ones(
    profiles: dict[str, Profile],
) -> None:
    (request,) = plan_polls(park(device("a")), profiles, platforms())
    assert request.spares[IN] == HC_IN
    assert IN not in request.columns
    assert len(request.columns) == len(set(request.columns))


def test_a_platform_that_names_an_unknown_profile_is_told(profiles: dict[str, Profile]) -> None:
    with pytest.raises(PackError, match="no collector profile 'if-mbi'"):
        plan_polls(park(device("a")), profiles, platforms("if-mbi"))


def test_every_device_is_in_the_snapshot_answered_failed_or_forgotten(
    profiles: dict[str, Profile],
) -> None:
    failure = DeviceFailure(device="b", kind=FailureKind.AUTHENTICATION, detail="refused")
    reader = Answers(PollReply("a", {NAME: {"1": b"GE0/0/1"}}), PollReply("b", {}, failure=failure))
    network = park(device("a"), device("b"), device("c"))
    snapshot = collect(network, profiles, platforms(), reader, Clock(), rehearsal=True)
    assert list(snapshot.devices) == ["a", "b", "c"]
    assert snapshot.devices["a"].value("interface.name", "GE0/0/1") == "GE0/0/1"
    assert snapshot.devices["a"].taken_at == 1000.0
    assert snapshot.devices["b"].failure == failure
    forgotten = snapshot.devices["c"].failure
    assert forgotten is not None
    assert forgotten.kind is FailureKind.PROTOCOL
    assert snapshot.rehearsal
