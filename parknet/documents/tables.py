"""A designed network in, tables for people out: addresses, ports, cables, devices, materials.

A table's headers are keys of the message catalogue; its cells are text and numbers.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Interface, IPv6Interface, IPv6Network, ip_interface

from parknet.documents.segments import (
    Permitted,
    circuit_rows,
    matrix_table,
    segment_name,
    systems_rows,
)
from parknet.documents.table import Row, Table
from parknet.messages import Language, say
from parknet.model.intent import Intent, Library, Park
from parknet.model.network import DevicePlan, Network, PortPlan, SviPlan
from parknet.names import expand_range
from parknet.units import format_speed

Place = tuple[str, int, str]  # a segment's name, its VLAN, its routing table


def tables_of(
    network: Network, intent: Intent, permitted: Permitted, language: Language
) -> list[Table]:
    """Return every table of a park.

    Args:
        network: the design.
        intent: the park it follows from, with device and AP models for the bill of materials.
        permitted: what may be opened between two ends, as `parknet.design.permitted` gives it.
        language: of the words in cells; headers are keys.
    """
    park, library = intent.park, intent.library
    makers: dict[str, tuple[str, Callable[[], Iterable[Row]]]] = {
        "devices": (
            "device role building floor vendor model os management4 management6",
            lambda: _devices(network, library, language),
        ),
        "addresses": (
            "prefix version use building segment vlan table device interface address",
            lambda: _addresses(network, park, language),
        ),
        "ports": (
            "device port role to speed mode vlan tagged lag poe",
            lambda: _ports(network, language),
        ),
        "cables": (
            "cable from_device from_port to_device to_port speed building",
            lambda: _cables(network),
        ),
        "outlets": (
            "building floor room outlet device port vlan minimum",
            lambda: _outlets(network),
        ),
        "materials": (
            "kind vendor model count",
            lambda: _materials(network, library, language),
        ),
        "systems": (
            "system segment vlan table owner level",
            lambda: systems_rows(park, language),
        ),
        "circuits": (
            (
                "circuit carrier speed gateway port address4 next_hop4 address6 next_hop6 "
                "carrier_as contract"
            ),
            lambda: circuit_rows(park, network),
        ),
    }
    tables = [
        Table(name, tuple(header.split()), tuple(rows())) for name, (header, rows) in makers.items()
    ]
    return [*tables, matrix_table(park, permitted, language)]


def _building_names(network: Network) -> Mapping[str, str]:
    return {building.code: building.name for building in network.buildings}


def _devices(network: Network, library: Library, language: Language) -> Iterator[Row]:
    names = _building_names(network)
    for device in network.devices:
        profile = library.devices[device.model]
        yield (
            device.name,
            say(f"role.{device.role}", language),
            names.get(device.building, ""),
            device.floor,
            profile.vendor,
            profile.title,
            device.os,
            str(device.management4.ip),
            str(device.management6.ip),
        )


def _addresses(network: Network, park: Park, language: Language) -> Iterator[Row]:
    names = _building_names(network)
    rows: list[tuple[int, int, Row]] = []
    for device in network.devices:
        if device.router_id is not None:
            for address in (device.management4, device.management6):
                rows.append(_address(device, "loopback", device.management_interface, address))
        for svi in device.svis:
            place = (segment_name(park, svi.segment, language), svi.vlan, svi.vrf)
            for found in (svi.ipv4, svi.ipv6):
                if found is not None:
                    rows.append(_address(device, svi.role, svi.name, found, place))
            rows += (_delegated(device, svi, prefix, place) for prefix in svi.delegated)
            for shared in _shared(svi):
                rows.append(_address(device, "virtual", svi.name, shared, place))
    for _, _, row in sorted(rows, key=lambda item: item[:2]):
        prefix, version, use, building, *rest = row
        yield (prefix, version, say(f"use.{use}", language), names.get(str(building), ""), *rest)


def _delegated(
    device: DevicePlan, svi: SviPlan, prefix: IPv6Network, place: Place
) -> tuple[int, int, Row]:
    row: Row = (
        str(prefix), "IPv6", "delegated", device.building, *place, device.name, svi.name, "",
    )  # fmt: skip
    return 6, int(prefix.network_address), row


def _shared(svi: SviPlan) -> Iterator[IPv4Interface | IPv6Interface]:
    """Yield the gateway addresses that a VLAN interface shares with another device's."""
    if svi.vrrp is None:
        return
    for own, shared in ((svi.ipv4, svi.vrrp.ipv4), (svi.ipv6, svi.vrrp.ipv6)):
        if own is not None and shared is not None:
            yield ip_interface((shared, own.network.prefixlen))


def _address(
    device: DevicePlan,
    use: str,
    interface: str,
    address: IPv4Interface | IPv6Interface,
    place: Place = ("", 0, ""),
) -> tuple[int, int, Row]:
    row: Row = (
        str(address.network),
        f"IPv{address.version}",
        use,
        device.building,
        place[0],
        place[1] or "",
        place[2],
        device.name,
        interface,
        str(address.ip),
    )
    return address.version, int(address.ip), row


def _ports(network: Network, language: Language) -> Iterator[Row]:
    for device in network.devices:
        lags = {lag.name: lag for lag in device.lags}
        for port in device.ports:
            lag = lags.get(port.lag or "")
            tagged = lag.tagged if lag is not None else port.tagged
            yield (
                device.name,
                port.name,
                say(f"port.{port.role}", language),
                "" if port.role == "spare" else port.description,
                format_speed(port.minimum_bps or port.speed_bps),
                _mode(port, language),
                port.vlan or "",
                " ".join(map(str, tagged)),
                port.lag or "",
                "PoE" if port.poe else "",
            )


def _mode(port: PortPlan, language: Language) -> str:
    if not port.enabled:
        return say("mode.shut", language)
    return say(f"mode.{'lag' if port.lag else port.mode}", language)


def _cables(network: Network) -> Iterator[Row]:
    names = _building_names(network)
    for link in network.links:
        yield (
            link.id,
            link.a.device,
            link.a.port,
            link.b.device,
            link.b.port,
            format_speed(link.speed_bps),
            names.get(link.building, ""),
        )
    for device in network.devices:
        if device.stack:
            one, other = device.stack
            for at, (a, b) in enumerate(zip(one.ports, other.ports, strict=True), 1):
                speed = format_speed(one.speed_bps)
                building = names.get(device.building, "")
                yield (f"{device.name}/stack/{at}", device.name, a, device.name, b, speed, building)
    for circuit in network.circuits:
        speed = format_speed(circuit.speed_bps)
        yield (circuit.id, circuit.end.device, circuit.end.port, circuit.carrier, "", speed, "")


def _outlets(network: Network) -> Iterator[Row]:
    names = _building_names(network)
    ports = {(device.name, port.name): port for device in network.devices for port in device.ports}
    for outlet in network.outlets:
        port = ports[outlet.end.device, outlet.end.port]
        yield (
            names[outlet.building],
            outlet.floor,
            outlet.room,
            outlet.name,
            outlet.end.device,
            outlet.end.port,
            port.vlan or "",
            format_speed(outlet.minimum_bps),
        )


def _materials(network: Network, library: Library, language: Language) -> Iterator[Row]:
    models: Counter[str] = Counter()
    for device in network.devices:
        models[device.model] += len(device.stack) or 1
    for model, count in sorted(models.items()):
        profile = library.devices[model]
        yield (say("kind.switch", language), profile.vendor, profile.title, count)
    for name, count in sorted(Counter(ap.profile for ap in network.aps).items()):
        yield (say("kind.ap", language), "", library.aps[name].title, count)
    for speed, count in sorted(_transceivers(network, library).items()):
        kind = say("kind.transceiver", language)
        yield (kind, "", f"{format_speed(speed)} SFP/SFP+", count)


def _transceivers(network: Network, library: Library) -> Counter[int]:
    """Count the fibre ports that are used, by the speed their link is planned for."""
    media = {
        (name, port): ports.media
        for name, profile in library.devices.items()
        for ports in profile.ports
        for port in expand_range(ports.names)
    }
    return Counter(
        port.minimum_bps
        for device in network.devices
        for port in device.ports
        if port.minimum_bps
        and port.role in ("uplink", "downlink", "carrier")
        and media.get((device.model, port.name)) == "fibre"
    )
