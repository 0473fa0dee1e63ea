"""The shipped packs quote exactly, sharpen nothing, and can be judged as they stand."""

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from parknet.assess.populations import SPEED_MEASURES, target_bps
from parknet.model.packs import Certainty, Clause, Contract, Level, Measure, Pack, Purpose

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT.parent / "shared" / "reference" / "clauses.yaml"
QUOTES = Path(__file__).parent / "quotes.sha256"

# A goal whose stated threshold, 全面覆盖, is of a population that nobody can enumerate.
UNCOUNTABLE_GOALS = {"LW-26"}


def clauses_of(packs: tuple[Pack, ...]) -> list[Clause]:
    return [clause for pack in packs for clause in pack.clauses]


@pytest.fixture(scope="module")
def reference() -> dict[str, dict[str, Any]]:
    if not REFERENCE.is_file():
        pytest.skip("the clause register stands beside the project only where it is written")
    loaded = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))
    return {clause["id"]: clause for clause in loaded}


def test_no_quote_has_changed_by_a_character(packs: tuple[Pack, ...]) -> None:
    committed = dict(
        line.split() for line in QUOTES.read_text(encoding="utf-8").splitlines() if line
    )
    found = {
        clause.id: hashlib.sha256(clause.quote.encode()).hexdigest() for clause in clauses_of(packs)
    }
    assert found == committed


def test_quotes_are_the_register_s(
    packs: tuple[Pack, ...], reference: dict[str, dict[str, Any]]
) -> None:
    for clause in clauses_of(packs):
        assert clause.quote == reference[clause.id]["quote"]


def test_every_clause_in_scope_is_in_exactly_one_pack(
    packs: tuple[Pack, ...], reference: dict[str, dict[str, Any]]
) -> None:
    shipped = Counter(clause.id for clause in clauses_of(packs))
    wanted = {key for key, clause in reference.items() if clause["in_scope"] != "no"}
    assert set(shipped) == wanted
    assert set(shipped.values()) == {1}


def test_no_pack_invents_or_changes_a_threshold(
    packs: tuple[Pack, ...], reference: dict[str, dict[str, Any]]
) -> None:
    for clause in clauses_of(packs):
        source = reference[clause.id]
        threshold = clause.indicator.threshold
        wanted = source["threshold"]
        assert (list(threshold) if isinstance(threshold, tuple) else threshold) == wanted
        assert clause.indicator.operator == source["operator"]
        assert clause.indicator.unit == source["unit"]
        assert clause.force == source["force"]
        assert clause.share == source["in_scope"]


def test_only_shall_and_goals_with_a_stated_threshold_bind(packs: tuple[Pack, ...]) -> None:
    for clause in clauses_of(packs):
        stated = clause.force == "goal" and clause.indicator.threshold is not None
        binds = (clause.force == "shall" or stated) and clause.id not in UNCOUNTABLE_GOALS
        assert clause.binding is binds, clause.id


def test_a_measured_speed_is_a_number_of_the_text(packs: tuple[Pack, ...]) -> None:
    speeds = {"万兆": 10**10, "千兆": 10**9, "百兆": 10**8}
    measured = [clause for clause in clauses_of(packs) if clause.measure in SPEED_MEASURES]
    assert len(measured) == 7
    for clause in measured:
        assert target_bps(clause) == speeds[clause.quote[:2]]


def test_acceptance_never_asks_for_less_than_monitoring(packs: tuple[Pack, ...]) -> None:
    for clause in clauses_of(packs):
        assert set(clause.level) == set(Purpose)
        assert clause.level[Purpose.ACCEPTANCE].rank >= clause.level[Purpose.MONITORING].rank
        if clause.measure is not Measure.NONE:
            assert clause.level[Purpose.ACCEPTANCE] is Level.VERIFIED


def test_coverage_is_left_to_a_contract_and_to_surveys(packs: tuple[Pack, ...]) -> None:
    surveyed = [c for c in clauses_of(packs) if c.measure is Measure.WIFI_COVERAGE]
    assert {clause.id for clause in surveyed} == {"WH-10", "CQ-10", "CQ-19", "SH-06"}
    for clause in surveyed:
        assert clause.contract == "wifi"
        assert clause.level[Purpose.MONITORING] is Level.VERIFIED


def test_a_pack_names_the_file_it_is_in() -> None:
    for folder, key in (("", "pack"), ("contracts", "contract")):
        for path in (ROOT / "coverage" / "targets" / folder).glob("*.yml"):
            assert yaml.safe_load(path.read_text(encoding="utf-8"))[key] == path.stem


def test_a_contract_ships_no_value_it_is_not_sure_of(contracts: tuple[Contract, ...]) -> None:
    assert {contract.contract for contract in contracts} == {
        "w1",
        "w2",
        "gbt21671-2008",
        "gb50312-2016",
        "ieee8023-optical",
    }
    for contract in contracts:
        assert len({criterion.id for criterion in contract.criteria}) == len(contract.criteria)
        for criterion in contract.criteria:
            assert (criterion.value is None) == (criterion.certainty is Certainty.C), criterion.id


def test_throughput_limits_agree_with_line_rate(contracts: tuple[Contract, ...]) -> None:
    """The standard's frames per second are its percentages of the line rate."""
    (wired,) = (contract for contract in contracts if contract.kind == "wired")
    rows = [
        row for row in wired.criteria if row.id.startswith(("throughput-100m", "throughput-1000m"))
    ]
    assert len(rows) == 14
    for row in rows:
        _, rate, size = row.id.split("-")
        line_rate = int(rate[:-1]) * 10**6 / ((int(size) + 20) * 8)
        told = int(row.what.split("(")[1].split()[0])
        assert row.value is not None
        assert told == pytest.approx(line_rate * row.value / 100, rel=1e-4)
