#!/usr/bin/python
# WANT_JSON
"""Ansible module: read devices and say what would change; nothing is pushed."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_plan
short_description: Read devices and say what would change; nothing is pushed
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
  output:
    description: where the sealed plan goes, for approve and deploy.
    type: path
  allow_grade:
    description: grades R or C to allow as well.
    type: list
    elements: str
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("plan")
