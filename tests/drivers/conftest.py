from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.far_end import Far


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Far]:
    ends = Far(tmp_path)
    yield ends
    ends.close()
