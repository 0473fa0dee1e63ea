"""The command that looks for what somebody changed on devices: drift."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import print_json, stdout, talk
from parknet.cli.push import exit_for, print_plan
from parknet.model.change import ChangeSet
from parknet.pipeline.proposals import Proposal, proposals
from parknet.pipeline.push import make_plan
from parknet.pipeline.reach import reach_of


@app.command("drift")
def drift_command(
    park: ParkArgument,
    propose: Annotated[
        bool,
        typer.Option("--propose", help="show it as changes to the park's files, to take it over"),
    ] = False,
    every: Annotated[
        int | None,
        typer.Option(
            "--every", metavar="MINUTES", min=1, help="look again and again, and tell what is new"
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Show where devices differ from what they should run.

    It is a plan that cannot be applied.
    """
    site = site_of(workspace, park)
    last = None
    while True:
        plan = make_plan(site, reach_of(site))
        seen = {change.device: change.running_digest for change in plan.changes}
        if seen != last:
            found = proposals(site, plan) if propose else []
            _tell(plan, found, as_json=as_json)
        if every is None:
            exit_for(plan)
            return
        if seen == last:
            talk("nothing new")
        last = seen
        site.clock.sleep(60 * every)


def _tell(plan: ChangeSet, found: list[Proposal], *, as_json: bool) -> None:
    if as_json:
        body = plan.model_dump(mode="json", exclude={"changes": {"__all__": {"patch"}}})
        print_json(body | {"proposals": [one.as_json() for one in found]})
        return
    print_plan(plan)
    for one in found:
        stdout.print(f"{one.device}: {one.what}", style="bold")
        if one.yaml:
            talk(f"to keep it, write in {one.where}:")
            stdout.print(one.yaml)
        else:
            talk(f"{one.where} says otherwise and has no words for it: the next plan sets it back")
