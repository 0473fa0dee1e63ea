"""Parts of a device in, the interface each is or sits in out (ENTITY-MIB, RFC 6933)."""

from collections.abc import Callable, Mapping
from typing import Final

from parknet.collect.texts import Raw, single_line

_IF_INDEX: Final = "1.3.6.1.2.1.2.2.1.1."  # what entAliasMappingIdentifier of a port points at
_DEPTH: Final = 8  # sensor, lane, module, cage, port, slot: more is a loop


def entity_names(
    joins: Mapping[str, str],
    cells: Mapping[str, Mapping[str, Raw]],
    key_of: Mapping[str, str],
    by_label: Mapping[str, str],
) -> Callable[[str], str | None]:
    """Return what gives an entity's key: the interface it is or sits in, or else its own name.

    Args:
        joins: columns for `alias` (entAliasMappingIdentifier), `name` and `within`.
        cells: what was read.
        key_of: interfaces by ifIndex.
        by_label: interfaces by name or description.
    """
    names = cells.get(joins.get("name", ""), {})
    within = cells.get(joins.get("within", ""), {})
    ports = {
        index.partition(".")[0]: key_of[raw.removeprefix(_IF_INDEX)]
        for index, raw in cells.get(joins.get("alias", ""), {}).items()
        if isinstance(raw, str) and raw.removeprefix(_IF_INDEX) in key_of
    }

    def interface(entity: str) -> str | None:
        if entity in ports:
            return ports[entity]
        name = single_line(names.get(entity, ""))
        # `Gi1/0/52 Transmit Power Sensor` begins with its port.
        return by_label.get(name) or by_label.get(name.partition(" ")[0])

    def key(index: str) -> str | None:
        entity = index.partition(".")[0]
        here = entity
        for _ in range(_DEPTH):
            found = interface(here)
            if found is not None:
                return found
            above = within.get(here)
            if not isinstance(above, int) or above <= 0:
                break
            here = str(above)
        return single_line(names.get(entity, "")) or f"entity-{entity}"

    return key
