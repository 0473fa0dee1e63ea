#!/usr/bin/python
# WANT_JSON
"""Ansible module: check a park's files, register and design."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_validate
short_description: Check a park's files, register and design
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
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("validate")
