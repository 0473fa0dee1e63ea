"""Samples: a device's polls in; series, latest values and percentiles out. Edge.

The newest hours are in SQLite (`hot`), what is older in Parquet (`cold`), and ever coarser the
older it is (`Retention`). One process writes; `roll` may be another's, and any may read.
"""

from parknet.store.samples.reading import Series
from parknet.store.samples.samples import Latest, Samples

__all__ = ["Latest", "Samples", "Series"]
