"""One raw cell in, a value in the metric's unit out, or a note that says why there is none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from parknet.collect.formulas import COLUMN_FORMULAS, FORMULAS, Conversion, Number, decimal
from parknet.collect.notes import Notes
from parknet.collect.texts import (
    Raw,
    address_text,
    chassis_id_text,
    flags_text,
    index_mac,
    mac_text,
    port_id_text,
    single_line,
    text,
)
from parknet.model.collector import Condition, Metric, Source
from parknet.model.conversions import Margin, Owner, Parts, Percent, Sensor
from parknet.model.snapshot import Value

Cells = Mapping[str, Mapping[str, Raw]]

# What the noise of a radio can be, in dBm: heat alone makes -101 in 20 MHz, agents that say -106
# have been recorded; above -60 nobody would be served.
_NOISE: Final = (-112, -60)


def is_second_best(source: Source, metric: Metric) -> bool:
    """Return True for a counter of 32 bits that others have with 64."""
    return source.bits == 32 and any(other.bits == 64 for other in metric.sources)


def wraps(source: Source, metric: Metric) -> bool:
    """Return True where the value begins again at 0 after 2^32 - 1; a sum or product does not."""
    return source.bits == 32 and source.scale == 1 and metric.combine is None


@dataclass(frozen=True, slots=True)
class CellReader:
    """Gives meaning to cells, some of which are read with the help of others of their row.

    Attributes:
        cells: all that was read of a device.
        interface: gives an interface's key by its ifIndex.
        notes: where oddities are told.
    """

    cells: Cells
    interface: Callable[[str], str]
    notes: Notes
    _conversions: dict[str, Conversion] = field(default_factory=dict)
    _owned: dict[str, dict[str, str]] = field(default_factory=dict)

    def at(self, column: str, index: str) -> Raw | None:
        """Return a raw cell, or None where there is none."""
        return self.cells.get(column, {}).get(index)

    def holds(self, condition: Condition, index: str) -> bool:
        """Return True where the row's cell is as the condition wants it."""
        if condition.last:
            row, _, last = index.rpartition(".")
            return str(self.at(condition.column, row)) == last
        raw = self.at(condition.column, index)
        if raw is None:
            return condition.missing
        if condition.matches is not None:
            return condition.matches.search(text(raw)) is not None
        return (raw if isinstance(raw, int) else text(raw)) in condition.equals

    def value(self, metric: Metric, source: Source, index: str) -> Value | None:
        """Return a cell's value, or None where it says nothing.

        Args:
            metric: what the cell is; not of type address, which stands in the index.
            source: the column the cell is of.
            index: the row.
        """
        raw = self.at(source.column, index)
        if raw is not None and source.extract is not None:
            found = source.extract.search(text(raw))
            raw = found[1] if found is not None else None
        if raw is None:
            return None
        if metric.type == "key":
            return self._key(source, raw)
        if source.through is not None:
            return self._through((source.through, source.or_through or ""), raw)
        if metric.type in ("gauge", "counter"):
            return self._number(metric, source, raw, index)
        if metric.type == "enum":
            return self._word(metric, source, raw)
        return self._text(metric, source, raw, index)

    def _through(self, columns: Iterable[str], raw: Raw) -> str | None:
        """Return the interface of a bridge port; 0 and less is none, but the bridge itself."""
        if not isinstance(raw, int) or raw <= 0:
            return None
        for column in columns:
            interface = self.at(column, str(raw))
            if isinstance(interface, int) and interface > 0:
                return self.interface(str(interface))
        return f"bridge-port-{raw}"

    def _text(self, metric: Metric, source: Source, raw: Raw, index: str) -> str | None:
        if metric.type in ("mac", "address"):
            return (mac_text if metric.type == "mac" else address_text)(raw) or None
        if metric.type == "interface":
            return self.interface(str(raw)) if isinstance(raw, int) and raw > 0 else None
        if source.flags:
            return flags_text(raw, source.flags)
        if source.subtype is not None:
            return port_id_text(raw, self.at(source.subtype, index))
        if source.chassis_subtype is not None:
            return chassis_id_text(raw, self.at(source.chassis_subtype, index))
        found = text(raw)
        return None if found in source.sentinels else found

    def _number(self, metric: Metric, source: Source, raw: Raw, index: str) -> Number | None:
        number = self._plain_number(metric, source, raw)
        if number is None or number in source.sentinels:
            return None
        number = self._completed(source, number, index)
        if number is None:
            return None
        lowest = 0 if source.minimum is None and metric.type == "counter" else source.minimum
        too_small = lowest is not None and number < lowest
        if too_small or (source.maximum is not None and number > source.maximum):
            self.notes.add(metric.metric, f"{source.object} is not to be believed", raw)
            return None
        if is_second_best(source, metric):
            self.notes.add(metric.metric, f"only the 32-bit counter {source.object} is there")
        if isinstance(number, int) and source.scale.is_integer():
            return number * int(source.scale)
        return round(number * source.scale, 9)

    def _completed(self, source: Source, number: Number, index: str) -> Number | None:
        """Return what a number means together with other cells of its row."""
        if source.parts is not None:
            return self._whole(source.parts, number, index)
        if source.percent is not None:
            return self._percent(source.percent, number, index)
        if source.sensor is not None:
            return self._sensed(source.sensor, number, index)
        if source.levels is not None:
            return self._level(source.levels, number, index)
        if source.margin is not None:
            return self._margin(source.margin, number, index)
        return number

    def _plain_number(self, metric: Metric, source: Source, raw: Raw) -> Number | None:
        if source.formula is not None:
            return self._conversion(source)(raw)
        if isinstance(raw, int):
            return source.numbers.get(raw) if source.numbers else raw
        digits = text(raw)
        if not digits or digits in source.sentinels:
            return None
        try:
            return int(digits)
        except ValueError:
            self.notes.add(metric.metric, f"{source.object} is not a number", repr(digits))
            return None

    def _conversion(self, source: Source) -> Conversion:
        formula = source.formula
        if formula is None or formula in FORMULAS:
            return FORMULAS[formula or "decimal"]
        known = self._conversions.get(source.column)
        if known is None:
            columns = [self.cells.get(one, {}) for one in (source.column, *source.beside)]
            known = self._conversions[source.column] = COLUMN_FORMULAS[formula](columns)
        return known

    def _whole(self, parts: Parts, number: Number, index: str) -> Number | None:
        hundredths, sign = self.at(parts.hundredths, index), self.at(parts.sign, index)
        if not isinstance(hundredths, int) or abs(hundredths) >= 100:
            return None
        if sign is None:  # some have none, and signed parts
            sign = -1 if number < 0 or hundredths < 0 else 1
        if sign not in (-1, 1):
            return None
        whole = abs(number) + abs(hundredths) / 100
        return -whole if sign == -1 else whole

    def _percent(self, percent: Percent, number: Number, index: str) -> Number | None:
        others = [self.at(column, index) for column in percent.columns]
        other = others[0]
        if not isinstance(other, int):
            return None
        number += sum(one for one in others[1:] if isinstance(one, int))
        whole = number + other if percent.beside is not None else other
        if whole <= 0 or not 0 <= number <= whole:
            return None
        part = whole - number if percent.free_of is not None else number
        return round(100 * part / whole, 2)

    def _sensed(self, sensor: Sensor, number: Number, index: str) -> Number | None:
        """Return a sensor's value in units (RFC 3433, EntitySensorDataScale)."""
        scale = self.at(sensor.scale, index)
        precision = self.at(sensor.precision, index)
        if not isinstance(scale, int) or not isinstance(precision, int):
            return None
        if not 1 <= scale <= 17 or not -8 <= precision <= 9:  # as the MIB has them
            return None
        return float(number * 10.0 ** (3 * (scale - 9) - precision))

    def _level(self, levels: str, place: Number, index: str) -> Number | None:
        """Return what stands at a place, from 1, of a list such as `17,14,11`."""
        listed = text(self.at(levels, index) or "").split(",")
        return decimal(listed[int(place) - 1]) if 1 <= place <= len(listed) else None

    def _margin(self, margin: Margin, number: Number, index: str) -> Number | None:
        """Return a signal above noise in dB, by the scale that leaves a noise that can be."""
        signal = self.at(margin.signal, index)
        if not isinstance(signal, int):
            return None
        margins = (round(number * scale, 9) for scale in margin.scales)
        low, high = _NOISE
        return next((one for one in margins if low <= signal - one <= high), None)

    def _key(self, source: Source, raw: Raw) -> str | None:
        """Return the key of an access point that a cell names by MAC address, BSSID or text."""
        if source.owner is not None:
            return self._owners(source.owner).get(mac_text(raw))
        if source.through is not None:
            # One that no table has the MAC address of is known by its serial number.
            named = self._row_named(source.through, raw)
            if named is None:
                return single_line(raw) or None
            raw = named
        return mac_text(raw) or single_line(raw) or None

    def _row_named(self, column: str, raw: Raw) -> Raw | None:
        """Return the cell of a column whose index is this text, its length before it.

        A number before all is that of a virtual domain.
        """
        rows = self.cells.get(column, {})
        octets = raw if isinstance(raw, bytes) else str(raw).encode()
        index = ".".join(map(str, (len(octets), *octets)))
        if index in rows:
            return rows[index]
        return next((cell for row, cell in rows.items() if row.endswith(f".{index}")), None)

    def _owners(self, owner: Owner) -> Mapping[str, str]:
        """Return what each MAC address of a table belongs to."""
        if owner.column not in self._owned:
            self._owned[owner.column] = {
                mac_text(raw) if owner.by == "cell" else index_mac(index, -6): index_mac(index, 0)
                for index, raw in self.cells.get(owner.column, {}).items()
            }
        return self._owned[owner.column]

    def _word(self, metric: Metric, source: Source, raw: Raw) -> str | None:
        if source.formula is not None:
            return metric.words.get(int(FORMULAS[source.formula](raw) or 0))
        if isinstance(raw, str):  # an identity such as dot3MauType.30: its last number
            last = raw.rpartition(".")[2]
            raw = int(last) if last.isdigit() else raw
        if not isinstance(raw, int):
            self.notes.add(metric.metric, f"{source.object} is not a number", repr(raw))
            return None
        if raw in source.sentinels:
            return None
        word = metric.words.get(raw)
        if word is None:
            self.notes.add(metric.metric, f"{source.object} has no word for the value", raw)
            return str(raw)
        return word
