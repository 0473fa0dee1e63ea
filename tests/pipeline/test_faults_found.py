"""The judge finds what is wrong in device state, all of it, and nothing else."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from parknet.lab.faults import plant
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment, Status
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARKS = ("wuhan-industrial", "wuhan-urban", "wuhan-agricultural")


def failing(assessment: Assessment) -> set[str]:
    return {
        finding.expectation.subject
        for finding in assessment.findings
        if finding.status is Status.FAIL
    }


@pytest.fixture(scope="module")
def rigs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Rig]]:
    """Start the lab of a park once: faults, and the machines at outlets, come and go."""
    with ExitStack() as stack:
        yield cache(
            lambda park: stack.enter_context(
                rig_of(tmp_path_factory.mktemp(park), park, configured=True)
            )
        )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("park", PARKS)
def test_exactly_what_was_planted_fails(park: str, seed: int, rigs: Callable[[str], Rig]) -> None:
    rig = rigs(park)
    rig.lab.occupy(seed)
    faults = plant(rig.site.network, seed, count=seed % 10)  # the case of no fault included
    for fault in faults:
        rig.lab.plant(fault)
    snapshot = collect_park(rig.site, rig.reach)
    for fault in faults:
        rig.lab.heal(fault)
    monitoring = assess_park(rig.site, snapshot, Purpose.MONITORING)
    assert failing(monitoring) == {fault.subject for fault in faults}
    assert monitoring.unmodelled == ()
    assert faults or not monitoring.cabling
    assert not [check for check in monitoring.checks if check.status is Status.FAIL]
    acceptance = assess_park(rig.site, snapshot, Purpose.ACCEPTANCE)
    assert failing(acceptance) == {fault.subject for fault in faults}
    assert not [v for v in acceptance.verdicts if v.status is Status.PASS], "SNMP accepts nothing"


def test_a_building_nobody_modelled_is_unknown_and_counted(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        snapshot = collect_park(rig.site, rig.reach)
        whole = assess_park(rig.site, snapshot, Purpose.MONITORING)
    register = tmp_path / "coverage" / "registers" / "wuhan-agricultural.csv"
    register.parent.mkdir(parents=True)
    library = rig.site.workspace.library / "coverage" / "registers" / register.name
    register.write_text(library.read_text() + "老粮仓,factory,1F,仓库,1F-001..1F-004,test\n")
    with_one_more = assess_park(
        Site(Workspace(tmp_path), "wuhan-agricultural"), snapshot, Purpose.MONITORING
    )
    assert "老粮仓" in with_one_more.unmodelled
    assert failing(with_one_more) == set()
    for before, after in zip(whole.verdicts, with_one_more.verdicts, strict=True):
        if before.clause.id in ("WH-08", "WH-09"):
            more = {"WH-08": 1, "WH-09": 4}[before.clause.id]
            assert after.status is Status.UNKNOWN
            assert after.counts.unknown == before.counts.unknown + more
            assert after.counts.denominator == before.counts.denominator + more


def test_a_silent_device_is_unknown_and_the_others_are_read(tmp_path: Path) -> None:
    with rig_of(tmp_path, "wuhan-agricultural", configured=True) as rig:
        rig.lab.configure("b01-agg", "undo ssh server enable")  # a console is always there
        snapshot = collect_park(rig.site, rig.reach)
    assert sum(device.failure is None for device in snapshot.devices.values()) >= 1
