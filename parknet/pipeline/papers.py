"""The papers of a park as a use case: the design in, files in a folder out."""

from pathlib import Path

from parknet.design import permitted
from parknet.documents import write_documents
from parknet.messages import Language
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site


def write_papers(site: Site, language: Language, folder: Path) -> list[Path]:
    """Write every table and the drawing; return the files."""
    files = write_documents(site.network, site.intent, permitted(site.intent), language)
    for name, content in files.items():
        write_whole(folder / name, content)
    return [folder / name for name in files]
