"""Network in, the papers that go with a park out: tables as CSV and XLSX, a drawing. Pure."""

from parknet.documents.drawing import topology_svg
from parknet.documents.files import Files, write_documents
from parknet.documents.segments import Permitted, segment_name
from parknet.documents.table import Table
from parknet.documents.tables import tables_of

__all__ = [
    "Files",
    "Permitted",
    "Table",
    "segment_name",
    "tables_of",
    "topology_svg",
    "write_documents",
]
