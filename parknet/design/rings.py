"""Rings and a switch's ports in; the switch's part of each ring, and what goes round it, out."""

from collections.abc import Sequence
from typing import Final

from parknet.design.bundles import Bundle
from parknet.design.draft import Draft
from parknet.design.scope import BuildingScope
from parknet.model.demands import Ring
from parknet.model.intent import Segment
from parknet.model.network import VlanPlan
from parknet.model.policy import RingPlan

RING_NUMBERS: Final = range(1, 256)


def ring_segments(
    draft: Draft, scope: BuildingScope, ring: Ring | None
) -> tuple[tuple[str, Segment], ...]:
    """Return the segments of an access switch: what goes round its ring, or all of its building."""
    if ring is None:
        return scope.segments
    carried = {*ring.segments, draft.intent.park.management.segment}
    return tuple(pair for pair in scope.segments if pair[0] in carried)


def ring_vlans(draft: Draft, scope: BuildingScope, ring: Ring) -> tuple[int, ...]:
    """Return the VLANs that go round a ring, its control VLAN last."""
    vlans = (segment.vlan for _, segment in ring_segments(draft, scope, ring))
    return (*vlans, ring.control_vlan)


def control_vlan(draft: Draft, ring: Ring) -> VlanPlan:
    """Return the VLAN that a ring's own messages have."""
    return draft.vlan(ring.control_vlan, f"ring {ring.ring}")


def ring_plan(
    draft: Draft, scope: BuildingScope, ring: Ring, device: str, bundles: Sequence[Bundle]
) -> RingPlan:
    """Return a device's part of a ring: the port towards the device before it comes first.

    Args:
        draft: what is designed so far; the device's links are plugged in.
        scope: the building.
        ring: a ring that the device is on.
        device: its name.
        bundles: links of the ring that end at the device: two.
    """
    first, second = sorted(bundles, key=lambda bundle: (bundle.upper == device, bundle.owner))
    ends = draft.ends[device]
    return RingPlan(
        ring=ring.ring,
        number=draft.ring_numbers[ring.ring],
        control_vlan=ring.control_vlan,
        vlans=ring_vlans(draft, scope, ring)[:-1],
        ports=(ends[first.owners()[0]], ends[second.owners()[0]]),
        owner=ring.owner == device,
    )
