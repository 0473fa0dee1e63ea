"""Workspaces: the files people write in, validated records out. The only room that reads YAML."""

from parknet.workspace.workspace import Workspace

__all__ = ["Workspace"]
