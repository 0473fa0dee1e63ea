"""What test instruments found at a cable or a fibre, and how their exports are read.

An instrument's export is a file that its software wrote. `coverage/instruments/*.yml` say which of
its columns is which of our fields, so that another instrument is another file.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from parknet.model.packs import Certainty, Level, LongText
from parknet.model.record import Bilingual, Record, Slug

TestKind = Literal["cable", "loss", "otdr"]
Outcome = Literal["pass", "fail", ""]  # "": the instrument judged nothing

TextField = Literal[
    "link", "building", "far_end", "outcome", "limit", "cable_type", "wire_map", "time", "date",
    "clock", "operator", "maker", "model", "serial", "calibrated", "calibration_due",
]  # fmt: skip
# Margins are against the limit that the instrument applied; the worst pair decides.
Quantity = Literal[
    "length", "length_limit", "insertion_loss", "insertion_loss_margin", "next_margin",
    "psnext_margin", "acrf_margin", "psacrf_margin", "return_loss_margin", "delay", "skew",
    "headroom", "loss", "loss_limit", "loss_margin", "received_power", "reflectance", "wavelength",
    "connectors", "splices",
]  # fmt: skip
UNITS: Mapping[str, str] = {
    "length": "m", "length_limit": "m", "delay": "ns", "skew": "ns", "received_power": "dBm",
    "wavelength": "nm", "connectors": "", "splices": "",
}  # fmt: skip
DEFAULT_UNIT = "dB"
# What one unit of an export is in ours.
SCALES: Mapping[str, float] = {
    "m": 1, "ft": 0.3048, "km": 1000, "ns": 1, "us": 1000, "nm": 1, "dB": 1, "dBm": 1, "": 1,
}  # fmt: skip


def unit_of(quantity: str) -> str:
    """Return the unit in which a quantity is kept.

    Example:
        >>> unit_of("length"), unit_of("next_margin")
        ('m', 'dB')
    """
    return UNITS.get(quantity, DEFAULT_UNIT)


class ExportColumn(Record):
    """A column's title, or the path of an XML element or attribute below a test."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    unit: str = Field(default="", description="of its numbers; left out where it is ours")


class InstrumentFormat(Record):
    """`coverage/instruments/<id>.yml`: how one maker's export is read."""

    format: Slug
    title: Bilingual
    source: LongText = Field(description="where the layout is known from")
    certainty: Certainty
    kind: TestKind
    layout: Literal["table", "xml"]
    record: str = Field(default="", description="XML: the name of the element that is one test")
    recognise: tuple[str, ...] = Field(
        min_length=1, description="titles, or names of XML elements, that together tell the format"
    )
    fields: Mapping[TextField, tuple[ExportColumn, ...]]
    quantities: Mapping[Quantity, tuple[ExportColumn, ...]] = {}
    outcomes: Mapping[str, Literal["pass", "fail"]] = Field(
        description="the instrument's words; a trailing * says that it is within its accuracy"
    )
    times: tuple[str, ...] = Field(min_length=1, description="how it writes a time, as in strptime")
    dates: tuple[str, ...] = Field(min_length=1, description="how it writes a day")
    utc_offset_minutes: int = Field(default=480, ge=-840, le=840, description="of its times")
    maker: str = Field(default="", description="where no column names it")
    calibrated_for_days: int | None = Field(
        default=None, ge=1, description="from a calibration to the next, where no due day is told"
    )
    sha256: str = Field(default="", description="of the file; set by the loader")


class Instrument(Record):
    """What measured."""

    maker: str = ""
    model: str = ""
    serial: str = ""
    calibrated: date | None = None
    calibration_due: date | None = None

    def is_calibrated(self, day: date) -> bool:
        """Return whether a calibration held on a day; one that nobody told holds never."""
        if self.calibration_due is None or day > self.calibration_due:
            return False
        return self.calibrated is None or self.calibrated <= day


class FieldTest(Record):
    """One test of one cable or fibre, as the instrument's software exported it."""

    kind: TestKind
    link: str = Field(description="as the tester called it")
    building: str = Field(default="", description="where the export, or whoever imports it, says")
    far_end: str = ""
    outcome: Outcome = Field(description="the instrument's own verdict")
    is_marginal: bool = Field(default=False, description="within the instrument's accuracy")
    limit: str = Field(default="", description="test standard and class, in the export's words")
    cable_type: str = ""
    wire_map: str = ""
    taken_at: float = Field(description="Unix time, s")
    day: date = Field(description="of the test, where it was made")
    operator: str = ""
    instrument: Instrument
    values: Mapping[Quantity, float] = {}
    format: Slug
    sha256: str = Field(description="of the file it was read from")
    origin: str = Field(description="file:line")

    @property
    def level(self) -> Level:
        """Return how well it is known what it says.

        A test with an instrument that nobody can name, or whose calibration had run out, is what
        somebody observed.
        """
        instrument = self.instrument
        if instrument.serial and instrument.is_calibrated(self.day):
            return Level.VERIFIED
        return Level.OBSERVED

    def identity(self) -> dict[str, object]:
        """Return what makes it this test, whatever file it is exported to again."""
        return self.model_dump(mode="json", exclude={"sha256", "origin", "format", "building"})


QUANTITIES: tuple[str, ...] = get_args(Quantity)
