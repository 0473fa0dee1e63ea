"""The outbox and a sink in, what was delivered out.

At least once, in order per stream; the receiver makes that exactly once by event id. Nothing here
waits: `pipeline` decides when to try again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parknet.feed.sinks import MAX_EVENTS, Delivered, Later, Refused, Rewind, Sink, TooLarge
from parknet.model.event import Event
from parknet.store import Outbox

# What matters most goes first (parknet-feed/1 section 5).
PRIORITY = ("alarm", "verdict", "deploy", "inventory", "linkstate", "heartbeat")
MAX_REWINDS = 3


@dataclass(frozen=True, slots=True)
class Drained:
    """What one attempt achieved.

    Attributes:
        sent: events the sink now holds.
        left: streams that still have something to send.
        trouble: why it stopped early, for people; empty if it did not.
        retry: worth another attempt without a person's help.
        after_s: the wait the receiver asked for.
        rejected: (event id, code) the receiver will never take.
    """

    sent: int
    left: tuple[str, ...]
    trouble: str = ""
    retry: bool = False
    after_s: float | None = None
    rejected: tuple[tuple[str, str], ...] = ()


def drain(outbox: Outbox, sink: Sink) -> Drained:
    """Send all that the sink has not acknowledged, the most important stream first."""
    streams = sorted(
        outbox.streams(),
        key=lambda name: (PRIORITY.index(name) if name in PRIORITY else len(PRIORITY), name),
    )
    sent = 0
    rejected: list[tuple[str, str]] = []
    for position, stream in enumerate(streams):
        count, stop = _drain_stream(outbox, sink, stream, rejected)
        sent += count
        if stop is not None:
            return Drained(
                sent,
                tuple(streams[position:]),
                stop.reason,
                retry=isinstance(stop, Later),
                after_s=stop.after_s if isinstance(stop, Later) else None,
                rejected=tuple(rejected),
            )
    return Drained(sent, (), rejected=tuple(rejected))


def _drain_stream(
    outbox: Outbox, sink: Sink, stream: str, rejected: list[tuple[str, str]]
) -> tuple[int, Later | Refused | None]:
    sent, size, rewinds = 0, MAX_EVENTS, 0
    while batch := _one_epoch(outbox.pending(sink.name, stream, size)):
        answer = sink.deliver(outbox.node, batch)
        match answer:
            case Delivered():
                outbox.acknowledge(sink.name, stream, answer.cursor)
                rejected += answer.rejected
                sent += len(batch)
            case TooLarge() if len(batch) == 1:
                return sent, Refused(f"{batch[0].id} alone is too large for {sink.name}")
            case TooLarge():
                size = max(1, len(batch) // 2)
            case Rewind() if rewinds < MAX_REWINDS:
                rewinds += 1
                outbox.acknowledge(sink.name, stream, answer.cursor)
            case Rewind():
                return sent, Later(f"{sink.name} keeps asking for earlier events of {stream}")
            case Later() | Refused():
                return sent, answer
    return sent, None


def _one_epoch(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.epoch == events[0].epoch]
