"""An assessment and a network in, what is known of each building and each unread device out."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from parknet.model.change import FailureKind
from parknet.model.network import BuildingPlan, Network
from parknet.model.verdict import Assessment, Reason, Status

_REASONS = {
    FailureKind.UNREACHABLE.value: Reason.DEVICE_UNREACHABLE,
    FailureKind.AUTHENTICATION.value: Reason.DEVICE_AUTHENTICATION,
    Reason.NOT_COLLECTED.value: Reason.NOT_COLLECTED,
}


class BuildingState(NamedTuple):
    """One designed building and how many of its parts are in which state."""

    plan: BuildingPlan
    failed: int
    unknown: int
    passed: int

    @property
    def status(self) -> Status:
        """Return the worst; a building that nothing is known of is unknown."""
        if self.failed:
            return Status.FAIL
        return Status.PASS if self.passed and not self.unknown else Status.UNKNOWN


class Unread(NamedTuple):
    """A device that was not, or not wholly, read."""

    device: str
    role: str
    building: str  # people's name; empty for a core or a gateway
    reason: Reason
    detail: str  # of the driver, in English


def building_states(assessment: Assessment, network: Network) -> list[BuildingState]:
    """Return every designed building in the design's order.

    A part (a link, an outlet, a VLAN, an access point) counts once, in its worst state; what is
    asked of the building as a whole, such as a survey, is a part too.
    """
    home = {f"link/{link.id}": link.building for link in network.links}
    home |= {f"building/{plan.name}": plan.code for plan in network.buildings}
    worst: dict[str, Status] = {}
    for finding in assessment.findings:
        if finding.status not in _RANK:
            continue
        subject = finding.expectation.subject
        part = subject
        if subject.startswith("building/"):
            part = f"{subject}:{finding.expectation.metric}"
        home.setdefault(part, home.get(subject) or _code_in(subject))
        if part not in worst or _RANK[finding.status] > _RANK[worst[part]]:
            worst[part] = finding.status
    counts: dict[str, Counter[Status]] = {plan.code: Counter() for plan in network.buildings}
    for part, status in worst.items():
        if home[part] in counts:
            counts[home[part]][status] += 1
    return [
        BuildingState(
            plan,
            failed=counts[plan.code][Status.FAIL],
            unknown=counts[plan.code][Status.UNKNOWN],
            passed=counts[plan.code][Status.PASS],
        )
        for plan in network.buildings
    ]


_RANK = {Status.PASS: 0, Status.UNKNOWN: 1, Status.FAIL: 2}


def _code_in(subject: str) -> str:
    parts = subject.split("/")
    return parts[1] if parts[0] in ("outlet", "ap", "vlan") and len(parts) > 2 else ""


def unmodelled_buildings(assessment: Assessment, network: Network) -> list[str]:
    """Return the registered buildings that the design lacks."""
    known = _prefixes(network)
    return [name for name in assessment.unmodelled if _owner(name, known) is None]


def missing_outlets(assessment: Assessment, network: Network) -> dict[str, int]:
    """Return how many registered outlets the design lacks in each designed building."""
    known = _prefixes(network)
    owners = (_owner(name, known) for name in assessment.unmodelled)
    return dict(Counter(owner for owner in owners if owner is not None))


def _prefixes(network: Network) -> Mapping[str, str]:
    return {f"{plan.name}/": plan.name for plan in network.buildings}


def _owner(name: str, known: Mapping[str, str]) -> str | None:
    """Return the designed building that `<building>/<outlet>` names; either may hold a slash."""
    parts = name.split("/")
    prefixes = ("/".join(parts[:end]) + "/" for end in range(len(parts) - 1, 0, -1))
    return next((known[prefix] for prefix in prefixes if prefix in known), None)


def unread_devices(assessment: Assessment, network: Network) -> list[Unread]:
    """Return the devices that could not be read, and why."""
    names = {plan.code: plan.name for plan in network.buildings}
    plans = {plan.name: plan for plan in network.devices}
    found = []
    for device, why in sorted(assessment.unreachable.items()):
        plan = plans.get(device)
        kind, _, detail = why.partition(": ")
        found.append(
            Unread(
                device=device,
                role=plan.role if plan else "",
                building=names.get(plan.building, "") if plan else "",
                reason=_REASONS.get(kind, Reason.DEVICE_FAILED),
                detail=detail if kind in _REASONS else why,
            )
        )
    return found
