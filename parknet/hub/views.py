"""What the platform knows in, what its page shows out. A silent park is unknown, never green."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from parknet.hub.storage import HubStorage, NodeCard
from parknet.messages import CATALOGUE, Language, say
from parknet.model.event import Event
from parknet.model.feed import HeartbeatData, LinkStateData, VerdictData
from parknet.model.record import Record
from parknet.model.verdict import Status
from parknet.report.marks import mark

# A park collects every minute at best and every five at rest; three missed hours are silence.
STALE_AFTER = timedelta(hours=3)
CHINA = timezone(timedelta(hours=8))
_ORDER = ("fail", "unknown", "pass")


class ClauseRow(Record):
    """One clause of one park."""

    clause: str
    pack: str
    purpose: str
    state: str
    binding: bool
    numerator: int
    denominator: int
    unknown: int
    reason: str
    level: str
    time: str

    @property
    def is_measured(self) -> bool:
        """Return whether a clause that binds was judged on something that was read."""
        return self.binding and self.level != "none" and self.state in _ORDER


class ParkSummary(Record):
    """One park on the platform's page."""

    node: str
    source: str
    name: dict[str, str]
    last_seen: str | None
    is_stale: bool
    rehearsal: bool
    devices: int
    unreachable: int
    links: int
    links_as_planned: int
    clauses: tuple[ClauseRow, ...]
    events: int

    def count(self, state: str) -> int:
        """Return how many binding clauses have a state."""
        return sum(row.binding and row.state == state for row in self.clauses)

    @property
    def measured(self) -> list[ClauseRow]:
        """Return the binding clauses that something was read for, the failing ones first."""
        found = [row for row in self.clauses if row.is_measured]
        return sorted(found, key=lambda row: (_ORDER.index(row.state), row.clause))

    @property
    def others(self) -> list[ClauseRow]:
        """Return all other clauses, the binding ones first."""
        found = [row for row in self.clauses if not row.is_measured]
        return sorted(found, key=lambda row: (not row.binding, row.clause))


def park_summaries(storage: HubStorage, now: datetime) -> list[ParkSummary]:
    """Return every enrolled park, the failing ones first."""
    found = [_summary(storage, card, now) for card in storage.nodes()]
    return sorted(found, key=lambda park: (-park.count("fail"), park.node))


def _summary(storage: HubStorage, card: NodeCard, now: datetime) -> ParkSummary:
    beats = storage.latest(card.source, "heartbeat")
    last = max((beat.time for beat in beats), default=None)
    is_stale = last is None or now - datetime.fromisoformat(last) > STALE_AFTER
    beat = HeartbeatData.model_validate(beats[0].data) if beats else None
    links = [
        LinkStateData.model_validate(event.data)
        for event in storage.latest(card.source, "linkstate")
    ]
    rows = [_row(event, is_stale) for event in storage.latest(card.source, "verdict")]
    return ParkSummary(
        node=card.node,
        source=card.source,
        name=card.name.model_dump(),
        last_seen=last,
        is_stale=is_stale,
        rehearsal=beat.rehearsal if beat else False,
        devices=beat.devices if beat else 0,
        unreachable=beat.unreachable if beat else 0,
        links=len(links),
        links_as_planned=0 if is_stale else sum(link.state == "as_planned" for link in links),
        clauses=tuple(rows),
        events=sum(storage.counts(card.source).values()),
    )


def _row(event: Event, is_stale: bool) -> ClauseRow:
    data = VerdictData.model_validate(event.data)
    unknown = data.denominator if is_stale else data.unknown
    return ClauseRow(
        clause=data.clause,
        pack=f"{data.profile.id} {data.profile.version}",
        purpose=data.purpose,
        state="unknown" if is_stale and data.state in ("pass", "fail") else data.state,
        binding=data.binding,
        numerator=0 if is_stale else data.numerator,
        denominator=data.denominator,
        unknown=unknown,
        reason="stale" if is_stale else data.reason,
        level=data.level.value if data.level else "none",
        time=event.time,
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = files("parknet.hub").joinpath("pages/parks.html.j2").read_text(encoding="utf-8")
    return environment.from_string(page)


def render_page(
    parks: list[ParkSummary],
    language: Language,
    now: datetime,
    texts: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """Return the page of all parks.

    Args:
        parks: as `park_summaries` returns them.
        language: `zh` or `en`.
        now: the page's time.
        texts: what a clause says in each language, by its id; the feed carries ids alone.
    """
    return _template().render(
        parks=parks,
        lang=language,
        other="en" if language == "zh" else "zh",
        say=lambda key, **values: say(key, language, **values),
        mark=lambda state: mark(Status(state)),
        reason=lambda row: reason_text(row.reason, language),
        text=lambda row: (texts or {}).get(row.clause, {}).get(language, ""),
        time=lambda moment: time_text(datetime.fromisoformat(moment), language),
        now=time_text(now, language),
        states=("fail", "pass", "unknown"),
    )


def reason_text(reason: str, language: Language) -> str:
    """Return a reason in words; one of a later release is shown as it came.

    Example:
        >>> reason_text("met", "zh"), reason_text("moon_phase", "zh")
        ('满足要求', 'moon_phase')
    """
    key = f"reason.{reason}"
    if key not in CATALOGUE:
        return reason
    return say(key, language, contract=say("hub.contract", language))


def time_text(moment: datetime, language: Language) -> str:
    """Return a time as the page's readers tell it: Beijing's in Chinese, UTC in English.

    Example:
        >>> time_text(datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "zh")
        '2026-11-20 16:00'
    """
    return f"{moment.astimezone(CHINA if language == 'zh' else UTC):%Y-%m-%d %H:%M}"
