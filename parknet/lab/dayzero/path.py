"""The way that management takes through a new device: its plan in, the lines' subjects out."""

from collections.abc import Iterator

from parknet.model.network import DevicePlan, LagPlan, PortPlan, SviPlan


def path_svis(device: DevicePlan) -> list[SviPlan]:
    """Return the VLAN interfaces that management traffic passes."""
    return [
        svi
        for svi in device.svis
        if (svi.role in ("link", "management") or svi.name == device.management_interface)
        and not svi.vrf
    ]


def path_vlans(device: DevicePlan) -> list[int]:
    """Return the VLANs of those interfaces, in order."""
    return sorted({svi.vlan for svi in path_svis(device)})


def trunks(device: DevicePlan) -> Iterator[tuple[LagPlan | PortPlan, list[int]]]:
    """Yield LAGs and single ports towards other devices, with the VLANs of the path they carry."""
    vlans = set(path_vlans(device))
    for lag in device.lags:
        if lag.role in ("uplink", "downlink"):
            yield lag, sorted(vlans & set(lag.tagged))
    for port in device.ports:
        if port.role in ("uplink", "downlink") and port.lag is None and port.enabled:
            yield port, sorted(vlans & set(port.tagged))


def key_chain(device: DevicePlan) -> Iterator[str]:
    """Yield the key by which Cisco's and Ruijie's routers sign, as the design has it."""
    if device.ospf_secret:
        yield from ("!", "key chain parknet-ospf", " key 1")
        yield f"  key-string <<secret:{device.ospf_secret}>>"
        yield "  cryptographic-algorithm hmac-sha-256"


def members(device: DevicePlan) -> Iterator[tuple[PortPlan, LagPlan]]:
    """Yield each port of a LAG towards another device, with the LAG."""
    for lag in device.lags:
        if lag.role in ("uplink", "downlink"):
            for port in device.ports:
                if port.lag == lag.name:
                    yield port, lag
