"""Playbooks as a use case: found in the workspace or the library, run, and put on record."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parknet.drivers.playbook import Play, Played, play
from parknet.errors import StateError
from parknet.pipeline.parks import Site


def playbooks(site: Site) -> dict[str, Path]:
    """Return playbooks by name: the workspace's before the library's, file by file."""
    found: dict[str, Path] = {}
    for root in (site.workspace.library, site.workspace.root):
        found |= {path.stem: path for path in sorted((root / "playbooks").glob("*.yml"))}
    return found


def run_playbook(
    site: Site,
    name: str,
    variables: Mapping[str, Any],
    *,
    check: bool = False,
    diff: bool = False,
    limit: str = "",
) -> tuple[str, Played]:
    """Run a playbook of this park; return the record's name and how it ended.

    Raises:
        StateError: there is no such playbook, or no Ansible.
    """
    known = playbooks(site)
    if name not in known:
        raise StateError(f"there is no playbook {name!r}: {', '.join(sorted(known))}")
    path = known[name]
    inventory = path.parent / "inventory.py"
    if not inventory.exists():
        inventory = site.workspace.library / "playbooks" / "inventory.py"
    workspace = str(site.workspace.root.resolve())
    moment = datetime.fromtimestamp(site.clock.now(), UTC).strftime("%Y%m%dT%H%M%SZ")
    record = f"{moment}-{secrets.token_hex(3)}"
    site.ledger.begin_playbook(record, name, check=check)
    ended = "interrupted"
    try:
        done = play(
            Play(
                playbook=path.resolve(),
                inventory=inventory.resolve(),
                variables=_absolute(variables)
                | {"parknet_park": site.park, "parknet_workspace": workspace},
                environment={"PARKNET_PARK": site.park, "PARKNET_WORKSPACE": workspace},
                check=check,
                diff=diff,
                limit=limit,
            ),
            site.talk,
        )
        ended = done.status
    finally:
        site.ledger.end_playbook(record, ended)
    return record, done


def _absolute(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return variables with the names of files made absolute: Ansible runs elsewhere."""
    files = {"plan", "output", "to"}
    return {
        name: str(Path(value).resolve()) if name in files and isinstance(value, str) else value
        for name, value in variables.items()
    }
