#!/usr/bin/python
# WANT_JSON
"""Ansible module: push an approved plan in waves."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_deploy
short_description: Push an approved plan in waves
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
  plan:
    description: what the plan playbook wrote and somebody approved; required.
    type: path
  revert_in:
    description: seconds until a device reverts unless confirmed, default 300.
    type: int
  partly:
    description: push although some of the plan's devices are held, default false.
    type: bool
  error_budget:
    description: devices that may fail before the run stops, default 0.
    type: int
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("deploy")
