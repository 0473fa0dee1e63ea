"""Figures of a device's ports over time in, what T-HEALTH asks of each port out.

GB/T 21671-2008 wants means over at least 24 hours in service, of polls every five minutes. A port
that was down has no utilisation then, so that hours count only while it is in service.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from parknet.model.health import Figures, PortHealth

# A criterion of coverage/targets/contracts, and the metrics of both ways of which the worse counts.
CRITERIA: Final[Mapping[str, tuple[str, ...]]] = {
    "utilisation": ("interface.in_utilisation", "interface.out_utilisation"),
    "broadcast": ("interface.in_broadcast_rate", "interface.out_broadcast_rate"),
    "multicast": ("interface.in_multicast_rate", "interface.out_multicast_rate"),
    "error-frames": ("interface.in_error_ratio", "interface.out_error_ratio"),
    "collisions": ("interface.late_collision_ratio",),
}
METRICS_OF_HEALTH: Final = tuple(name for metrics in CRITERIA.values() for name in metrics)
LEAST_HOURS: Final = 24.0
_STEPS_OF_AN_HOUR: Final = 12
# Polls that were lost do not void a day; a tenth of them does. [U]: the standard says nothing.
_LEAST_SHARE: Final = 0.9


def health_of(
    device: str, ports: Mapping[str, Mapping[str, Figures]], least_hours: float = LEAST_HOURS
) -> list[PortHealth]:
    """Return each port's figures by criterion.

    Args:
        device: whose ports they are.
        ports: by interface and metric.
        least_hours: what is measured for less is lacking, never good.
    """
    return [_port(device, name, found, least_hours) for name, found in ports.items()]


def _port(
    device: str, interface: str, found: Mapping[str, Figures], least_hours: float
) -> PortHealth:
    enough = least_hours * _STEPS_OF_AN_HOUR * _LEAST_SHARE
    figures: dict[str, Figures] = {}
    lacking: dict[str, float] = {}
    for criterion, metrics in CRITERIA.items():
        ways = [found[metric] for metric in metrics if metric in found]
        long = [way for way in ways if way.steps >= enough]
        # One way alone would hide the other.
        if long and len(long) == len(metrics):
            figures[criterion] = _worse(long)
        else:
            steps = min((way.steps for way in ways), default=0) if len(ways) == len(metrics) else 0
            lacking[criterion] = steps / _STEPS_OF_AN_HOUR
    return PortHealth(device, interface, figures, lacking)


def _worse(ways: Iterable[Figures]) -> Figures:
    return max(ways, key=lambda way: way.mean)
