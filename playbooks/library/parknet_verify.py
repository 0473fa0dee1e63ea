#!/usr/bin/python
# WANT_JSON
"""Ansible module: collect, judge every clause, and see that nothing is left to change."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_verify
short_description: Collect, judge every clause, and see that nothing is left to change
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
  purpose:
    description: monitoring or acceptance.
    type: str
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("verify")
