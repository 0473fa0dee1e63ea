#!/usr/bin/env python3
"""Ansible's dynamic inventory of a park: ansible-inventory -i playbooks/inventory.py --graph.

The park is PARKNET_PARK, or the only one of the workspace PARKNET_WORKSPACE, which is here where it
is left out. It has to run in the environment that parknet is installed in.
"""

from parknet.cli.modules import inventory

inventory()
