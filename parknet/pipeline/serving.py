"""The management platform as a use case: a database, the enrolled parks, a running server."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from parknet.clock import SystemClock
from parknet.errors import IntentError, Problem
from parknet.hub.app import create_app
from parknet.hub.server import HubServer
from parknet.hub.storage import HubStorage, NodeCard
from parknet.pipeline.parks import Talk
from parknet.workspace import Workspace


def read_card(path: Path) -> NodeCard:
    """Return the card in a file.

    Raises:
        IntentError: it is not one.
    """
    try:
        return NodeCard.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        detail = error.strerror if isinstance(error, OSError) else "is not a park's card"
        raise IntentError(
            Problem(str(path), str(detail), "make one in the park with parknet feed PARK --card")
        ) from None


@contextmanager
def running_platform(
    workspace: Workspace, database: Path, cards: Iterable[NodeCard], host: str, port: int
) -> Iterator[HubServer]:
    """Yield the platform, serving; it ends with the block."""
    database.parent.mkdir(parents=True, exist_ok=True)
    storage = HubStorage(f"sqlite:///{database}")
    try:
        for card in cards:
            storage.enrol(card)
        texts = clause_texts(workspace)
        application = create_app(storage, texts=texts, metrics=lambda: _metrics(workspace))
        with HubServer(application, host, port) as server:
            yield server
    finally:
        storage.close()


def _metrics(workspace: Workspace) -> Iterable[str]:
    # With it comes numpy, half a second that only those pay who are scraped.
    from parknet.pipeline.samples import metrics_text  # noqa: PLC0415

    return metrics_text(workspace, SystemClock().now())


def clause_texts(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Return every clause's words by its id: the feed carries ids only."""
    return {
        clause.id: {"zh": clause.quote, "en": clause.translation}
        for pack in workspace.pack_files().values()
        for clause in pack.clauses
    }


def serve(workspace: Workspace, cards: Iterable[Path], host: str, port: int, talk: Talk) -> None:
    """Serve until Ctrl-C."""
    known = [read_card(path) for path in cards]
    database = workspace.root / "state" / "hub.db"
    with running_platform(workspace, database, known, host, port) as server:
        talk(f"the platform is at {server.url}/ (Ctrl-C ends it)")
        try:
            server.wait()
        except KeyboardInterrupt:
            talk("the platform has stopped; what it received is in " + str(database))
