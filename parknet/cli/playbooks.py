"""The commands that run Ansible playbooks: playbook run, playbook list."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, print_json, print_table, talk, warn
from parknet.pipeline.playbooks import playbooks, run_playbook

playbook_app = typer.Typer(
    help="Run Ansible playbooks of the workspace or the library.", no_args_is_help=True
)
app.add_typer(playbook_app, name="playbook")


@playbook_app.command("run")
def run_command(
    name: Annotated[
        str, typer.Argument(metavar="PLAYBOOK", help="as `parknet playbook list` has it")
    ],
    park: ParkArgument,
    extra: Annotated[
        list[str] | None,
        typer.Option("--extra", "-e", metavar="NAME=VALUE", help="a variable; repeatable"),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="change nothing")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="show what changes")] = False,
    limit: Annotated[
        str | None, typer.Option("--limit", metavar="HOSTS", help="only these hosts or groups")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Run a playbook and tell what goes on; it is put on record."""
    site = site_of(workspace, park)
    variables: dict[str, Any] = {}
    for word in extra or ():
        key, mark, value = word.partition("=")
        if not mark or not key.isidentifier():
            raise typer.BadParameter(f"{word!r} is not NAME=VALUE", param_hint="--extra")
        variables[key] = value
    record, done = run_playbook(site, name, variables, check=check, diff=diff, limit=limit or "")
    if as_json:
        print_json({"record": record, "status": done.status, "failures": list(done.failures)})
    (talk if done.code == 0 else warn)(f"playbook {name} {done.status}; record {record}")
    if done.code:
        raise typer.Exit(EXIT_FAILED)


@playbook_app.command("list")
def list_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """List playbooks, and when each was last run for this park."""
    site = site_of(workspace, park)
    last = {name: (started, ended) for name, started, ended in site.ledger.playbooks_run()}
    rows = []
    for name, path in sorted(playbooks(site).items()):
        started, ended = last.get(name, (None, ""))
        when = datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds") if started else ""
        rows.append((name, str(path), when, ended))
    header = ("playbook", "file", "last run", "ended")
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
        return
    print_table(f"{len(rows)} playbooks", header, rows)
