"""Change set in, outcomes out: waves, canary, checks, stop, roll back. Led by its arguments."""

from parknet.deploy.plan_file import seal, unseal
from parknet.deploy.roll_out import resume, roll_out
from parknet.deploy.terms import FINAL_STATES, RollOutPolicy, State
from parknet.deploy.waves import Wave, waves

__all__ = [
    "FINAL_STATES",
    "RollOutPolicy",
    "State",
    "Wave",
    "resume",
    "roll_out",
    "seal",
    "unseal",
    "waves",
]
