"""A park whose lab is up, in a folder of its own; Ansible and parknet in processes of their own."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from parknet.cli import entry
from parknet.workspace.starter import init

ROOT = Path(__file__).parents[2]
PLAYBOOKS = ROOT / "playbooks"


@dataclass(frozen=True)
class Said:
    code: int
    text: str


@dataclass(frozen=True)
class Desk:
    """A workspace with the park `my-park`."""

    folder: Path

    def here(self, *arguments: str) -> Said:
        """Run a command of parknet in this process, where it is no playbook that counts."""
        said = io.StringIO()
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(said):
            code = entry.run(list(arguments))
        return Said(code, said.getvalue())

    def parknet(self, *arguments: str) -> Said:
        return self._run([sys.executable, "-m", "parknet", *arguments])

    def ansible(self, playbook: str, *arguments: str) -> Said:
        program = Path(sys.executable).parent / "ansible-playbook"
        inventory = PLAYBOOKS / "inventory.py"
        file = PLAYBOOKS / f"{playbook}.yml"
        return self._run([str(program), "-i", str(inventory), str(file), *arguments])

    def _run(self, command: list[str]) -> Said:
        beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PARKNET_")}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(ROOT), "PATH": beside, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=300,
        )
        return Said(done.returncode, done.stdout)


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    init(folder)
    park = folder / "inventory/parks/my-park/park.yml"
    text = park.read_text(encoding="utf-8")
    text = text.replace("ownership: observe", "ownership: enforce")
    park.write_text(text.replace("# unverified", "unverified"), encoding="utf-8")
    found = Desk(folder)
    assert found.parknet("lab", "up", "my-park").code == 0
    yield found
    found.here("lab", "down", "my-park")
