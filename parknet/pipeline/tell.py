"""The feed: what the outbox holds goes to a file or to a platform, now or until it is through."""

import random
import ssl
from pathlib import Path

import httpx

from parknet.errors import ParknetError
from parknet.feed.sender import Drained, drain
from parknet.feed.sinks import FileSink, HttpSink, Sink
from parknet.pipeline.identity import outbox_of
from parknet.pipeline.parks import Site

# parknet-feed/1 section 4: full jitter, base 1 s, cap 300 s; connect 5 s, total 30 s.
BASE_S = 1.0
CAP_S = 300.0
TIMEOUT = httpx.Timeout(30.0, connect=5.0)


class FeedError(ParknetError):
    """The feed's destination cannot be used."""


def send(site: Site, to: str, attempts: int = 1) -> Drained:
    """Send what has not been acknowledged.

    Args:
        site: the park.
        to: a file's path, or the platform's `https://` address (`http://` on loopback only).
        attempts: how often to try while the platform does not answer; 0 tries for ever.

    Raises:
        FeedError: `to` is not a destination.
    """
    if "://" not in to:
        return drain(outbox_of(site), FileSink(Path(to)))
    _check_address(to)
    # Trust what the operating system trusts; no environment proxy may see the feed unasked.
    with httpx.Client(timeout=TIMEOUT, verify=ssl.create_default_context()) as client:
        return _insist(site, HttpSink(to, client), attempts)


def _insist(site: Site, sink: Sink, attempts: int) -> Drained:
    outbox = outbox_of(site)
    tried = 0
    sent = 0
    while True:
        drained = drain(outbox, sink)
        sent += drained.sent
        tried += 1
        if not drained.trouble or not drained.retry or tried == attempts:
            return Drained(
                sent, drained.left, drained.trouble, drained.retry, drained.after_s,
                drained.rejected,
            )  # fmt: skip
        ceiling = min(CAP_S, BASE_S * 2.0 ** min(tried - 1, 16))
        wait = drained.after_s
        if wait is None:
            wait = random.uniform(0, ceiling)  # noqa: S311 - jitter against a herd, not a secret
        site.talk(f"{drained.trouble}; next try in {wait:.0f} s")
        site.clock.sleep(min(wait, CAP_S))


def _check_address(to: str) -> None:
    try:
        url = httpx.URL(to)
    except httpx.InvalidURL as error:
        raise FeedError(f"{to!r} is not an address: {error}") from None
    if url.userinfo:
        raise FeedError("an address holds no user and no password: each event is signed instead")
    on_loopback = url.host in ("localhost", "::1") or url.host.startswith("127.")
    if not url.host:
        raise FeedError(f"{to!r} names no host")
    if url.scheme != "https" and not (url.scheme == "http" and on_loopback):
        raise FeedError(
            f"{to!r}: the feed leaves over https:// only (http:// is for platforms on this host)"
        )
