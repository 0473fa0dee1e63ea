"""The files of a Debian router: who owns them, what checks and activates them, what masks them.

A device's text is a bundle: files one after the other, each headed by `### file: PATH`; a file
that parknet did not write is headed `### foreign: PATH`. In a patch `### gone: PATH` is a file to
be removed, and `### first: PATH` heads commands to be run before those of that file, in one
transaction.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parknet.errors import CommandRejectedError

MASK: Final = "<<secret>>"
HEADER: Final = re.compile(r"^### (file|foreign|gone|first): (/\S+)$")
OVS: Final = "/etc/parknet/ovs-vsctl"
FLOWS: Final = "/etc/parknet/flows"
FRR: Final = "/etc/frr/frr.conf"
DAEMONS: Final = "/etc/frr/daemons"
NFT: Final = "/etc/nftables.conf"
ACCOUNTS: Final = "/etc/parknet/accounts"
HOSTNAME: Final = "/etc/hostname"
HOSTS: Final = "/etc/hosts"
SYSCTL: Final = "/etc/sysctl.d/60-parknet.conf"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a device.

    Attributes:
        mode: octal; files with secrets are their reader's alone.
        owner: user and group.
        check: the command that accepts or refuses it; `{}` is its path.
        service: init script or unit that is told of a change, and how.
    """

    mode: str = "0644"
    owner: tuple[str, str] = ("root", "root")
    check: tuple[str, ...] = ()
    service: tuple[str, str] = ("", "")


# In the order of the document; what is activated first stands first.
FILES: Final[Mapping[str, Kept]] = {
    HOSTS: Kept(),  # before the name that it holds
    HOSTNAME: Kept(),
    SYSCTL: Kept(),
    DAEMONS: Kept("0640", ("frr", "frr")),
    # [D] vtysh(1), -C: check the file for syntax errors; it ends with 2 and the line [T].
    FRR: Kept("0640", ("frr", "frr"), ("vtysh", "-C", "-f", "{}")),
    OVS: Kept("0600"),
    # [D] ovs-ofctl(8), parse-flows: reads flows as replace-flows does.
    FLOWS: Kept("0600", check=("ovs-ofctl", "parse-flows", "{}")),
    NFT: Kept("0640", check=("nft", "-c", "-f", "{}")),  # [D] nft(8), --check
    "/etc/snmp/snmpd.conf": Kept("0600", service=("snmpd", "restart")),
    # [D] sshd(8), -t: test mode.
    "/etc/ssh/sshd_config.d/60-parknet.conf": Kept(
        "0600", check=("/usr/sbin/sshd", "-t", "-f", "{}"), service=("ssh", "reload")
    ),
    ACCOUNTS: Kept("0600"),
    # [D] chronyd(8), -p: print the configuration and exit.
    "/etc/chrony/chrony.conf": Kept(
        check=("chronyd", "-p", "-f", "{}"), service=("chrony", "restart")
    ),
    "/etc/chrony/parknet.keys": Kept("0640", ("root", "_chrony"), service=("chrony", "restart")),
    "/etc/rsyslog.d/60-parknet.conf": Kept(
        check=("rsyslogd", "-N1", "-f", "{}"), service=("rsyslog", "restart")
    ),
    "/etc/lldpd.d/60-parknet.conf": Kept(service=("lldpd", "restart")),
    # [D] dnsmasq(8), --test.
    "/etc/dnsmasq.d/60-parknet.conf": Kept(
        check=("dnsmasq", "--test", "-C", "{}"), service=("dnsmasq", "restart")
    ),
}
# Packages whose own files parknet replaces: as they come, nobody's work is in them.
PACKAGES: Final = ("chrony", "frr", "nftables", "snmpd")

# The words that are secret, by file; every group of such a pattern is masked.
_SECRETS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    FRR: (
        # [D] FRR 8.4 user guide: OSPFv2, BGP, RIP keys, Basic Setup.
        re.compile(r"^\s*ip\s+ospf\s+message-digest-key\s+\d+\s+md5\s+(\S+)"),
        re.compile(r"^\s*ip\s+ospf\s+authentication-key\s+(\S+)"),
        re.compile(r"^\s*area\s+\S+\s+virtual-link\s+\S+\s+.*(?:md5|authentication-key)\s+(\S+)"),
        re.compile(r"^\s*neighbor\s+\S+\s+password\s+(\S+)"),
        re.compile(r"^\s*(?:enable\s+)?password\s+(?:8\s+)?(\S+)"),
        re.compile(r"^\s*key-string\s+(.+)$"),
        re.compile(r"^\s*ipv6\s+ospf6\s+authentication\s+.*key\s+(\S+)"),
    ),
    "/etc/snmp/snmpd.conf": (
        # [D] snmpd.conf(5), createUser [-e ENGINEID] USER AUTH "SECRET" PRIV "SECRET".
        re.compile(
            r'^\s*createUser\s+(?:-e\s+\S+\s+)?\S+\s+\S+\s+("[^"]*"|\S+)(?:\s+\S+\s+("[^"]*"|\S+))?',
            re.IGNORECASE,
        ),
        re.compile(r"^\s*r[ow](?:community|community6)\s+(\S+)", re.IGNORECASE),
        re.compile(r"^\s*com2sec6?\s+\S+\s+\S+\s+(\S+)", re.IGNORECASE),
        re.compile(r"^\s*usmUser\s+(.*)$", re.IGNORECASE),
    ),
    ACCOUNTS: (re.compile(r"^[^:]*:(.+)$"),),
    "/etc/chrony/parknet.keys": (re.compile(r"^\s*\d+\s+(?:\S+\s+)?(?:ASCII:|HEX:)?(\S+)\s*$"),),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a text.

    Attributes:
        files: what is in each file, by path.
        foreign: paths of files that parknet did not write.
        gone: paths of files to be removed.
        first: Open vSwitch commands that go before those of the file.
    """

    files: Mapping[str, str]
    foreign: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@dataclass(slots=True)
class _Parts:
    files: dict[str, list[str]] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)


def read_bundle(lines: Sequence[str]) -> Bundle:
    """Return the files of a text or a patch.

    Raises:
        CommandRejectedError: a line stands in no file, or a path is not one of ours.
    """
    parts = _Parts()
    into: list[str] | None = None
    for line in lines:
        match = HEADER.match(line)
        if match is None:
            if into is None:
                raise CommandRejectedError(line, "not sent: it stands in no file")
            into.append(line)
            continue
        kind, path = match[1], match[2]
        if path not in FILES or (kind == "first" and path != OVS):
            raise CommandRejectedError(line, "not sent: this is no file of parknet's")
        if kind == "gone":
            parts.gone.append(path)
            into = None
        elif kind == "first":
            into = parts.first
        else:
            into = parts.files.setdefault(path, [])
            parts.foreign |= {path} if kind == "foreign" else set()
    return Bundle(
        {path: "".join(f"{line}\n" for line in body) for path, body in parts.files.items()},
        frozenset(parts.foreign),
        tuple(parts.gone),
        tuple(parts.first),
    )


def show_bundle(files: Mapping[str, bytes], foreign: frozenset[str], *, masked: bool) -> str:
    """Return files as one text; whoever is to see it without secrets has it masked."""
    parts = []
    for path in FILES:
        if path not in files:
            continue
        parts.append(f"### {'foreign' if path in foreign else 'file'}: {path}\n")
        for line in files[path].decode("utf-8", "replace").splitlines():
            shown = f" {line}" if HEADER.match(line) else line
            parts.append(f"{mask_line(path, shown) if masked else shown}\n")
    return "".join(parts)


def mask_line(path: str, line: str) -> str:
    """Return a line of a file with every secret as `<<secret>>`.

    Example:
        >>> mask_line("/etc/snmp/snmpd.conf", 'createUser ops SHA-256 "one" AES "two"')
        'createUser ops SHA-256 "<<secret>>" AES "<<secret>>"'
        >>> mask_line("/etc/parknet/accounts", "ops:one:two")
        'ops:<<secret>>'
    """
    for pattern in _SECRETS.get(path, ()):
        match = pattern.match(line)
        if match is None:
            continue
        for number in range(len(match.groups()), 0, -1):
            start, end = match.span(number)
            if start < 0:
                continue
            quoted = line[start] == line[end - 1] == '"' and end - start > 1
            start, end = (start + 1, end - 1) if quoted else (start, end)
            line = line[:start] + MASK + line[end:]
        break
    return line


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file, as sha256sum prints it."""
    return hashlib.sha256(content).hexdigest()


def read_written(text: str) -> dict[str, str]:
    """Return what a record of written files says: path to SHA-256 [D] sha256sum(1)."""
    rows = (line.split(None, 1) for line in text.splitlines())
    return {row[1].lstrip("*"): row[0] for row in rows if len(row) == 2}


def show_written(record: Mapping[str, str]) -> str:
    """Return a record of written files."""
    return "".join(f"{value}  {path}\n" for path, value in sorted(record.items()))
