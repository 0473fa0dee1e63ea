"""The command that holds configurations against hardening rules: audit."""

from collections.abc import Iterable
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
from parknet.model.audit import HardeningFinding
from parknet.pipeline.audits import ParkAudit, audit_rendered, audit_running
from parknet.pipeline.reach import reach_of
from parknet.units import counted

_SHOWN_DEVICES = 3


@app.command("audit")
def audit_command(
    park: ParkArgument,
    running: Annotated[
        bool, typer.Option("--running", help="audit what the devices run, not what is rendered")
    ] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Hold configurations against the hardening rules, by clause."""
    site = site_of(workspace, park)
    found = audit_running(site, reach_of(site)) if running else audit_rendered(site)
    if as_json:
        print_json(
            {
                "park": park,
                "running": running,
                "rehearsal": found.rehearsal,
                "audited": found.audited,
                "rules": found.rules,
                "findings": [one.model_dump(mode="json") for one in found.findings],
                "not_rendered": [one.model_dump(mode="json") for one in found.not_rendered],
                "failures": [one.model_dump(mode="json") for one in found.failures],
            }
        )
    else:
        _show(found)
    if found.failures:
        raise typer.Exit(EXIT_FAILED)
    if found.findings:
        raise typer.Exit(EXIT_FINDINGS)


def _show(found: ParkAudit) -> None:
    if found.findings:
        _table("Findings", found.findings)
    if found.not_rendered:
        _table("Not rendered by this release: configure it by hand", found.not_rendered)
    for failure in found.failures:
        warn(f"{failure.device}: {failure.detail}")
    policies = sorted({name for one in found.findings for name in one.policies})
    if policies:
        talk(f"findings bear on {', '.join(policies)}")
    rehearsal = " of an emulated lab: a rehearsal" if found.rehearsal else ""
    talk(
        f"{found.audited} configurations{rehearsal}, {found.rules} rules: "
        f"{len(found.findings)} findings, {len(found.not_rendered)} of what is not rendered, "
        f"{counted(len(found.failures), 'device')} not read"
    )


def _table(title: str, findings: Iterable[HardeningFinding]) -> None:
    """Print one row to a rule, with the devices and an example."""
    by_rule: dict[str, list[HardeningFinding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    print_table(
        title,
        ("rule", "clause", "severity", "what", "devices", "example", "remedy"),
        (
            (
                rule,
                alike[0].clause,
                alike[0].severity.value,
                alike[0].title.en,
                _devices(alike),
                _example(alike[0]),
                alike[0].remedy.en,
            )
            for rule, alike in by_rule.items()
        ),
    )


def _devices(findings: Iterable[HardeningFinding]) -> str:
    names = list(dict.fromkeys(finding.device for finding in findings))
    more = f" and {len(names) - _SHOWN_DEVICES} more" if len(names) > _SHOWN_DEVICES else ""
    return ", ".join(names[:_SHOWN_DEVICES]) + more


def _example(finding: HardeningFinding) -> str:
    where = f"line {finding.line}: " if finding.line else ""
    block = f"{finding.where}: " if finding.where and finding.where != finding.text else ""
    return f"{where}{block}{'lacks ' if finding.is_missing else ''}{finding.text}"
