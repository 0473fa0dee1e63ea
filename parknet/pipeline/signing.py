"""A plan's changes in, what of routing's keys both ends of a link really have to change at once."""

from collections.abc import Iterable, Mapping
from typing import Final

from parknet.drivers.base import Fleet
from parknet.model.change import Change
from parknet.model.network import Network
from parknet.model.standing import Standing

_SIGNING: Final = "routing authentication"


def only_new_keys(
    change: Change, network: Network, recorded: Mapping[str, Mapping[str, str]]
) -> Change:
    """Return a change without the key that its device holds already, as far as anybody knows.

    A device that came with its key, from an installer or by zero-touch, is given it again, since
    no display proves it. It is the other end's business only where we once gave the device another
    one. Should it be another after all, the canary loses its neighbour and takes the change back.
    """
    device = network.by_name.get(change.device)
    known = recorded.get(change.device, {})
    if device is None or device.ospf_secret in known:
        return change
    ends = tuple(end for end in change.two_ended if not end.resent)
    return change if ends == change.two_ended else change.model_copy(update={"two_ended": ends})


def adjacent_of(fleet: Fleet, changes: Iterable[Change]) -> dict[str, frozenset[str]]:
    """Ask routers that begin to sign, or cease to, on which interfaces they have neighbours.

    Returns:
        The interfaces, by device; a device that did not tell is left out.
    """
    asked = [it.device for it in changes if any(end.what == _SIGNING for end in it.two_ended)]
    if not asked:
        return {}
    return {
        device: frozenset(tie.at for tie in told.ties if tie.kind in ("ospf", "ospfv3"))
        for device, told in fleet.standing(asked).items()
        if isinstance(told, Standing) and not told.unchecked
    }
