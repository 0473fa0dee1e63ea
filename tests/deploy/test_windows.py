"""When a park may be changed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parknet.deploy.windows import closes_at, local, opens_at
from parknet.model.approval import DAYS, Window

CHINA = timedelta(hours=8)
NIGHTS = [Window.model_validate({"days": ["fri", "sat"], "from": "22:00", "to": "06:00"})]


def at(text: str) -> float:
    return datetime.fromisoformat(f"{text}+08:00").timestamp()


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on() -> None:
    assert closes_at(NIGHTS, CHINA, at("2026-11-20 21:59")) is None  # a Friday
    assert closes_at(NIGHTS, CHINA, at("2026-11-20 22:00")) == at("2026-11-21 06:00")
    assert closes_at(NIGHTS, CHINA, at("2026-11-22 05:59")) == at("2026-11-22 06:00")
    assert closes_at(NIGHTS, CHINA, at("2026-11-22 06:00")) is None
    assert closes_at(NIGHTS, CHINA, at("2026-11-22 23:00")) is None
    assert opens_at(NIGHTS, CHINA, at("2026-11-22 23:00")) == at("2026-11-27 22:00")
    assert local(at("2026-11-27 22:00"), CHINA) == "2026-11-27 22:00 UTC+08:00"


CLOCK = st.times().map(lambda moment: f"{moment:%H:%M}")
SPANS = st.tuples(st.sets(st.sampled_from(DAYS), min_size=1), CLOCK, CLOCK)
WINDOWS = st.lists(
    SPANS.filter(lambda span: span[1] != span[2]).map(
        lambda span: Window.model_validate({"days": list(span[0]), "from": span[1], "to": span[2]})
    ),
    min_size=1,
    max_size=3,
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC).timestamp()
)


@given(WINDOWS, MOMENTS)
def test_a_window_is_open_until_it_closes_and_opens_when_it_says(windows, now) -> None:
    opens = opens_at(windows, CHINA, now)
    assert now < opens <= now + 8 * 86400
    assert closes_at(windows, CHINA, opens) is not None
    closes = closes_at(windows, CHINA, now)
    if closes is not None:
        assert now < closes <= now + 2 * 86400
        assert closes_at(windows, CHINA, closes - 1) is not None
