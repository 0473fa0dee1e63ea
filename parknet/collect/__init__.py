"""Network → Snapshot: which columns to poll, what the cells mean, and nothing guessed."""

from parknet.collect.collection import collect
from parknet.collect.decode import Decoder, decode
from parknet.collect.plan import plan_polls, request_for
from parknet.collect.profiles import profiles_table, read_profiles
from parknet.collect.recognition import recognised, vendor_of

__all__ = [
    "Decoder",
    "collect",
    "decode",
    "plan_polls",
    "profiles_table",
    "read_profiles",
    "recognised",
    "request_for",
    "vendor_of",
]
