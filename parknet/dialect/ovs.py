"""Two lists of ovs-vsctl commands in, what goes before the second so that nothing old stays out.

A list may be run again and again, but it only ever adds: what it once made and does not name any
more would stay. So the ports, bonds and columns of the old list are told from those of the new one.
Only what the old list made is taken away; ports that somebody else put on the switch stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

SWITCH: Final = "/etc/parknet/ovs-vsctl"
BRIDGE: Final = "br0"
# What these are where nothing is said; the other columns may be empty [D] ovs-vswitchd.conf.db(5).
_DEFAULTS: Final = {"rstp_enable": "false", "mcast_snooping_enable": "false", "type": '""'}


@dataclass(slots=True)
class _Switch:
    """What a list of commands makes: ports with their members, and columns that it sets."""

    ports: dict[str, frozenset[str]] = field(default_factory=dict)
    columns: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def read(self, words: list[str]) -> None:
        """Take one command; those that make nothing are passed over."""
        plain = [word for word in words if not word.startswith("--")]
        match plain:
            case ["add-port", _, name]:
                self.ports[name] = frozenset((name,))
            case ["add-bond", _, name, *members]:
                self.ports[name] = frozenset(members)
            case ["set", table, name, *settings]:
                columns = self.columns.setdefault((table, name), {})
                for setting in settings:
                    column, _, value = setting.partition("=")
                    columns[column] = value


def named(line: str) -> list[str]:
    """Return the ports and interfaces that a line is about.

    Example:
        >>> named("--may-exist add-port br0 p1 -- set port p1 tag=5")
        ['p1']
    """
    switch = _switch_of([line])
    found = [name for port, members in switch.ports.items() for name in (port, *sorted(members))]
    found += [name for table, name in switch.columns if table != "bridge"]
    found += [part.split()[-1] for part in line.split(" -- ") if "del-port" in part]
    return list(dict.fromkeys(found))


def _switch_of(lines: Sequence[str]) -> _Switch:
    switch = _Switch()
    for line in lines:
        for command in f" {line} ".split(" -- "):
            switch.read(command.split())
    return switch


def reconciled(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the commands that take away what the old list made and the new one does not.

    Example:
        >>> old = ["--may-exist add-bond br0 bond1 p1 p2", "set port bond1 lacp=active"]
        >>> reconciled(old, ["--may-exist add-bond br0 bond1 p1 p3", "set port bond1 lacp=active"])
        ['--if-exists del-port br0 bond1']
    """
    before, after = _switch_of(old), _switch_of(new)
    removed = [name for name, members in before.ports.items() if after.ports.get(name) != members]
    # With its port an interface goes too, and what was set of both.
    gone = {name for port in removed for name in (port, *before.ports[port])}
    rows = [f"--if-exists del-port {BRIDGE} {name}" for name in removed]
    for (table, name), columns in before.columns.items():
        if name not in gone:
            wanted = after.columns.get((table, name), {})
            rows += _cleared(table, name, [column for column in columns if column not in wanted])
    return rows


def _cleared(table: str, name: str, columns: Sequence[str]) -> Iterator[str]:
    for whole in columns:
        column, _, key = whole.partition(":")
        if key:
            yield f"--if-exists remove {table} {name} {column} {key}"
        elif column in _DEFAULTS:
            yield f"--if-exists set {table} {name} {column}={_DEFAULTS[column]}"
        else:
            yield f"--if-exists clear {table} {name} {column}"
