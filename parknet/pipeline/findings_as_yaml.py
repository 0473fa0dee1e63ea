"""What was found and is not in the park's files, as text for a person to complete and paste.

Nothing is written into the park's files. What nobody on the wire can know is `COMPLETE`, which
`parknet validate` refuses until somebody has.
"""

from collections.abc import Iterable
from typing import Final

from parknet.model.cabling import CablingDifference
from parknet.model.discovery import Discovery, OccupiedPort
from parknet.model.network import DevicePlan, Network
from parknet.pipeline.parks import Site
from parknet.pipeline.proposals import Proposal

_COMPLETE: Final = "COMPLETE"


def found_proposals(site: Site, found: Discovery) -> list[Proposal]:
    """Return what would take the things found up into the park's files, or what to do instead."""
    network = site.network
    return [
        *(_of_difference(site, network, one) for one in found.differences),
        *(_of_port(site, network, one) for one in found.occupied),
    ]


def proposals_text(park: str, proposals: Iterable[Proposal]) -> str:
    """Return proposals as YAML documents, each under what was found and the file it is for."""
    lines = [
        f"# What was found in {park} and is not in its files. Complete what says {_COMPLETE},",
        "# and take over what shall stay: nothing reads this file.",
    ]
    for one in proposals:
        lines += ["---", f"# {one.what}", f"# {one.where}"]
        lines += one.yaml.splitlines() if one.yaml else ["# the files have no words for it"]
    return "\n".join(lines) + "\n"


def _of_difference(site: Site, network: Network, one: CablingDifference) -> Proposal:
    device = network.device(one.here.device)
    yaml = ""
    if one.kind == "stranger":
        yaml = _stranger(network, device, one)
    elif one.kind == "unplanned" and one.found is not None:
        yaml = _more_links(network, device, network.device(one.found.device))
    what = one.what if yaml else f"{one.what}: put the cable right, or change what plans it"
    return Proposal(device.name, one.origin or _file(site, network, device), what, yaml)


def _stranger(network: Network, device: DevicePlan, one: CablingDifference) -> str:
    found = one.found
    name = found.device if found is not None else ""
    seen = f"  # {one.capabilities or 'a device'}, managed at {one.address or 'no address told'}"
    if "wlanAccessPoint" in one.capabilities.split():
        ap = f"      - {{names: {_text(name)}, profile: {_COMPLETE}}}{seen}"
        return "\n".join(["floors:", f"  - floor: {_text(device.floor)}", "    aps:", ap])
    if device.building:
        count = sum(
            it.role == "access" and (it.building, it.floor) == (device.building, device.floor)
            for it in network.devices
        )
        floor = device.floor or _COMPLETE
        return "\n".join(
            ["floors:", f"  - floor: {_text(floor)}", f"    switches: {count + 1}{seen} ({name})"]
        )
    return "\n".join(
        [
            f"building: {_COMPLETE}{seen} ({name})",
            f"kind: {_COMPLETE}",
            f"at: [{_COMPLETE}, {_COMPLETE}]",
            f"uplink: {{speed: {_COMPLETE}, core: {device.name}}}",
            f"aggregation: {_COMPLETE}",
            f"access: {_COMPLETE}",
            f"floors: [{{floor: {_COMPLETE}}}]",
        ]
    )


def _more_links(network: Network, first: DevicePlan, second: DevicePlan) -> str:
    """Return one more link between two devices that the plan joins already."""
    ends = {first.name, second.name}
    planned = sum({link.a.device, link.b.device} == ends for link in network.links)
    if not planned:
        return ""
    key = "access_link" if "access" in (first.role, second.role) else "uplink"
    return f"{key}: {{speed: {_COMPLETE}, links: {planned + 1}}}"


def _of_port(site: Site, network: Network, one: OccupiedPort) -> Proposal:
    device = network.device(one.device)
    port = next(it for it in device.ports if it.name == one.port)
    what = f"{one.device} {one.port} is spare by design and has {', '.join(one.macs)} behind it"
    segments = site.intent.park.segments.items()
    segment = next((name for name, it in segments if it.vlan == port.vlan), _COMPLETE)
    yaml = "\n".join(
        [
            "floors:",
            f"  - floor: {_text(device.floor or _COMPLETE)}",
            "    rooms:",
            f"      - {{room: {_COMPLETE}, outlets: {_COMPLETE}, segment: {segment}}}",
        ]
    )
    return Proposal(one.device, _file(site, network, device), what, yaml)


def _file(site: Site, network: Network, device: DevicePlan) -> str:
    """Return the file that a device's building stands in, or the park's."""
    origins = (it.origin for it in network.buildings if it.code == device.building)
    return (next(origins, "") or site.intent.origin("park", "park")).partition(":")[0]


def _text(text: str) -> str:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
