"""Faults on demand: what is wrong with the emulated park, and a seeded choice of it.

State faults change what devices show, never what they are configured to; session faults change
how a command line behaves. Subjects are the ids of `parknet.model.network`, so that what was
planted can be compared with what a judge found.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from parknet.model.network import DevicePlan, Network

StateKind = Literal["uplink_slow", "desktop_slow", "ap_down", "ipv6_lost"]
SessionKind = Literal[
    "dropped_session",  # detail: at which configuration line
    "power_lost",  # detail: at which configuration line
    "dropped_commit",
    "dropped_reply",  # detail: to which command or question, as a regular expression
    "slow_reply",  # detail: real seconds
    "refused_line",  # detail: which configuration line
    "wrong_host_key",
    "wrong_password",
    "silent",
    "flash_full",
]
# Their detail is a number of configuration lines.
COUNTED: Final = ("dropped_session", "power_lost", "refused_line")
STATE_KINDS: Final[tuple[StateKind, ...]] = ("uplink_slow", "desktop_slow", "ap_down", "ipv6_lost")
# Offices are never full: this share of the outlets has a machine that is switched on.
LIVE_SHARE: Final = 0.85


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        subject: `link/<id>`, `outlet/<id>`, `ap/<id>`, `vlan/<building>/<segment>` or
            `device/<name>`.
        device: where it shows.
        instance: the interface or AP by which it shows.
        detail: what a session fault needs to know, or a remark.
    """

    kind: StateKind | SessionKind
    subject: str
    device: str
    instance: str = ""
    detail: str = ""


def live_outlets(network: Network, seed: int) -> frozenset[str]:
    """Return the ids of outlets with a machine that is switched on."""
    chance = random.Random(f"{seed} outlets")  # noqa: S311 - a rehearsal, not a secret
    return frozenset(outlet.id for outlet in network.outlets if chance.random() < LIVE_SHARE)


def possible(network: Network, seed: int) -> dict[StateKind, list[Fault]]:
    """Return every state fault that would be noticed, by kind."""
    live = live_outlets(network, seed)
    found: dict[StateKind, list[Fault]] = {kind: [] for kind in STATE_KINDS}
    for fault in (*_uplinks(network), *_gateways(network)):
        found[_state(fault)].append(fault)
    for outlet in network.outlets:
        if outlet.id in live and outlet.desktop:
            found["desktop_slow"].append(
                Fault(
                    "desktop_slow", f"outlet/{outlet.id}", outlet.end.device, outlet.end.port, "10M"
                )
            )
    for ap in network.aps:
        found["ap_down"].append(Fault("ap_down", f"ap/{ap.id}", ap.controller, ap.id))
    return found


def _state(fault: Fault) -> StateKind:
    return next(kind for kind in STATE_KINDS if kind == fault.kind)


def _uplinks(network: Network) -> Iterator[Fault]:
    """Yield building uplinks that are one cable: in a LAG the others would make up for it."""
    lagged = {
        (device.name, port.name) for device in network.devices for port in device.ports if port.lag
    }
    for link in network.links:
        if link.kind == "building" and (link.a.device, link.a.port) not in lagged:
            yield Fault("uplink_slow", f"link/{link.id}", link.a.device, link.a.port, "100M")


def _gateways(network: Network) -> Iterator[Fault]:
    seconds = {building.second for building in network.buildings}
    for device in network.devices:
        for svi in device.svis:
            if svi.role == "segment" and svi.ipv6 is not None and device.building:
                subject = gateway_subject(device, svi.segment, is_second=device.name in seconds)
                yield Fault("ipv6_lost", subject, device.name, svi.name)


def gateway_subject(device: DevicePlan, segment: str, *, is_second: bool) -> str:
    """Return what a fault calls the gateway of a segment; of two, the second says which."""
    subject = f"vlan/{device.building}/{segment}"
    return f"{subject}/{device.name}" if is_second else subject


def plant(network: Network, seed: int, count: int) -> tuple[Fault, ...]:
    """Return `count` state faults chosen by a seed, of every kind in turn where there are such.

    Fewer are returned where the park is too small for so many; none for 0.
    """
    chance = random.Random(f"{seed} faults")  # noqa: S311 - a rehearsal, not a secret
    pools = {
        kind: chance.sample(faults, len(faults)) for kind, faults in possible(network, seed).items()
    }
    order = chance.sample(STATE_KINDS, len(STATE_KINDS))
    chosen: list[Fault] = []
    while len(chosen) < count and any(pools.values()):
        for kind in order:
            if pools[kind] and len(chosen) < count:
                chosen.append(pools[kind].pop())
    return tuple(sorted(chosen))
