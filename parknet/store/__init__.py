"""Everything parknet must not forget, in one SQLite file per workspace. Edge.

The ledger of runs, which secrets a device holds (as keyed digests), assessments, and the feed's
outbox share one database, so that a verdict and its outbox row are one transaction.
"""

from parknet.store.database import Database
from parknet.store.first_files import FirstFiles, Handed
from parknet.store.ledger import StoredLedger
from parknet.store.outbox import Cursor, FeedIdentity, Outbox
from parknet.store.verdicts import Archive

__all__ = [
    "Archive",
    "Cursor",
    "Database",
    "FeedIdentity",
    "FirstFiles",
    "Handed",
    "Outbox",
    "StoredLedger",
]
