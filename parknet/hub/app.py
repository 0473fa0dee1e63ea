"""The platform's HTTP face: the feed's receiver, a page, and the same as JSON."""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from parknet import __version__
from parknet.hub.ingest import ingest
from parknet.hub.storage import HubStorage
from parknet.hub.views import park_summaries, render_page
from parknet.messages import Language
from parknet.report.exposition import CONTENT_TYPE

MAX_BODY = 1 << 20  # parknet-feed/1 section 4: 1 MiB uncompressed
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def create_app(
    storage: HubStorage,
    now: Callable[[], datetime] = utc_now,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    metrics: Callable[[], Iterable[str]] | None = None,
) -> FastAPI:
    """Return the application over a database.

    Args:
        storage: the platform's database.
        now: an argument so that tests move it.
        texts: what a clause says, by its id and then language; the feed carries ids alone.
        metrics: gives the latest samples of this machine's parks, as Prometheus reads them.
    """
    app = FastAPI(title="parknet platform", version=__version__, docs_url=None, redoc_url=None)

    @app.middleware("http")
    async def add_security_headers(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers.update(SECURITY_HEADERS)
        return response

    @app.post("/feed/v1/nodes/{node}/batches")
    async def post_batch(node: str, request: Request) -> JSONResponse:
        """Take one batch of one stream; 200 only after it is durable."""
        card = await run_in_threadpool(storage.node, node)
        if card is None:
            return JSONResponse({"code": "node", "detail": "this node is not enrolled"}, 401)
        body = await _read(request)
        try:
            batch = json.loads(body)
        except (ValueError, RecursionError):
            return JSONResponse({"code": "json", "detail": "the body is not JSON"}, 400)
        reply = await run_in_threadpool(ingest, storage, card, batch, now())
        return JSONResponse(reply.body, reply.status)

    @app.get("/feed/v1/nodes/{node}/cursor")
    def get_cursor(node: str) -> dict[str, dict[str, int]]:
        """Return the last event held of each stream."""
        card = storage.node(node)
        if card is None:
            raise HTTPException(404, "this node is not enrolled")
        return {
            stream: {"epoch": place.epoch, "sequence": place.sequence}
            for stream, place in storage.streams(card.source).items()
        }

    @app.get("/api/v1/parks")
    def get_parks() -> list[dict[str, Any]]:
        """Return every park with its clauses, as the page shows them."""
        return [park.model_dump(mode="json") for park in park_summaries(storage, now())]

    @app.get("/metrics")
    def get_metrics() -> Response:
        """Return the latest samples for Prometheus to scrape."""
        return StreamingResponse(metrics() if metrics is not None else (), media_type=CONTENT_TYPE)

    @app.get("/", response_class=HTMLResponse)
    def get_page(
        lang: Annotated[Language | None, Query()] = None,
        accept_language: Annotated[str, Header()] = "",
    ) -> str:
        """Show parks and clauses."""
        chosen: Language = lang or ("en" if accept_language.lower().startswith("en") else "zh")
        return render_page(park_summaries(storage, now()), chosen, now(), texts)

    return app


async def _read(request: Request) -> bytes:
    """Return the body, unpacked, and refuse what would not fit before it is all there."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in ("gzip", "identity"):
        raise HTTPException(415, "Content-Encoding must be gzip or identity")
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in request.stream():
            if unpack is None:
                body += chunk
            else:
                body += unpack.decompress(chunk, MAX_BODY + 1 - len(body))
            if len(body) > MAX_BODY:
                raise HTTPException(413, "at most 1 MiB uncompressed")
    except zlib.error:
        raise HTTPException(400, "the body is not gzip") from None
    if unpack is not None and not unpack.eof:
        raise HTTPException(400, "the gzip body is cut short")
    return bytes(body)
