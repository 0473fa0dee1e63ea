"""The templates as they ship."""

import pytest

from tests.render.regenerate import templates_of_checkout


@pytest.fixture(scope="session")
def templates() -> dict[str, dict[str, str]]:
    return templates_of_checkout()
