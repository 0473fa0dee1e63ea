"""What a change of intent moves: the design of a git revision against the files as they are.

Both are designed with the allocations as they are now on disk for the newer, and as committed for
the older, so that a lock that was lost shows as everything moving.
"""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from parknet.design.moves import Move, moves
from parknet.errors import IntentError, Problem
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace

FOLDERS = ("inventory", "coverage", "templates", "collectors")


def moves_since(site: Site, revision: str) -> list[Move]:
    """Return what the park's design has moved since a git revision.

    Raises:
        IntentError: there is no such revision here, or the park was wrong in it.
    """
    with tempfile.TemporaryDirectory(prefix="parknet-") as folder:
        _unpack(site.workspace.root, revision, Path(folder))
        older = Site(Workspace(Path(folder), site.workspace.library), site.park)
        return moves(older.network, site.network)


def _unpack(root: Path, revision: str, folder: Path) -> None:
    """Write the revision's data folders as they were committed."""
    if revision.startswith("-"):
        raise _no_revision(revision, "is not a revision")
    try:
        listed = _git(root, "ls-tree", "--name-only", revision, "./").decode().split()
        wanted = [name for name in FOLDERS if name in listed]
        archive = _git(root, "archive", "--format=tar", revision, "--", *wanted)
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", b"") or str(error).encode()
        line = detail.decode(errors="replace").strip().splitlines()
        raise _no_revision(revision, line[0] if line else "git failed") from None
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")  # nothing outside, no devices, no odd modes


def _git(root: Path, *words: str) -> bytes:
    done = subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)  # noqa: S607 - git from PATH
    return done.stdout


def _no_revision(revision: str, what: str) -> IntentError:
    remedy = "name a commit, branch or tag of the workspace, such as HEAD or main"
    return IntentError(Problem(revision, what, remedy))
