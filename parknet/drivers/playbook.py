"""Run one Ansible playbook through ansible-runner, and tell what goes on while it does.

Ansible itself is a program of its own (`ansible-playbook`), found on the path or beside the Python
that runs this; nothing of it is imported.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import ansible_runner

from parknet.errors import StateError

PROGRAM: Final = "ansible-playbook"
_POLL_S: Final = 0.2

Talk = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Play:
    """What is to be run.

    Attributes:
        playbook: the file.
        inventory: the inventory script.
        variables: as `-e` gives them.
        environment: for Ansible and its modules, beside this process's own, secrets among it.
        check, diff: Ansible's modes.
        limit: hosts, as `--limit` has it; "" for all.
        progress: the variable that names a file modules write their progress to.
    """

    playbook: Path
    inventory: Path
    variables: Mapping[str, Any]
    environment: Mapping[str, str]
    check: bool = False
    diff: bool = False
    limit: str = ""
    progress: str = "PARKNET_PROGRESS"


@dataclass(frozen=True, slots=True)
class Played:
    """How it ended: ansible-runner's word, Ansible's exit code, and each failed task's message."""

    status: str  # successful, failed, canceled, timeout
    code: int
    failures: tuple[str, ...]


def play(wanted: Play, talk: Talk) -> Played:
    """Run a playbook and tell each task, each result, and what modules say meanwhile.

    Raises:
        StateError: there is no Ansible on this machine.
    """
    beside = Path(sys.executable).parent / PROGRAM
    program = str(beside) if beside.exists() else shutil.which(PROGRAM)
    if program is None:
        raise StateError(
            "there is no ansible-playbook on this machine: pip install 'parknet[ansible]', or "
            "install Ansible from your distribution"
        )
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="parknet-playbook-") as private:
        # An installed package's files cannot be executed, and the script needs this very Python.
        script = Path(private) / "parknet-inventory"
        code = wanted.inventory.read_text(encoding="utf-8").partition("\n")[2]
        script.write_text(f"#!{sys.executable}\n{code}", encoding="utf-8")
        script.chmod(0o700)
        told = Path(private) / "progress"
        told.touch(mode=0o600)
        over = Event()
        teller = Thread(target=_tell, args=(told, talk, over), daemon=True)
        teller.start()
        try:
            done = ansible_runner.run(
                private_data_dir=private,
                playbook=str(wanted.playbook),
                inventory=str(script),
                extravars=dict(wanted.variables),
                envvars=dict(wanted.environment)
                | {
                    wanted.progress: str(told),
                    "ANSIBLE_LIBRARY": str(wanted.playbook.parent / "library"),
                    "ANSIBLE_NOCOLOR": "1",
                    "ANSIBLE_LOCALHOST_WARNING": "False",
                    "ANSIBLE_HOST_KEY_CHECKING": "True",
                    "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}",
                },
                cmdline=" ".join(_switches(wanted)) or None,
                limit=wanted.limit or None,
                quiet=True,
                event_handler=lambda event: _hear(event, talk, failures),
                suppress_env_files=True,
            )
        finally:
            over.set()
            teller.join()
    return Played(str(done.status), int(done.rc), tuple(failures))


def _switches(wanted: Play) -> list[str]:
    return ["--check"] * wanted.check + ["--diff"] * wanted.diff


def _tell(path: Path, talk: Talk, over: Event) -> None:
    """Say every line that is added to a file, until it is over."""
    with path.open(encoding="utf-8", errors="replace") as file:
        while True:
            is_over = over.is_set()
            for line in file.read().splitlines():
                talk(f"  {line}")
            if is_over:
                return
            over.wait(_POLL_S)


def _hear(event: Mapping[str, Any], talk: Talk, failures: list[str]) -> bool:
    """Tell what an event of Ansible means to a person; keep nothing of it on disk."""
    data = event.get("event_data") or {}
    kind = event.get("event")
    task, host = str(data.get("task", "")), str(data.get("host", ""))
    if str(data.get("task_action", "")).endswith("debug"):
        return False  # it repeats a result for those who run Ansible by hand
    result = data.get("res") or {}
    if kind == "playbook_on_play_start":
        talk(f"play: {data.get('name', '')}")
    elif kind == "playbook_on_task_start":
        talk(f"task: {task}")
    elif kind == "runner_on_unreachable" or (
        kind == "runner_on_failed" and not data.get("ignore_errors")
    ):
        said = str(result.get("msg", "failed"))
        failures.append(f"{host}: {said}")
        talk(f"  {host} failed: {said}")
    elif kind in ("runner_on_ok", "runner_item_on_ok"):
        _tell_result(host, result, talk)
    return False


def _tell_result(host: str, result: Mapping[str, Any], talk: Talk) -> None:
    for part in result.get("diff") or ():
        if isinstance(part, Mapping) and part.get("prepared"):
            for line in str(part["prepared"]).splitlines():
                talk(f"  {line}")
    mark = "changed" if result.get("changed") else "ok"
    said = result.get("msg")
    talk(f"  {host} {mark}" + (f": {said}" if isinstance(said, str) and said else ""))
