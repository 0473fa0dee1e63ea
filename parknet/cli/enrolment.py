"""The command that takes up devices which are already there: enrol."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_FINDINGS,
    print_json,
    print_table,
    talk,
    warn,
)
from parknet.pipeline.enrol import Found, Sighting, Standing, look, see_keys, trust
from parknet.pipeline.reach import reach_of
from parknet.pipeline.seeds import expected_fingerprints, seeds_of


@app.command("enrol")
def enrol_command(
    park: ParkArgument,
    addresses: Annotated[
        list[str] | None,
        typer.Argument(metavar="ADDRESS", help="where to look; left out: the design's addresses"),
    ] = None,
    seeds: Annotated[
        Path | None,
        typer.Option(
            "--seeds", metavar="FILE", help="ADDRESS or ADDRESS DEVICE, one a line", exists=True
        ),
    ] = None,
    discover: Annotated[
        list[str] | None,
        typer.Option("--discover", metavar="PREFIX", help="sweep a prefix for SSH servers"),
    ] = None,
    fingerprints: Annotated[
        Path | None,
        typer.Option(
            "--fingerprints",
            metavar="FILE",
            help="the fingerprints you expect, as ssh-keygen -l shows them",
            exists=True,
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="do not ask: trust what --fingerprints names, no other"),
    ] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Take up devices that are there already."""
    if yes and fingerprints is None:
        raise typer.BadParameter(
            "somebody has to know the fingerprints: give --fingerprints FILE, or leave --yes out",
            param_hint="--yes",
        )
    site = site_of(workspace, park)
    reach = reach_of(site)
    where = seeds_of(site, reach, addresses or (), seeds, discover or ())
    expected = (
        {} if fingerprints is None else expected_fingerprints(fingerprints, reach.targets, where)
    )
    sightings = see_keys(site, reach, where, expected)
    if not as_json:
        _show_keys(sightings)
    fresh = [one for one in sightings if one.standing is Standing.NEW]
    named = [one for one in fresh if one.seed in expected]
    asked = [one for one in fresh if one.seed not in expected]
    unconfirmed = asked if yes or not (asked and _confirmed(asked)) else []
    confirmed = [one for one in fresh if one in named or one not in unconfirmed]
    if confirmed:
        file = trust(site, reach, confirmed)
        talk(f"{len(confirmed)} host keys added to {file}")
    known = [one for one in sightings if one.standing is Standing.KNOWN]
    found = look(site, reach, [*known, *confirmed])
    if as_json:
        print_json(
            {
                "keys": [
                    one.as_json() | {"trusted": one in known or one in confirmed}
                    for one in sightings
                ],
                "devices": [one.as_json() for one in found],
            }
        )
    else:
        _show_devices(found)
    _end(sightings, unconfirmed, found)


def _confirmed(fresh: Sequence[Sighting]) -> bool:
    """Ask a person; nobody there means no."""
    if not sys.stdin.isatty():
        return False
    talk("Compare the fingerprints with the devices' consoles or labels.")
    question = f"Are these {len(fresh)} new keys those of your devices?"
    return typer.confirm(question, err=True)


def _show_keys(sightings: Sequence[Sighting]) -> None:
    print_table(
        "Host keys",
        ("device", "address", "state", "type", "fingerprint", "software"),
        (list(one.as_json().values())[:-1] for one in sightings),
    )


def _show_devices(found: Sequence[Found]) -> None:
    if found:
        print_table(
            "Devices",
            ("device", "vendor", "model", "release", "serial", "system"),
            (list(one.as_json().values())[:6] for one in found if not one.failure),
        )


def _end(
    sightings: Sequence[Sighting], unconfirmed: Sequence[Sighting], found: Sequence[Found]
) -> None:
    """Tell what is left to do, and exit accordingly."""
    failed = [
        f"{one.seed.device or one.seed.name}: {one.detail}"
        for one in sightings
        if one.standing in (Standing.SILENT, Standing.REFUSED)
    ]
    failed += [
        f"{one.seed.device}: its key was not confirmed, so nobody logged in" for one in unconfirmed
    ]
    failed += [f"{one.device}: {one.failure}" for one in found if one.failure]
    strange = [
        f"{one.seed.name}: {one.detail}" for one in sightings if one.standing is Standing.STRANGER
    ]
    strange += [f"{one.device}: {what}" for one in found for what in one.mismatches]
    for line in (*failed, *strange):
        warn(line)
    read = sum(not one.failure for one in found)
    talk(f"{read} devices read, {len(strange)} findings, {len(failed)} not enrolled")
    if failed:
        raise typer.Exit(EXIT_FAILED)
    if strange:
        raise typer.Exit(EXIT_FINDINGS)
