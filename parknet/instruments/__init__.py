"""Exports of test instruments in; tests of cables and fibres out, and what each was made at."""

from parknet.instruments.matching import Matches, match
from parknet.instruments.reading import Export, read_export

__all__ = ["Export", "Matches", "match", "read_export"]
