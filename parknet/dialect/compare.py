"""A running and a wanted configuration in, the change that leads from one to the other out."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from parknet.dialect.acl import in_order, with_steady_numbers
from parknet.dialect.controllers import controller_in
from parknet.dialect.engine import Step, patch
from parknet.dialect.language import Platform
from parknet.dialect.lines import MASK, Tree, read
from parknet.dialect.moves import addresses, move_of, parting_last, refused
from parknet.dialect.ownership import owned_part, target, vocabulary, with_used_keys
from parknet.dialect.pauses import paused
from parknet.dialect.platforms import DIALECTS, PLATFORMS
from parknet.dialect.raw import (
    gone_of,
    marked,
    plain_undo,
    raw_tree,
    without,
)
from parknet.dialect.raw import (
    in_order as raw_in_order,
)
from parknet.dialect.sensitive import sensitive
from parknet.dialect.speak import commands, difference
from parknet.dialect.stages import kept_in_use, staged, without_rivals
from parknet.dialect.two_ended import cutting_last, emptied, two_ended
from parknet.dialect.unverified import held_for, unverified
from parknet.model.change import (
    Change,
    ChangeStep,
    DeviceConfig,
    Grade,
    ManagementMove,
    RunningConfig,
)
from parknet.model.intent import Ownership
from parknet.model.platforms import FeatureSource
from parknet.names import PLACEHOLDER
from parknet.units import counted

_NO_FEATURES: Final[Mapping[str, FeatureSource]] = {}
# What brings a device back by itself or by a patch; the others are opted into device by device.
SAFE_GRADES: Final = frozenset({Grade.A, Grade.B})


def compare(
    running: RunningConfig,
    wanted: DeviceConfig,
    *,
    ownership: str,
    deletion_budget: int,
    current_secrets: AbstractSet[str],
    grade: Grade,
    restarts: bool = False,
    ownership_at: str = "",
    opted_in: AbstractSet[Grade] = frozenset(),
    place: tuple[str, str] = ("", ""),
    tier: int = 0,
    features: Mapping[str, FeatureSource] = _NO_FEATURES,
    trusted: AbstractSet[str] = frozenset(),
    raw: Sequence[str] = (),
    former_raw: Sequence[str] = (),
    guarded: Sequence[str] = (),
    management: str = "",
    managed_at: str = "",
    hops: int = 0,
    ap_groups_at_once: int = 0,
    controller_allowed: bool = False,
) -> Change | None:
    """Return what a device needs to run what is wanted, or None if it does already.

    Args:
        running: what the device showed, secrets masked.
        wanted: what was rendered for it.
        ownership: observe, monitor or enforce: only enforce is pushed.
        deletion_budget: configuration lines that the change may remove.
        current_secrets: names of the secrets the device is known to hold, by keyed digest of the
            plain value; devices salt what they show anew each time, so text proves nothing.
        grade: what brings the device back after a bad push.
        restarts: whether a restart on a timer may bring it back, where people opted in to that.
        ownership_at: the key that says the ownership, and file:line:column of it.
        opted_in: grades beyond A and B that people allowed for this device.
        place: building code and floor.
        tier: 0 access, 1 aggregation, 2 core, 3 gateway.
        features: what its operating system can do, and which of the commands nobody verified.
        trusted: features whose unverified commands people allowed in this park.
        raw: lines of escape hatches among what is wanted.
        former_raw: lines of escape hatches that earlier runs gave the device.
        guarded: what decides who may manage the device: see `parknet.dialect.sensitive`.
        management: the IPv4 address by which it is to be managed.
        managed_at: the one by which it is managed now; left out, the same.
        hops: cables between it and the router of its segment.
        ap_groups_at_once: AP groups that one step of a controller may touch; 0 knows no end.
        controller_allowed: whether people push although a vendor's controller may write over it.

    Raises:
        ValueError: the two are of different devices or platforms (a caller's bug).
    """
    if (running.device, running.platform) != (wanted.device, wanted.platform):
        raise ValueError(f"{running.device} and {wanted.device} are not the same device")
    if running.platform in DIALECTS:
        way = DIALECTS[running.platform].way(running.text, wanted.text, current_secrets)
        if way is None:
            return None
        doubtful = unverified(way.paths, features)
        move = move_of(*way.addresses, managed_at or management, management, hops)
        reasons = [
            *_held(running, (ownership, ownership_at), grade, opted_in),
            *_controlled(running, controller_allowed),
            *held_for(doubtful, trusted, running.os),
            *way.held,
            *refused(move, grade),
            *_over(way.deletions, deletion_budget),
        ]
        return Change(
            device=running.device,
            platform=running.platform,
            os=running.os,
            grade=grade,
            diff=way.diff,
            patch=way.patch,
            inverse=way.inverse,
            irreversible=way.irreversible,
            deletions=way.deletions,
            running_digest=running.digest,
            wanted_digest=sha256(way.owned.encode()).hexdigest(),
            held="; ".join(reasons),
            unverified=doubtful,
            sensitive=_sensitive(way.paths, guarded, move),
            two_ended=way.two_ended,
            move=move,
            wave_key=place,
            tier=tier,
        )
    platform = PLATFORMS[running.platform]
    old = read(running.text, platform.name).tree
    new = read(wanted.text, platform.name, current_secrets)
    steady = with_steady_numbers(old, new.tree, platform.access_lists)
    final = target(old, steady, platform.name)
    raw_gone = gone_of(former_raw, raw, platform.name)
    here, gone = raw_tree(raw, platform.name), raw_tree(raw_gone, platform.name)
    final = without(final, gone, new.tree) if gone else final
    final = without_rivals(final, steady, platform.name)
    final = kept_in_use(old, final, platform.name)
    if final == old:
        return None
    lacks_timer = _lacks_timer(old, platform, grade)
    if restarts and Grade.R in opted_in and (lacks_timer or grade is Grade.B):
        grade, lacks_timer = Grade.R, ""
    trees = staged(old, with_used_keys(old, final), platform.name, ap_groups_at_once)
    if trees[-1][0] != final:
        trees.append((final, ()))
    words = (*raw, *raw_gone)
    stops = [old, *(tree for tree, _ in trees)]
    move = move_of(addresses(old), addresses(final), managed_at or management, management, hops)
    ways = [_way(one, other, platform, (here, gone), move) for one, other in pairwise(stops)]
    ahead = [step for way in ways for step in (*way.ahead, *way.parting)]
    deletions = sum(way.deletions for way in ways)
    doubtful = unverified((step.path for step in ahead), features)
    held = [
        *_held(running, (ownership, ownership_at), grade, opted_in),
        *_controlled(running, controller_allowed),
        *held_for(doubtful, trusted, running.os),
        *_without_timer(lacks_timer, restarts=restarts),
        *refused(move, grade, len(ways)),
        *_over(deletions, deletion_budget),
    ]
    last = tuple(commands(_spoken(ways[-1].parting, new.spoken), platform))
    last_back = tuple(commands(ways[-1].leaving, platform))
    steps = tuple(
        ChangeStep(
            what=_what(groups, is_first=number == 0),
            ap_groups=groups,
            patch=(*commands(_spoken(way.ahead, new.spoken), platform), *last),
            inverse=(*commands(filter(_sayable, way.behind), platform), *last_back),
            irreversible=tuple(step.path[-1] for step in way.behind if not _sayable(step)),
            running_digest="" if number else running.digest,
            wanted_digest=_digest(tree, platform.name, words),
        )
        for number, (way, (tree, groups)) in enumerate(zip(ways, trees, strict=True))
    )
    return Change(
        device=running.device,
        platform=platform.name,
        os=running.os,
        grade=grade,
        diff=tuple(marked(tuple(difference(old, final)), raw_tree(words, platform.name))),
        patch=tuple(line for one in steps for line in one.patch),
        inverse=tuple(line for one in reversed(steps) for line in one.inverse),
        irreversible=tuple(line for one in reversed(steps) for line in one.irreversible),
        deletions=deletions,
        running_digest=running.digest,
        wanted_digest=steps[-1].wanted_digest,
        held="; ".join(held),
        unverified=doubtful,
        raw=tuple(raw),
        raw_gone=raw_gone,
        ap_groups=tuple(group for one in steps for group in one.ap_groups),
        steps=steps if len(steps) > 1 else (),
        sensitive=_sensitive((step.path for step in ahead), guarded, move),
        two_ended=two_ended(old, final, platform),
        move=move,
        parting=len(last),
        inverse_parting=len(last_back),
        wave_key=place,
        tier=tier,
    )


def _what(groups: Sequence[str], *, is_first: bool) -> str:
    if groups:
        return f"{'AP group' if len(groups) == 1 else 'AP groups'} {', '.join(groups)}"
    return "what is not of a group" if is_first else "keys that nothing uses any more"


class _Way(NamedTuple):
    """Steps from one tree to another and back, the last ones apart, and how many lines go."""

    ahead: tuple[Step, ...]
    parting: tuple[Step, ...]
    behind: tuple[Step, ...]
    leaving: tuple[Step, ...]
    deletions: int


def _way(
    old: Tree,
    final: Tree,
    platform: Platform,
    raws: tuple[Tree, Tree],
    move: ManagementMove | None,
) -> _Way:
    """Return how to come from one tree to another; raw lines are those that stay and that go."""
    here, gone = raws
    forward = patch(old, final, platform.name)
    back = patch(final, old, platform.name)
    word = platform.negation
    ahead = plain_undo(raw_in_order(forward.steps, gone, here, word), word)
    behind = plain_undo(raw_in_order(back.steps, here, gone, word), word)
    ends = two_ended(old, final, platform)
    ahead = emptied(cutting_last(ahead, ends, platform), old, final, platform)
    behind = emptied(cutting_last(behind, ends, platform), final, old, platform)
    ahead, parting = parting_last(paused(ahead, old, final, platform), move, platform)
    behind, leaving = parting_last(paused(behind, final, old, platform), move, platform)
    return _Way(
        ahead=ahead,
        parting=parting,
        behind=behind,
        leaving=leaving,
        deletions=forward.deletions,
    )


def fingerprint(running: RunningConfig, raw: Sequence[str] = ()) -> str:
    """Return a digest of what we own of a running configuration, in one form.

    It equals a change's `wanted_digest` when the device runs what the change leads to, whatever
    the order and the spelling of its lines, and whatever it runs that is not ours.

    Args:
        running: what a device shows.
        raw: the change's raw lines, those that come and those that go: ours as well.
    """
    if running.platform in DIALECTS:
        return sha256(DIALECTS[running.platform].owned(running.text).encode()).hexdigest()
    return _digest(read(running.text, running.platform).tree, running.platform, raw)


def _sensitive(
    paths: Iterable[tuple[str, ...]], guarded: Sequence[str], move: ManagementMove | None
) -> tuple[str, ...]:
    """Return the commands that may lock everybody out; a move does, whatever its commands are."""
    if move is None:
        return sensitive(paths, guarded)
    found = sensitive(paths, (*guarded, rf"interface {re.escape(move.interface_before)}$"))
    return found or (f"management {move}",)


def _over(deletions: int, budget: int) -> Iterator[str]:
    if deletions > budget:
        yield (
            f"removes {counted(deletions, 'line')}, more than the budget of {budget}: "
            "raise management.deletion_budget if that is meant"
        )


def _digest(tree: Tree, platform: str, raw: Sequence[str]) -> str:
    part = _shown(owned_part(_shown(tree), vocabulary(platform), raw_tree(raw, platform)))
    lists = PLATFORMS[platform].access_lists
    part |= {row: in_order(inside, lists) for row, inside in part.items() if lists.is_list(row)}
    return sha256(json.dumps(part, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _shown(tree: Tree) -> Tree:
    """Return a configuration as the device shows it: secrets masked."""
    return {
        PLACEHOLDER.sub(MASK, row) if "<<secret:" in row else row: _shown(inside)
        for row, inside in tree.items()
    }


def _spoken(steps: tuple[Step, ...], spoken: Mapping[tuple[str, ...], str]) -> Iterator[Step]:
    """Put what can be sent in the place of one form: a name instead of a mask."""
    for step in steps:
        line = spoken.get(step.path)
        yield step if line is None else Step((*step.path[:-1], line), step.opens)


def _sayable(step: Step) -> bool:
    return not any("<<secret" in line for line in step.path)


def _lacks_timer(old: Tree, platform: Platform, grade: Grade) -> str:
    """Return what this very device lacks for its timer, whatever its platform can."""
    if grade is not Grade.A or platform.timer_needs is None:
        return ""
    view, line = platform.timer_needs
    is_there = any(row.startswith(line) for row in old.get(view, {}))
    return "" if is_there else f"`{line.strip()}` under `{view}`"


def _without_timer(lacks: str, *, restarts: bool) -> Iterator[str]:
    if lacks:
        otherwise = ", or plan with --allow-grade R: it restarts then" if restarts else ""
        yield (
            f"the device has no {lacks}, so no timer takes a change back: "
            f"configure it by hand first{otherwise}"
        )


def _held(
    running: RunningConfig,
    ownership: tuple[str, str],
    grade: Grade,
    opted_in: AbstractSet[Grade],
) -> list[str]:
    """Return why a change is shown but not pushed."""
    reasons: list[str] = []
    how_far, at = ownership
    if how_far != Ownership.ENFORCE:
        where = f" ({at})" if at else ""
        reasons.append(f"ownership is {how_far}{where}: set it to enforce to push")
    if running.platform in DIALECTS and running.unsaved:
        # What somebody staged would take effect with ours.
        reasons.append("somebody has staged changes on the device: commit or revert them first")
    elif running.unsaved:
        # Confirming would save them along; a restart by a timer would lose them.
        reasons.append("the device runs unsaved changes: save or undo them first")
    if grade not in SAFE_GRADES | opted_in:
        reasons.append(f"grade {grade}: reverts {_REVERTS[grade]}: opt the device in to push")
    return reasons


def _controlled(running: RunningConfig, allowed: bool) -> Iterator[str]:
    line = "" if allowed else controller_in(running.text, running.platform)
    if line:
        yield (
            f"a vendor's controller manages it, by {line!r}, and may write over what is pushed: "
            "take the device out of it, or write `vendor_controller: allowed` under management "
            "in park.yml"
        )


_REVERTS: Final = {Grade.R: "only by rebooting", Grade.C: "not at all"}
