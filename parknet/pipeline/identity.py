"""Who a park is to the platforms above it: its node, its key, its card."""

import re
from contextlib import suppress
from pathlib import Path

from parknet.errors import StateError
from parknet.evidence import new_signing_key, public_key, sha256_hex
from parknet.hub.storage import NodeCard
from parknet.pipeline.files import write_once
from parknet.pipeline.parks import Site
from parknet.store import FeedIdentity, Outbox

ROUTE_EPOCH = 1
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes in base64url


def outbox_of(site: Site) -> Outbox:
    """Return the park's outbox; its signing key is made where there is none."""
    return Outbox(site.database, _identity(site))


def card_of(site: Site) -> NodeCard:
    """Return what a platform's operator needs to enrol this park; it holds no secret."""
    who = _identity(site)
    return NodeCard(
        node=who.node,
        source=who.source,
        name=site.intent.park.name,
        kid=who.kid,
        public_key=public_key(who.signing_key),
        route_epoch=who.route_epoch,
    )


def _identity(site: Site) -> FeedIdentity:
    region = site.intent.park.region  # a park that cannot be read gets no key
    key = _signing_key(site.state / "feed.key")
    return FeedIdentity(
        node=site.park,
        source=f"urn:parknet:{region}:park:{site.park}",
        route_epoch=ROUTE_EPOCH,
        kid=f"{site.park}-{sha256_hex(public_key(key))[:8]}",
        signing_key=key,
    )


def _signing_key(path: Path) -> str:
    if not path.exists():
        # A killed run leaves no half key, and of two runs at once the first one's key holds.
        with suppress(FileExistsError):
            write_once(path, f"{new_signing_key()}\n".encode(), mode=0o600)
    if path.stat().st_mode & 0o077:
        raise StateError(f"{path} can be read by others: chmod 600 {path}")
    key = path.read_text(encoding="utf-8", errors="replace").strip()
    if not _KEY.fullmatch(key):
        raise StateError(
            f"{path} is not a whole signing key: restore it from a backup, or remove it and "
            "enrol the park again at its platform"
        )
    return key
