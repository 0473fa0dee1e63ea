"""Every reason a verdict can have can be said."""

import pytest

from parknet.messages import CATALOGUE
from parknet.model.verdict import Reason, Status


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words(reason: Reason) -> None:
    assert f"reason.{reason.value}" in CATALOGUE


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_words(status: Status) -> None:
    assert f"status.{status.value}" in CATALOGUE
