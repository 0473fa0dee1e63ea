"""What a Debian router is joined to: what its programs tell in, one record out; nothing is changed.

Forms: [D] FRR 8.4 user guide, OSPFv2, OSPFv3 and BGP, `show … json`; ip-link(8), -json; lldpcli(8),
json0; ping(8) of iputils. [T] on a real machine without neighbours; [U] the rows of real ones.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from parknet.drivers.napalm.frr import show
from parknet.errors import CommandRejectedError
from parknet.model.standing import Standing, Tie

Run = Callable[..., str]
_PINGS: Final = ("-n", "-c", "2", "-W", "1")
_RECEIVED: Final = re.compile(r"(\d+) (?:packets )?received")
_DEFAULTS: Final = re.compile(r"^(?:ip route 0\.0\.0\.0/0|ipv6 route ::/0) ([0-9a-fA-F.:]+)", re.M)
# No port: what the kernel and the switch have beside those with a cable, and VLAN interfaces.
_NO_PORT: Final = re.compile(r"lo|br0|ovs-.*|vlan\d+|bond\d+")


def standing(run: Run, device: str) -> Standing:
    """Return what a machine is joined to; what it cannot tell is named."""
    unchecked: list[str] = []
    ties: set[Tie] = set()
    running = run("vtysh", "-c", "show running-config no-header")

    def ask(title: str, read: Callable[[str], Iterator[Tie]], *words: str) -> None:
        try:
            ties.update(read(run(*words)))
        except (CommandRejectedError, ValueError):
            unchecked.append(f"{title}: the device refuses {' '.join(words)!r}")

    ask("ports", _ports, "ip", "-json", "link", "show")
    ask("LLDP neighbours", _lldp, "lldpctl", "-f", "json0")
    for title, head, read, command in (
        ("OSPF", "router ospf\n", _ospf, "show ip ospf neighbor json"),
        ("OSPFv3", "router ospf6\n", _ospfv3, "show ipv6 ospf6 neighbor json"),
        ("BGP", "router bgp ", _bgp, "show bgp summary json"),
    ):
        if re.search(rf"^{head}", running, re.MULTILINE):
            ask(title, read, "vtysh", "-c", command)
    for address in dict.fromkeys(_DEFAULTS.findall(running)):
        if _answers(run, address, unchecked):
            ties.add(Tie("gateway", address))
    return Standing(device=device, ties=tuple(sorted(ties)), unchecked=tuple(unchecked))


def _answers(run: Run, address: str, unchecked: list[str]) -> bool:
    """Ping an address; without an answer ping fails, and says how many there were."""
    try:
        told = run("ping", *_PINGS, address)
    except CommandRejectedError as error:
        told = error.reply
        if "received" not in told:
            unchecked.append(f"default gateway: the device cannot ping: {told[-80:]}")
    counted = _RECEIVED.search(told)
    return counted is not None and int(counted[1]) > 0


def _ports(shown: str) -> Iterator[Tie]:
    for link in json.loads(shown):
        if "LOWER_UP" in link["flags"] and not _NO_PORT.fullmatch(link["ifname"]):
            yield Tie("port", link["ifname"])


def _lldp(shown: str) -> Iterator[Tie]:
    for port, found in show.neighbours(shown).items():
        for neighbour in found:
            yield Tie("lldp", port, neighbour["hostname"])


def _is_full(row: Mapping[str, Any]) -> bool:
    return str(row.get("nbrState") or row.get("state") or "").startswith("Full")


def _ospf(shown: str) -> Iterator[Tie]:
    for router_id, rows in json.loads(shown).get("neighbors", {}).items():
        for row in rows:
            if _is_full(row):
                yield Tie("ospf", str(row["ifaceName"]).partition(":")[0], router_id)


def _ospfv3(shown: str) -> Iterator[Tie]:
    for row in json.loads(shown).get("neighbors", []):
        if _is_full(row):
            yield Tie("ospfv3", str(row["interfaceName"]), str(row["neighborId"]))


def _bgp(shown: str) -> Iterator[Tie]:
    for family in json.loads(shown).values():
        peers = family.get("peers", {}) if isinstance(family, dict) else {}
        for address, row in peers.items():
            if row.get("state") == "Established":
                yield Tie("bgp", address)
