"""Workspaces: the files people write in, validated records out. YAML is read in this room alone."""

from parknet.workspace.schema import KINDS, json_schema
from parknet.workspace.starter import eject, init
from parknet.workspace.workspace import Workspace

__all__ = ["KINDS", "Workspace", "eject", "init", "json_schema"]
