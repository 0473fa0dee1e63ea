"""A park's change windows by its clock: whether one is open now, and until when."""

from dataclasses import replace
from datetime import timedelta

from parknet.deploy.terms import RollOutPolicy
from parknet.deploy.windows import closes_at, local, opens_at
from parknet.errors import StateError
from parknet.pipeline.parks import Site


def within_window(site: Site, policy: RollOutPolicy) -> RollOutPolicy:
    """Return the policy with the moment the window closes, in which a push has to be over.

    Raises:
        StateError: no window is open.
    """
    management = site.intent.park.management
    if not management.windows:
        return policy
    sign, hours, minutes = (
        management.utc_offset[0],
        management.utc_offset[1:3],
        management.utc_offset[4:],
    )
    offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    now = site.clock.now()
    closes = closes_at(management.windows, offset, now)
    if closes is None:
        opens = local(opens_at(management.windows, offset, now), offset)
        raise StateError(
            f"no change window of {site.park} is open: the next one opens {opens}; in an emergency "
            "say --outside-window"
        )
    if closes - now < policy.revert_in_s:
        raise StateError(
            f"the change window of {site.park} closes {local(closes, offset)}, before a device "
            f"would have reverted by itself ({policy.revert_in_s} s): wait for the next one"
        )
    return replace(policy, until=closes)
