"""A MAC or IP address in, where it is plugged in out: asked of the devices that can know.

Routers are asked first, then what is behind the ports they learnt the address on, and the rest of
the park only where that leads nowhere: forwarding tables of a whole park are much to read.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_address
from typing import Final

from parknet.assess.locate import Search, is_mac
from parknet.collect import decode, read_profiles, request_for
from parknet.collect.plan import profiles_by_device
from parknet.drivers.base import Reader
from parknet.errors import IntentError, Problem
from parknet.model.collector import Profile, Tier
from parknet.model.location import Location
from parknet.model.network import Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot
from parknet.pipeline.measure import READERS, ReaderName
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.units import counted

TIERS: Final[frozenset[Tier]] = frozenset({"identity", "neighbours", "search", "stations"})
ALSO: Final = ("interface.mac", "wlan.ap.name", "system.name")
_ROUTERS: Final = frozenset({"gateway", "core", "aggregation", "controller"})
_MAC: Final = re.compile(r"[0-9a-f]{12}")
_BETWEEN: Final = re.compile(r"[-:.]")


def trace(site: Site, reach: Reach, asked: str, reader: ReaderName = "gufo") -> Location:
    """Return where a MAC or IP address is plugged in, as devices say now.

    Raises:
        IntentError: it is neither.
    """
    wanted = address_of(asked)
    asking = Asking(site, READERS[reader](reach.snmp_targets(), reach.snmp_credential()))
    known: dict[str, DeviceSnapshot] = {}
    started = site.clock.now()
    found = Location(asked=wanted)
    for stage in _stages(site.network, wanted):
        waiting: Collection[str] = [name for name in stage if name not in known]
        while waiting:
            site.talk(f"asking {counted(len(waiting), 'device')} over SNMPv3 for {wanted}")
            known |= asking.ask(waiting)
            snapshot = Snapshot(site.park, started, dict(known), reach.rehearsal)
            search = Search(site.network, snapshot, wanted)
            found, waiting = search.location(), search.ahead()
        if any(place.kind != "beyond" for place in found.places):
            break
    return found


def _stages(network: Network, wanted: str) -> Iterator[Collection[str]]:
    """Yield whom to ask: who routes the address's subnet, all that route, everybody."""
    if not is_mac(wanted):
        address = ip_address(wanted)
        yield [
            device.name
            for device in network.devices
            if any(
                address in one.network
                for svi in device.svis
                if svi.role == "segment"
                for one in (svi.ipv4, svi.ipv6)
                if one is not None
            )
        ]
    yield [
        device.name
        for device in network.devices
        if device.role in _ROUTERS or device.router_id is not None
    ]
    yield [device.name for device in network.devices]


def address_of(text: str) -> str:
    """Return a MAC address as `aa:bb:cc:dd:ee:ff`, or an IP address in its shortest form.

    Raises:
        IntentError: it is neither.

    Example:
        >>> address_of("00E0-FC12-3456"), address_of("2001:db8:0::1")
        ('00:e0:fc:12:34:56', '2001:db8::1')
    """
    written = text.strip().lower()
    try:
        return str(ip_address(written))
    except ValueError:
        digits = _BETWEEN.sub("", written)
    if _MAC.fullmatch(digits):
        return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
    raise IntentError(
        Problem(
            f"address {text}",
            "is neither a MAC address nor an IP address",
            "write 00:e0:fc:12:34:56, 00e0-fc12-3456, 10.0.0.1 or 2001:db8::1",
        )
    )


class Asking:
    """Asks devices of the design what they learnt, resolved and hear."""

    def __init__(self, site: Site, reader: Reader) -> None:
        profiles = read_profiles(site.workspace.collector_profiles())
        self._wanted: Mapping[str, list[Profile]] = {
            device: with_bridge(of, profiles)
            for device, of in profiles_by_device(
                site.network, profiles, site.intent.library.platforms
            ).items()
        }
        self._reader = reader
        self._clock = site.clock

    def ask(self, devices: Collection[str]) -> dict[str, DeviceSnapshot]:
        """Read devices, each once."""
        requests = [request_for(name, self._wanted[name], TIERS, also=ALSO) for name in devices]
        return {
            reply.device: decode(reply, self._wanted[reply.device], self._clock.now())
            for reply in self._reader.poll_many(requests)
        }


def with_bridge(of: list[Profile], profiles: Mapping[str, Profile]) -> list[Profile]:
    """Return a device's profiles with the standard forwarding table, which polls leave out."""
    bridge = profiles.get("bridge")
    return of if bridge is None or bridge in of else [*of, bridge]
