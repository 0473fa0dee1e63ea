"""nftables: a script in, tables out, or what nft says of a line that it does not take.

Statements are those of nft(8) 1.0.6 [D]: chains with a type, hook and policy, and rules of matches
that end in a verdict. Tables hold their lines as they were given, which is what `nft list` prints.
"""

import re
from typing import Final

from parknet.lab.debian.disk import FailedError

_NAME: Final = r"[A-Za-z0-9_/.-]+"
_SET: Final = r"(?:\{ [^{}]+ \}|\S+)"
_CHAIN: Final = re.compile(rf"chain ({_NAME}) \{{")
_TABLE: Final = re.compile(rf"table (inet|ip|ip6) ({_NAME}) \{{")
_BASE: Final = re.compile(
    r"type (?:filter|nat) hook (?:input|forward|output|postrouting|prerouting) priority [\w -]+;"
    r"(?: policy (?:accept|drop);)?"
)
_MATCH: Final = re.compile(
    rf"(?:[io]ifname {_SET}|ip6? (?:saddr|daddr)(?: !=)? {_SET}|ip protocol \w+|ip6 hoplimit \d+"
    rf"|(?:tcp|udp) [sd]port (?:\d+(?:-\d+)?|\{{ [\d, -]+ \}})|icmp(?:v6)? (?:type|code) {_SET}"
    r"|meta (?:l4proto|nfproto) [\w-]+|ct state [a-z,]+|tcp flags & \([a-z |]+\) != 0x0"
    r"|limit rate over \d+ kbytes/second burst \d+ kbytes"
    r'|counter(?: packets \d+ bytes \d+)?|log(?: prefix "[^"]*")?(?: level \w+)?)(?= |$)'
)
_VERDICT: Final = re.compile(rf"(?:accept|drop|return|jump {_NAME}|snat ip to {_NAME})")

Tables = dict[str, list[str]]  # by family and name


def run(tables: Tables, script: str) -> Tables:
    """Return the tables after a script, all of it or nothing.

    Raises:
        FailedError: a line is no nftables.
    """
    after = {key: list(rows) for key, rows in tables.items()}
    table: list[str] | None = None
    in_chain = False
    for number, line in enumerate(script.splitlines(), start=1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue
        if table is None:
            match = _TABLE.fullmatch(body)
            if match is None:
                _command(after, body, number)
            else:
                table = after.setdefault(f"{match[1]} {match[2]}", [])
        elif body == "}":
            table, in_chain = (_closed(table), False) if in_chain else (None, False)
        else:
            in_chain = _take(table, body, number, in_chain=in_chain)
    if table is not None:
        raise _error(len(script.splitlines()), "unexpected end of file")
    for rows in after.values():
        _check_jumps(rows)
    return after


def _closed(table: list[str]) -> list[str]:
    table.append("  }")
    return table


def _take(table: list[str], body: str, number: int, *, in_chain: bool) -> bool:
    """Put a line into a table; return that a chain is open."""
    if in_chain:
        _check(body, number)
    elif not _CHAIN.fullmatch(body):
        raise _error(number, body)
    table.append(f"    {body}" if in_chain else f"  {body}")
    return True


def _check_jumps(rows: list[str]) -> None:
    chains = {row.split()[1] for row in rows if row.startswith("  chain ")}
    for row in rows:
        jump = re.search(r"jump (\S+)", row)
        if jump is not None and jump[1] not in chains:
            raise FailedError("Error: Could not process rule: No such file or directory")


def _error(number: int, body: str) -> FailedError:
    return FailedError(f"/dev/stdin:{number}:1: Error: syntax error, unexpected {body!r}")


def _command(tables: Tables, body: str, number: int) -> None:
    words = body.split()
    if body == "flush ruleset":
        tables.clear()
        return
    if len(words) != 4 or words[1] != "table" or words[0] not in ("add", "flush", "delete"):
        raise _error(number, body)
    key = " ".join(words[2:])
    if words[0] == "add":
        tables.setdefault(key, [])
        return
    if key not in tables:
        raise FailedError(f"Error: No such file or directory; table {words[3]}")
    if words[0] == "delete":
        del tables[key]
    else:
        # Rules go and chains stay; they are given again with the same hooks.
        tables[key] = []


def _check(body: str, number: int) -> None:
    if _BASE.fullmatch(body):
        return
    rest = body
    while rest:
        if _VERDICT.fullmatch(rest):
            return
        match = _MATCH.match(rest)
        if match is None:
            raise _error(number, body)
        rest = rest[match.end() :].lstrip()


def show(tables: Tables, key: str) -> str:
    """Return one table as `nft list table` prints it."""
    if key not in tables:
        raise FailedError("Error: No such file or directory")
    return "".join(f"{row}\n" for row in (f"table {key} {{", *tables[key], "}"))


def accepts(tables: Tables, pattern: str) -> bool:
    """Return whether what reaches the device itself is let in by a rule that matches.

    Without a chain that drops what nobody asked for, everything is.
    """
    rows = tables.get("inet parknet", [])
    inside: list[str] = []
    is_inside = False
    for row in rows:
        if row == "  chain input {":
            is_inside = True
        elif row == "  }":
            is_inside = False
        elif is_inside:
            inside.append(row.strip())
    if not any("hook input" in row and "policy drop" in row for row in inside):
        return True
    return any(re.search(pattern, row) and row.endswith("accept") for row in inside)
