"""Which kind of file the bytes are, by what they begin with, whatever its name says."""

from app.domain.errors import BadFile
from app.domain.files import Content
from app.domain.words import files as words
from app.engine.tables.delimited import read_delimited
from app.engine.tables.table import Bounds, Table
from app.engine.tables.workbook import read_workbook

_TABLES = frozenset({"csv", "tsv", "txt", "text", "xlsx", "xlsm"})
"""What a file is called, or what Slack calls its type, where it may be a table."""
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def may_be_table(name: str, kind: str = "") -> bool:
    """Whether a file is worth fetching, by its name and Slack's word for its type."""
    return name.rpartition(".")[2].lower() in _TABLES or kind.lower() in _TABLES


def read_tables(content: Content, bounds: Bounds) -> list[Table]:
    """The tables of a file, at least one with at least one row. Raises BadFile."""
    name, data = content.name, content.data
    if not may_be_table(name, content.type):
        raise BadFile(words.not_a_table(name))
    tables = _tables(name, data, bounds)
    if not tables:
        raise BadFile(words.nothing_in_it(name))
    return tables


def _tables(name: str, data: bytes, bounds: Bounds) -> list[Table]:
    if data.startswith(_ZIP):
        return read_workbook(name, data, bounds)
    if data.startswith(_OLE):
        raise BadFile(words.protected(name) if _ENCRYPTED in data else words.old_excel(name))
    table = read_delimited(name, data, bounds)
    return [] if table is None else [table]
