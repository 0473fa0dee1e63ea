"""What packs say to people, in both languages, and what the documentation says of the packs."""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from parknet.model.packs import Clause, Measure, Pack, Purpose

ROOT = Path(__file__).parents[2]
TARGETS = ROOT / "coverage" / "targets"

TEST_ID = re.compile(r"\bT(?:-[A-Z0-9]+)+\b", re.ASCII)
CLAUSE_ID = re.compile(r"\b(?:WH|CQ|PV|SH|LW)-\d{2}\b", re.ASCII)
STANDARD = re.compile(r"\b(?:GB/T|RFC) \d+", re.ASCII)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d+")
MONTH = re.compile(r"\d+月")  # `8月` is August


def clauses_of(packs: Iterable[Pack]) -> list[Clause]:
    return [clause for pack in packs for clause in pack.clauses]


def named(text: str) -> set[str]:
    """Return the tests, clauses and standards that a text names."""
    return {name for pattern in (TEST_ID, CLAUSE_ID, STANDARD) for name in pattern.findall(text)}


def test_every_clause_says_in_chinese_how_it_is_proved(packs: tuple[Pack, ...]) -> None:
    for clause in clauses_of(packs):
        assert CHINESE.search(clause.method_zh), clause.id


def test_both_languages_name_the_same_tests(packs: tuple[Pack, ...]) -> None:
    for clause in clauses_of(packs):
        assert named(clause.method_zh) == named(clause.method), clause.id


def test_one_proof_reads_the_same_wherever_it_is_asked_for(packs: tuple[Pack, ...]) -> None:
    chinese: dict[str, str] = {}
    for clause in clauses_of(packs):
        assert chinese.setdefault(clause.method, clause.method_zh) == clause.method_zh, clause.id


def test_chinese_text_is_on_one_line_so_that_no_space_splits_it() -> None:
    for path in TARGETS.glob("*.yml"):
        for clause in yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]:
            assert not re.search(r"[\u3001-\u9fff\uff00-\uffef] [\u3001-\u9fff\uff00-\uffef]",
                                 clause["method_zh"]), clause["id"]  # fmt: skip


def test_every_test_id_is_explained(packs: tuple[Pack, ...]) -> None:
    explained = set(TEST_ID.findall((TARGETS / "README.md").read_text(encoding="utf-8")))
    for clause in clauses_of(packs):
        assert set(TEST_ID.findall(clause.method)) <= explained, clause.id


def test_a_translation_leaves_nothing_of_the_quote_out(packs: tuple[Pack, ...]) -> None:
    for clause in clauses_of(packs):
        assert not re.search(r"\.\.\.|…|\betc\b", clause.translation), clause.id
        assert not CHINESE.search(clause.translation), clause.id
        stated = set(NUMBER.findall(MONTH.sub("", clause.quote)))
        assert stated <= set(NUMBER.findall(clause.translation)), clause.id


def row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def threshold_of(clause: Clause) -> str:
    """Return what the text itself demands, as the documentation shows it."""
    indicator = clause.indicator
    value = indicator.threshold
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{indicator.operator.replace('>=', '≥')} {number} {indicator.unit or ''}".strip()


def text_rows(packs: Iterable[Pack]) -> list[str]:
    return [
        row(
            f"`{pack.pack}`",
            f"{pack.title.zh}: {pack.title.en}",
            len(pack.clauses),
            sum(clause.binding for clause in pack.clauses),
            sum(clause.measure is not Measure.NONE for clause in pack.clauses),
        )
        for pack in packs
    ]


def clause_rows(packs: Iterable[Pack]) -> list[str]:
    return [
        row(
            clause.id,
            clause.quote,
            threshold_of(clause),
            f"`{clause.measure}`",
            f"{clause.level[Purpose.MONITORING]} / {clause.level[Purpose.ACCEPTANCE]}",
        )
        for clause in clauses_of(packs)
        if clause.measure is not Measure.NONE
    ]


def test_the_documentation_s_tables_are_the_packs(packs: tuple[Pack, ...]) -> None:
    """Paste the rows that a failure shows into `docs/policies.md`."""
    written = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in written if re.match(r"\| (?:[A-Z]{2}-\d{2}|`[a-z]+-\d{4}`) \|", line)]
    assert rows == text_rows(packs) + clause_rows(packs)
