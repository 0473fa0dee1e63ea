"""ifStackTable in, the aggregation of each member port out (IF-MIB, RFC 2863, 3.1.1)."""

from typing import Final

from parknet.collect.gathered import Gathered
from parknet.collect.instances import Interfaces
from parknet.collect.values import CellReader
from parknet.model.collector import Table

_IF_TYPE: Final = "1.3.6.1.2.1.2.2.1.3"
_LAG: Final = 161  # IANAifType: ieee8023adLag
_UP: Final = 1


def read_stack(
    table: Table, reader: CellReader, interfaces: Interfaces, gathered: dict[str, Gathered]
) -> None:
    """Add the aggregation that a port which is up lies under; what an earlier table told stays.

    Args:
        table: of kind interface-stack; its source is ifStackStatus, `status` is ifOperStatus.
        reader: what was read.
        interfaces: their keys.
        gathered: where it is added.
    """
    status = table.joins.get("status", "")
    for metric in table.metrics:
        found = gathered.setdefault(metric.metric, Gathered(metric.metric))
        earlier = frozenset(found.instances)
        for index in reader.cells.get(metric.sources[0].column, {}):
            higher, _, lower = index.partition(".")
            if reader.at(_IF_TYPE, higher) != _LAG or reader.at(status, lower) != _UP:
                continue
            port = interfaces.key(lower)
            if port not in earlier:
                found.add(port, interfaces.key(higher))
