from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.emulated import Emulated
from tests.drivers.far_end import Far


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Far]:
    ends = Far(tmp_path)
    yield ends
    ends.close()


@pytest.fixture
def emulated(tmp_path: Path) -> Iterator[Emulated]:
    devices = Emulated(tmp_path)
    yield devices
    devices.close()
