"""Columns of plain numbers and words read at once: what a park's polls mostly consist of.

A column that is anything but plain, be it in one cell, is left to `parknet.collect.values`, which
reads cell by cell and says what is odd. Both give the same values.
"""

from collections.abc import Collection, Mapping, Sequence

from parknet.collect.texts import Raw
from parknet.collect.values import Cells, is_second_best, wraps
from parknet.model.collector import Condition, Metric, Source
from parknet.model.snapshot import Value


def whole_column(
    metric: Metric, needs: Sequence[Condition], cells: Cells
) -> tuple[list[str], list[Value], bool] | None:
    """Return rows, values and whether these wrap, or None where cells must be looked at.

    Args:
        metric: what to read.
        needs: all conditions, of the metric and of its table.
        cells: what was read of the device.
    """
    if metric.among is not None or metric.type not in ("gauge", "counter", "enum"):
        return None
    present = [source for source in metric.sources if cells.get(source.column)]
    if not present or not _is_plain(present[0], metric):
        return None
    source, column = present[0], cells[present[0].column]
    if any(not cells[other.column].keys() <= column.keys() for other in present[1:]):
        return None
    rows = _rows(needs, column, cells)
    if not rows or set(map(type, rows.values())) != {int}:
        return None
    numbers = [number for number in rows.values() if isinstance(number, int)]
    values = _words(metric, numbers) if metric.type == "enum" else _scaled(metric, source, numbers)
    if values is None or not set(source.sentinels).isdisjoint(numbers):
        return None
    return list(rows), values, wraps(source, metric)


def _is_plain(source: Source, metric: Metric) -> bool:
    is_told = source.columns or source.numbers or source.formula is not None
    return not (is_told or is_second_best(source, metric))


def _rows(
    needs: Sequence[Condition], column: Mapping[str, Raw], cells: Cells
) -> Mapping[str, Raw] | None:
    """Return the rows that all conditions hold for; None where one is not about plain numbers."""
    for condition in needs:
        if condition.matches is not None or condition.missing or condition.last:
            return None
        wanted = condition.equals
        gate = cells.get(condition.column, {})
        column = {index: raw for index, raw in column.items() if gate.get(index) in wanted}
    return column


def _scaled(metric: Metric, source: Source, numbers: Sequence[int]) -> list[Value] | None:
    lowest = 0 if source.minimum is None and metric.type == "counter" else source.minimum
    if lowest is not None and min(numbers) < lowest:
        return None
    if source.maximum is not None and max(numbers) > source.maximum:
        return None
    if source.scale == 1:
        return list(numbers)
    if source.scale.is_integer():
        scale = int(source.scale)
        return [number * scale for number in numbers]
    return [round(number * source.scale, 9) for number in numbers]


def _words(metric: Metric, numbers: Collection[int]) -> list[Value] | None:
    words = metric.words
    if not words.keys() >= set(numbers):
        return None
    return [words[number] for number in numbers]
