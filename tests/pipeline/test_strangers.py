"""What is plugged in without being modelled is never cut off."""

from pathlib import Path

from pydantic import TypeAdapter

from parknet.design import design
from parknet.model.change import Change, Grade
from parknet.model.network import Allocations, Network
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot
from parknet.pipeline.parks import Site
from parknet.pipeline.strangers import hold_for, known_strangers, strangers_of
from parknet.workspace import Workspace
from tests.design.parks import small_park

NETWORK: Network = design(small_park(), Allocations())[0]
DEVICE = NETWORK.device("b03-1f-acc1")
SPARE = tuple(port.name for port in DEVICE.ports if port.role == "spare")


def read(**status: str) -> Snapshot:
    column = Column("interface.oper_status", "", tuple(status), tuple(status.values()))
    device = DeviceSnapshot(DEVICE.name, 0.0, {"interface.oper_status": column})
    return Snapshot("guanggu", 0.0, {DEVICE.name: device}, rehearsal=False)


def change(**kwargs: str) -> Change:
    return Change(
        device=DEVICE.name, platform="huawei_vrp", os="vrp5", grade=Grade.A, diff=(), patch=(),
        deletions=0, running_digest="0", wanted_digest="1", **kwargs,
    )  # fmt: skip


def test_a_spare_port_that_is_up_carries_a_stranger() -> None:
    assert strangers_of(NETWORK, read(**{SPARE[0]: "up", SPARE[1]: "down"})) == {
        DEVICE.name: (SPARE[0],)
    }


def test_a_port_that_is_modelled_carries_none() -> None:
    used = {port.name: "up" for port in DEVICE.ports if port.role != "spare"}
    assert strangers_of(NETWORK, read(**used)) == {}


def test_a_change_that_would_shut_it_is_held_and_says_which_port() -> None:
    held = hold_for(change(), {DEVICE.name: SPARE[:1]}).held
    assert SPARE[0] in held
    assert "add an outlet for it" in held


def test_what_is_held_for_another_reason_keeps_it() -> None:
    assert hold_for(change(held="observe"), {DEVICE.name: SPARE}).held == "observe"


def test_other_devices_go_on() -> None:
    assert hold_for(change(), {"b99-agg": SPARE}) == change()


def test_without_readings_nothing_is_known(tmp_path: Path) -> None:
    site = Site(Workspace(tmp_path), "wuhan-urban")
    assert known_strangers(site, rehearsal=False) == {}


def test_a_rehearsal_says_nothing_of_the_real_park(tmp_path: Path) -> None:
    site = Site(Workspace(tmp_path), "wuhan-urban")
    device = next(device for device in site.network.devices if device.role == "access")
    spare = next(port.name for port in device.ports if port.role == "spare")
    column = Column("interface.oper_status", "", (spare,), ("up",))
    snapshot = Snapshot(
        "wuhan-urban",
        0.0,
        {device.name: DeviceSnapshot(device.name, 0.0, {column.metric: column})},
        rehearsal=True,
    )
    path = site.state / "snapshot.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(TypeAdapter(Snapshot).dump_json(snapshot))
    assert known_strangers(site, rehearsal=True) == {device.name: (spare,)}
    assert known_strangers(site, rehearsal=False) == {}
