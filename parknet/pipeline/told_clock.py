"""A clock in, and where progress is told; a clock that says what it waits for, out."""

from dataclasses import dataclass
from datetime import UTC, datetime

from parknet.drivers.base import Clock
from parknet.pipeline.parks import Talk


@dataclass
class ToldClock:
    """A clock that tells what it waits for: nobody should wonder whether a push still runs."""

    clock: Clock
    talk: Talk

    def now(self) -> float:
        """Return Unix time in seconds."""
        return self.clock.now()

    def sleep(self, seconds: float) -> None:
        """Say until when, and wait."""
        until = datetime.fromtimestamp(self.now() + seconds, UTC).strftime("%H:%M:%S")
        self.talk(
            f"waiting {seconds:.0f} s, until {until} UTC: by then a device that was not confirmed "
            "has reverted by itself, and reading it back tells"
        )
        self.clock.sleep(seconds)
