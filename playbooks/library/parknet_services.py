#!/usr/bin/python
# WANT_JSON
"""Ansible module: write the services hosts' files with secrets to a folder of this user alone."""

from parknet.cli.modules import run

DOCUMENTATION = """
module: parknet_services
short_description: Write the services hosts' files with secrets to a folder of this user alone
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
    description: the folder, mode 0700; required.
    type: path
attributes:
  check_mode: {support: full}
  diff_mode: {support: full}
"""

run("services")
