"""What was imported and what was polled before reach the judge; nothing else does."""

from pathlib import Path

import pytest

from parknet.errors import IntentError
from parknet.model.blocks import Rates
from parknet.model.packs import Purpose
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot
from parknet.model.verdict import Assessment, Finding, Reason, Status
from parknet.pipeline.evidence import HISTORY_DAYS, measured_beside
from parknet.pipeline.instruments import import_tests, known_tests
from parknet.pipeline.measure import assess_park
from parknet.pipeline.parks import Site
from parknet.pipeline.samples import folder_of
from parknet.store.samples import Samples
from parknet.workspace import Workspace

NOW = 1_800_000_000.0
HEADER = "Link,Building,Result,Limit,Tested,Serial,Calibration due,Length (m)"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Workspace(tmp_path), "wuhan-urban")


def nothing_read() -> Snapshot:
    return Snapshot("wuhan-urban", NOW, {}, rehearsal=False)


def certificate(site: Site, **cells: str) -> Path:
    outlet = site.network.outlets[0]
    row = {
        "Link": outlet.id, "Building": "", "Result": "PASS", "Limit": "Class E",
        "Tested": "2026-05-04 09:30", "Serial": "S-1", "Calibration due": "2027-01-01",
        "Length (m)": "40",
    } | cells  # fmt: skip
    path = site.workspace.root / "tests.csv"
    path.write_text(f"{HEADER}\n{','.join(row.values())}\n", encoding="gb18030")
    return path


def desk(site: Site, assessment: Assessment) -> Finding:
    subject = f"outlet/{site.network.outlets[0].id}"
    (found,) = (
        one
        for one in assessment.findings
        if one.expectation.subject == subject and one.expectation.because == "WH-09"
    )
    return found


@pytest.mark.parametrize("purpose", list(Purpose))
def test_an_imported_certificate_answers_for_a_desk_that_nobody_uses(
    site: Site, purpose: Purpose
) -> None:
    assert desk(site, assess_park(site, nothing_read(), purpose)).status is Status.UNKNOWN
    import_tests(site, [certificate(site)])
    found = desk(site, assess_park(site, nothing_read(), purpose))
    assert (found.status, found.reason) == (Status.PASS, Reason.CABLE_PASSED)


def test_the_file_stays_as_evidence_under_its_digest(site: Site) -> None:
    path = certificate(site)
    done = import_tests(site, [path])
    (export,) = done.exports
    kept = site.state / "instruments" / export.sha256
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert import_tests(site, [path]).new == 0


def test_one_bad_file_keeps_all_out(site: Site) -> None:
    bad = site.workspace.root / "bad.csv"
    bad.write_text(f"{HEADER}\n1F-001,,maybe,,2026-05-04 09:30,,,1\n", encoding="utf-8")
    with pytest.raises(IntentError) as told:
        import_tests(site, [certificate(site), bad, site.workspace.root / "none.csv"])
    assert len(told.value.problems) == 2
    assert known_tests(site).by_subject == {}


def test_the_best_speed_of_a_month_is_looked_up_and_no_older_one(site: Site) -> None:
    end = site.network.outlets[0].end
    old, new = site.network.outlets[1].end, end

    def poll(at: float, port: str, speed_bps: int) -> DeviceSnapshot:
        column = Column("interface.speed", "bit/s", (port,), (speed_bps,))
        return DeviceSnapshot(end.device, at, {"interface.speed": column})

    assert old.device == new.device
    with Samples(folder_of(site, rehearsal=False)) as samples:
        samples.append(
            poll(NOW - (HISTORY_DAYS + 1) * 86_400, old.port, 10**9), Rates(end.device, 0.0)
        )
        samples.append(poll(NOW - 3600, new.port, 10**9), Rates(end.device, 0.0))
        samples.append(poll(NOW - 60, new.port, 10**7), Rates(end.device, 0.0))
    found = measured_beside(site, nothing_read())
    assert found.best_bps == {(end.device, end.port): 10**9}
    assert measured_beside(site, Snapshot("wuhan-urban", NOW, {}, rehearsal=True)).best_bps == {}
