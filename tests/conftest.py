"""How properties are tried: without a time limit, and the same way in every run.

`HYPOTHESIS_PROFILE=random` looks elsewhere each time: for people who hunt, not for CI.
"""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

COMMON = {
    "deadline": None,  # tests are never timed
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
    "print_blob": True,
}
settings.register_profile("same", derandomize=True, **COMMON)
settings.register_profile("random", **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Whole parks, every platform, programs in processes: `make check` leaves them to `make test`.
TESTS = Path(__file__).parent
SLOW_ROOMS = {"reach", "conformance", "audit", "services", "dialect", "cli", "pipeline", "lab"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if SLOW_ROOMS & set(item.path.relative_to(TESTS).parts):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """Thousands of tests and modules stay until the end: let nobody look for garbage in them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let one worker more than there are cores work: now and then each waits for a device."""
    return (os.cpu_count() or 1) + 1
