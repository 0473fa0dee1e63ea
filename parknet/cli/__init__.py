"""The command line: parse, make one pipeline call, print, exit."""

from parknet.cli.app import main

__all__ = ["main"]
