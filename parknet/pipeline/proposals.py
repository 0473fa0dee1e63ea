"""What somebody changed on a device, as a change to the park's files: drift in, proposals out.

Nothing is written: a person reads a proposal and takes it over, or lets the next plan set the
device back. A line that the park's own words can say is proposed in them, with the place where they
stand; any other that parknet would take away, as raw lines; what contradicts the files is named.
What parknet itself wrote in an earlier run and the files do not want any more is nobody's drift.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from parknet.dialect import port_vlan_lines
from parknet.model.change import Change, ChangeSet
from parknet.model.network import DevicePlan, PortPlan
from parknet.pipeline.parks import Site, day_of
from parknet.units import counted


@dataclass(frozen=True)
class Proposal:
    """One thing that somebody did on a device.

    Attributes:
        where: file:line:column that says otherwise, or the file to add to.
        what: what is different, for people.
        yaml: what to write there; empty where the park's files have no words for it.
    """

    device: str
    where: str
    what: str
    yaml: str

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class _Difference:
    """What differs within one view: lines without their margin; the view "" is the system's."""

    view: str
    gone: tuple[str, ...]  # on the device, and not wanted
    coming: tuple[str, ...]  # wanted, and not on the device


def proposals(site: Site, plan: ChangeSet) -> list[Proposal]:
    """Return what a plan would undo, as changes to the park's files instead."""
    found: list[Proposal] = []
    ours = _written_by_us(site)
    for change in plan.changes:
        device = site.network.device(change.device)
        kept: list[str] = []
        for whole in _differences(change.diff):
            gone = [line for line in whole.gone if (whole.view, line) not in ours[change.device]]
            one = replace(whole, gone=tuple(gone))
            found += _in_own_words(site, device, one)
            found += _contradictions(device, one)
            kept += _only_there(device, one)
        if kept:
            found.append(_raw(site, change, kept))
    return found


def _written_by_us(site: Site) -> Mapping[str, set[tuple[str, str]]]:
    """Return the lines, each with its view, that the ledger says runs left on each device."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for run, _, _ in site.ledger.all_runs():
        states = site.ledger.states(run)
        for change in site.ledger.changes(run):
            if states.get(change.device) == "confirmed":
                for one in _differences(change.diff):
                    found[change.device] -= {(one.view, line) for line in one.gone}
                    found[change.device] |= {(one.view, line) for line in one.coming}
    return found


def _differences(diff: Iterable[str]) -> Iterator[_Difference]:
    """Yield differences by the outermost view they stand in."""
    view = ""
    gone: list[str] = []
    coming: list[str] = []
    flat_gone: list[str] = []
    flat_coming: list[str] = []
    for row in [*diff, " end"]:
        sign, line = row[:1], row[1:]
        if line[:1] != " ":
            if gone or coming:
                yield _Difference(view, tuple(gone), tuple(coming))
            view, gone, coming = line, [], []
            if sign == "-":
                flat_gone.append(line)
            elif sign == "+":
                flat_coming.append(line)
        elif sign == "-":
            gone.append(line)
        elif sign == "+":
            coming.append(line)
    if flat_gone or flat_coming:
        yield _Difference("", tuple(flat_gone), tuple(flat_coming))


def _in_own_words(site: Site, device: DevicePlan, one: _Difference) -> Iterator[Proposal]:
    """Yield what the park's files can say: an outlet in another segment."""
    port = _port(device, one.view)
    if port is None:
        return
    vlan = _vlan(device, one.gone)
    if vlan is None or _vlan(device, one.coming) is None:
        return
    segments = [name for name, segment in site.intent.park.segments.items() if segment.vlan == vlan]
    parts = port.subject.split("/", 2)  # outlet/<building code>/<outlet>
    if port.role == "outlet" and len(parts) == 3 and segments:
        outlet = parts[2]
        yield Proposal(
            device.name,
            port.origin,
            f"outlet {outlet} ({port.name}) is in VLAN {vlan}, {segments[0]}, on the device",
            f"ports:\n  - {{outlets: {_scalar(outlet)}, segment: {segments[0]}}}",
        )


def _contradictions(device: DevicePlan, one: _Difference) -> Iterator[Proposal]:
    """Yield what cannot be kept beside the files, since they say otherwise in the same place."""
    port = _port(device, one.view)
    is_moved = port is not None and _vlan(device, one.gone) is not None
    for line in one.gone:
        against = _against(line, one.coming)
        if against and not (is_moved and _vlan(device, [line]) is not None):
            where = port.origin if port is not None else device.origin
            place = f"{one.view}: " if one.view else ""
            yield Proposal(
                device.name,
                where,
                f"{place}`{line.strip()}` on the device, `{against.strip()}` by the files",
                "",
            )


def _only_there(device: DevicePlan, one: _Difference) -> Iterator[str]:
    """Yield raw lines for what only the device has, under the view it stands in."""
    kept = [
        line
        for line in one.gone
        if not _against(line, one.coming)
        and "<<secret" not in line
        and _vlan(device, [line]) is None
    ]
    if kept and one.view and one.view not in one.gone:
        yield one.view
    yield from kept


def _against(line: str, coming: Iterable[str]) -> str:
    """Return the wanted line that stands in the place of one that goes, or an empty text."""
    words = line.split()
    for other in coming:
        theirs = other.split()
        if theirs[:1] == words[:1] and len(theirs) == len(words) and len(words) > 1:
            return other
        if other.strip().removeprefix("undo ").removeprefix("no ") == line.strip():
            return other
    return ""


def _raw(site: Site, change: Change, lines: Iterable[str]) -> Proposal:
    day = day_of(site.clock)
    rows = [f'      - "{_quoted(line)}"' for line in lines]
    text = [
        "raw:",
        f"  - why: found on {change.device}, {_day(day)}",
        f"    platform: {change.platform}",
        f"    devices: [{change.device}]",
        "    lines:",
        *rows,
    ]
    return Proposal(
        change.device,
        site.intent.origin("park", "park").partition(":")[0],
        f"{counted(len(rows), 'line')} that only the device has",
        "\n".join(text),
    )


def _scalar(text: str) -> str:
    """Return a text as YAML takes it for a text whatever it looks like."""
    return f'"{_quoted(text)}"'


def _quoted(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"', '\\"')


def _day(day: date) -> str:
    return day.isoformat()


def _port(device: DevicePlan, view: str) -> PortPlan | None:
    name = view.removeprefix("interface ")
    return next((port for port in device.ports if port.name == name), None)


def _vlan(device: DevicePlan, lines: Iterable[str]) -> int | None:
    """Return the VLAN that one of `lines` puts a port's untagged traffic into."""
    for line in lines:
        for prefix in port_vlan_lines(device.platform):
            rest = line.strip().removeprefix(prefix)
            if rest != line.strip() and rest.isdigit():
                return int(rest)
    return None
