"""Ask every access switch of a park what it runs: python who_runs_what.py PARK [WORKSPACE].

Passwords come from where parknet itself has them: the environment or state/PARK/secrets.
"""

import sys

from nornir import InitNornir

from parknet.drivers.nornir_tasks import facts
from parknet.pipeline.nornir_plugin import ParknetInventory

if len(sys.argv) < 2:
    sys.exit("usage: python who_runs_what.py PARK [WORKSPACE]")
park, workspace = sys.argv[1], (sys.argv[2:] or ["."])[0]
nr = InitNornir(
    inventory={"plugin": "ParknetInventory", "options": {"park": park, "workspace": workspace}},
    runner={"plugin": "threaded", "options": {"num_workers": 20}},
    logging={"enabled": False},
)
secrets = ParknetInventory(park, workspace).reach.vault

access = nr.filter(filter_func=lambda host: host.has_parent_group("role-access"))
for name, answers in sorted(access.run(task=facts, secrets=secrets).items()):
    if answers.failed:
        print(f"{name:16} {answers.exception}")
    else:
        found = answers[0].result
        saved = "" if found["saved"] else ", NOT SAVED"
        print(f"{name:16} {found['vendor']} {found['model']}, {found['system']}{saved}")
