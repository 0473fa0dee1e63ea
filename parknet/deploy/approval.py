"""Signatures under a plan: a plan's digest and a key in, an approval out; and what still lacks.

An approval is an Ed25519 signature over the digest of the whole plan, who signs and when, so that
it holds for this plan and no other. Whose keys count is for the park to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from parknet.evidence import is_signed, public_key, sign
from parknet.model.approval import Approval
from parknet.model.change import Change
from parknet.units import counted

PURPOSE: Final = "parknet-plan-approval-1"  # so that no other signature of the same key fits


def approve(plan: str, by: str, at: str, signing_key: str) -> Approval:
    """Return an approval of the plan with the digest `plan`.

    Args:
        plan: SHA-256 of the plan, hexadecimal, as its seal has it.
        by: who signs.
        at: when, ISO 8601 in UTC.
        signing_key: Ed25519 private key, base64url.
    """
    signature = sign(_statement(plan, by, at), signing_key)
    return Approval(by=by, key=public_key(signing_key), at=at, signature=signature)


def approvers(plan: str, approvals: Iterable[Approval], keys: Mapping[str, str]) -> tuple[str, ...]:
    """Return who approved a plan: each person once, by the names that `keys` gives.

    Signatures that are wrong, and those of keys that do not count, are nobody's.
    """
    return tuple(
        dict.fromkeys(
            keys[one.key]
            for one in approvals
            if one.key in keys
            and is_signed(_statement(plan, one.by, one.at), one.signature, one.key)
        )
    )


def lacking(
    changes: Sequence[Change], people: Sequence[str], *, four_eyes: bool, second_look: bool
) -> str:
    """Return what a plan still lacks before it may be pushed, or an empty text.

    Args:
        changes: of the plan.
        people: who approved it.
        four_eyes: two people for every plan.
        second_look: two people where a change may lock us out.
    """
    pushed = [change for change in changes if not change.held]
    risky = [change.device for change in pushed if change.sensitive]
    needed = 2 if four_eyes or (second_look and risky) else 1
    if len(people) >= needed:
        return ""
    if not people:
        return "nobody has approved it"
    if four_eyes:
        return f"only {people[0]} has approved it, and the park wants two people"
    return (
        f"only {people[0]} has approved it, and a second person must: it touches the management "
        f"filters, logins or own uplink of {counted(len(risky), 'device')}, first {risky[0]}"
    )


def _statement(plan: str, by: str, at: str) -> dict[str, str]:
    return {"purpose": PURPOSE, "plan": plan, "by": by, "at": at}
