"""Designed example parks for the lab's tests, and their configurations."""

from functools import lru_cache
from pathlib import Path

from parknet.design import design
from parknet.library import library_root
from parknet.model.network import Network
from parknet.render import render
from parknet.workspace.workspace import Workspace

SECRETS = {
    "ssh-password": "login+Secret/1",
    "snmp-auth": "auth+Secret/1",
    "snmp-priv": "priv+Secret/1",
}
PARKS = ("wuhan-industrial", "wuhan-urban", "wuhan-agricultural")


def _workspace() -> Workspace:
    return Workspace(Path(library_root()))


@lru_cache
def network_of(park: str) -> Network:
    workspace = _workspace()
    return design(workspace.load_intent(park), workspace.load_allocations(park))[0]


@lru_cache
def configs_of(park: str) -> dict[str, str]:
    rendered = render(network_of(park), _workspace().templates())
    return {config.device: config.text for config in rendered}
