"""XLSX: the sheets with rows, as people see them; formulas by what they last came to."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import load_workbook

from app.domain.errors import BadFile
from app.domain.words import files as words
from app.engine.tables.shown import shown
from app.engine.tables.table import LONGEST_NAME, MOST_COLUMNS, Bounds, Numbered, Table, table_of

MOST_UNPACKED = 40 * 1024 * 1024
"""Bytes of all parts together, as the file declares them: no more than that is ever unpacked."""
MOST_PARTS = 1_000
_VISIBLE = "visible"


def read_workbook(name: str, data: bytes, bounds: Bounds) -> list[Table]:
    """The tables of the sheets that have any; not for two threads at once. Raises BadFile."""
    _require_small(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they name values of cells, which no log may hold
            return list(_tables(name, data, bounds))
    except BadFile:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with the parts of a workbook
        raise BadFile(words.broken_workbook(name)) from None


def _require_small(name: str, data: bytes) -> None:
    """Refuse what is small only while it is packed; a part that lies is cut where it said it ends."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
    except Exception:  # noqa: BLE001 - a broken archive fails in many ways
        raise BadFile(words.broken_workbook(name)) from None
    if len(sizes) > MOST_PARTS or sum(sizes) > MOST_UNPACKED:
        raise BadFile(words.unpacks_too_large(name))


def _tables(name: str, data: bytes, bounds: Bounds) -> Iterator[Table]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != _VISIBLE:
                continue
            # One column more than may be, so that too many are noticed.
            cells = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
            table = table_of(name, _rows(cells), bounds, sheet=sheet.title[:LONGEST_NAME])
            if table is not None:
                yield table
    finally:
        book.close()


def _rows(cells: Iterable[Iterable[Any]]) -> Iterator[Numbered]:
    for number, row in enumerate(cells, start=1):
        yield number, [shown(cell) for cell in row]
