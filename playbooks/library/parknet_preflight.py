#!/usr/bin/python
# WANT_JSON
"""Ansible module: say which devices are fit for an upgrade; nothing is changed."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_preflight
short_description: Say which devices are fit for an upgrade; nothing is changed
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
  strict:
    description: fail where a device is not fit, default true.
    type: bool
  minimum_uptime:
    description: seconds a device must have run.
    type: int
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("preflight")
