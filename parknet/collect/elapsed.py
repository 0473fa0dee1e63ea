"""Two moments of a device in, the time between them and whether its counters began anew out.

Three clocks tell the time: ours, ours that nobody sets (monotonic), and the agent's. A device that
was restarted has counted from 0, so its rates would be wrong; a sysUpTime that went back after 497
days (RFC 3418: TimeTicks has 32 bits) has not been restarted, and snmpEngineTime (RFC 3411) tells
the two apart.
"""

from dataclasses import dataclass
from typing import Final

UPTIME_WRAPS_S: Final = 2**32 / 100
# An agent may answer some seconds after it was asked, and its clock may run a little off.
_SLACK_S, _SLACK_SHARE = 5.0, 0.05


@dataclass(frozen=True, slots=True)
class Moment:
    """When a device was read, in seconds, by every clock there is.

    Attributes:
        at: Unix time.
        monotonic: of the machine that asked; None where nobody kept it.
        uptime: sysUpTime.
        boots: snmpEngineBoots.
        engine_time: snmpEngineTime.
    """

    at: float
    monotonic: float | None = None
    uptime: float | None = None
    boots: float | None = None
    engine_time: float | None = None


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time between two polls.

    Attributes:
        seconds: 0 or less where nobody knows.
        restarted: the agent, and with it its counters, began anew.
        warning: what was odd, or nothing.
    """

    seconds: float
    restarted: bool = False
    warning: str = ""


def elapsed(before: Moment, now: Moment) -> Elapsed:
    """Return how much time has passed for a device.

    Example:
        >>> elapsed(Moment(0.0, uptime=100.0), Moment(60.0, uptime=20.0)).restarted
        True
        >>> elapsed(Moment(0.0, uptime=42949670.0), Moment(60.0, uptime=57.3)).restarted
        False
    """
    wall = now.at - before.at
    ours = _difference(before.monotonic, now.monotonic)
    engine = _difference(before.engine_time, now.engine_time)
    span = wall if ours is None else ours
    boots = _difference(before.boots, now.boots)
    if boots or (engine is not None and engine < 0):
        return Elapsed(span, restarted=True, warning="the device or its agent was restarted")
    device = _uptime_passed(before, now, span if ours is not None or engine is None else engine)
    if device is not None and now.uptime is not None:
        since_then = now.uptime < span and device < span - _slack(span)
        if device < 0 or since_then:
            return Elapsed(span, restarted=True, warning="the device or its agent was restarted")
    trusted = ours if ours is not None else device
    if trusted is None or abs(wall - trusted) <= _slack(trusted):
        return Elapsed(span)
    whose = "time since is measured" if ours is not None else "the device's own time is taken"
    return Elapsed(trusted, warning=f"the clock was set by {wall - trusted:+.0f} s; {whose}")


def _uptime_passed(before: Moment, now: Moment, expected: float) -> float | None:
    """Return the agent's own time, negative after a restart, None where it tells none."""
    passed = _difference(before.uptime, now.uptime)
    if passed is None or now.uptime is None:
        return None
    # An agent whose clock stands still says nothing; two restarts may look alike.
    if passed == 0 and (now.uptime == 0 or now.uptime >= expected):
        return None
    if passed < 0 and abs(passed + UPTIME_WRAPS_S - expected) <= _slack(expected):
        return passed + UPTIME_WRAPS_S
    return passed


def _difference(before: float | None, now: float | None) -> float | None:
    return None if before is None or now is None else now - before


def _slack(span: float) -> float:
    return _SLACK_S + _SLACK_SHARE * abs(span)
