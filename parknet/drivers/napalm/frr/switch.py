"""A list of ovs-vsctl commands and what the switch holds in, the commands that still hold out.

What somebody changed with `ovs-vsctl` stands in no file. A command whose port, members or columns
the switch does not hold is left out of what the device shows, so a plan says that it is missing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

Columns = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, Columns]]  # by table and name
_SHOWN: Final = {
    "bridge": "name,rstp_enable,mcast_snooping_enable,other_config,fail_mode",
    "port": "name,interfaces,tag,trunks,vlan_mode,lacp,bond_mode,other_config",
    "interface": "name,_uuid,type,ofport_request",
}


def read_switch(run: Callable[..., str]) -> Tables:
    """Return what the switch holds [D] ovs-vsctl(8), --format=json and list."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for table, columns in _SHOWN.items():
        shown = run("ovs-vsctl", "--format=json", f"--columns={columns}", "list", table)
        found = json.loads(shown)
        rows = (dict(zip(found["headings"], row, strict=True)) for row in found["data"])
        tables[table] = {str(row["name"]): row for row in rows}
    return tables


def holding(lines: Sequence[str], tables: Tables) -> list[str]:
    """Return the lines of which every command holds.

    Example:
        >>> holding(["--if-exists del-port br0 p1"], {"port": {"p1": {}}})
        []
    """
    return [
        line
        for line in lines
        if all(_holds(command.split(), tables) for command in f" {line} ".split(" -- "))
    ]


def _holds(words: list[str], tables: Tables) -> bool:
    plain = [word for word in words if not word.startswith("--")]
    is_so = True  # of what is not known to be otherwise
    match plain:
        case ["add-br", name]:
            is_so = name in tables["bridge"]
        case ["set-fail-mode", name, mode]:
            is_so = tables["bridge"].get(name, {}).get("fail_mode") == mode
        case ["add-port", _, name]:
            is_so = _members(name, tables) == {name}
        case ["add-bond", _, name, *members]:
            is_so = _members(name, tables) == set(members)
        case ["del-port", _, name]:
            is_so = name not in tables["port"]
        case ["set", table, name, *settings]:
            record = tables.get(table, {}).get(name)
            is_so = record is not None and all(_is_set(record, each) for each in settings)
    return is_so


def _members(port: str, tables: Tables) -> set[str]:
    record = tables["port"].get(port)
    if record is None:
        return set()
    uuids = [uuid[1] for uuid in _values(record["interfaces"])]
    names = {row["_uuid"][1]: name for name, row in tables["interface"].items()}
    return {names.get(uuid, "") for uuid in uuids}


def _values(value: Any) -> list[Any]:  # OVSDB writes one value plainly and others as a set
    return value[1] if isinstance(value, list) and value[:1] == ["set"] else [value]


def _is_set(record: Columns, setting: str) -> bool:
    column, _, wanted = setting.partition("=")
    column, _, key = column.partition(":")
    if column not in record:
        return True
    held = record[column]
    if key:
        pairs = held[1] if isinstance(held, list) and held[:1] == ["map"] else []
        return dict(map(tuple, pairs)).get(key) == wanted
    told = sorted(_word(value) for value in _values(held))
    return told == sorted([] if wanted == "[]" else wanted.split(","))


def _word(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)
