"""Parts of a device in, the interface each is or sits in out (ENTITY-MIB, RFC 6933)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from parknet.collect.texts import Raw, single_line

_IF_INDEX: Final = "1.3.6.1.2.1.2.2.1.1."  # what entAliasMappingIdentifier of a port points at
_DEPTH: Final = 8  # sensor, lane, module, cage, port, slot: more is a loop
_LANE: Final = re.compile(r"(?i)\b(?:lane|channel)[ #:-]*(\d+)\b")


class Entities:
    """Finds the interface that a part is or sits in, and the lane of it that its name tells."""

    def __init__(
        self,
        joins: Mapping[str, str],
        cells: Mapping[str, Mapping[str, Raw]],
        key_of: Mapping[str, str],
        by_label: Mapping[str, str],
    ) -> None:
        """Take what is known.

        Args:
            joins: columns for `alias` (entAliasMappingIdentifier), `name` and `within`.
            cells: what was read.
            key_of: interfaces by ifIndex.
            by_label: interfaces by name or description.
        """
        self._names = cells.get(joins.get("name", ""), {})
        self._within = cells.get(joins.get("within", ""), {})
        self._by_label = by_label
        self._ports = {
            index.partition(".")[0]: key_of[raw.removeprefix(_IF_INDEX)]
            for index, raw in cells.get(joins.get("alias", ""), {}).items()
            if isinstance(raw, str) and raw.removeprefix(_IF_INDEX) in key_of
        }
        self._lanes: defaultdict[str, set[str]] = defaultdict(set)
        for entity in self._names:
            lane = self._lane(entity)
            if lane and (port := self.port(entity)) is not None:
                self._lanes[port].add(lane)

    def port(self, entity: str) -> str | None:
        """Return the interface it is or sits in; None where it belongs to none."""
        here = entity
        for _ in range(_DEPTH):
            found = self._interface(here)
            if found is not None:
                return found
            above = self._within.get(here)
            if not isinstance(above, int) or above <= 0:
                return None
            here = str(above)
        return None

    def lane(self, entity: str) -> str | None:
        """Return the interface with the part's lane, where the interface has several."""
        port = self.port(entity)
        if port is not None and len(self._lanes[port]) > 1 and (lane := self._lane(entity)):
            return f"{port}/{lane}"
        return port

    def name(self, entity: str) -> str:
        """Return its own name."""
        return single_line(self._names.get(entity, "")) or f"entity-{entity}"

    def _lane(self, entity: str) -> str:
        found = _LANE.search(single_line(self._names.get(entity, "")))
        return found[1] if found is not None else ""

    def _interface(self, entity: str) -> str | None:
        if entity in self._ports:
            return self._ports[entity]
        name = single_line(self._names.get(entity, ""))
        if not name:
            return None
        # `Gi1/0/52 Transmit Power Sensor` begins with its port, `Xcvr for Ethernet3` ends with it.
        return (
            self._by_label.get(name)
            or self._by_label.get(name.partition(" ")[0])
            or self._by_label.get(name.rpartition(" ")[2])
        )
