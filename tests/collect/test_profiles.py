"""Profiles: what the library ships is sound, what people write wrong is told, docs agree."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from parknet.collect import profiles_table, read_profiles
from parknet.errors import PackError
from parknet.model.collector import Profile
from parknet.model.metrics import METRICS, METRICS_VERSION, metrics_table

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_every_metric_of_the_table_is_read_by_some_profile(profiles: dict[str, Profile]) -> None:
    read = {
        metric.metric
        for profile in profiles.values()
        for table in profile.tables
        for metric in table.metrics
    }
    assert read == {name for name, metric in METRICS.items() if not metric.derived}


def test_no_column_is_read_for_two_metrics_of_one_family(profiles: dict[str, Profile]) -> None:
    for profile in profiles.values():
        columns = [
            (source.column, source.extract, table.index, table.needs, metric.among, *told)
            for table in profile.tables
            for metric in table.metrics
            for told in [(metric.type, metric.needs)]
            for source in metric.sources
            if not metric.metric.startswith(("ipv4.", "ipv6."))  # one table holds both families
        ]
        assert len(columns) == len(set(columns))


def test_the_documentation_holds_the_table_and_its_version() -> None:
    written = DOCS.read_text(encoding="utf-8")
    assert metrics_table() in written
    assert f"Version {METRICS_VERSION}" in written


def test_the_documentation_lists_every_profile(profiles: dict[str, Profile]) -> None:
    assert profiles_table(profiles.values()) in DOCS.read_text(encoding="utf-8")


def test_every_platform_of_the_library_names_profiles_that_exist(
    profiles: dict[str, Profile],
) -> None:
    for file in (DOCS.parents[1] / "inventory" / "platforms").glob("*.yml"):
        named = yaml.safe_load(file.read_text(encoding="utf-8"))["collectors"]
        assert set(named) <= set(profiles), file.name


def broken(change: Callable[[Any], None], documents: dict[str, object]) -> dict[str, object]:
    copy: Any = deepcopy(documents["if-mib"])
    change(copy)
    return {"if-mib": copy}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        pytest.param(lambda d: d.update(oids=[]), "not permitted", id="unknown-key"),
        pytest.param(lambda d: d.update(collector="if"), "calls itself 'if'", id="name"),
        pytest.param(lambda d: d["tables"][0].update(index="line"), "Input should be", id="index"),
        pytest.param(
            lambda d: d["tables"][0].update(joins={"key": "1.3.6"}), "does not use", id="join"
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0].update(metric="interface.nmae"),
            "not in docs/metrics.md",
            id="metric",
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0].update(unit="m"), "has the unit ''", id="unit"
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0].update(type="gauge"), "of type text", id="type"
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0].update(words={1: "up"}),
            "only an enum",
            id="enum",
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0]["sources"][0].update(column="ifName"),
            "match pattern",
            id="oid",
        ),
        pytest.param(
            lambda d: d["tables"][0]["metrics"][0]["sources"][0].update(spare=True),
            "cannot be a spare",
            id="spare",
        ),
    ],
)
def test_what_is_wrong_with_a_profile_is_told_with_its_place(
    change: Callable[[Any], None], what: str, documents: dict[str, object]
) -> None:
    with pytest.raises(PackError) as caught:
        read_profiles(broken(change, documents))
    (problem,) = caught.value.problems
    assert what in problem.what
    assert problem.where.startswith("collectors/if-mib.yml")
    assert problem.remedy


def test_the_loader_says_which_line_is_wrong(documents: dict[str, object]) -> None:
    with pytest.raises(PackError) as caught:
        read_profiles(
            broken(lambda d: d.update(version="x"), documents),
            origin=lambda name, path: f"collectors/{name}.yml:2:10 {path}",
        )
    assert "if-mib.yml:2:10 ('version',)" in str(caught.value)
