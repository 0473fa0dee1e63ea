"""Prometheus reads every line, and the dashboard names only what there is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.model.exposed import EXPOSED
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column
from parknet.report.exposition import Newest, exposition

ROOT = Path(__file__).parents[2]
NAME = r"[a-z_][a-z0-9_]*"
LINE = re.compile(rf'^({NAME})\{{((?:{NAME}="(?:[^"\\\n]|\\["\\n])*",?)+)\}} (\S+)$')
LABEL = re.compile(rf'({NAME})="((?:[^"\\\n]|\\["\\n])*)"')
POLLED = "parknet_device_polled_timestamp_seconds"


def parsed(text: str) -> list[tuple[str, dict[str, str], float]]:
    """Read the format on its own, as its specification has it."""
    found = []
    for line in text.splitlines():
        if line.startswith("#"):
            assert re.match(rf"# (HELP {NAME} .+|TYPE {NAME} (counter|gauge))$", line), line
            continue
        matched = LINE.match(line)
        assert matched is not None, line
        labels = {
            name: re.sub(r"\\(.)", lambda one: {"n": "\n"}.get(one[1], one[1]), value)
            for name, value in LABEL.findall(matched[2])
        }
        found.append((matched[1], labels, float(matched[3])))
    return found


def text_of(*devices: Newest) -> str:
    return "".join(exposition(devices))


@given(port=st.text(min_size=1).filter(lambda one: len(one.splitlines()) == 1 or "\n" in one))
def test_any_name_of_a_port_comes_through(port: str) -> None:
    names = "".join(one for one in port if one == "\n" or one.isprintable()) or "x"
    column = Column("interface.in_octets", "octet", (names,), (2**63,))
    device = Newest("guanggu", "sw1", 60.0, {column.metric: column})
    (_, (name, labels, value)) = parsed(text_of(device))
    assert name == "parknet_interface_in_bytes_total"
    assert labels == {"park": "guanggu", "device": "sw1", "interface": names}
    assert value == 2**63


def test_units_are_base_units() -> None:
    cells = {
        "interface.in_utilisation": (25.0, "parknet_interface_in_utilisation_ratio", 0.25),
        "optic.bias": (35.0, "parknet_optic_bias_amperes", 0.035),
        "interface.mtu": (1500, "parknet_interface_mtu_bytes", 1500),
        "system.uptime": (12.5, "parknet_system_uptime_seconds", 12.5),
    }
    for metric, (value, name, exposed) in cells.items():
        column = Column(metric, METRICS[metric].unit, ("x",), (value,))
        (_, (told, _, number)) = parsed(text_of(Newest("p", "d", 0.0, {metric: column})))
        assert told == name
        assert number == pytest.approx(exposed)


def test_a_word_is_a_series_of_its_own_and_a_lab_is_labelled() -> None:
    column = Column("interface.oper_status", "", ("GE1",), ("lowerLayerDown",))
    newest = Newest("p", "d", 0.0, {column.metric: column}, rehearsal=True)
    (polled, status) = parsed(text_of(newest))
    assert status[1]["state"] == "lowerLayerDown"
    assert status[1]["rehearsal"] == polled[1]["rehearsal"] == "true"


def test_lines_of_one_metric_stand_together() -> None:
    columns = {
        name: Column(name, METRICS[name].unit, ("GE1",), (1,))
        for name in ("interface.in_octets", "interface.mtu")
    }
    text = text_of(*(Newest("p", device, 0.0, columns) for device in ("a", "b")))
    names = [name for name, _, _ in parsed(text)]
    assert names == sorted(names, key=names.index)
    assert text.count("# TYPE ") == 3


def test_no_two_metrics_have_one_name_and_all_numbers_have_one() -> None:
    names = [one.name for one in EXPOSED.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(NAME, name) for name in names)
    for name, metric in METRICS.items():
        if metric.kind in ("gauge", "counter") and metric.instance != "station":
            assert name in EXPOSED
            assert EXPOSED[name].name.endswith("_total") == (metric.kind == "counter")


DASHBOARD = json.loads((ROOT / "dashboards" / "parknet.json").read_text(encoding="utf-8"))


def expressions(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("expr", "definition") and isinstance(value, str):
                yield value
            yield from expressions(value)
    elif isinstance(node, list):
        for one in node:
            yield from expressions(one)


def test_the_dashboard_names_only_metrics_and_labels_that_exist() -> None:
    known = {one.name: {"park", "device", "state", one.label} for one in EXPOSED.values()}
    known[POLLED] = {"park", "device"}
    asked = list(expressions(DASHBOARD))
    assert len(asked) > 25
    for expression in asked:
        series = re.findall(rf"(parknet_{NAME})(?:\{{([^}}]*)\}})?", expression)
        assert series, expression
        for name, selector in series:
            assert name in known, name
            used = set(re.findall(rf"({NAME})=~?\"", selector))
            assert used <= known[name], f"{name}: {used - known[name]}"


def test_the_dashboard_says_everything_in_both_languages() -> None:
    titles = [DASHBOARD["title"], *(panel["title"] for panel in DASHBOARD["panels"])]
    titles += [one["label"] for one in DASHBOARD["templating"]["list"]]
    for title in titles:
        chinese, _, english = title.partition(" · ")
        assert re.search(r"[\u4e00-\u9fff]|AP|IPv6", chinese), title
        assert re.search(r"[A-Za-z]{2}", english), title


def test_the_dashboards_panels_have_their_own_numbers_and_places() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert taken.isdisjoint(cells), panel["title"]
        taken |= cells
