"""Who a park is to the platforms above it: its node, its key, its card."""

from parknet.evidence import public_key, sha256_hex
from parknet.hub.storage import NodeCard
from parknet.pipeline.keys import signing_key
from parknet.pipeline.parks import Site
from parknet.store import FeedIdentity, Outbox

ROUTE_EPOCH = 1


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
    key = signing_key(site.state / "feed.key", "remove it and enrol the park again at its platform")
    return FeedIdentity(
        node=site.park,
        source=f"urn:parknet:{region}:park:{site.park}",
        route_epoch=ROUTE_EPOCH,
        kid=f"{site.park}-{sha256_hex(public_key(key))[:8]}",
        signing_key=key,
    )
