"""What devices told unasked, as it was kept."""

from parknet.model.traps import Happening
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import is_rehearsed
from parknet.store.happenings import Happenings


def happenings_of(site: Site, most: int) -> list[Happening]:
    """Return the newest of a park, the newest first; of its lab while that is up."""
    _ = site.network  # what is wrong with the park is told before anything is made on disk
    kept = Happenings(site.database, site.park, rehearsal=is_rehearsed(site))
    return kept.newest(most)
