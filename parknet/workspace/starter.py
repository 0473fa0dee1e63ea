"""A folder in, a small commented park in it: what `parknet init` and `parknet eject` write.

The park is one building, and never a copy of the library: copies become stale forks.
"""

import json
from pathlib import Path
from typing import Final

from parknet.errors import IntentError, Problem
from parknet.library import FOLDERS, library_root
from parknet.workspace.files import write_whole
from parknet.workspace.schema import KINDS, json_schema
from parknet.workspace.wording import shown, suggestion

_SCHEMAS: Final = ".vscode/parknet"

_IGNORED: Final = """\
# What parknet remembers (ledger, keys, secrets: back it up) and what it can make again.
/state/
/build/
# Secrets stand in the environment or in state/PARK/secrets, and nowhere in the repository.
secrets
*.secrets
.env
"""
_PARK: Final = """\
# yaml-language-server: $schema={up}/.vscode/parknet/park.json
# What holds for the whole park. `parknet validate` tells everything that is wrong with it.
park: my-park  # the folder's name
name: {{zh: 我的园区, en: My park}}
kind: industrial  # industrial, urban or agricultural
region: "420115"  # code of the county or district (GB/T 2260), in quotes
area_km2: 1.2

# What the park is judged by: `parknet schema pack` describes such files, and the library has five.
policies: [wuhan-2016]
contracts: [w2]  # puts numbers where the policies give none

# Every address follows from these pools. What was given out once stays in allocations.lock.
addressing:
  ipv4: 10.40.0.0/16
  ipv4_links: 10.43.0.0/16  # links between devices, and loopbacks
  ipv6: 2001:db8:40::/48  # the site prefix

services:  # outside the pools above
  ntp: [10.16.0.11]
  syslog: [10.16.0.12]
  dhcp: [10.16.0.10]
  dhcpv6: ["2001:db8:16::10"]
  dns: [10.16.0.53]

management:
  ssh_user: parknet  # secrets are named, never written: see the documentation
  snmp_user: parknet
  ownership: observe  # plans are shown and nothing is pushed; later monitor, then enforce
  # Nobody has verified the commands of these features on such devices: try them, then allow them.
  # unverified: [dhcpv6-shield, lag, login-lock, nd-inspection, ntp, poe, ra-guard]

gateways:
  - {{device: gw-1, model: ce6881-48s6cq}}
cores:
  - {{device: core-1, model: s6730-h48x6c-v2}}

uplinks:
  - uplink: telecom
    carrier: 中国电信
    speed: 10G
    gateway: gw-1
    ipv4: 203.0.113.2/30
    ipv4_next_hop: 203.0.113.1
    ipv6: "2001:db8:ffff::2/126"
    ipv6_next_hop: "2001:db8:ffff::1"

# One VLAN number through the whole park, one subnet to each building.
segments:
  office: {{vlan: 10, purpose: office, hosts: 120}}
  cameras: {{vlan: 30, purpose: cameras, hosts: 60}}
  wifi: {{vlan: 40, purpose: wifi, hosts: 240}}
  guest: {{vlan: 50, purpose: guest, hosts: 120}}
  management: {{vlan: 100, purpose: management, hosts: 60}}
"""
_BUILDING: Final = """\
# yaml-language-server: $schema={up}/.vscode/parknet/building.json
# One file to a building. The file's name, b01, is its code on devices.
building: 1#办公楼  # what people call it, as the register does
kind: office  # factory, office, public, warehouse or greenhouse
main: true  # 主要办公楼宇
at: [120, 80]  # centre: metres east and north of the park's origin
size: [60, 30]
uplink: {speed: 10G}
aggregation: s6730-h24x6c-v2  # models of inventory/profiles/devices
access: s5735-l24p4xe-a-v2
access_link: {speed: 10G, links: 2}
floors:
  - floor: 1F
    rooms:  # names and ranges, not ports: parknet works those out
      - {room: 大厅, outlets: 1F-001..1F-012, segment: office}
      - {room: 监控点, outlets: 1F-C01..1F-C03, segment: cameras, profile: camera}
    aps:
      - {names: AP01..AP02, profile: indoor}
"""
_REGISTER: Final = """\
building,kind,floor,room,outlets,source
1#办公楼,office,1F,大厅,1F-001..1F-012,property register
1#办公楼,office,1F,监控点,1F-C01..1F-C03,property register
"""


def init(directory: Path) -> list[Path]:
    """Write one small park and what editors need to help with it.

    Returns:
        The files written.

    Raises:
        IntentError: one of them exists already; nothing was written then.
    """
    files = {
        "inventory/parks/my-park/park.yml": _PARK.format(up="../../.."),
        "inventory/parks/my-park/buildings/b01.yml": _BUILDING.replace("{up}", "../../../.."),
        "coverage/registers/my-park.csv": _REGISTER,
        ".vscode/settings.json": _json(
            {
                "yaml.schemas": {
                    f"{_SCHEMAS}/{kind}.json": files for kind, (_, files) in KINDS.items()
                }
            }
        ),
        **{f"{_SCHEMAS}/{kind}.json": _json(json_schema(kind)) for kind in KINDS},
    }
    if not (directory / ".gitignore").exists():  # a repository's own list stays as it is
        files[".gitignore"] = _IGNORED
    return _write_all(directory, {name: text.encode() for name, text in files.items()})


def eject(folder: str, directory: Path) -> list[Path]:
    """Copy one folder of the built-in library, such as `templates` or `inventory/profiles`.

    Returns:
        The files written.

    Raises:
        IntentError: there is no such folder, or one of its files exists already.
    """
    name = Path(folder)
    library = library_root()
    known = [known for known in FOLDERS if (library / known).is_dir()]
    is_inside = not name.is_absolute() and ".." not in name.parts and name.parts[:1] != ()
    if not is_inside or name.parts[0] not in known or not (library / name).is_dir():
        raise IntentError(
            Problem(folder, f"the library has no folder {shown(folder)}", suggestion(folder, known))
        )
    return _write_all(
        directory,
        {
            file.relative_to(library).as_posix(): file.read_bytes()
            for file in sorted((library / name).rglob("*"))
            if file.is_file() and not any(part.startswith((".", "__")) for part in file.parts[-2:])
        },
    )


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _write_all(directory: Path, files: dict[str, bytes]) -> list[Path]:
    problems = [
        Problem(str(directory / name), "exists already", "choose an empty folder, or move the file")
        for name in files
        if (directory / name).exists()
    ]
    if problems:
        raise IntentError(*problems)
    for name, content in files.items():
        # A script stays one: Ansible executes an inventory that it may execute.
        write_whole(directory / name, content, 0o755 if content.startswith(b"#!") else 0o644)
    return [directory / name for name in files]
