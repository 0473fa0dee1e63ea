"""Network in, the papers that go with a park out: tables as CSV and XLSX, and a drawing. Pure."""

from parknet.documents.drawing import topology_svg
from parknet.documents.files import Files, write_documents
from parknet.documents.tables import Table, tables_of

__all__ = ["Files", "Table", "tables_of", "topology_svg", "write_documents"]
