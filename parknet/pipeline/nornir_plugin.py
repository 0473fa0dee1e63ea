"""The inventory that `InitNornir` finds by the name `ParknetInventory`: a workspace in, hosts out.

    nr = InitNornir(inventory={"plugin": "ParknetInventory",
                               "options": {"park": "my-park", "workspace": "."}})

Devices are where parknet itself finds them: in the park's lab while one is up, else on their
management addresses. `docs/nornir.md` has an example that runs.
"""

from pathlib import Path
from typing import Any

from parknet.drivers.nornir_inventory import inventory_of
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach, reach_of
from parknet.workspace import Workspace


class ParknetInventory:
    """Nornir's inventory plugin over a park."""

    def __init__(self, park: str, workspace: str | Path = ".") -> None:
        known = Workspace(Path(workspace))
        known.require(park)
        self._site = Site(known, park)

    @property
    def reach(self) -> Reach:
        """Return how to talk to the park's devices: its `vault` holds their secrets."""
        return reach_of(self._site)

    def load(self) -> Any:
        """Return hosts with groups by role, platform, building and floor; no password is in it."""
        reach = self.reach
        return inventory_of(self._site.network, reach.targets, reach.logins())
