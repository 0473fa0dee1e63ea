"""A schema's complaints in, problems that a person can mend out: place, plain words, remedy."""

import ipaddress
import json
import re
from collections.abc import Iterable, Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from parknet.errors import Problem
from parknet.model.intent import Path
from parknet.model.record import Record
from parknet.workspace.document import Document
from parknet.workspace.wording import one_of, shown, suggestion

_RecordT = TypeVar("_RecordT", bound=Record)
# What a member of a union expects: a complaint of one that wanted another shape is noise.
_WANTS_TEXT: Final = frozenset({"string_type"})
_WANTS_LIST: Final = frozenset({"tuple_type", "list_type"})
_WANTS_MAPPING: Final = frozenset(
    {"dict_type", "mapping_type", "model_type", "model_attributes_type"}
)


def validate(document: Document, model: type[_RecordT]) -> tuple[_RecordT | None, list[Problem]]:
    """Return the record a document describes, or None, with everything that is wrong with it.

    The data goes through JSON, in pydantic's strict mode: there a text never turns into a number
    or a truth value, which is also how editors apply the exported JSON Schema.
    """
    record: _RecordT | None = None
    problems = list(document.problems)
    try:
        record = model.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as error:
        problems += _explain(document, model, error)
    return (None if problems else record), problems


def _explain(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Problem]:
    told: set[Path] = set(document.refused)
    by_path: dict[Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(document.data, detail["loc"])
        if not any(path[:length] in told for length in range(1, len(path) + 1)):
            by_path.setdefault(path, []).append(detail)
    for path, details in by_path.items():
        missing = [detail for detail in details if detail["type"] == "missing"]
        others = [detail for detail in details if detail["type"] != "missing"]
        for detail in missing:
            yield _missing(document, model, path, str(detail["loc"][-1]))
        if others and not _is_answered_below(path, by_path):
            yield _wrong(document, model, path, others)


def _is_answered_below(path: Path, by_path: dict[Path, list[ErrorDetails]]) -> bool:
    """Tell whether another member of a union understood the value better."""
    return any(len(other) > len(path) and other[: len(path)] == path for other in by_path)


def _path_in(data: Any, loc: tuple[str | int, ...]) -> Path:
    """Return the part of a complaint's place that is in the data; the rest names unions."""
    path: list[str | int] = []
    node = data
    for step in loc:
        if (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        ):
            path.append(step)
            node = node[step]
    return tuple(path)


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _missing(document: Document, model: type[BaseModel], path: Path, name: str) -> Problem:
    owner = _record_at(model, path)
    field = owner.model_fields.get(name) if owner is not None else None
    hint = f" ({field.description})" if field is not None and field.description else ""
    return Problem(
        document.where(path),
        f"`{name}` is missing from {_called(owner)}",
        f"add `{name}: …`{hint}",
    )


def _wrong(
    document: Document, model: type[BaseModel], path: Path, details: list[ErrorDetails]
) -> Problem:
    value = _value_at(document.data, path)
    kind = details[0]["type"]
    if kind == "extra_forbidden":
        owner = _record_at(model, path[:-1])
        known = [] if owner is None else [n for n in owner.model_fields if n != "sha256"]
        key = str(path[-1])
        return Problem(
            document.where_key(path),
            f"{_called(owner)} has no key {shown(key)}",
            suggestion(key, known),
        )
    if details[0]["loc"][-1:] == ("[key]",):
        what, remedy = _pattern(str(path[-1]), str(details[0].get("ctx", {}).get("pattern", "")))
        return Problem(document.where_key(path), what, remedy)
    fitting = [detail for detail in details if not _is_other_shape(detail["type"], value)]
    field = _field_at(model, path)
    what, remedy = (
        _describe(path, value, fitting[0], field)
        if fitting
        else _shape(path, value, {detail["type"] for detail in details})
    )
    return Problem(document.where(path), what, remedy)


def _is_other_shape(kind: str, value: Any) -> bool:
    return (
        (kind in _WANTS_TEXT and not isinstance(value, str))
        or (kind in _WANTS_LIST and not isinstance(value, list))
        or (kind in _WANTS_MAPPING and not isinstance(value, dict))
        or value is None
    )


def _shape(path: Path, value: Any, kinds: set[str]) -> tuple[str, str]:
    name = _named(path)
    if value is None:
        return f"{name} has no value", "write its value, or leave the key out"
    if kinds & _WANTS_TEXT and not isinstance(value, (dict, list)):
        written = json.dumps(value)
        return f"{name} is {written}, which is not text", f'put it in quotes: "{written}"'
    wanted = [
        word
        for group, word in (
            (_WANTS_TEXT, "a text"),
            (_WANTS_LIST, "a list"),
            (_WANTS_MAPPING, "a block of `key: value` lines"),
        )
        if kinds & group
    ]
    is_now = {dict: "a block of keys", list: "a list"}.get(type(value), shown(value))
    return f"{name} is {is_now}", f"write {' or '.join(wanted)}"


def _describe(
    path: Path, value: Any, detail: ErrorDetails, field: FieldInfo | None
) -> tuple[str, str]:
    """Return what is wrong with a value of the right shape, and the remedy."""
    name = _named(path)
    kind = detail["type"]
    context = detail.get("ctx", {})
    if kind in {"literal_error", "enum"}:
        known = _choices(field)
        return f"{name} is {shown(value)}, which is none of {one_of(known)}", suggestion(
            str(value), known
        )
    if kind in _RANGE_KINDS:
        return f"{name} is {value}, which is out of range", _range(field, context)
    if kind in _TYPE_WORDS:
        wanted, remedy = _TYPE_WORDS[kind]
        return f"{name} is {shown(value)}, not {wanted}", remedy
    if kind == "string_pattern_mismatch":
        return _pattern(str(value), str(context.get("pattern", "")))
    if kind == "string_too_long":
        return (
            f"{name} is {len(str(value))} characters long",
            f"use at most {context['max_length']}",
        )
    if kind == "string_too_short":
        return f"{name} is an empty text", "write its value"
    if kind == "too_short":
        return f"{name} is an empty list", f"list at least {context['min_length']}"
    if kind == "too_long":
        return f"{name} has too many items", f"list at most {context['max_length']}"
    if kind == "value_error":
        return f"{name}: {context.get('error')}", _value_remedy(str(context.get("error")))
    if kind.startswith(("ip_v4", "ip_v6")):
        return f"{name} is {shown(value)}, not an {_address_word(kind)}", _address_remedy(
            value, kind
        )
    return f"{name} is {shown(value)}, which does not fit", "see `parknet schema` for what fits"


_RANGE_KINDS: Final = frozenset(
    {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}
)
_TYPE_WORDS: Final = {
    "int_type": ("a whole number", "write plain digits without quotes"),
    "int_from_float": ("a whole number", "write plain digits without quotes"),
    "float_type": ("a number", "write plain digits without quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "finite_number": ("a number", "write plain digits without quotes"),
}
# Keyed by the pattern's own text: what the slug, account and code patterns mean in words.
_PATTERN_WORDS: Final = (
    (
        r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        "lower-case letters, digits and single hyphens, beginning with a letter",
    ),
    (
        r"^[a-z][a-z0-9_-]{0,30}$",
        "at most 31 lower-case letters, digits, `_` and `-`, beginning with a letter",
    ),
    (r"^\d{6}$", "the six digits of a county or district (GB/T 2260), in quotes"),
    (r"^[A-Z]{2}-\d{2}$", "two capital letters, a hyphen and two digits, as in WH-01"),
    (r"^[a-z0-9_]+$", "lower-case letters, digits and `_`"),
)


def _pattern(value: str, pattern: str) -> tuple[str, str]:
    words = next((words for known, words in _PATTERN_WORDS if known == pattern), None)
    return f"{shown(value)} is not allowed here", f"use {words or f'a text like {pattern}'}"


def _range(field: FieldInfo | None, context: dict[str, Any]) -> str:
    bounds = dict(context)
    for constraint in field.metadata if field is not None else ():
        for name in ("ge", "gt", "le", "lt"):
            if hasattr(constraint, name):
                bounds.setdefault(name, getattr(constraint, name))
    low = bounds.get("ge", bounds.get("gt"))
    high = bounds.get("le", bounds.get("lt"))
    above = f"above {low:g}" if low is not None and "ge" not in bounds else None
    if low is not None and high is not None:
        return (
            f"use a number {above} and up to {high:g}"
            if above
            else f"use a number from {low:g} to {high:g}"
        )
    if low is not None:
        return f"use a number {above or f'from {low:g} up'}"
    return f"use a number up to {high:g}"


def _value_remedy(said: str) -> str:
    if "line break" in said:
        return "delete it; a name is one line of visible characters"
    if "space" in said:
        return "delete the space"
    if "speed" in said:
        return "write a number and M, G or T"
    return "correct it"


def _address_word(kind: str) -> str:
    version = "IPv4" if kind.startswith("ip_v4") else "IPv6"
    noun = {"network": "network", "interface": "address with its prefix length"}
    return f"{version} {noun.get(kind.rpartition('_')[2], 'address')}"


def _address_remedy(value: Any, kind: str) -> str:
    try:
        if kind.endswith("_network"):
            network = ipaddress.ip_network(str(value), strict=False)
            if f"v{network.version}" in kind:
                return f"did you mean {network}?"
    except ValueError:
        pass
    is_v4 = kind.startswith("ip_v4")
    example = {
        "network": ("10.20.0.0/16", "2001:db8::/48"),
        "interface": ("203.0.113.2/30", "2001:db8::2/126"),
    }.get(kind.rpartition("_")[2], ("10.20.0.1", "2001:db8::1"))
    return f"write it like {example[0] if is_v4 else example[1]}"


def _named(path: Path) -> str:
    """Return how a message calls a value: its key, or the list it is an item of."""
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        holder = next((step for step in reversed(path) if isinstance(step, str)), "list")
        return f"item {path[-1] + 1} of `{holder}`"
    return f"`{path[-1]}`"


def _called(owner: type[BaseModel] | None) -> str:
    if owner is None:
        return "this block"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", owner.__name__).lower()
    return f"the {words}"


def _arms(annotation: Any) -> Iterator[Any]:
    """Yield an annotation's members, with `Annotated` and unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _arms(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for arm in get_args(annotation):
            yield from _arms(arm)
    else:
        yield annotation


def _records(annotations: Iterable[Any]) -> type[BaseModel] | None:
    for annotation in annotations:
        for arm in _arms(annotation):
            if isinstance(arm, type) and issubclass(arm, BaseModel):
                return arm
    return None


def _walk(model: type[BaseModel], path: Path) -> tuple[Any, FieldInfo | None]:
    """Return the annotation at `path` and, where the last step is a key of a record, its field."""
    annotation: Any = model
    field: FieldInfo | None = None
    for step in path:
        record = _records([annotation])
        if record is not None:
            field = record.model_fields.get(str(step))
            annotation = field.annotation if field is not None else None
            continue
        field = None
        items = [args for arm in _arms(annotation) if (args := get_args(arm))]
        annotation = (
            next((a for a in reversed(items[0]) if a is not Ellipsis), None) if items else None
        )
    return annotation, field


def _record_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    return _records([_walk(model, path)[0]])


def _field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    annotation, field = _walk(model, path)
    return field if field is not None else FieldInfo(annotation=annotation)


def _choices(field: FieldInfo | None) -> list[str]:
    found: list[str] = []
    for arm in _arms(field.annotation if field is not None else None):
        if get_origin(arm) is Literal:
            found += [str(choice) for choice in get_args(arm)]
        elif isinstance(arm, type) and issubclass(arm, Enum):
            found += [str(member.value) for member in arm]
    return found
