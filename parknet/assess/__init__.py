"""A design, a register, policy packs and a snapshot in; findings and a verdict per clause out."""

from parknet.assess.checks import cabling_sample, deciding
from parknet.assess.expect import expect
from parknet.assess.judge import judge
from parknet.assess.rollup import assess

__all__ = ["assess", "cabling_sample", "deciding", "expect", "judge"]
