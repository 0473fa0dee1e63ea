"""The papers of a park say what the design says, in both languages, and open in a spreadsheet."""

import csv
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from parknet.design import design
from parknet.documents import tables_of, topology_svg, write_documents
from parknet.messages import LANGUAGES
from parknet.model.network import Allocations
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace
from tests.design.parks import building_data, intent_of, park_data

SITE = Site(Workspace(Path("/nonexistent")), "wuhan-agricultural")


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def rows(language: str, name: str) -> list[dict[str, object]]:
    tables = {t.name: t for t in tables_of(SITE.network, SITE.intent.library, language)}
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
    files = write_documents(SITE.network, SITE.intent.library, language)
    content = files[f"outlets.{language}.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(read) == len(SITE.network.outlets) + 1


def test_the_workbook_is_the_same_for_the_same_design(language: str) -> None:
    once = write_documents(SITE.network, SITE.intent.library, language)
    again = write_documents(SITE.network, SITE.intent.library, language)
    assert once == again
    book = zipfile.ZipFile(io.BytesIO(once[f"wuhan-agricultural.{language}.xlsx"]))
    assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 6


def test_the_drawing_shows_every_router_and_loads_nothing(language: str) -> None:
    drawing = topology_svg(SITE.network, language)
    text = ElementTree.tostring(ElementTree.fromstring(drawing), encoding="unicode")
    for device in SITE.network.devices:
        if device.role != "access":
            assert device.name in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_a_customers_prefix_stands_in_the_address_plan() -> None:
    park = park_data()
    park["segments"]["office"] |= {"delegate": 60, "customers": 1}
    intent = intent_of(park, {"b03": building_data()})
    tables = tables_of(design(intent, Allocations())[0], intent.library, "en")
    rows = next(table.rows for table in tables if table.name == "addresses")
    found = [row for row in rows if row[2] == "customer's prefix (DHCPv6-PD)"]
    assert [(row[0], row[4]) for row in found] == [("2001:db8:4200:1f0::/60", "office")]
