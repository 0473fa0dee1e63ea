"""Commands that speak upward and listen from above: feed, serve."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, print_json, talk, warn
from parknet.pipeline.identity import card_of
from parknet.pipeline.serving import serve
from parknet.pipeline.tell import FeedError, send
from parknet.workspace import Workspace


@app.command("feed")
def feed_command(
    park: ParkArgument,
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE|URL", help="a file, or a platform's https:// address"),
    ] = None,
    card: Annotated[
        bool, typer.Option("--card", help="print the card that a platform enrols the park by")
    ] = False,
    attempts: Annotated[int, typer.Option(metavar="N", min=0, help="0 tries for ever")] = 1,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Send verdicts and link states upward.

    What is not acknowledged stays in the outbox, for the next time.
    """
    site = site_of(workspace, park)
    if card:
        print_json(card_of(site).model_dump(mode="json"))
        return
    if to is None:
        raise typer.BadParameter("say where to: --to FILE or --to https://…", param_hint="--to")
    try:
        drained = send(site, to, attempts)
    except FeedError as error:
        raise typer.BadParameter(str(error), param_hint="--to") from None
    talk(f"{drained.sent} events acknowledged by {to}")
    if not (drained.sent or drained.trouble or drained.rejected):
        talk(f"it has all there is; parknet assess {park} makes new ones")
    for event, code in drained.rejected:
        warn(f"{event} was rejected: {code}")
    if drained.trouble:
        warn(f"{drained.trouble}; the rest waits in the outbox ({', '.join(drained.left)})")
    if drained.trouble or drained.rejected:
        raise typer.Exit(EXIT_FAILED)


@app.command("serve")
def serve_command(
    node: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="card of a park to enrol (parknet feed PARK --card); repeatable"
        ),
    ] = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0 takes any")] = 8080,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Run the management platform until Ctrl-C.

    It receives the feeds of the parks it has enrolled, and shows their clauses on a page.
    """
    serve(Workspace(workspace), node or [], host, port, talk)
