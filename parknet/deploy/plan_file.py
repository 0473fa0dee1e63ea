"""A plan as a file: a change set in canonical JSON under a seal that any changed byte breaks.

The seal is a SHA-256 over everything, not a signature: it finds damage and editing by hand. Who may
apply a plan is a matter of who may write the file.
"""

import json
from hashlib import sha256
from typing import Final

from pydantic import ValidationError

from parknet.errors import PlanError, Problem
from parknet.model.change import ChangeSet

FORMAT: Final = 1
_AGAIN: Final = "make a new plan with `parknet plan`"


def seal(change_set: ChangeSet) -> str:
    """Return a plan file's text."""
    body = _canonical(change_set)
    digest = sha256(body.encode()).hexdigest()
    return f'{{"format":{FORMAT},"sha256":"{digest}","plan":{body}}}\n'


def unseal(text: str, *, park: str, tool: str, oldest: str = "", where: str = "plan") -> ChangeSet:
    """Return the change set of a plan file.

    Args:
        text: what `seal` returned.
        park: the park that the plan must be for.
        tool: this release, such as `0.1.0`: another major release reads plans in another way.
        oldest: the earliest `created` to accept, in the same form; empty accepts any: a plan is
            pinned to what it was computed from anyhow.
        where: the file's name, for problems.

    Raises:
        PlanError: the file is damaged, was changed, or is not for this park or release.
    """
    try:
        document = json.loads(text)
        found, digest, body = document["format"], document["sha256"], document["plan"]
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(Problem(where, f"is not a plan file: {_reason(error)}", _AGAIN)) from error
    if found != FORMAT:
        raise PlanError(Problem(where, f"has format {found!r}, not {FORMAT}", _AGAIN))
    try:
        change_set = ChangeSet.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PlanError(Problem(f"{where}:{place}", first["msg"].lower(), _AGAIN)) from error
    # Compared as a whole: a byte outside the sealed part counts as much as one within.
    if seal(change_set) != text or sha256(_canonical(change_set).encode()).hexdigest() != digest:
        raise PlanError(Problem(where, "was changed after it was made", _AGAIN))
    problems = []
    if change_set.park != park:
        what = f"is for the park {change_set.park!r}, not {park!r}"
        problems.append(Problem(where, what, "name the park that the plan was made for"))
    if _major(change_set.tool) != _major(tool):
        what = f"was made by parknet {change_set.tool}, and this is {tool}"
        problems.append(Problem(where, what, _AGAIN))
    if change_set.created < oldest:
        problems.append(Problem(where, f"is too old: made {change_set.created}", _AGAIN))
    if problems:
        raise PlanError.of(problems)
    return change_set


def _canonical(change_set: ChangeSet) -> str:
    return json.dumps(
        change_set.model_dump(mode="json"),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _major(release: str) -> str:
    return release.removeprefix("parknet").strip().partition(".")[0]


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg.lower()}"
    return "its parts are missing"
