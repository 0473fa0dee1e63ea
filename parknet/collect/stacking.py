"""Layers of interfaces in, the aggregation of each member port out (RFC 2863, 3.1.1)."""

import re
from typing import Final

from parknet.collect.gathered import Gathered
from parknet.collect.instances import Interfaces
from parknet.collect.values import CellReader
from parknet.model.collector import Table

_IF_TYPE: Final = "1.3.6.1.2.1.2.2.1.3"
_LAG: Final = 161  # IANAifType: ieee8023adLag
_OWN: Final = 53  # propVirtual, which IOS and RGOS give their aggregations
_ETHERNET: Final = frozenset({6, 117})
_NAME: Final = re.compile(r"(?i)(?:po|port-?channel|ag|aggregateport|lag|bundle-ether|trk|ae)\s*\d")
_UP: Final = 1


def read_stack(
    table: Table, reader: CellReader, interfaces: Interfaces, gathered: dict[str, Gathered]
) -> None:
    """Add the aggregation that a port which is up lies under; what an earlier table told stays.

    Args:
        table: of kind interface-stack; `status` is ifOperStatus.
        reader: what was read.
        interfaces: their keys.
        gathered: where it is added.
    """
    status = table.joins.get("status", "")
    for metric in table.metrics:
        found = gathered.setdefault(metric.metric, Gathered(metric.metric))
        earlier = frozenset(found.instances)
        for index in reader.cells.get(metric.sources[0].column, {}):
            first, _, lower = index.partition(".")
            if reader.at(_IF_TYPE, lower) not in _ETHERNET or reader.at(status, lower) != _UP:
                continue
            if not all(reader.holds(one, index) for one in (*table.needs, *metric.needs)):
                continue
            port, aggregation = (
                interfaces.key(lower),
                _aggregation(table, reader, interfaces, first),
            )
            if aggregation is not None and port not in earlier:
                found.add(port, aggregation)


def _aggregation(
    table: Table, reader: CellReader, interfaces: Interfaces, first: str
) -> str | None:
    if "aggregation" in table.joins:
        higher = reader.at(table.joins["aggregation"], first)
        return interfaces.key(str(higher)) if isinstance(higher, int) and higher > 0 else None
    kind, key = reader.at(_IF_TYPE, first), interfaces.key(first)
    return key if kind == _LAG or (kind == _OWN and _NAME.match(key) is not None) else None
