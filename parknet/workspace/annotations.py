"""A record's annotations taken apart: what a field may hold, behind unions and constraints."""

from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


def arms(annotation: Any) -> Iterator[Any]:
    """Yield an annotation's members, with `Annotated` and unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from arms(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for arm in get_args(annotation):
            yield from arms(arm)
    else:
        yield annotation


def record_in(annotation: Any) -> type[BaseModel] | None:
    """Return the record an annotation allows, or None."""
    for arm in arms(annotation):
        if isinstance(arm, type) and issubclass(arm, BaseModel):
            return arm
    return None


def choices_of(annotation: Any) -> list[str]:
    """Return the words an annotation allows, where it allows only some.

    Example:
        >>> choices_of(Literal["slaac", "dhcpv6"] | None)
        ['slaac', 'dhcpv6']
    """
    found: list[str] = []
    for arm in arms(annotation):
        if get_origin(arm) is Literal:
            found += [str(choice) for choice in get_args(arm)]
        elif isinstance(arm, type) and issubclass(arm, Enum):
            found += [str(member.value) for member in arm]
    return found
