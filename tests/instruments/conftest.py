"""The formats that come with parknet, and small exports by hand."""

from pathlib import Path

import pytest

from parknet.model.instruments import InstrumentFormat
from parknet.workspace import Workspace

ENGLISH = (
    "Link,Building,Result,Limit,Wire map,Tested,Operator,Maker,Model,Serial,Calibrated,"
    "Calibration due,Length (m),NEXT margin (dB)"
)
GOOD = (
    "1F-001,综合楼,PASS,ISO11801 PL Class D,T568B,2026-05-04 09:30:00,张三,Acme,T1,S-1,2026-01-10,"
    "2027-01-10,41.5,6.2"
)


def export(*rows: str, header: str = ENGLISH) -> bytes:
    return "\n".join((header, *rows)).encode()


def row(**changes: str) -> str:
    """Return a good row, with other cells where they are named by title."""
    cells = dict(zip(ENGLISH.split(","), GOOD.split(","), strict=True))
    assert set(changes) <= set(cells)
    return ",".join((cells | changes).values())


@pytest.fixture(scope="session")
def formats(tmp_path_factory: pytest.TempPathFactory) -> list[InstrumentFormat]:
    empty: Path = tmp_path_factory.mktemp("workspace")
    return list(Workspace(empty).instrument_files().values())
