"""Whole columns and single cells are read alike; names are remembered between polls."""

from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import Decoder, request_for
from parknet.collect.notes import Notes
from parknet.collect.values import CellReader
from parknet.collect.whole import whole_column
from parknet.drivers.base import PollReply
from parknet.model.collector import Profile

DESCRIPTION = "1.3.6.1.2.1.2.2.1.2"
NAME, OPER, IN64 = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.8", "1.3.6.1.2.1.31.1.1.1.6"
NUMBERS = st.one_of(
    st.sampled_from([0, 1, 2, 7, 1000, 4294967295]), st.integers(-(2**31), 2**64 - 1)
)

CELLS = st.tuples(*[st.none() | NUMBERS | st.just(b"x")] * 4)  # None: the row has no such cell


@given(number=st.integers(0, 10**6), drawn=st.tuples(*[CELLS] * 12))
def test_a_column_read_at_once_has_the_values_that_its_cells_have(
    number: int, drawn: tuple[tuple[int | bytes | None, ...], ...], profiles: dict[str, Profile]
) -> None:
    pairs = [
        (table, metric)
        for name in sorted(profiles)
        for table in profiles[name].tables
        for metric in table.metrics
    ]
    table, metric = pairs[number % len(pairs)]
    columns = sorted({*metric.columns, *(condition.column for condition in table.needs)})
    assert len(columns) <= len(drawn)
    cells = {
        column: {str(at): raw for at, raw in enumerate(row, 1) if raw is not None}
        for column, row in zip(columns, drawn, strict=False)
    }
    needs = (*table.needs, *metric.needs)
    found = whole_column(metric, needs, cells)
    if found is None:
        return
    notes = Notes()
    reader = CellReader(cells, str, notes)
    one_by_one = {}
    for index in {index for source in metric.sources for index in cells[source.column]}:
        if not all(reader.holds(condition, index) for condition in needs):
            continue
        for source in metric.sources:  # the best one that has a value: worse ones are not looked at
            value = reader.value(metric, source, index)
            if value is not None:
                one_by_one[index] = value
                break
    indexes, values, narrow = found
    assert dict(zip(indexes, values, strict=True)) == one_by_one
    assert not narrow or metric.sources[-1].bits == 32
    assert notes.warnings() == ()


def test_ports_keep_their_names_in_polls_that_do_not_ask_for_them(
    profiles: dict[str, Profile],
) -> None:
    decoder = Decoder([profiles["if-mib"]])
    decoder.decode(PollReply("sw1", {NAME: {"5": b"GE0/0/1"}}), 0.0)
    snapshot = decoder.decode(PollReply("sw1", {OPER: {"5": 1}, IN64: {"5": 7}}), 60.0)
    assert snapshot.value("interface.in_octets", "GE0/0/1") == 7
    assert "interface.name" not in snapshot.columns


def test_names_that_are_known_are_not_asked_for_until_they_are_forgotten(
    profiles: dict[str, Profile],
) -> None:
    of = [profiles["if-mib"]]
    decoder = Decoder(of)
    decoder.decode(PollReply("sw1", {NAME: {"5": b"GE0/0/1"}}), 0.0)
    asked = request_for("sw1", of, {"identity"}, decoder.known)
    assert NAME not in asked.columns
    assert not {NAME, DESCRIPTION} & asked.spares.keys()  # what stands in for a name it knows
    decoder.forget()
    assert NAME in request_for("sw1", of, {"identity"}, decoder.known).columns


def test_indexes_that_a_restart_has_moved_are_read_by_their_new_names(
    profiles: dict[str, Profile],
) -> None:
    decoder = Decoder([profiles["if-mib"]])
    decoder.decode(PollReply("sw1", {NAME: {"5": b"GE0/0/1", "6": b"GE0/0/2"}}), 0.0)
    decoder.decode(PollReply("sw1", {NAME: {"5": b"GE0/0/2", "6": b"GE0/0/1"}}), 60.0)
    snapshot = decoder.decode(PollReply("sw1", {OPER: {"5": 1, "6": 2}}), 120.0)
    assert snapshot.value("interface.oper_status", "GE0/0/2") == "up"
    assert snapshot.value("interface.oper_status", "GE0/0/1") == "down"


def test_counters_of_32_bits_are_known_as_such_however_they_are_read(
    profiles: dict[str, Profile],
) -> None:
    errors, narrow_in = "1.3.6.1.2.1.2.2.1.14", "1.3.6.1.2.1.2.2.1.10"
    cells = {NAME: {"5": b"GE0/0/1"}, errors: {"5": 3}, narrow_in: {"5": 7}}
    decoder = Decoder([profiles["if-mib"]])
    columns = decoder.decode(PollReply("sw1", cells), 0.0).columns
    assert columns["interface.in_errors"].narrow == {"GE0/0/1"}
    assert columns["interface.in_octets"].narrow == {"GE0/0/1"}
    wide = decoder.decode(PollReply("sw1", {IN64: {"5": 7}}), 60.0).columns
    assert wide["interface.in_octets"].narrow == frozenset()
