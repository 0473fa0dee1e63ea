"""One paper: rows of text and numbers under headers that the message catalogue knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Cell = str | int | float
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One paper: `name` is a file's stem and, with `documents.`, the key of its title."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    titles: Mapping[str, str] = field(default_factory=dict)  # of columns that only this park has
    widest: int = 60  # characters of a column; longer cells wrap
