"""A designed device and one of its ports in, the interfaces that a cable there carries out."""

from collections.abc import Iterator

from parknet.model.network import DevicePlan


def carried_by(device: DevicePlan | None, port: str) -> Iterator[str]:
    """Yield a port, its LAG, and the VLAN interfaces of a routed link that only it carries."""
    yield port
    if device is None:
        return
    plan = next((found for found in device.ports if found.name == port), None)
    if plan is None:
        return
    tagged: tuple[int, ...] = plan.tagged
    for lag in device.lags:
        if lag.name == plan.lag:
            yield lag.name
            tagged = lag.tagged
    for svi in device.svis:
        if svi.role == "link" and svi.vlan in tagged:
            yield svi.name
