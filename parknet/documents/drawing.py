"""A designed network in, its topology as SVG out: gateways, cores, buildings, access."""

from collections.abc import Sequence
from html import escape

from parknet.messages import Language, say
from parknet.model.network import DevicePlan, Network
from parknet.units import format_speed

COLUMN = 150  # user units a building takes
ROW = 110
BOX = (130, 46)
PER_ROW = 8  # buildings side by side; a screen is wide, paper is not
STYLE = (
    "<style>text{font:12px system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    "text-anchor:middle}rect{fill:#fff;stroke:#345;stroke-width:1.4}path{stroke:#678;fill:none}"
    ".small{font-size:10px;fill:#567}.edge{font-size:10px;fill:#356}</style>"
)


def topology_svg(network: Network, language: Language) -> bytes:
    """Return the drawing: every router is a box, access switches are counted under theirs."""
    gateways = [d for d in network.devices if d.role == "gateway"]
    cores = _cores(network)
    aggregations = [d for d in network.devices if d.role == "aggregation"]
    columns = min(PER_ROW, max(1, len(aggregations), len(cores), len(gateways)))
    rows = -(-len(aggregations) // columns)
    width, height = columns * COLUMN + 40, (rows + 3) * ROW + 60
    places: dict[str, tuple[float, float]] = {}
    for tier, devices in enumerate((gateways, cores)):
        places |= _spread(devices, width, 70 + (tier + 0.6) * ROW)
    for at, device in enumerate(aggregations):
        row = at // columns
        in_row = min(columns, len(aggregations) - row * columns)
        left = (width - in_row * COLUMN) / 2
        places[device.name] = (left + (at % columns + 0.5) * COLUMN, 80 + (row + 2.7) * ROW)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    title = f'<text x="{width / 2}" y="26" style="font-size:16px">'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{STYLE}',
        f'<rect x="0" y="0" width="{width}" height="{height}" style="fill:#fff;stroke:none"/>',
        f"{title}{escape(network.name[language])}</text>",
        *_edges(network, places),
        *_circuits(network, places),
        *(_box(network, device, places[device.name], language) for device in network.devices
          if device.name in places),
        "</svg>",
    ]  # fmt: skip
    return "\n".join(parts).encode()


def _cores(network: Network) -> list[DevicePlan]:
    """Return the cores, each with its controllers of access points beside it."""
    linked = {link.a.device: link.b.device for link in network.links}
    controllers = [d for d in network.devices if d.role == "controller"]
    found: list[DevicePlan] = []
    for core in (d for d in network.devices if d.role == "core"):
        found += [core, *(one for one in controllers if linked.get(one.name) == core.name)]
    return found


def _spread(
    devices: Sequence[DevicePlan], width: float, y: float
) -> dict[str, tuple[float, float]]:
    step = width / (len(devices) + 1)
    return {device.name: (step * (at + 1), y) for at, device in enumerate(devices)}


def _edges(network: Network, places: dict[str, tuple[float, float]]) -> list[str]:
    """Draw backbone links straight, a building's along its core's bus: none crosses a box."""
    bundles: dict[tuple[str, str], list[int]] = {}
    for link in network.links:
        if link.a.device in places and link.b.device in places:
            bundles.setdefault((link.a.device, link.b.device), []).append(link.speed_bps)
    roles = {device.name: device.role for device in network.devices}
    cores = [device.name for device in network.devices if device.role == "core"]
    found: list[str] = []
    ends: dict[int, dict[float, list[float]]] = {}  # core: row: where buildings hang
    for (lower, upper), speeds in bundles.items():
        (x1, y1), (x2, y2) = places[lower], places[upper]
        top = y1 - BOX[1] / 2
        if roles[lower] == "aggregation" and upper in cores:
            lane = cores.index(upper)
            x1 += lane * 12
            ends.setdefault(lane, {}).setdefault(y1, []).append(x1)
            found.append(f'<path d="M{x1:.0f} {top:.0f} V{_bus(y1, lane):.0f}"/>')
        elif roles[lower] == roles[upper] == "aggregation":
            found.append(_across(places[lower], places[upper]))
            continue
        elif roles[lower] == "controller":  # beside its core; boxes are drawn over the ends
            found.append(f'<path d="M{x1:.0f} {y1:.0f} L{x2:.0f} {y2:.0f}"/>')
            x1, top = x1 - BOX[0] / 2 - 42, y1
        else:
            found.append(f'<path d="M{x1:.0f} {top:.0f} L{x2:.0f} {y2 + BOX[1] / 2:.0f}"/>')
        count = f"{len(speeds)}×" if len(speeds) > 1 else ""
        speed = format_speed(speeds[0]).replace("bit/s", "")
        found.append(
            f'<text class="edge" x="{x1 + 20:.0f}" y="{top - 5:.0f}">{count}{speed}</text>'
        )
    for lane, rows in ends.items():
        x, y = places[cores[lane]]
        found += _buses(lane, rows, x, y + BOX[1] / 2)
    return found


def _across(one: tuple[float, float], other: tuple[float, float]) -> str:
    """Return the link between a building's two switches: side by side, or in two rows."""
    (x1, y1), (x2, y2) = sorted((one, other), key=lambda place: (place[1], place[0]))
    if y1 == y2:
        return f'<path d="M{x1 + BOX[0] / 2:.0f} {y1:.0f} H{x2 - BOX[0] / 2:.0f}"/>'
    middle = y1 + ROW / 2 + 8
    return (
        f'<path d="M{x1 + BOX[0] / 2 - 8:.0f} {y1 + BOX[1] / 2:.0f} V{middle:.0f} '
        f'H{x2 - BOX[0] / 2 + 8:.0f} V{y2 - BOX[1] / 2:.0f}"/>'
    )


def _bus(row_y: float, lane: int) -> float:
    return row_y - BOX[1] / 2 - 22 - 6 * lane


def _buses(lane: int, rows: dict[float, list[float]], core_x: float, core_y: float) -> list[str]:
    """Return one core's line down the margin and along every row of buildings."""
    margin = 8.0 + 6 * lane
    first, *others = sorted(rows)
    across = [core_x, *rows[first]]
    paths = [
        f"M{core_x:.0f} {core_y:.0f} V{_bus(first, lane):.0f}",
        f"M{min(across):.0f} {_bus(first, lane):.0f} H{max(across):.0f}",
    ]
    if others:
        paths.append(
            f"M{min(across):.0f} {_bus(first, lane):.0f} H{margin:.0f} "
            f"V{_bus(others[-1], lane):.0f}"
        )
    paths += [f"M{margin:.0f} {_bus(row, lane):.0f} H{max(rows[row]):.0f}" for row in others]
    return [f'<path d="{path}"/>' for path in paths]


def _circuits(network: Network, places: dict[str, tuple[float, float]]) -> list[str]:
    found = []
    on_gateway: dict[str, int] = {}
    for circuit in network.circuits:
        if circuit.end.device not in places:
            continue
        x, y = places[circuit.end.device]
        at = on_gateway[circuit.end.device] = on_gateway.get(circuit.end.device, -1) + 1
        far = x + (at % 2 * 2 - 1) * 95 * (1 + at // 2)
        found.append(f'<path d="M{x:.0f} {y - BOX[1] / 2:.0f} L{far:.0f} {y - 62:.0f}"/>')
        found.append(
            f'<text class="edge" x="{far:.0f}" y="{y - 68:.0f}">{escape(circuit.carrier)} '
            f"{format_speed(circuit.speed_bps).replace('bit/s', '')}</text>"
        )
    return found


def _box(
    network: Network, device: DevicePlan, place: tuple[float, float], language: Language
) -> str:
    x, y = place
    building = next((b.name for b in network.buildings if b.code == device.building), "")
    access = sum(1 for d in network.devices if d.role == "access" and d.building == device.building)
    under = ""
    if device.role == "aggregation":
        under = say("drawing.access", language, count=access)
    return (
        f'<rect x="{x - BOX[0] / 2:.0f}" y="{y - BOX[1] / 2:.0f}" width="{BOX[0]}" '
        f'height="{BOX[1]}" rx="6"/>'
        f'<text x="{x:.0f}" y="{y - 3:.0f}">{escape(building or device.name)}</text>'
        f'<text class="small" x="{x:.0f}" y="{y + 13:.0f}">'
        f"{escape(device.name if building else str(device.management4.ip))}</text>"
        f'<text class="small" x="{x:.0f}" y="{y + BOX[1] / 2 + 14:.0f}">{escape(under)}</text>'
    )
