"""Plans as files: kept, opened, approved; and what makes a plan fit what it is applied to."""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from parknet import __version__
from parknet.deploy.approval import approve, approvers, lacking
from parknet.deploy.plan_file import SealedPlan, seal, unseal
from parknet.errors import PlanError, Problem
from parknet.evidence import public_key, sha256_hex
from parknet.model.approval import ApprovalRules
from parknet.model.change import Change, ChangeSet, Grade, PlanDigests
from parknet.model.network import DevicePlan
from parknet.pipeline.files import write_whole
from parknet.pipeline.keys import signing_key
from parknet.pipeline.parks import Site
from parknet.units import counted

VALID_HOURS: Final = 24  # of a park that says nothing: see `ApprovalRules.valid_hours`
_LOCAL: Final = "the holder of the park's own key"


# -- what a plan is made of ------------------------------------------------------------------------


def digests_of(site: Site) -> PlanDigests:
    """Return the digests of what a plan of this park is computed from, as it is now."""
    return PlanDigests(
        templates=_digest(site.workspace.templates()),
        packs=_digest([pack.model_dump(mode="json") for pack in site.packs]),
        rendered=_digest({name: config.text for name, config in site.configs.items()}),
    )


def _digest(value: object) -> str:
    return sha256_hex(json.dumps(value, sort_keys=True, ensure_ascii=False))


def expiry_of(site: Site) -> str:
    """Return when a plan that is made now expires."""
    rules = site.intent.park.management.approval
    hours = rules.valid_hours if rules is not None else VALID_HOURS
    return _moment(site.clock.now() + 3600 * hours)


def guarded_lines(site: Site, device: DevicePlan) -> tuple[str, ...]:
    """Return which lines of a device decide who may manage it, its own way out among them."""
    own = [port.name for port in device.ports if port.role in ("uplink", "carrier")]
    own += [lag.name for lag in device.lags if lag.role in ("uplink", "carrier")]
    own.append(device.management_interface)
    platform = site.intent.library.platforms[device.platform]
    return (*platform.sensitive, *(f"interface {re.escape(name)}$" for name in own))


def held_without_timer(site: Site, change: Change, *, rehearsal: bool) -> Change:
    """Hold a change that may lock us out of a device that does not come back by itself."""
    rules = site.intent.park.management.approval
    if not change.sensitive or change.grade is Grade.A or (rules is None and rehearsal):
        return change
    if rules is not None and change.grade.value in rules.without_timer:
        return change
    grade = change.grade.value
    why = (
        "touches the management filters, logins or own uplink "
        f"({counted(len(change.sensitive), 'command')}, such as `{change.sensitive[0]}`) of a "
        f"device of grade {grade}, not A: make it on its console, or name {grade} in "
        "management.approval.without_timer"
    )
    return change.model_copy(update={"held": "; ".join(filter(None, (change.held, why)))})


# -- the file --------------------------------------------------------------------------------------


def save_plan(plan: ChangeSet, path: Path) -> None:
    """Write a plan as a sealed file, for its owner alone: it shows configurations."""
    write_whole(path, seal(plan).encode(), mode=0o600)


def open_plan(site: Site, path: Path) -> SealedPlan:
    """Return the plan in a file, whoever approved it.

    Raises:
        PlanError: it is damaged, was changed, has expired, or is for another park or for another
            state of what it was computed from.
    """
    again = f"make it again with parknet plan {site.park} -o {path}"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        remedy = f"make it with parknet plan {site.park} -o {path}"
        raise PlanError(Problem(str(path), "is missing", remedy)) from None
    except OSError as error:
        told = (error.strerror or str(error)).lower()
        remedy = "name the file that parknet plan wrote"
        raise PlanError(Problem(str(path), f"cannot be read: {told}", remedy)) from None
    except UnicodeDecodeError:
        raise PlanError(
            Problem(str(path), "is not a plan file", "make a new plan with `parknet plan`")
        ) from None
    now = _moment(site.clock.now())
    found = unseal(text, park=site.park, tool=__version__, now=now, where=str(path))
    if found.change_set.intent_digest != site.network.intent_digest:
        raise PlanError(Problem(str(path), "was made for another state of the park's files", again))
    then, here = found.change_set.digests, digests_of(site)
    changed = [
        words
        for words, key in _MADE_OF.items()
        if then is None or getattr(then, key) != getattr(here, key)
    ]
    if changed:
        raise PlanError(Problem(str(path), f"was made of other {' and '.join(changed)}", again))
    return found


_MADE_OF: Final = {
    "templates": "templates",
    "policy packs": "packs",
    "rendered configurations": "rendered",
}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


# -- approval --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signer:
    """Whose key signs plans here."""

    name: str
    key: str  # private
    path: Path

    @property
    def public(self) -> str:
        """Return the half that may be shown."""
        return public_key(self.key)


def signer_of(site: Site, path: Path | None = None) -> Signer:
    """Return who approves from here; the key is made where there is none.

    Args:
        site: the park.
        path: the file of the key. Left out, it is the person's own where the park names approvers,
            and else the park's, in its state folder.

    Raises:
        StateError: the file can be read by others or is damaged.
    """
    rules = site.intent.park.management.approval
    if path is None:
        path = site.state / "approver.key" if rules is None else _home() / "approver.key"
    key = signing_key(path, "remove it and have its new public half put into park.yml")
    return Signer(_counting(site, rules).get(public_key(key), _LOCAL), key, path)


def approve_plan(site: Site, path: Path, signer: Signer) -> SealedPlan:
    """Sign a plan file in place and return it; signing twice changes nothing.

    Raises:
        PlanError: the plan does not fit, or the park does not name this key.
    """
    found = open_plan(site, path)
    rules = site.intent.park.management.approval
    if signer.public not in _counting(site, rules):
        raise PlanError(
            Problem(
                str(signer.path),
                f"is the key of nobody whom {site.park} names as an approver",
                "have this put under management.approval.approvers of park.yml: "
                f"{{name: …, key: {signer.public}}}",
            )
        )
    if any(one.key == signer.public for one in found.approvals):
        return found
    now = _moment(site.clock.now())
    approvals = (*found.approvals, approve(found.digest, signer.name, now, signer.key))
    write_whole(path, seal(found.change_set, approvals).encode(), mode=0o600)
    return SealedPlan(found.change_set, found.digest, approvals)


def missing_approval(site: Site, found: SealedPlan, *, rehearsal: bool) -> str:
    """Return what a plan still lacks before it may be pushed, or an empty text."""
    rules = site.intent.park.management.approval
    return lacking(
        found.change_set.changes,
        approvers(found.digest, found.approvals, _counting(site, rules)),
        four_eyes=rules is not None and rules.four_eyes,
        second_look=rules is not None or not rehearsal,
    )


def approved_plan(site: Site, path: Path, *, rehearsal: bool, partly: bool = False) -> ChangeSet:
    """Return the plan in a file, if those who must have approved it.

    A rehearsal of a park that names no approvers asks for one approval and no second one: there is
    nothing to be locked out of.

    Args:
        site: the park.
        path: the plan's file.
        rehearsal: it goes to a lab.
        partly: push although some devices are held that should change together with the others.

    Raises:
        PlanError: it does not fit, approvals lack, or a part of it is held.
    """
    found = open_plan(site, path)
    lack = missing_approval(site, found, rehearsal=rehearsal)
    if lack:
        remedy = f"parknet approve {site.park} {path}"
        if site.intent.park.management.approval is None and found.approvals:
            remedy = "name two approvers under management.approval of park.yml"
        raise PlanError(Problem(str(path), lack, remedy))
    halves = _halves(found.change_set)
    if halves and not partly:
        first = halves[0]
        raise PlanError(
            Problem(
                str(path),
                f"would change some devices and leave {counted(len(halves), 'device')} as it is, "
                f"first {first.device} ({first.held}): what passes between them may break",
                "remove what holds them and plan again, or say --partly",
            )
        )
    return found.change_set


def _halves(plan: ChangeSet) -> list[Change]:
    """Return the held devices of a plan that pushes others; those we only observe do not count."""
    if all(change.held for change in plan.changes):
        return []
    return [
        change
        for change in plan.changes
        if change.held and (not change.held.startswith("ownership is ") or "; " in change.held)
    ]


def _counting(site: Site, rules: ApprovalRules | None) -> Mapping[str, str]:
    """Return whose signatures count, by public key."""
    if rules is not None:
        return rules.keys()
    path = site.state / "approver.key"
    if not path.exists():
        return {}
    key = signing_key(path, "remove it and approve the plan again")
    return {public_key(key): _LOCAL}


def _home() -> Path:
    """Return where a person's own files of parknet are (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "parknet"
