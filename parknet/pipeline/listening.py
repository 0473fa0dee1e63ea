"""Traps of a park: whose keys they are signed with, what they mean, where they are kept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parknet.collect.traps import InterfaceOf, TrapDesk, read_notifications
from parknet.drivers.base import Clock
from parknet.drivers.snmp.target import SnmpCommunity, SnmpCredential, SnmpTarget
from parknet.drivers.snmp.traps import Place, TrapListener
from parknet.model.network import Network
from parknet.model.traps import Happening, Trap
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.store.happenings import Happenings

# snmpEngineID (SNMP-FRAMEWORK-MIB, RFC 3411): read with a device's names, over its own keys.
ENGINE_ID: Final = "1.3.6.1.6.3.10.2.1.1"


class Ears:
    """What the loop needs to listen to a park.

    Args:
        desk: says what traps mean.
        learn: has the traps of an engine taken.
        keep: keeps happenings.
    """

    def __init__(
        self,
        desk: TrapDesk,
        learn: Callable[[str, bytes], None],
        keep: Callable[[Sequence[Happening]], None],
    ) -> None:
        self._desk, self._learn, self.keep = desk, learn, keep

    def learn(self, device: str, engine: bytes) -> None:
        """Take note of a device's engine."""
        self._desk.learn(device, engine)
        self._learn(device, engine)

    def take(self, trap: Trap, now: float) -> Happening | None:
        """Return what a trap means, or None where nobody is to be bothered with it."""
        return self._desk.take(trap, now)


def listener_of(
    reach: Reach, places: Sequence[Place], post: Callable[[Trap], None], clock: Clock
) -> TrapListener:
    """Return who listens for a park's devices: SNMPv3, and communities that people accepted."""
    return TrapListener(
        places, reach.snmp_credential(), list(_communities(reach).values()), post, clock
    )


def ears_of(
    site: Site,
    reach: Reach,
    listener: TrapListener,
    interface_of: InterfaceOf,
    tell: Callable[[str, str], None],
) -> Ears:
    """Return what the loop needs to listen to a park.

    Raises:
        PackError: a file of `collectors/traps` is wrong.
    """
    targets, usual = reach.snmp_targets(), reach.snmp_credential()
    desk = TrapDesk(
        read_notifications(site.workspace.collector_profiles("collectors/traps")),
        senders_of(site.network, targets),
        _communities(reach),
        interface_of,
        tell,
    )

    def learn(device: str, engine: bytes) -> None:
        credential = usual.on(targets[device])
        if isinstance(credential, SnmpCredential):
            listener.learn(engine, credential)

    return Ears(desk, learn, Happenings(site.database, site.park, rehearsal=reach.rehearsal).add)


def senders_of(network: Network, targets: Mapping[str, SnmpTarget]) -> dict[str, str]:
    """Return devices by the addresses they may send from; one that several share is nobody's."""
    found: dict[str, set[str]] = {}
    for device in network.devices:
        addresses = {str(device.management4.ip), str(device.management6.ip)}
        if device.name in targets:
            addresses.add(targets[device.name].host)
        for address in addresses:
            found.setdefault(address, set()).add(device.name)
    return {address: next(iter(of)) for address, of in found.items() if len(of) == 1}


def _communities(reach: Reach) -> dict[str, str]:
    """Return the communities of devices that people made an exception for."""
    return {
        device: target.credential.name
        for device, target in reach.snmp_targets().items()
        if isinstance(target.credential, SnmpCommunity)
    }
