"""Where devices are managed: a plan or its outcomes in, what is remembered of it out."""

from collections import defaultdict
from collections.abc import Iterable

from parknet.drivers.known_hosts import host_name, with_name
from parknet.model.change import Change, Outcome, OutcomeStatus
from parknet.model.network import ApPlan, Network
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach


def hops_to(network: Network) -> dict[str, int]:
    """Return over how many cables each device hangs on a router of its building."""
    near: dict[str, set[str]] = defaultdict(set)
    joined = [(link.a.device, link.b.device) for link in network.links]
    # An access point that is a device of its own is its own controller.
    joined += [(ap.end.device, ap.controller) for ap in network.aps if _is_own(network, ap)]
    for one, other in joined:
        near[one].add(other)
        near[other].add(one)
    found = {device.name: 0 for device in network.devices if device.router_id is not None}
    waiting = list(found)
    for name in waiting:
        for other in sorted(near[name] - found.keys()):
            found[other] = found[name] + 1
            waiting.append(other)
    return found


def _is_own(network: Network, ap: ApPlan) -> bool:
    device = network.by_name.get(ap.controller)
    return device is not None and device.role == "ap"


def remember_seen(site: Site, reach: Reach, read: Iterable[str], changes: Iterable[Change]) -> None:
    """Keep by which address the devices are managed that were read."""
    moving = {it.device: it.move.before for it in changes if it.move}
    now = {name: moving.get(name) or str(site.network.device(name).management4.ip) for name in read}
    known = site.ledger.places(rehearsal=reach.rehearsal)
    new = {name: address for name, address in now.items() if known.get(name) != address}
    site.ledger.record_places(new, rehearsal=reach.rehearsal)


def remember_places(
    site: Site, reach: Reach, changes: Iterable[Change], outcomes: Iterable[Outcome]
) -> None:
    """Keep where devices are managed after a run, and let their host keys be known there."""
    moves = {it.device: it.move for it in changes if it.move}
    now: dict[str, str] = {}
    for outcome in outcomes:
        move = moves.get(outcome.device)
        if move is not None and outcome.status is OutcomeStatus.APPLIED:
            now[outcome.device] = move.after
        elif move is not None and outcome.status is OutcomeStatus.ROLLED_BACK:
            now[outcome.device] = move.before
    for device, address in now.items():
        _trust(reach, device, address)
    site.ledger.record_places(now, rehearsal=reach.rehearsal)


def _trust(reach: Reach, device: str, address: str) -> None:
    """Write the host key that a device has for the address where it was proved to be."""
    target = reach.targets[device]
    new = reach.place(device, address)
    if new != target.place:
        text = target.known_hosts.read_text("utf-8", "replace")
        text = with_name(text, host_name(*target.place), host_name(*new))
        write_whole(target.known_hosts, text.encode())
