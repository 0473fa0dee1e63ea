"""A park in; which routers let marked traffic wait by its class out.

Segments are marked where they enter (`Segment.traffic`), and the mark stays to the carrier. So each
router on the way queues by it, and believes it on links to its neighbours: voice and control go
first, video has a share of the rest. Hosts and carriers are never believed: where marks count, what
enters from a circuit or from a segment without a class loses those that others set. Access switches
do not queue, for nothing that comes from their hosts is marked yet.
"""

from typing import Final

from parknet.design.features import Want, has
from parknet.model.intent import Intent

_FEATURE: Final = "queueing"


def queue_wants(intent: Intent) -> list[Want]:
    """Return what traffic classes ask of every router: at most one want, of the first of them."""
    for name, segment in intent.park.segments.items():
        if segment.traffic != "default":
            return [Want(_FEATURE, ("park", "segments", name, "traffic"), written=False)]
    return []


def queues(intent: Intent, profile: str) -> bool:
    """Return whether a router of a profile queues on its links."""
    return bool(queue_wants(intent)) and has(intent, profile, _FEATURE)


def mark_of(intent: Intent, profile: str, traffic: str = "default") -> str:
    """Return the class that a router of a profile gives to what enters from hosts or carriers."""
    if not has(intent, profile, "qos"):
        return "default"
    if traffic == "default" and queues(intent, profile):
        return "standard"  # RFC 4594, 4.9
    return traffic
