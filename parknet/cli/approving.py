"""The command that says who has read a plan: approve."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import print_json, stdout, talk
from parknet.cli.push import print_plan
from parknet.model.change import ChangeSet
from parknet.pipeline.logins import rotated
from parknet.pipeline.plan_files import approve_plan, missing_approval, open_plan, signer_of
from parknet.pipeline.reach import is_rehearsed
from parknet.units import counted

_SHOWN = 20  # sensitive commands; the plan itself shows all of them


@app.command("approve")
def approve_command(
    park: ParkArgument,
    plan_file: Annotated[
        Path | None, typer.Argument(metavar="PLAN", help="what `parknet plan PARK -o PLAN` wrote")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help="your signing key, made if there is none; left out: ~/.config/parknet/approver.key"
            " where the park names approvers, else the park's own",
        ),
    ] = None,
    show_key: Annotated[
        bool,
        typer.Option("--show-key", help="print the public half of your key, for park.yml"),
    ] = False,
    show: Annotated[
        bool, typer.Option("--show", help="print the whole plan of the file first")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="do not ask: you have read it")] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Sign a plan that you have read; apply pushes no other."""
    if show_key == (plan_file is not None):
        raise typer.BadParameter("give a plan file or --show-key", param_hint="PLAN")
    site = site_of(workspace, park)
    signer = signer_of(site, key)
    if plan_file is None:
        stdout.print(signer.public)
        return
    plan = open_plan(site, plan_file).change_set
    if show:
        print_plan(plan)
    sum_up(plan)
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter(
                "nobody is there to ask: say --yes where somebody has read the plan",
                param_hint="--yes",
            )
        typer.confirm("Do you approve it?", abort=True, err=True)
    signed = approve_plan(site, plan_file, signer)
    people = [one.by for one in signed.approvals]
    lack = missing_approval(site, signed, rehearsal=is_rehearsed(site))
    verb = "credentials rotate" if rotated(signed.change_set.changes) else "apply"
    then = f"but {lack}" if lack else f"apply it with: parknet {verb} {park} {plan_file}"
    talk(f"approved by {', '.join(people)}; {then}")
    if as_json:
        print_json(
            {"sha256": signed.digest, "approvals": [one.model_dump() for one in signed.approvals]}
        )


def sum_up(plan: ChangeSet) -> None:
    """Tell what is about to be signed, and first of all what may lock people out."""
    pushed = [change for change in plan.changes if not change.held]
    grades = Counter(change.grade.value for change in pushed)
    talk(
        f"{counted(len(pushed), 'device')} would change "
        f"({', '.join(f'{grade}: {count}' for grade, count in sorted(grades.items())) or 'none'}), "
        f"{len(plan.changes) - len(pushed)} held; "
        f"{counted(sum(change.deletions for change in pushed), 'line')} to go; "
        f"until {plan.expires}"
    )
    held = [change for change in plan.changes if change.held]
    for change in held[:_SHOWN]:
        talk(f"  {change.device} stays as it is: {change.held}")
    if len(held) > _SHOWN:
        talk(f"  … and {len(held) - _SHOWN} more")
    if held and pushed:
        talk("what passes between a device that changes and one that stays may break")
    risky = [(change.device, line) for change in pushed for line in change.sensitive]
    if risky:
        devices = len({device for device, _ in risky})
        talk(
            f"it touches management filters, logins or own uplinks of {counted(devices, 'device')}:"
        )
        for device, line in risky[:_SHOWN]:
            talk(f"  {device}: {line}")
        if len(risky) > _SHOWN:
            talk(f"  … and {len(risky) - _SHOWN} more: --show prints the whole plan")
