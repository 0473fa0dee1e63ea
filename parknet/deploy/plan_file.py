"""A plan as a file: a change set in canonical JSON under a seal that any changed byte breaks.

The seal is a SHA-256 over the change set: it finds damage and editing by hand. What it covers is
what approvals sign (`parknet.deploy.approval`); they stand behind it in the same file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError

from parknet.errors import PlanError, Problem
from parknet.model.approval import Approval
from parknet.model.change import ChangeSet

FORMAT: Final = 2
_AGAIN: Final = "make a new plan with `parknet plan`"


@dataclass(frozen=True, slots=True)
class SealedPlan:
    """What a plan file holds: the change set, the digest that seals it, who approved it."""

    change_set: ChangeSet
    digest: str
    approvals: tuple[Approval, ...] = ()


def seal(change_set: ChangeSet, approvals: Sequence[Approval] = ()) -> str:
    """Return a plan file's text."""
    body = _canonical(change_set.model_dump(mode="json"))
    signed = _canonical([one.model_dump(mode="json") for one in approvals])
    digest = sha256(body.encode()).hexdigest()
    return f'{{"format":{FORMAT},"sha256":"{digest}","approvals":{signed},"plan":{body}}}\n'


def unseal(text: str, *, park: str, tool: str, now: str = "", where: str = "plan") -> SealedPlan:
    """Return what a plan file holds; the signatures in it are not judged here.

    Args:
        text: what `seal` returned.
        park: the park that the plan must be for.
        tool: this release, such as `0.1.0`: another major release reads plans in another way.
        now: ISO 8601 in UTC; a plan that has expired by then is refused. Empty accepts any.
        where: the file's name, for problems.

    Raises:
        PlanError: the file is damaged, was changed, or is not for this park or release.
    """
    try:
        document = json.loads(text)
        found, digest, body = document["format"], document["sha256"], document["plan"]
        signed = document.get("approvals", [])
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(Problem(where, f"is not a plan file: {_reason(error)}", _AGAIN)) from error
    if found != FORMAT:
        raise PlanError(Problem(where, f"has format {found!r}, not {FORMAT}", _AGAIN))
    try:
        change_set = ChangeSet.model_validate(body)
        approvals = tuple(Approval.model_validate(one) for one in signed)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PlanError(Problem(f"{where}:{place}", first["msg"].lower(), _AGAIN)) from error
    # Compared as a whole: a byte outside the sealed part counts as much as one within.
    body = _canonical(change_set.model_dump(mode="json"))
    if seal(change_set, approvals) != text or sha256(body.encode()).hexdigest() != digest:
        raise PlanError(Problem(where, "was changed after it was made", _AGAIN))
    problems = []
    if change_set.park != park:
        what = f"is for the park {change_set.park!r}, not {park!r}"
        problems.append(Problem(where, what, "name the park that the plan was made for"))
    if _major(change_set.tool) != _major(tool):
        what = f"was made by parknet {change_set.tool}, and this is {tool}"
        problems.append(Problem(where, what, _AGAIN))
    if now and change_set.expires and change_set.expires <= now:
        problems.append(Problem(where, f"expired at {change_set.expires}", _AGAIN))
    if problems:
        raise PlanError.of(problems)
    return SealedPlan(change_set, digest, approvals)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _major(release: str) -> str:
    return release.removeprefix("parknet").strip().partition(".")[0]


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg.lower()}"
    return "its parts are missing"
