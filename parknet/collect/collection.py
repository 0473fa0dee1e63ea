"""A park and a reader in, a snapshot out: every device answered or failed, none forgotten."""

from collections.abc import Mapping

from parknet.collect.decode import decode
from parknet.collect.plan import profiles_by_device, request_for
from parknet.drivers.base import Clock, Reader
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.collector import Profile
from parknet.model.network import Network
from parknet.model.platforms import Platform
from parknet.model.snapshot import DeviceSnapshot, Snapshot


def collect(
    network: Network,
    profiles: Mapping[str, Profile],
    platforms: Mapping[str, Platform],
    reader: Reader,
    clock: Clock,
    *,
    rehearsal: bool,
) -> Snapshot:
    """Read every device of the park once.

    Args:
        network: the park.
        profiles: by name.
        platforms: by name; they say which profiles read a device.
        reader: what speaks SNMP.
        clock: gives each device's time.
        rehearsal: the devices are a lab's.

    Raises:
        PackError: a platform names a profile that does not exist.
    """
    wanted = profiles_by_device(network, profiles, platforms)
    requests = [request_for(device, of) for device, of in wanted.items()]
    started = clock.now()
    answered: dict[str, DeviceSnapshot] = {}
    for reply in reader.poll_many(requests):
        if reply.device in wanted:
            answered[reply.device] = decode(reply, wanted[reply.device], clock.now())
    devices = {device: answered.get(device) or _forgotten(device, clock.now()) for device in wanted}
    return Snapshot(park=network.park, taken_at=started, devices=devices, rehearsal=rehearsal)


def _forgotten(device: str, at: float) -> DeviceSnapshot:
    failure = DeviceFailure(
        device=device, kind=FailureKind.PROTOCOL, detail="the reader gave no reply"
    )
    return DeviceSnapshot(device=device, taken_at=at, failure=failure)
