"""Changes of a plan in; what of them nobody verified, and what people write to allow it, out."""

from collections.abc import Iterable, Sequence

from parknet.model.change import Change, Waiting, WaitingFeature
from parknet.model.intent import Intent


def summed(changes: Iterable[Change]) -> dict[str, int]:
    """Return how many commands of each feature nobody verified."""
    sums: dict[str, int] = {}
    for change in changes:
        for one in change.unverified:
            sums[one.feature] = sums.get(one.feature, 0) + one.commands
    return dict(sorted(sums.items()))


def waiting(intent: Intent, changes: Sequence[Change]) -> Waiting | None:
    """Return the features that a park does not allow yet, or None where it allows all."""
    management = intent.park.management
    found: dict[str, WaitingFeature] = {}
    devices: set[str] = set()
    for change in changes:
        for one in change.unverified:
            if one.feature in management.unverified:
                continue
            devices.add(change.device)
            before = found.get(one.feature)
            found[one.feature] = WaitingFeature(
                feature=one.feature,
                commands=one.commands + (before.commands if before else 0),
                devices=1 + (before.devices if before else 0),
                example=before.example if before else one.example,
            )
    if not found:
        return None
    stands = "unverified" in management.model_fields_set
    path = ("park", "management", "unverified") if stands else ("park", "management")
    names = ", ".join([*management.unverified, *sorted(found)])
    return Waiting(
        features=tuple(found[name] for name in sorted(found)),
        devices=len(devices),
        where=intent.origin(*path),
        replaces=stands,
        line=f"unverified: [{names}]",
    )
