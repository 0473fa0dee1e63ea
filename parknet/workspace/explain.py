"""A schema's complaints in, problems that a person can mend out: place, plain words, remedy."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from parknet.errors import Problem
from parknet.model.intent import Path
from parknet.model.record import Record
from parknet.workspace.annotations import arms, record_in
from parknet.workspace.complaints import Complaint, describe, describe_pattern
from parknet.workspace.document import Document
from parknet.workspace.wording import closest, shown, suggestion

_RecordT = TypeVar("_RecordT", bound=Record)
# What a member of a union expects: a complaint of one that wanted another shape is noise.
_WANTS_TEXT: Final = frozenset({"string_type"})
_WANTS_LIST: Final = frozenset({"tuple_type", "list_type"})
_WANTS_MAPPING: Final = frozenset(
    {"dict_type", "mapping_type", "model_type", "model_attributes_type"}
)
_LIMITS: Final = {"greater_than_equal": "ge", "less_than_equal": "le"}
_MOST_ROUNDS: Final = 3  # a key that is renamed may show what is wrong with its value


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


def draft(document: Document, model: type[_RecordT]) -> _RecordT | None:
    """Return what a document with problems likely means, or None where that cannot be told.

    For checks of other things only: a wrong key is taken for the one it resembles or left out, and
    a number out of range is put at its limit.
    """
    data = copy.deepcopy(document.data)
    for _ in range(_MOST_ROUNDS):
        try:
            return model.model_validate_json(json.dumps(data), strict=True)
        except ValidationError as error:
            details = error.errors(include_url=False)
            wrong = [detail for detail in details if detail["type"] != "missing"]
            if not wrong or not all(_mend(data, model, detail) for detail in wrong):
                return None
    return None


def _mend(data: Any, model: type[BaseModel], detail: ErrorDetails) -> bool:
    """Put one value right in place; return whether that is possible without guessing."""
    path = _path_in(data, detail["loc"])
    if not path:
        return False
    holder, key = _value_at(data, path[:-1]), path[-1]
    limit = detail.get("ctx", {}).get(_LIMITS.get(detail["type"], ""))
    if detail["type"] == "extra_forbidden":
        value = holder.pop(key)
        close = closest(str(key), _keys(_record_at(model, path[:-1])))
        if close is not None:
            holder.setdefault(close, value)
        return True
    if limit is None:
        return False
    holder[key] = limit
    return True


def _explain(
    document: Document, model: type[BaseModel], error: ValidationError
) -> Iterator[Problem]:
    told: set[Path] = set(document.refused)
    by_path: dict[Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(document.data, detail["loc"])
        if not any(path[:length] in told for length in range(1, len(path) + 1)):
            by_path.setdefault(path, []).append(detail)
    misspelt = _misspelt(model, by_path)
    holders = {path[:length] for path in by_path for length in range(len(path))}
    for path, details in by_path.items():
        missing = [detail for detail in details if detail["type"] == "missing"]
        others = [detail for detail in details if detail["type"] != "missing"]
        for detail in missing:
            name = detail["loc"][-1]
            if (*path, name) not in misspelt:
                yield _missing(document, model, path, name)
        # Where another member of a union understood the value better, its complaints say more.
        if others and path not in holders:
            yield _wrong(document, model, path, others)


def _misspelt(model: type[BaseModel], by_path: dict[Path, list[ErrorDetails]]) -> set[Path]:
    """Return the keys that are written, but wrongly: to call them missing too would be noise."""
    found: set[Path] = set()
    for path, details in by_path.items():
        if details[0]["type"] == "extra_forbidden":
            close = closest(str(path[-1]), _keys(_record_at(model, path[:-1])))
            if close is not None:
                found.add((*path[:-1], close))
    return found


def _keys(owner: type[BaseModel] | None) -> list[str]:
    """Return the keys people may write; digests are computed."""
    fields = {} if owner is None else owner.model_fields
    return [field.alias or name for name, field in fields.items() if name != "sha256"]


def _field(record: type[BaseModel], key: str) -> FieldInfo | None:
    """Return the field that people write as `key`: `from` is a word of Python's."""
    fields = record.model_fields.items()
    return next((field for name, field in fields if (field.alias or name) == key), None)


def _path_in(data: Any, loc: tuple[str | int, ...]) -> Path:
    """Return the part of a complaint's place that is in the data; the rest names unions."""
    path: list[str | int] = []
    for step in loc:
        is_key = isinstance(data, dict) and step in data
        is_index = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if is_key or is_index:
            data = data[step]
            path.append(step)
    return tuple(path)


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _missing(document: Document, model: type[BaseModel], path: Path, name: str | int) -> Problem:
    if isinstance(name, int):
        written = len(_value_at(document.data, path))
        return Problem(
            document.where(path),
            f"{_named(path)} has {written} item{'' if written == 1 else 's'}, too few",
            f"write {len(get_args(_walk(model, path)[0]))}",
        )
    owner = _record_at(model, path)
    field = _field(owner, name) if owner is not None else None
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
        key = str(path[-1])
        return Problem(
            document.where_key(path),
            f"{_called(owner)} has no key {shown(key)}",
            suggestion(key, _keys(owner)),
        )
    if details[0]["loc"][-1:] == ("[key]",):
        what, remedy = describe_pattern(str(path[-1]), details[0])
        return Problem(document.where_key(path), what, remedy)
    fitting = [detail for detail in details if not _is_other_shape(detail["type"], value)]
    field = _field_at(model, path)
    kinds = frozenset(detail["type"] for detail in details)
    what, remedy = (
        describe(Complaint(_named(path), value, fitting[0], field))
        if fitting
        else _shape(path, value, kinds)
    )
    return Problem(document.where(path), what, remedy)


def _is_other_shape(kind: str, value: Any) -> bool:
    return (
        (kind in _WANTS_TEXT and not isinstance(value, str))
        or (kind in _WANTS_LIST and not isinstance(value, list))
        or (kind in _WANTS_MAPPING and not isinstance(value, dict))
        or value is None
    )


def _shape(path: Path, value: Any, kinds: frozenset[str]) -> tuple[str, str]:
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
    is_now = "a block of keys" if isinstance(value, dict) else shown(value)
    is_now = "a list" if isinstance(value, list) else is_now
    return f"{name} is {is_now}", f"write {' or '.join(wanted)}"


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


def _walk(model: type[BaseModel], path: Path) -> tuple[Any, FieldInfo | None]:
    """Return the annotation at `path` and, where the last step is a key of a record, its field."""
    annotation: Any = model
    field: FieldInfo | None = None
    for step in path:
        record = record_in(annotation)
        if record is not None:
            field = _field(record, str(step))
            annotation = field.annotation if field is not None else None
            continue
        field = None
        items = [args for arm in arms(annotation) if (args := get_args(arm))]
        annotation = (
            next((a for a in reversed(items[0]) if a is not Ellipsis), None) if items else None
        )
    return annotation, field


def _record_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    return record_in(_walk(model, path)[0])


def _field_at(model: type[BaseModel], path: Path) -> FieldInfo | None:
    annotation, field = _walk(model, path)
    return field if field is not None else FieldInfo(annotation=annotation)
