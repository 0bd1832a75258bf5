"""Reading data, checking it against a catalog, and bringing it into one canonical form, with Polars.

Needs the extra `polars`. Nothing in the core imports this package.
"""

from segql.data.canonical import Canonical
from segql.data.sources import DatabaseTable, open_tables
from segql.data.tables import Tables

__all__ = ["Canonical", "DatabaseTable", "Tables", "open_tables"]
