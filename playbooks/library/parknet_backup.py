#!/usr/bin/python
# WANT_JSON
"""Ansible module: keep running configurations in a git repository, secrets masked."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_backup
short_description: Keep running configurations in a git repository, secrets masked
description:
  - Runs where parknet is installed, on localhost; secrets come from the environment or the
    vault's files.
author: the parknet authors
options:
  park:
    description: a folder of inventory/parks; required.
    type: str
  workspace:
    description: the folder with inventory/; left out: here.
    type: path
  to:
    description: the repository; left out: state/PARK/backup.
    type: path
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("backup")
