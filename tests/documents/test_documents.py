"""The papers of a park say what the design says, in both languages, and open in a spreadsheet."""

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from parknet.design import design, permitted
from parknet.documents import tables_of, topology_svg, write_documents
from parknet.messages import LANGUAGES, say
from parknet.model.network import Allocations
from parknet.model.record import Bilingual
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace
from tests.conformance.wlan_park import wlan_park
from tests.design.parks import building_data, intent_of, park_data

SITE = Site(Workspace(Path("/nonexistent")), "wuhan-agricultural")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PERMITTED = permitted(SITE.intent)


def test_a_controller_stands_beside_its_core() -> None:
    network, _ = design(wlan_park(), Allocations())
    for language in LANGUAGES:
        drawing = topology_svg(network, language).decode()
        ElementTree.fromstring(drawing)
        assert ">ac-1</text>" in drawing
        assert "2×10 G" in drawing


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def rows(language: str, name: str) -> list[dict[str, object]]:
    tables = {t.name: t for t in tables_of(SITE.network, SITE.intent, PERMITTED, language)}
    table = tables[name]
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def test_every_port_of_every_device_is_listed_once(language: str) -> None:
    listed = [(row["device"], row["port"]) for row in rows(language, "ports")]
    planned = [(d.name, p.name) for d in SITE.network.devices for p in d.ports]
    assert listed == planned


def test_both_ends_of_every_cable_are_named(language: str) -> None:
    ports = {(d.name, p.name) for d in SITE.network.devices for p in d.ports}
    cables = rows(language, "cables")
    assert len(cables) == len(SITE.network.links) + len(SITE.network.circuits)
    for row in cables:
        assert (row["from_device"], row["from_port"]) in ports


def test_no_address_is_listed_twice_and_all_are(language: str) -> None:
    listed = [row["address"] for row in rows(language, "addresses")]
    assert len(listed) == len(set(listed))
    for device in SITE.network.devices:
        assert str(device.management4.ip) in listed
        assert str(device.management6.ip) in listed


def test_materials_add_up(language: str) -> None:
    total = sum(int(str(row["count"])) for row in rows(language, "materials") if row["vendor"])
    assert total == len(SITE.network.devices)


def test_csv_has_a_mark_for_excel_and_as_many_rows(language: str) -> None:
    files = write_documents(SITE.network, SITE.intent, PERMITTED, language)
    content = files[f"outlets.{language}.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(read) == len(SITE.network.outlets) + 1


def test_the_workbook_is_the_same_for_the_same_design(language: str) -> None:
    once = write_documents(SITE.network, SITE.intent, PERMITTED, language)
    again = write_documents(SITE.network, SITE.intent, PERMITTED, language)
    assert once == again
    book = zipfile.ZipFile(io.BytesIO(once[f"wuhan-agricultural.{language}.xlsx"]))
    assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 9


def test_the_drawing_shows_every_router_and_loads_nothing(language: str) -> None:
    drawing = topology_svg(SITE.network, language)
    text = ElementTree.tostring(ElementTree.fromstring(drawing), encoding="unicode")
    for device in SITE.network.devices:
        if device.role != "access":
            assert device.name in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_matrix_has_every_pair_of_segments_and_says_what_may_be_opened(language: str) -> None:
    table = next(
        t for t in tables_of(SITE.network, SITE.intent, PERMITTED, language) if t.name == "matrix"
    )
    segments = SITE.intent.park.segments
    assert len(table.rows) == len(segments) + 1
    assert len(table.header) == len(segments) + 3
    ends = [*segments, "internet"]
    targets = [name.removeprefix("to/") for name in table.header[1:]]
    for source, row in zip(ends, table.rows, strict=True):
        for target, cell in zip(targets, row[1:], strict=True):
            services = PERMITTED.get((source, target))
            if services is None:
                assert cell == ""
            elif not services and target != "services":
                assert cell == "–"
            else:
                assert all(one in str(cell) for one in services if one != "any")


def test_a_park_without_a_matrix_allows_everything_in_its_papers() -> None:
    park = SITE.intent.park.model_copy(update={"reach": ()})
    found = permitted(SITE.intent.model_copy(update={"park": park}))
    assert set(found.values()) == {("any",)}


def test_every_system_and_every_segment_is_in_the_register(language: str) -> None:
    park = SITE.intent.park
    listed = rows(language, "systems")
    assert [row["owner"] for row in listed if row["system"]] == [
        system.owner for system in park.systems.values()
    ]
    assert {row["vlan"] for row in listed} == {segment.vlan for segment in park.segments.values()}


def test_every_circuit_is_listed_with_its_contract(language: str) -> None:
    listed = rows(language, "circuits")
    assert [(row["circuit"], row["contract"]) for row in listed] == [
        (uplink.uplink, uplink.contract) for uplink in SITE.intent.park.uplinks
    ]
    ends = {circuit.end.port for circuit in SITE.network.circuits}
    assert {row["port"] for row in listed} == ends


def test_people_read_a_segment_s_name_where_it_has_one(language: str) -> None:
    segments = SITE.intent.park.segments
    name = Bilingual(zh="办公网", en="Office network")
    changed = {**segments, "office": segments["office"].model_copy(update={"name": name})}
    park = SITE.intent.park.model_copy(update={"segments": changed})
    intent = SITE.intent.model_copy(update={"park": park})
    tables = {t.name: t for t in tables_of(SITE.network, intent, PERMITTED, language)}
    wanted = name.model_dump()[language]
    for table in ("addresses", "systems", "matrix"):
        cells = {cell for row in tables[table].rows for cell in row}
        assert wanted in cells, table
        assert "office" not in cells, table
    assert wanted in tables["matrix"].titles.values()


def sheets_of(content: bytes) -> dict[str, ElementTree.Element]:
    """Return the sheets of a workbook (ECMA-376) by title."""
    book = zipfile.ZipFile(io.BytesIO(content))
    titles = [
        sheet.attrib["name"]
        for sheet in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{SHEET}sheet")
    ]
    return {
        title: ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
        for number, title in enumerate(titles, start=1)
    }


def test_every_sheet_keeps_its_header_in_view_wraps_and_computes_nothing(language: str) -> None:
    files = write_documents(SITE.network, SITE.intent, PERMITTED, language)
    sheets = sheets_of(files[f"wuhan-agricultural.{language}.xlsx"])
    assert say("documents.matrix", language) in sheets
    for title, sheet in sheets.items():
        pane = next(sheet.iter(f"{SHEET}pane")).attrib
        assert (pane["state"], pane["xSplit"], pane["ySplit"]) == ("frozen", "1", "1"), title
        widths = [float(column.attrib["width"]) for column in sheet.iter(f"{SHEET}col")]
        assert widths, title
        assert max(widths) < 62, title
        assert not list(sheet.iter(f"{SHEET}f")), title
        assert all("s" in cell.attrib for cell in sheet.iter(f"{SHEET}c")), title


def test_a_name_that_looks_like_a_formula_stays_text_in_csv(language: str) -> None:
    segments = SITE.intent.park.segments
    name = Bilingual(zh="=cmd|'/C calc'!A0", en="＋1+1")
    changed = {**segments, "office": segments["office"].model_copy(update={"name": name})}
    park = SITE.intent.park.model_copy(update={"segments": changed})
    intent = SITE.intent.model_copy(update={"park": park})
    files = write_documents(SITE.network, intent, PERMITTED, language)
    for file, content in files.items():
        if file.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert not any(cell.startswith(("=", "＋")) for cell in row), file


def test_a_segment_s_routing_table_is_in_the_address_plan_and_the_register(language: str) -> None:
    segments = SITE.intent.park.segments
    changed = {**segments, "guest": segments["guest"].model_copy(update={"vrf": "visitors"})}
    park = SITE.intent.park.model_copy(update={"segments": changed})
    intent = SITE.intent.model_copy(update={"park": park})
    network, _ = design(intent, Allocations())
    tables = {t.name: t for t in tables_of(network, intent, permitted(intent), language)}
    column = tables["addresses"].header.index("table")
    planned = [svi.vrf for d in network.devices for svi in d.svis for _ in (4, 6) if svi.vrf]
    listed = [row[column] for row in tables["addresses"].rows if row[column]]
    assert sorted(map(str, listed)) == sorted(planned)
    assert any("visitors" in row for row in tables["systems"].rows)


def test_a_customers_prefix_stands_in_the_address_plan() -> None:
    park = park_data()
    park["segments"]["office"] |= {"delegate": 60, "customers": 1}
    intent = intent_of(park, {"b03": building_data()})
    network, _ = design(intent, Allocations())
    tables = tables_of(network, intent, permitted(intent), "en")
    rows = next(table.rows for table in tables if table.name == "addresses")
    found = [row for row in rows if row[2] == "customer's prefix (DHCPv6-PD)"]
    assert [(row[0], row[4]) for row in found] == [("2001:db8:4200:1f0::/60", "office")]
