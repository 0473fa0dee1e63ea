"""Where the built-in library lies: platforms, profiles, templates, collectors, packs, examples.

A wheel carries it inside the package; an editable install reads the checkout's own folders. Both
have the same layout, which is also that of a user's workspace.
"""

from pathlib import Path
from typing import Final

from parknet.errors import StateError

FOLDERS: Final = ("inventory", "templates", "playbooks", "collectors", "coverage")


def library_root() -> Path:
    """Return the folder that holds `inventory/`, `templates/`, `collectors/` and `coverage/`.

    Raises:
        StateError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for root in (package / "_library", package.parent):
        if (root / "inventory" / "platforms").is_dir():
            return root
    raise StateError("parknet's built-in library is missing; install parknet again")
