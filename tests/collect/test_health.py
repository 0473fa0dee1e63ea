"""T-HEALTH: a day of five minutes, the worse way, and what is lacking is never good."""

from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect.health import CRITERIA, METRICS_OF_HEALTH, health_of
from parknet.model.health import Figures
from parknet.model.metrics import METRICS

CONTRACTS = Path(__file__).parents[2] / "coverage" / "targets" / "contracts"
DAY = 288


def figures(mean: float, steps: int = DAY) -> Figures:
    return Figures(mean, mean, mean, steps)


def test_the_worse_way_counts() -> None:
    ways = {"interface.in_utilisation": figures(3), "interface.out_utilisation": figures(80)}
    (port,) = health_of("sw1", {"GE1": ways})
    assert port.figures["utilisation"].mean == 80


def test_one_way_alone_is_lacking() -> None:
    (port,) = health_of("sw1", {"GE1": {"interface.in_utilisation": figures(3)}})
    assert "utilisation" not in port.figures
    assert port.lacking["utilisation"] == 0


@given(steps=st.integers(0, 600))
def test_less_than_a_day_is_lacking_with_its_hours(steps: int) -> None:
    ways = {name: figures(1, steps) for name in METRICS_OF_HEALTH}
    (port,) = health_of("sw1", {"GE1": ways})
    if steps >= 0.9 * DAY:
        assert set(port.figures) == set(CRITERIA)
        assert not port.lacking
    else:
        assert not port.figures
        assert set(port.lacking.values()) == {steps / 12}


def test_criteria_are_those_of_the_standard_and_metrics_those_of_the_table() -> None:
    contract = yaml.safe_load((CONTRACTS / "gbt21671-2008.yml").read_text(encoding="utf-8"))
    assert set(CRITERIA) <= {one["id"] for one in contract["criteria"]}
    assert set(METRICS_OF_HEALTH) <= set(METRICS)
