"""Cells with a number for each lane of a module in, a row for each lane out."""

from parknet.collect.texts import Raw, text
from parknet.collect.values import Cells
from parknet.model.collector import Table


def split_lanes(table: Table, cells: Cells) -> Cells:
    """Return the cells, those of the table's sources split: `index.1`, `index.2` and so on.

    A cell with one number is of a module with one lane, which other columns tell of.

    Args:
        table: of kind entity-lane.
        cells: what was read.
    """
    split = dict(cells)
    for metric in table.metrics:
        for source in metric.sources:
            split[source.column] = {
                f"{index}.{lane}": part
                for index, raw in cells.get(source.column, {}).items()
                for lane, part in enumerate(_parts(raw), start=1)
            }
    return split


def _parts(raw: Raw) -> list[str]:
    parts = [] if isinstance(raw, int) else text(raw).rstrip(",").split(",")
    return parts if len(parts) > 1 else []
