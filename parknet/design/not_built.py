"""An intent in; what people may write but this release does not build, out.

What is written is never ignored in silence: a line stays here until design and templates hold it.
"""

from collections.abc import Iterator

from parknet.errors import Problem
from parknet.model.intent import Intent, Path


def not_built(intent: Intent) -> Iterator[Problem]:
    """Yield a problem for every line that asks for what is not built."""
    for path, what, remedy in _asked(intent):
        yield Problem(
            intent.origin(*path), f"this release does not build {what} yet", remedy or "remove it"
        )


def _asked(intent: Intent) -> Iterator[tuple[Path, str, str]]:
    park = intent.park
    for name, segment in park.segments.items():
        at = ("park", "segments", name)
        if segment.vrf is not None:
            yield (*at, "vrf"), "routing tables of their own", "remove it; `reach` keeps it apart"
