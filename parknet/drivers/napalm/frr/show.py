"""What the programs of a Debian router print in, NAPALM's answers out."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any, Final

from napalm.base import models

from parknet.drivers.napalm.frr.files import HOSTNAME, HOSTS, Bundle, mask_line

_HEADING: Final = re.compile(r"^(Lines To (Add|Delete)|=+)$")
# Debian 12 has no pim6d [T]: what is for it stands in the file and runs nowhere. Heads say nothing.
_KERNELS: Final = re.compile(
    r"^(no )?(hostname \S+|ip forwarding|ipv6 forwarding|interface \S+|ipv6 (pim|mld)( .*)?)$"
)
_VERSION: Final = re.compile(r"FRRouting (\S+)")


def system(os_release: str) -> str:
    r"""Return which system runs [D] os-release(5).

    Example:
        >>> system('ID=debian\nVERSION_ID="12"\n')
        'debian12'
    """
    rows = (line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    values = {key: value.strip('"') for key, value in rows}
    return values.get("ID", "") + values.get("VERSION_ID", "")


def is_plain(path: str, content: bytes) -> bool:
    r"""Return whether a file holds no more than an installer puts into it.

    Example:
        >>> is_plain("/etc/hosts", b"127.0.0.1 localhost\n127.0.1.1 debian\n")
        True
        >>> is_plain("/etc/hosts", b"10.0.0.9 git\n")
        False
    """
    rows = [row.split() for row in content.decode("utf-8", "replace").splitlines()]
    if path == HOSTNAME:
        return len(rows) == 1
    kept = [row for row in rows if row and not row[0].startswith("#")]
    own = ("127.0.", "::1", "fe00::", "ff00::", "ff02::")
    return path == HOSTS and all(row[0].startswith(own) for row in kept)


def is_shipped(path: str, content: bytes, conffiles: str) -> bool:
    """Return whether a file is as its package has it: path and MD5 in dpkg's list."""
    # dpkg lists MD5; it tells a file from its package's, and protects nothing.
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return any(row.split()[:2] == [path, found] for row in conffiles.splitlines())


def is_different(told: str) -> bool:
    """Return whether FRR runs what its file does not say, by what `frr-reload.py --test` tells.

    FRR tells the name of the machine and the forwarding of the kernel as its own [T].
    """
    rows = (row.strip() for row in told.splitlines())
    return any(row and not _HEADING.match(row) and not _KERNELS.match(row) for row in rows)


def differences(files: Mapping[str, bytes], bundle: Bundle) -> str:
    """Return what a patch changes of a device's files, secrets masked."""
    rows: list[str] = []
    for path in (*bundle.files, *bundle.gone):
        old = files.get(path, b"").decode("utf-8", "replace").splitlines()
        new = bundle.files.get(path, "").splitlines()
        shown_old, shown_new = ([mask_line(path, line) for line in side] for side in (old, new))
        rows += unified_diff(shown_old, shown_new, path, path, lineterm="")
    return "\n".join(rows)


def failed_at(trace: str) -> tuple[str, str]:
    """Return the command that a script ended at, and what it said, from the shell's trace."""
    lines = trace.splitlines()
    at = max((at for at, line in enumerate(lines) if line.startswith("+ ")), default=-1)
    if at < 0:
        return "apply", " ".join(trace.split())[-400:] or "nothing was said"
    said = " ".join(" ".join(lines[at + 1 :]).split())
    return lines[at][2:], said[-400:] or "nothing was said"


def names(links: str) -> list[str]:
    """Return the interfaces' names."""
    return [link["ifname"] for link in json.loads(links)]


def facts(
    *, links: str, uptime: str, hostname: str, version: str, product: Sequence[str]
) -> models.FactsDict:
    """Return what a device is; what it does not tell is empty."""
    found = _VERSION.search(version)
    vendor, model, serial = product
    return {
        "uptime": float(uptime.split(maxsplit=1)[0]),
        "vendor": vendor or "Debian",
        "model": model or "unknown",
        "os_version": f"Debian 12, FRR {found[1] if found else 'unknown'}",
        "serial_number": serial or "unknown",
        "hostname": hostname.strip(),
        "fqdn": hostname.strip(),
        "interface_list": names(links),
    }


def descriptions(running: str) -> dict[str, str]:
    """Return FRR's descriptions of interfaces."""
    found: dict[str, str] = {}
    name = ""
    for line in running.splitlines():
        if line.startswith("interface "):
            name = line.split()[1]
        elif not line.startswith(" "):
            name = ""
        elif name and line.startswith(" description "):
            found[name] = line.removeprefix(" description ")
    return found


def interfaces(
    links: str, speeds: str, described: Mapping[str, str]
) -> dict[str, models.InterfaceDict]:
    """Return interfaces; a speed that the kernel does not know is 0."""
    rows = (row.rpartition(":") for row in speeds.splitlines())
    rate = {path.split("/")[4]: max(float(value), 0.0) for path, _, value in rows if path}
    return {
        link["ifname"]: {
            "is_up": link.get("operstate") in ("UP", "UNKNOWN") and "LOWER_UP" in link["flags"],
            "is_enabled": "UP" in link["flags"],
            "description": described.get(link["ifname"], ""),
            "last_flapped": -1.0,
            "speed": rate.get(link["ifname"], 0.0),
            "mtu": int(link["mtu"]),
            "mac_address": link.get("address", "").upper(),
        }
        for link in json.loads(links)
    }


def addresses(shown: str) -> dict[str, models.InterfacesIPDict]:
    """Return addresses by interface; those of the link alone are left out."""
    found: dict[str, models.InterfacesIPDict] = {}
    for link in json.loads(shown):
        for row in link.get("addr_info", ()):
            if row["scope"] == "link" or row["local"] in ("127.0.0.1", "::1"):
                continue
            family = "ipv4" if row["family"] == "inet" else "ipv6"
            of_port: Any = found.setdefault(link["ifname"], {})
            of_port.setdefault(family, {})[row["local"]] = {"prefix_length": row["prefixlen"]}
    return found


def neighbours(shown: str) -> dict[str, list[models.LLDPNeighborDict]]:
    """Return LLDP neighbours by port [D] lldpcli(8), -f json0: every element is a list."""
    found: dict[str, list[models.LLDPNeighborDict]] = {}
    for block in json.loads(shown or "{}").get("lldp", ()):
        for row in block.get("interface", ()):
            chassis, port = row.get("chassis", [{}])[0], row.get("port", [{}])[0]
            name = _value(chassis, "name") or _value(chassis, "id")
            found.setdefault(row["name"], []).append(
                {"hostname": name, "port": _value(port, "id") or _value(port, "descr")}
            )
    return found


def _value(element: Mapping[str, Any], key: str) -> str:
    return next((str(row.get("value", "")) for row in element.get(key, ())), "")


def vlans(ports: str, described: Mapping[str, str]) -> dict[str, models.VlanDict]:
    """Return VLANs with their ports [D] ovs-vsctl(8), --format=json."""
    table = json.loads(ports)
    of_vlan: dict[int, list[str]] = {}
    for row in table["data"]:
        port = dict(zip(table["headings"], row, strict=True))
        numbers = {*_set(port["tag"]), *_set(port["trunks"])} & set(range(1, 4095))
        for number in numbers:
            of_vlan.setdefault(number, []).append(port["name"])
    return {
        str(number): {
            "name": described.get(f"vlan{number}", ""),
            "interfaces": sorted(of_vlan[number]),
        }
        for number in sorted(of_vlan)
    }


def _set(value: Any) -> list[int]:  # OVSDB writes one value plainly and others as ["set", [...]]
    return value[1] if isinstance(value, list) else [value]
