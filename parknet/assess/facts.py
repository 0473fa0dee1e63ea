"""Readings in, what is told beside all verdicts out: IPv6 by device, Wi-Fi by controller.

No policy gives a number for either, so nothing here passes or fails (V11). What a device did not
tell is counted as unknown.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from parknet.assess import metrics
from parknet.assess.answers import Known
from parknet.assess.places import Places
from parknet.model.snapshot import DeviceSnapshot, Snapshot
from parknet.model.verdict import Ipv6Readiness, WlanLoad

_IPV4: Final = ("ipv4.in_octets", "ipv4.out_octets")
_IPV6: Final = ("ipv6.in_octets", "ipv6.out_octets")


def ipv6_readiness(places: Places, snapshot: Snapshot, known: Known) -> Iterator[Ipv6Readiness]:
    """Yield, for each device that is users' gateway, how many of its VLANs have routed IPv6."""
    gateways: defaultdict[str, list[str]] = defaultdict(list)
    for plan in places.network.buildings:
        for device, svi in places.user_gateways(plan):
            gateways[device].append(svi.name)
    for device, interfaces in gateways.items():
        ready = unknown = 0
        for interface in interfaces:
            found = known.cells.addresses(device, interface)
            is_up = known.cells.value(device, metrics.OPER_STATUS, interface) == metrics.UP
            is_whole = known.cells.is_whole(device, metrics.IPV6_ADDRESS)
            if found and is_up:
                ready += 1
            elif found is None or not is_up or not is_whole:
                unknown += 1
        yield Ipv6Readiness(
            device=device,
            vlans=len(interfaces),
            ready=ready,
            unknown=unknown,
            share_percent=_share(snapshot.devices.get(device)),
        )


def _share(read: DeviceSnapshot | None) -> float | None:
    """Return IPv6's part of a device's traffic since its counters began, if it tells both."""
    if read is None or any(name not in read.columns for name in (*_IPV4, *_IPV6)):
        return None
    old, new = (sum(_octets(read, name) for name in names) for names in (_IPV4, _IPV6))
    return round(100 * new / (old + new), 2) if old + new else None


def _octets(read: DeviceSnapshot, metric: str) -> float:
    """Return a counter of the whole device, or the sum over its interfaces where it has none."""
    column = read.columns[metric]
    values = dict(zip(column.instances, column.values, strict=True))
    told = [values[""]] if "" in values else values.values()
    return sum(value for value in told if isinstance(value, int | float))


def wlan_load(places: Places, snapshot: Snapshot, known: Known) -> Iterator[WlanLoad]:
    """Yield, for each controller, which of its access points serve users, and how many users."""
    planned: defaultdict[str, list[str]] = defaultdict(list)
    for ap in places.network.aps:
        planned[ap.controller].append(ap.id)
    for controller, names in planned.items():
        words = known.cells.in_service(controller)
        states = [known.cells.ap_state(controller, name) for name in names]
        told = [state for state in states if state is not None] if words else []
        read = snapshot.devices.get(controller)
        busiest = _most(read, "wlan.radio.utilisation")
        clients = _numbers(read, "wlan.ap.clients") or _numbers(read, "wlan.radio.clients")
        yield WlanLoad(
            controller=controller,
            planned=len(names),
            in_service=sum(state in words for state in told),
            unknown=len(names) - len(told),
            clients=round(sum(clients.values())) if clients else None,
            busiest_percent=busiest[1] if busiest else None,
            busiest=busiest[0] if busiest else "",
        )


def hearing(snapshot: Snapshot) -> int:
    """Return how many devices told whom they hear: of the others, cabling is unknown."""
    return sum(
        any(name in read.columns for name in ("lldp.remote_name", "cdp.remote_name"))
        for read in snapshot.devices.values()
    )


def _numbers(read: DeviceSnapshot | None, metric: str) -> dict[str, float]:
    column = read.columns.get(metric) if read is not None else None
    if column is None:
        return {}
    cells = zip(column.instances, column.values, strict=True)
    return {name: float(value) for name, value in cells if isinstance(value, int | float)}


def _most(read: DeviceSnapshot | None, metric: str) -> tuple[str, float] | None:
    return max(_numbers(read, metric).items(), key=lambda one: one[1], default=None)
