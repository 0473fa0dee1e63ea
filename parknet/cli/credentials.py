"""The command that gives a whole park another login password: credentials rotate."""

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
from parknet.drivers.sessions import LOGIN_SECRET
from parknet.pipeline.logins import NEXT_SECRET, logins_of
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
    allow_grade: GradeOption = None,
    revert_in: RevertOption = 300,
    error_budget: BudgetOption = 2,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Give every device the password of the secret ssh-password-next.

    A device keeps the old one until a new session has logged in with the new one.
    """
    if plan_file is not None and (output is not None or resume):
        raise typer.BadParameter("give a plan file, --output or --resume", param_hint="PLAN")
    site = site_of(workspace, park)
    reach = reach_of(site)
    policy = RollOutPolicy(revert_in_s=revert_in, error_budget=error_budget)
    if plan_file is None and not resume:
        plan = plan_rotation(site, reach, frozenset(allow_grade or ()))
        if output is not None:
            save_plan(plan, output)
            talk(f"wrote {output}; read it and approve it with: parknet approve {park} {output},")
            talk(f"then: parknet credentials rotate {park} {output}")
        if as_json:
            print_json(plan.model_dump(mode="json"))
        else:
            print_plan(plan)
        if not plan.changes:
            _say_next(site, reach)
        exit_for(plan)
        return
    if plan_file is None:
        outcomes = resume_rotation(site, reach, policy, tell)
    else:
        plan = approved_plan(site, plan_file, rehearsal=reach.rehearsal)
        outcomes = rotate(site, reach, plan, within_window(site, policy), tell)
    _say_next(site, reach)
    finish(outcomes, as_json)


def _say_next(site: Site, reach: Reach) -> None:
    """Tell how far it is, and what is left to do."""
    logins = logins_of(site, reach.vault)
    done = [device for device, name in logins.items() if name == NEXT_SECRET]
    left = [device.name for device in site.network.devices if device.name not in done]
    talk(f"{len(done)} devices hold the new password, {len(left)} do not")
    if not left:
        talk(f"now set {LOGIN_SECRET} to what {NEXT_SECRET} is, and remove {NEXT_SECRET}")
    elif done:
        talk(
            f"keep both secrets until none is left: {', '.join(left[:5])}"
            f"{' …' if len(left) > 5 else ''}; run it again for them"
        )
