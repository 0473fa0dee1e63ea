"""Open vSwitch's database as `ovs-vsctl` sees it: commands in, bridges, ports and interfaces out.

Commands and what they refuse: [D] ovs-vsctl(8) of Open vSwitch 3.1; columns: [D]
ovs-vswitchd.conf.db(5). All commands of one line are one transaction: one that fails undoes all.
"""

import copy
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from parknet.lab.debian.disk import FailedError

_VLAN: Final = r"(?:[0-9]|[1-9]\d{1,2}|[1-3]\d{3}|40[0-8]\d|409[0-5])"
_BOOL: Final = r"(?:true|false)"
_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "bridge": {
        "rstp_enable": _BOOL,
        "stp_enable": _BOOL,
        "mcast_snooping_enable": _BOOL,
        "datapath_type": r"\w*",
        "fail_mode": r"(?:standalone|secure)",
        "other_config": r".+",
    },
    "port": {
        "tag": _VLAN,
        "trunks": rf"{_VLAN}(?:,{_VLAN})*",
        "vlan_mode": r"(?:access|trunk|native-tagged|native-untagged|dot1q-tunnel)",
        "lacp": r"(?:active|passive|off)",
        "bond_mode": r"(?:active-backup|balance-slb|balance-tcp)",
        "other_config": r".+",
    },
    "interface": {
        "type": r"(?:internal|system|\"\"|)",
        "ofport_request": r"\d{1,5}",
        "other_config": r".+",
    },
}
_NEEDED: Final = frozenset({"rstp_enable", "stp_enable", "mcast_snooping_enable", "type"})
Columns = dict[str, str]


@dataclass(slots=True)
class Switch:
    """The database: columns by bridge, port and interface; members by port; ports by bridge."""

    bridges: dict[str, Columns] = field(default_factory=dict)
    ports: dict[str, Columns] = field(default_factory=dict)
    interfaces: dict[str, Columns] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    of_bridge: dict[str, str] = field(default_factory=dict)

    def dump(self) -> str:
        """Return the database as a file; its form is of no concern to anybody but `load`."""
        return f"OVSDB {json.dumps(asdict(self), sort_keys=True)}\n"

    @classmethod
    def load(cls, text: str, tool: str) -> "Switch":
        """Return the database in a file."""
        if not text.startswith("OVSDB "):
            raise FailedError(f"{tool}: not an OVSDB file")
        return cls(**json.loads(text[6:]))


def transact(switch: Switch, words: Sequence[str]) -> tuple[Switch, str]:
    """Carry out the commands of one `ovs-vsctl` line; return the database after it and the output.

    Raises:
        FailedError: a command is refused, and nothing has changed.
    """
    after = copy.deepcopy(switch)
    shown = []
    command: list[str] = []
    for word in (*words, "--"):
        if word != "--":
            command.append(word)
        elif command:
            # Options of the program itself stand before the first command.
            if any(not part.startswith("--") for part in command):
                shown.append(_Vsctl(after).run(command))
            command = []
    return after, "".join(shown)


def _fail(told: str) -> FailedError:
    return FailedError(f"ovs-vsctl: {told}")


class _Vsctl:
    def __init__(self, switch: Switch) -> None:
        self._db = switch

    def run(self, words: Sequence[str]) -> str:
        options = {word for word in words if word.startswith("--")}
        plain = [word for word in words if not word.startswith("--")]
        handlers: dict[str, Callable[[list[str], set[str]], str | None]] = {
            "init": lambda *_: None,
            "add-br": self._add_bridge,
            "set-fail-mode": self._fail_mode,
            "add-port": self._add_port,
            "add-bond": self._add_bond,
            "del-port": self._del_port,
            "set": self._set,
            "clear": self._clear,
            "remove": self._remove,
            "list": self._list,
            "list-ports": self._list_ports,
        }
        handler = handlers.get(plain[0])
        if handler is None:
            raise _fail(f"unknown command '{plain[0]}'; use --help for help")
        try:
            return handler(plain[1:], options) or ""
        except (IndexError, ValueError):
            raise _fail(f"'{plain[0]}' command requires more arguments") from None

    def _add_bridge(self, words: list[str], options: set[str]) -> None:
        (name,) = words
        if name in self._db.bridges:
            if "--may-exist" not in options:
                raise _fail(f"cannot create a bridge named {name} because a bridge named {name} "
                            "already exists")  # fmt: skip
            return
        self._db.bridges[name] = {}
        self._make_port(name, name, [name])
        self._db.interfaces[name]["type"] = "internal"

    def _bridge(self, name: str) -> None:
        if name not in self._db.bridges:
            raise _fail(f"no bridge named {name}")

    def _fail_mode(self, words: list[str], _: set[str]) -> None:
        name, mode = words
        self._bridge(name)
        if mode not in ("standalone", "secure"):
            raise _fail(f'fail-mode must be "standalone" or "secure", not {mode}')
        self._db.bridges[name]["fail_mode"] = mode

    def _make_port(self, bridge: str, port: str, members: list[str]) -> None:
        self._db.ports[port] = {}
        self._db.members[port] = members
        self._db.of_bridge[port] = bridge
        for name in members:
            self._db.interfaces[name] = {}

    def _add_port(self, words: list[str], options: set[str]) -> None:
        bridge, port, *settings = words
        self._add(bridge, port, [port], options)
        if settings:
            self._set(["port", port, *settings], set())

    def _add_bond(self, words: list[str], options: set[str]) -> None:
        bridge, port, *members = words
        if len(members) < 2:
            raise _fail("'add-bond' command requires at least 4 arguments")
        self._add(bridge, port, members, options)

    def _add(self, bridge: str, port: str, members: list[str], options: set[str]) -> None:
        self._bridge(bridge)
        held = self._db.members.get(port)
        if held is not None and "--may-exist" in options:
            if self._db.of_bridge[port] != bridge:
                raise _fail(f'"{port}" is on another bridge than {bridge}')
            if sorted(held) != sorted(members):
                raise _fail(f'"--may-exist add-bond {bridge} {port} {" ".join(members)}" but '
                            f"{port} actually has interface(s) {', '.join(held)}")  # fmt: skip
            return
        for name in (port, *members):
            if name in self._db.ports or name in self._db.interfaces:
                raise _fail(f"cannot create a port named {port} because {name} already exists "
                            f"on bridge {bridge}")  # fmt: skip
        self._make_port(bridge, port, members)

    def _del_port(self, words: list[str], options: set[str]) -> None:
        port = words[-1]
        if port not in self._db.ports or port in self._db.bridges:
            if "--if-exists" in options:
                return
            raise _fail(f"no port named {port}")
        for name in self._db.members.pop(port):
            self._db.interfaces.pop(name, None)
        del self._db.ports[port], self._db.of_bridge[port]

    def _record(self, table: str, name: str, options: set[str]) -> Columns | None:
        tables = {
            "bridge": self._db.bridges,
            "port": self._db.ports,
            "interface": self._db.interfaces,
        }
        if table.lower() not in tables:
            raise _fail(f'unknown table "{table}"')
        found = tables[table.lower()].get(name)
        if found is None and "--if-exists" not in options:
            raise _fail(f'no row "{name}" in table {table.capitalize()}')
        return found

    def _set(self, words: list[str], options: set[str]) -> None:
        table, name, *settings = words
        record = self._record(table, name, options)
        for setting in settings:
            column, equals, value = setting.partition("=")
            column, _, key = column.partition(":")
            kind = self._kind(table, column)
            if not equals:
                raise _fail(f'{setting}: argument does not end in "=" followed by a value.')
            if value != "[]" and not re.fullmatch(kind, value):
                raise _fail(f"constraint violation: {value} is not a valid value of {column}")
            if record is None:
                continue
            place = f"{column}:{key}" if key else column
            record.pop(place, None)
            if value not in ("[]", '""'):
                record[place] = value

    @staticmethod
    def _kind(table: str, column: str) -> str:
        kinds = _COLUMNS[table.lower()]
        if column not in kinds:
            raise _fail(f'{table.capitalize()} does not contain a column whose name matches '
                        f'"{column}"')  # fmt: skip
        return kinds[column]

    def _clear(self, words: list[str], options: set[str]) -> None:
        table, name, *columns = words
        record = self._record(table, name, options)
        for column in columns:
            self._kind(table, column)
            if column in _NEEDED:
                raise _fail(f'"clear" operation cannot be applied to column {column} of table '
                            f"{table}, which is not allowed to be empty")  # fmt: skip
            for place in [p for p in record or {} if p.partition(":")[0] == column]:
                (record or {}).pop(place)

    def _remove(self, words: list[str], options: set[str]) -> None:
        table, name, column, *keys = words
        record = self._record(table, name, options)
        self._kind(table, column)
        for key in keys:
            (record or {}).pop(f"{column}:{key}", None)

    def _list_ports(self, words: list[str], _: set[str]) -> str:
        self._bridge(words[0])
        names = (port for port, bridge in self._db.of_bridge.items() if bridge == words[0])
        return "".join(f"{name}\n" for name in sorted(names) if name not in self._db.bridges)

    def _list(self, words: list[str], options: set[str]) -> str:
        """Print a table as JSON, which is all that is asked for."""
        tables = {
            "bridge": self._db.bridges,
            "port": self._db.ports,
            "interface": self._db.interfaces,
        }
        if len(words) != 1 or words[0] not in tables or "--format=json" not in options:
            raise _fail("this device lists bridges, ports and interfaces as JSON only")
        wanted = next(o for o in options if o.startswith("--columns="))
        headings = wanted.removeprefix("--columns=").split(",")
        rows = [
            [self._cell(name, columns, heading) for heading in headings]
            for name, columns in sorted(tables[words[0]].items())
        ]
        return json.dumps({"data": rows, "headings": headings}) + "\n"

    def _cell(self, name: str, columns: Columns, heading: str) -> object:
        """Return one cell [D] RFC 7047, 5.1: sets and maps are marked, one value is not."""
        value = columns.get(heading, "")
        numbers = [int(number) for number in value.split(",") if number.isdigit()]
        cell: object = value or ["set", []]
        if heading in ("name", "type"):
            cell = name if heading == "name" else value
        elif heading == "_uuid":
            cell = ["uuid", f"of {name}"]
        elif heading == "interfaces":
            cell = _set([["uuid", f"of {member}"] for member in self._db.members[name]])
        elif heading == "other_config":
            places = ((place.partition(":"), value) for place, value in columns.items())
            cell = ["map", [[place[2], value] for place, value in places if place[0] == heading]]
        elif heading in _NEEDED:
            cell = value == "true"
        elif heading in ("tag", "trunks", "ofport_request"):
            cell = _set(numbers)
        return cell


def _set(values: Sequence[object]) -> object:
    return values[0] if len(values) == 1 else ["set", list(values)]


_FLOW: Final = re.compile(
    r"(?:(?:priority=\d{1,5}|in_port=\d{1,5}|icmp6|icmp_type=\d{1,3}|udp6?|tcp6?|ipv6|ip|arp"
    r"|tp_(?:src|dst)=\d{1,5}|dl_vlan=\d{1,4}),)*actions=(?:NORMAL|drop)"
)


def check_flows(text: str) -> None:
    """Refuse what is no flow [D] ovs-ofctl(8), ovs-fields(7)."""
    for line in text.splitlines():
        body = line.partition("#")[0].strip()
        if body and not _FLOW.fullmatch(body):
            raise FailedError(f"ovs-ofctl: unknown keyword in {body}")
