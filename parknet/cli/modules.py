"""What the Ansible modules of `playbooks/library` run: arguments as JSON in, a result as JSON out.

The modules are of the kind that Ansible calls `WANT_JSON`: it hands them a file of arguments and
reads one JSON object from stdout, so nothing of Ansible is imported here. Each makes one pipeline
call. Secrets come from the environment or the vault's files, never in an argument.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import ParknetError, ProblemsError
from parknet.log import mask_also
from parknet.model.change import ChangeSet, Grade, Outcome, OutcomeStatus
from parknet.model.packs import Purpose
from parknet.pipeline.ansible_inventory import inventory_of
from parknet.pipeline.backup import back_up
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.parks import Site, problems_of
from parknet.pipeline.plan_files import approved_plan, save_plan
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.reach import reach_of
from parknet.pipeline.readiness import readiness
from parknet.pipeline.services import write_filled
from parknet.pipeline.undo import roll_back
from parknet.pipeline.windows import within_window
from parknet.units import counted
from parknet.workspace import Workspace

# A file that whoever started the playbook reads while it grows: Ansible itself shows a task only
# when it is over.
PROGRESS: Final = "PARKNET_PROGRESS"
_GOOD: Final = (OutcomeStatus.APPLIED, OutcomeStatus.UNCHANGED)

Arguments = Mapping[str, Any]
Result = dict[str, Any]


def run(verb: str) -> None:
    """Run one module and exit: 0 with its result, 1 where it failed."""
    arguments = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    try:
        result = VERBS[verb](_site(arguments), arguments)
    except ProblemsError as error:
        rows = [f"{one.where}: {one.what}; {one.remedy}" for one in error.problems]
        result = {"failed": True, "msg": "\n".join(rows)}
    except (ParknetError, ValueError) as error:
        result = {"failed": True, "msg": str(error)}
    json.dump({"changed": False} | result, sys.stdout)
    sys.exit(1 if result.get("failed") else 0)


def _site(arguments: Arguments) -> Site:
    workspace = Workspace(Path(arguments.get("workspace") or "."))
    park = arguments.get("park") or ""
    if not park:
        raise ValueError("say which park: -e parknet_park=NAME")
    workspace.require(park)
    return Site(workspace, park, talk=_talk)


def _talk(message: str) -> None:
    path = os.environ.get(PROGRESS)
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(message + "\n")


def _path(site: Site, name: object) -> Path:
    """Return a file by its name in the workspace: Ansible runs modules elsewhere."""
    return site.workspace.root.resolve() / str(name)


def _words(value: object) -> list[str]:
    """Return a list that may have come as one text, as `-e` gives it."""
    if isinstance(value, str):
        return [word for word in value.replace(",", " ").split() if word]
    return [str(one) for one in value] if isinstance(value, list) else []


def _is_check(arguments: Arguments) -> bool:
    return bool(arguments.get("_ansible_check_mode"))


def _diff(plan: ChangeSet) -> list[dict[str, str]]:
    return [
        {
            "prepared": "\n".join(
                [
                    f"--- {change.device} ({change.os}, grade {change.grade.value}"
                    + (f", HELD: {change.held})" if change.held else ")"),
                    *change.diff,
                    "",
                ]
            )
        }
        for change in plan.changes
    ]


# -- one function a module -------------------------------------------------------------------------


def validate(site: Site, _: Arguments) -> Result:
    """Check the park's files, register and design."""
    problems = problems_of(site.workspace, site.park, site.clock)
    rows = [f"{one.where}: {one.what}; {one.remedy}" for one in problems]
    return {"failed": bool(rows), "msg": "\n".join(rows) or "no problems", "problems": rows}


def plan(site: Site, arguments: Arguments) -> Result:
    """Read the devices and say what would change."""
    grades = frozenset(Grade(grade) for grade in _words(arguments.get("allow_grade")))
    made = make_plan(site, reach_of(site), grades)
    output = arguments.get("output")
    if not _is_check(arguments):
        site.keep_allocations()
        if output:
            save_plan(made, _path(site, output))
    held = {change.device: change.held for change in made.changes if change.held}
    unread = {one.device: one.detail for one in made.failures}
    result: Result = {
        "changed": bool(made.changes),
        "failed": bool(unread),
        "msg": f"{counted(len(made.changes), 'device')} to change, {len(held)} held, "
        f"{len(made.unchanged)} as intended, {len(unread)} not read",
        "held": held,
        "not_read": unread,
        "devices": [change.device for change in made.changes],
        "grades": dict(Counter(change.grade.value for change in made.changes)),
    }
    if arguments.get("_ansible_diff"):
        result["diff"] = _diff(made)
    return result


def deploy(site: Site, arguments: Arguments) -> Result:
    """Push an approved plan in waves."""
    reach = reach_of(site)
    path = _path(site, arguments["plan"])
    approved = approved_plan(
        site, path, rehearsal=reach.rehearsal, partly=arguments.get("partly") is True
    )
    changes = [change for change in approved.changes if not change.held]
    result: Result = {"changed": bool(changes), "devices": [one.device for one in changes]}
    if arguments.get("_ansible_diff"):
        result["diff"] = _diff(approved)
    if _is_check(arguments):
        return result | {"msg": f"{counted(len(changes), 'device')} would be pushed"}
    policy = RollOutPolicy(
        revert_in_s=int(arguments.get("revert_in") or 300),
        error_budget=int(arguments.get("error_budget") or 0),
    )

    def progress(one: Outcome) -> None:
        _talk(f"{one.wave}: {one.device} {one.status.value} {one.detail}".strip())

    ledger_run, outcomes = apply_plan(site, reach, approved, within_window(site, policy), progress)
    counts = Counter(one.status.value for one in outcomes)
    bad = {one.device: f"{one.status.value}: {one.detail}" for one in outcomes if _is_bad(one)}
    return result | {
        "changed": any(one.status is OutcomeStatus.APPLIED for one in outcomes),
        "failed": bool(bad),
        "run": ledger_run,
        "outcomes": {one.device: one.status.value for one in outcomes},
        "not_applied": bad,
        "msg": ", ".join(f"{count} {status}" for status, count in counts.items()),
    }


def _is_bad(outcome: Outcome) -> bool:
    return outcome.status not in (*_GOOD, OutcomeStatus.SKIPPED)


def verify(site: Site, arguments: Arguments) -> Result:
    """Collect, judge every clause, and see that nothing is left to change."""
    if _is_check(arguments):
        return {"skipped": True, "msg": "verifying reads every device: not in check mode"}
    reach = reach_of(site)
    left = make_plan(site, reach)
    snapshot = collect_park(site, reach)
    purpose = Purpose(arguments.get("purpose") or "monitoring")
    judged = assess_park(site, snapshot, purpose)
    verdicts = Counter(one.status.value for one in judged.verdicts)
    differing = [change.device for change in left.changes]
    return {
        "failed": bool(differing or left.failures),
        "verdicts": dict(verdicts),
        "not_as_intended": differing,
        "not_read": [one.device for one in left.failures],
        "msg": f"{counted(len(differing), 'device')} differ from what is intended; clauses: "
        + ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items())),
    }


def rollback(site: Site, arguments: Arguments) -> Result:
    """Bring the devices of a run back to what they ran before it."""
    name = str(arguments["run"])
    known = [found for found, _, _ in site.ledger.all_runs()]
    if name not in known:
        raise ValueError(f"the ledger knows no run {name!r}: parknet status {site.park}")
    if _is_check(arguments):
        devices = [change.device for change in site.ledger.changes(name)]
        return {
            "changed": True,
            "devices": devices,
            "msg": f"{counted(len(devices), 'device')} of the run",
        }
    outcomes = roll_back(site, reach_of(site), name)
    for one in outcomes:
        _talk(f"{one.device} {one.status.value}")
    bad = {
        one.device: one.detail for one in outcomes if one.status is not OutcomeStatus.ROLLED_BACK
    }
    return {
        "changed": bool(outcomes),
        "failed": bool(bad),
        "not_rolled_back": bad,
        "msg": f"{len(outcomes) - len(bad)} devices run what they ran before, {len(bad)} do not",
    }


def backup(site: Site, arguments: Arguments) -> Result:
    """Keep running configurations in a git repository."""
    if _is_check(arguments):
        return {"skipped": True, "msg": "a backup reads every device: not in check mode"}
    folder = arguments.get("to")
    found = back_up(site, reach_of(site), _path(site, folder) if folder else None)
    return {
        "changed": bool(found.kept.changed),
        "failed": bool(found.failures),
        "devices": list(found.kept.changed),
        "commit": found.kept.commit,
        "not_read": {one.device: one.detail for one in found.failures},
        "msg": f"{counted(found.read, 'device')} read, {len(found.kept.changed)} changed; "
        f"{found.folder}",
    }


def services(site: Site, arguments: Arguments) -> Result:
    """Write the services hosts' files, secrets filled in, to a folder of this user alone."""
    vault = reach_of(site).vault
    mask_also(vault)
    folder = Path(arguments["to"])
    if folder.stat().st_mode & 0o077:
        raise ValueError(f"{folder} can be read by others: chmod 700 {folder}")
    written = write_filled(site, vault, folder)
    return {"msg": f"{counted(len(written), 'file')}"}


def preflight(site: Site, arguments: Arguments) -> Result:
    """Say which devices are fit for an upgrade, and why others are not."""
    rows = readiness(site, reach_of(site), int(arguments.get("minimum_uptime") or 0))
    unfit = {one.device: one.why for one in rows if one.why}
    return {
        "failed": bool(unfit) and bool(arguments.get("strict", True)),
        "devices": [one.as_json() for one in rows],
        "unfit": unfit,
        "msg": f"{len(rows) - len(unfit)} devices are fit for an upgrade, {len(unfit)} are not",
    }


VERBS: Final[Mapping[str, Callable[[Site, Arguments], Result]]] = {
    "validate": validate,
    "plan": plan,
    "deploy": deploy,
    "verify": verify,
    "rollback": rollback,
    "backup": backup,
    "services": services,
    "preflight": preflight,
}


# -- the inventory script --------------------------------------------------------------------------


def inventory() -> None:
    """Print the dynamic inventory, as `ansible-inventory` asks for it, and exit.

    The park is `PARKNET_PARK`, or the only one of the workspace `PARKNET_WORKSPACE`.
    """
    workspace = Workspace(Path(os.environ.get("PARKNET_WORKSPACE") or "."))
    try:
        park = os.environ.get("PARKNET_PARK") or _only_park(workspace)
        workspace.require(park)
        site = Site(workspace, park)
        listing = inventory_of(site, reach_of(site))
    except ParknetError as error:
        sys.exit(f"parknet: {error}")
    # `--host` is never asked where `_meta` stands.
    json.dump(listing, sys.stdout)


def _only_park(workspace: Workspace) -> str:
    folder = workspace.root / "inventory" / "parks"
    parks = sorted(path.name for path in folder.glob("*/")) if folder.is_dir() else []
    if len(parks) != 1:
        told = ", ".join(parks) or "none here"
        sys.exit(f"parknet: say which park: PARKNET_PARK=… (there are: {told})")
    return parks[0]
