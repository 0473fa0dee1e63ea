"""An OTDR's trace file (SR-4731, issue 2) in; its header and its events as one test out.

The trace itself is left alone: what is judged is the loss from end to end, the length and the
worst reflection. A trace file names no calibration, so what it says is known as observed only.
Layout: Telcordia SR-4731 was not read; fields are as public readers of such files describe them.
"""

import struct
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from parknet.errors import IntentError, Problem
from parknet.instruments.tables import MOST_BYTES
from parknet.model.instruments import FieldTest, Instrument, Quantity

_MAGIC: Final = b"Map\0"
_MOST_BLOCKS: Final = 100
_METRES_PER_TENTH_NS: Final = 299_792_458 * 1e-10
_CHINA: Final = timezone(timedelta(hours=8))
_REMEDY: Final = "export the trace again, or export its events as CSV"


def is_sor(content: bytes) -> bool:
    """Return whether a file is a trace of issue 2."""
    return content.startswith(_MAGIC)


def read_sor(content: bytes, label: str, digest: str, building: str = "") -> FieldTest:
    """Return what a trace file says of its fibre.

    Raises:
        IntentError: the file is damaged, or has no name for its fibre.
    """
    try:
        return _read(content, label, digest, building)
    except (struct.error, IndexError, ValueError, OverflowError, OSError):
        raise IntentError(Problem(label, "the trace file is damaged", _REMEDY)) from None


class _Cursor:
    """A place in a block."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, form: str) -> int:
        value = struct.unpack_from("<" + form, self.content, self.at)[0]
        self.at += struct.calcsize("<" + form)
        return int(value)

    def skip(self, count: int) -> bytes:
        piece = self.content[self.at : self.at + count]
        if len(piece) < count:
            raise IndexError(count)
        self.at += count
        return piece

    def text(self) -> str:
        end = self.content.index(b"\0", self.at)
        raw = self.content[self.at : end]
        self.at = end + 1
        for encoding in ("utf-8", "gb18030"):
            try:
                return " ".join(raw.decode(encoding).split())[:200]
            except UnicodeDecodeError:
                continue
        return ""


def _blocks(content: bytes) -> dict[str, _Cursor]:
    """Return each block behind its own name."""
    if len(content) > MOST_BYTES:
        raise ValueError(len(content))
    head = _Cursor(content)
    head.text()
    head.take("H")
    place = head.take("I")
    found: dict[str, _Cursor] = {}
    for _ in range(min(head.take("H") - 1, _MOST_BLOCKS)):
        name = head.text()
        head.take("H")
        size = head.take("I")
        cursor = _Cursor(content[place : place + size])
        if cursor.text() != name:
            raise ValueError(name)
        found[name] = cursor
        place += size
    return found


def _read(content: bytes, label: str, digest: str, building: str) -> FieldTest:
    blocks = _blocks(content)
    if not {"GenParams", "FxdParams", "KeyEvents"} <= blocks.keys():
        raise ValueError("a block is missing")
    general = blocks["GenParams"]
    general.skip(2)  # language
    cable, fibre = general.text(), general.text()
    general.take("H")  # kind of fibre
    wavelength_nm = general.take("H")
    general.text()
    far_end = general.text()
    general.text()  # cable code
    general.skip(2 + 4 + 4)  # condition, user offset as time and as distance
    operator = general.text()
    fixed = blocks["FxdParams"]
    taken = datetime.fromtimestamp(fixed.take("I"), UTC)
    fixed.skip(2 + 2 + 4 + 4)  # unit, wavelength, acquisition offset as time and as distance
    fixed.skip(fixed.take("H") * 10)  # width, spacing and points of each pulse
    index = fixed.take("I") * 1e-5
    link = " ".join(part for part in (cable, fibre) if part)
    if not link or not 1 < index < 2:
        raise ValueError("no name or no refractive index")
    return FieldTest(
        kind="otdr",
        link=link,
        building=building,
        far_end=far_end,
        outcome="",
        taken_at=taken.timestamp(),
        day=taken.astimezone(_CHINA).date(),
        operator=operator,
        instrument=_instrument(blocks.get("SupParams")),
        values={**_events(blocks["KeyEvents"], index), "wavelength": wavelength_nm},
        format="sor",
        sha256=digest,
        origin=label,
    )


def _instrument(supplier: _Cursor | None) -> Instrument:
    if supplier is None:
        return Instrument()
    maker, model, serial = supplier.text(), supplier.text(), supplier.text()
    return Instrument(maker=maker, model=model, serial=serial)


def _events(events: _Cursor, index: float) -> dict[Quantity, float]:
    length = 0.0
    reflections: list[float] = []
    splices = connectors = 0
    for _ in range(events.take("H")):
        events.take("H")  # number
        length = max(length, events.take("I") * _METRES_PER_TENTH_NS / index)
        events.skip(2 + 2)  # slope before it, its loss
        reflection = events.take("i") / 1000
        kind = events.skip(8)
        events.skip(5 * 4)  # markers
        events.text()
        is_end = kind[1:2] == b"E"
        if kind[:1] != b"0":
            reflections.append(reflection)
            connectors += not is_end
        else:
            splices += not is_end
    found: dict[Quantity, float] = {
        "length": round(length, 1),
        "loss": events.take("i") / 1000,
        "splices": splices,
        "connectors": connectors,
    }
    if reflections:
        found["reflectance"] = max(reflections)
    return found
