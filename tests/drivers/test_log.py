import io
import logging
import shlex
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.log import quoted, set_up_logging
from parknet.vault import Vault


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging(logging.INFO, Vault({"x": "canary-value"}, b""), stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_record_is_one_line_of_keys_and_values(stream: io.StringIO) -> None:
    fields = {"device": "b03-agg", "detail": 'two "words"\nand a line'}
    logging.getLogger("parknet.drivers").info("device committed", extra={"fields": fields})
    line = stream.getvalue()
    assert line.count("\n") == 1
    words = dict(word.split("=", 1) for word in shlex.split(line))
    assert words["event"] == "device committed"
    assert words["room"] == "drivers"
    assert words["device"] == "b03-agg"


def test_no_secret_is_logged_not_even_in_a_traceback(stream: io.StringIO) -> None:
    log = logging.getLogger("parknet.drivers")
    try:
        raise ValueError("canary-value")
    except ValueError:
        log.exception("failed with %s", "canary-value", extra={"fields": {"k": "canary-value"}})
    assert "canary" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()


@given(st.text())
def test_a_value_cannot_begin_a_new_line_or_field(text: str) -> None:
    word = quoted(text)
    assert word.isprintable()
    assert len(word.splitlines()) <= 1
    assert word.startswith('"') or " " not in word
