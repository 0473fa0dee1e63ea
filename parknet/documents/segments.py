"""A park's segments in; who may reach whom, what rides on them, and the carriers' circuits, out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parknet.documents.table import Row, Table
from parknet.messages import Language, say
from parknet.model.intent import Park
from parknet.model.network import Network
from parknet.units import format_speed, parse_speed

# (source, target): what the source may open, as `parknet.design.permitted` gives it.
Permitted = Mapping[tuple[str, str], Sequence[str]]
_WORDS: Final = ("internet", "services")  # of the matrix, beside the segments
_MATRIX_WIDTH: Final = 22  # characters of a column: thirty segments stay readable
# What every segment may ask of the hosts of `services`, whatever the matrix says.
_LIFELINES: Final = ("DHCP", "DNS", "NTP")
_DENIED: Final = "–"


def segment_name(park: Park, segment: str, language: Language) -> str:
    """Return what people call a segment: its name where it has one, else its id."""
    found = park.segments.get(segment)
    if found is None or found.name is None:
        return segment
    return found.name.zh if language == "zh" else found.name.en


def matrix_table(park: Park, permitted: Permitted, language: Language) -> Table:
    """Return who may open what to whom: a row for each source, a column for each target."""
    sources = list(dict.fromkeys(source for source, _ in permitted))
    targets = list(dict.fromkeys(target for _, target in permitted))
    # Segments in the order people wrote them; what is outside the park comes last.
    written = [*park.segments, *_WORDS]
    sources.sort(key=written.index)
    targets.sort(key=written.index)
    titles = {f"to/{target}": _end(park, target, language) for target in targets}
    rows = [
        (
            _end(park, source, language),
            *(_cell(permitted, (source, target), language) for target in targets),
        )
        for source in sources
    ]
    return Table("matrix", ("from", *titles), tuple(rows), titles, _MATRIX_WIDTH)


def _end(park: Park, word: str, language: Language) -> str:
    if word in _WORDS and word not in park.segments:
        return say(f"matrix.{word}", language)
    return segment_name(park, word, language)


def _cell(permitted: Permitted, pair: tuple[str, str], language: Language) -> str:
    services = permitted.get(pair)
    if services is None:
        return ""  # nothing between the two leads through the park
    if "any" in services:
        return say("matrix.any", language)
    named = list(services)
    if pair[1] == "services":
        named = [*_LIFELINES, *named]
    return ", ".join(named) or _DENIED


def systems_rows(park: Park, language: Language) -> Iterator[Row]:
    """Yield every system with its segment, its owner and how it is graded."""
    for system in park.systems.values():
        segment = park.segments.get(system.segment)
        yield (
            system.name.zh if language == "zh" else system.name.en,
            segment_name(park, system.segment, language),
            segment.vlan if segment is not None else "",
            segment.vrf or "" if segment is not None else "",
            system.owner,
            system.protection_level or say("grade.none", language),
        )
    for name, segment in park.segments.items():
        if not any(system.segment == name for system in park.systems.values()):
            yield ("", segment_name(park, name, language), segment.vlan, segment.vrf or "", "", "")


def circuit_rows(park: Park, network: Network) -> Iterator[Row]:
    """Yield every carrier's circuit with both ends of its addresses and its contract."""
    ends = {circuit.id.removeprefix("circuit/"): circuit.end for circuit in network.circuits}
    for uplink in park.uplinks:
        end = ends.get(uplink.uplink)
        yield (
            uplink.uplink,
            uplink.carrier,
            format_speed(parse_speed(uplink.speed)),
            uplink.gateway,
            end.port if end is not None else "",
            str(uplink.ipv4),
            str(uplink.ipv4_next_hop),
            str(uplink.ipv6),
            str(uplink.ipv6_next_hop),
            uplink.carrier_as or "",
            uplink.contract,
        )
