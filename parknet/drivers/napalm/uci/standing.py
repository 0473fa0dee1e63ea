"""What an OpenWrt device is joined to: ubus, lldpcli and ping in, one record out.

Forms: [C] netifd, ubus.c (network.device status); [D] lldpcli(8), json0; [D] BusyBox, ping: exit
status 1 and `0 packets received` where nobody answers.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, Protocol

from parknet.errors import CommandRejectedError, DeviceError
from parknet.model.standing import Standing, Tie

_RECEIVED: Final = re.compile(r"(\d+) packets received")
_SECTION: Final = re.compile(r"^config (\S+)", re.MULTILINE)
_DEFAULT: Final = re.compile(r"option target '(?:0\.0\.0\.0/0|::/0)'")
_GATEWAY: Final = re.compile(r"option gateway '([0-9a-fA-F.:]+)'")
# No port: the bridge, its VLANs and bonds, which say no more than their ports do.
_NO_PORT: Final = re.compile(r"lo|br-.*|bond\d+|.*\.\d+")


class Machine(Protocol):
    """What asks the device."""

    def get_config(self, retrieve: str, *, sanitized: bool) -> dict[str, str]:
        """Return configurations."""
        ...

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of devices."""
        ...

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours."""
        ...

    def _ping_twice(self, address: str) -> str:
        """Return what ping printed, whether or not anybody answered."""
        ...


def standing(machine: Machine, device: str) -> Standing:
    """Return what a device is joined to; what it cannot tell is named."""
    unchecked: list[str] = []
    ties: set[Tie] = set()
    for title, read in (("ports", _ports), ("LLDP neighbours", _lldp), ("gateways", _gateways)):
        try:
            ties.update(read(machine))
        except CommandRejectedError as error:
            unchecked.append(f"{title}: the device refuses {error.line!r}")
        except DeviceError as error:
            if "JSON" not in str(error):
                raise
            unchecked.append(f"{title}: {error}")
    return Standing(device=device, ties=tuple(sorted(ties)), unchecked=tuple(unchecked))


def _ports(machine: Machine) -> Iterator[Tie]:
    for name, found in machine.get_interfaces().items():
        if found["is_up"] and not _NO_PORT.fullmatch(name):
            yield Tie("port", name)


def _lldp(machine: Machine) -> Iterator[Tie]:
    for port, neighbours in machine.get_lldp_neighbors().items():
        for neighbour in neighbours:
            yield Tie("lldp", port, neighbour["hostname"])


def _gateways(machine: Machine) -> Iterator[Tie]:
    text = machine.get_config("running", sanitized=True)["running"]
    heads = [*_SECTION.finditer(text)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for head, end in zip(heads, ends, strict=True):
        section = text[head.start() : end]
        gateway = _GATEWAY.search(section)
        if head[1] in ("route", "route6") and gateway and _DEFAULT.search(section):
            received = _RECEIVED.search(machine._ping_twice(gateway[1]))
            if received is not None and int(received[1]):
                yield Tie("gateway", gateway[1])
