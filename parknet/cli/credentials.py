"""The command that gives a whole park another password or SNMP secrets: credentials rotate."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import print_json, talk
from parknet.cli.push import (
    BudgetOption,
    GradeOption,
    RevertOption,
    exit_for,
    finish,
    print_plan,
    tell,
)
from parknet.deploy.terms import RollOutPolicy
from parknet.pipeline.logins import LOGIN, SNMP, Credential, holders, rotated
from parknet.pipeline.parks import Site
from parknet.pipeline.plan_files import approved_plan, save_plan
from parknet.pipeline.reach import Reach, reach_of
from parknet.pipeline.rotation import plan_rotation, resume_rotation, rotate
from parknet.pipeline.windows import within_window

credentials_app = typer.Typer(help="Replace passwords of a whole park.", no_args_is_help=True)
app.add_typer(credentials_app, name="credentials")


@credentials_app.callback()
def _only() -> None:
    """Replace passwords of a whole park."""


@credentials_app.command("rotate")
def rotate_command(
    park: ParkArgument,
    plan_file: Annotated[
        Path | None, typer.Argument(metavar="PLAN", help="what this command wrote with --output")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="write the plan, for approve"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="settle a rotation that was interrupted, go on with it")
    ] = False,
    snmp: Annotated[
        bool, typer.Option("--snmp", help="plan other SNMP secrets, not another password")
    ] = False,
    allow_grade: GradeOption = None,
    revert_in: RevertOption = 300,
    error_budget: BudgetOption = 2,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Give every device the password of the secret ssh-password-next.

    With --snmp, the secrets snmp-auth-next and snmp-priv-next for its SNMPv3 user. A device keeps
    the old until a new session has logged in with the new, or an SNMP request has got through.
    """
    if plan_file is not None and (output is not None or resume):
        raise typer.BadParameter("give a plan file, --output or --resume", param_hint="PLAN")
    if snmp and (plan_file is not None or resume):
        raise typer.BadParameter("what is planned or under way says it", param_hint="--snmp")
    site = site_of(workspace, park)
    reach = reach_of(site)
    policy = RollOutPolicy(revert_in_s=revert_in, error_budget=error_budget)
    if plan_file is None and not resume:
        credential = SNMP if snmp else LOGIN
        plan = plan_rotation(site, reach, frozenset(allow_grade or ()), credential)
        if output is not None:
            save_plan(plan, output)
            talk(f"wrote {output}; read it and approve it with: parknet approve {park} {output},")
            talk(f"then: parknet credentials rotate {park} {output}")
        if as_json:
            print_json(plan.model_dump(mode="json"))
        else:
            print_plan(plan)
        if not plan.changes:
            _say_next(site, reach, credential)
        exit_for(plan)
        return
    under_way = [rotated(site.ledger.changes(run)) for run in site.ledger.open_runs()]
    if plan_file is None:
        outcomes = resume_rotation(site, reach, policy, tell)
    else:
        plan = approved_plan(site, plan_file, rehearsal=reach.rehearsal)
        outcomes = rotate(site, reach, plan, within_window(site, policy), tell)
        under_way = [rotated(plan.changes)]
    for one in dict.fromkeys(under_way):
        if one is not None:
            _say_next(site, reach, one)
    finish(outcomes, as_json)


def _say_next(site: Site, reach: Reach, credential: Credential) -> None:
    """Tell how far it is, and what is left to do."""
    done = holders(site, reach.vault, credential)
    left = [device.name for device in site.network.devices if device.name not in done]
    talk(f"{len(done)} devices hold the new {credential.title}, {len(left)} do not")
    if not left:
        for name, next_ in credential.next.items():
            talk(f"now set {name} to what {next_} is, and remove {next_}")
    elif done:
        talk(
            f"keep both old and new until none is left: {', '.join(left[:5])}"
            f"{' …' if len(left) > 5 else ''}; run it again for them"
        )
