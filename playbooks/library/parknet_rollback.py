#!/usr/bin/python
# WANT_JSON
"""Ansible module: bring the devices of a run back to what they ran before."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_rollback
short_description: Bring the devices of a run back to what they ran before
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
  run:
    description: as parknet status lists it; required.
    type: str
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("rollback")
