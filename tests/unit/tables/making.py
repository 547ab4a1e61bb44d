"""Files as programs write them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import Workbook

from app.domain.errors import BadFile
from app.domain.files import Content
from app.engine.tables import Bounds, Table, read_tables

Cell = str | float | bool | date | datetime | time | timedelta | None


def workbook(rows: Sequence[Sequence[Cell]], **formats: str) -> bytes:
    """A workbook of one sheet; `formats` are number formats by the cell, such as C2="0%"."""
    return sheets({"Sheet": rows}, lambda book: _format(book, formats))


def sheets(
    named: Mapping[str, Sequence[Sequence[Cell]]],
    change: Callable[[Any], None] = lambda _: None,
) -> bytes:
    """A workbook of several sheets, changed before it is saved."""
    book, file = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in named.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    change(book)
    book.save(file)
    return file.getvalue()


def _format(book: Any, formats: Mapping[str, str]) -> None:
    for place, pattern in formats.items():
        book.worksheets[0][place].number_format = pattern


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive, with one part instead of what it held there."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return file.getvalue()


def tables(data: bytes, name: str = "guests.csv", rows: int = 100) -> list[Table]:
    """What is found in those bytes."""
    return read_tables(Content(name=name, data=data), Bounds(rows, places=10_000))


def table(data: bytes | str, name: str = "guests.csv") -> Table:
    """The one table in it."""
    [found] = tables(data.encode() if isinstance(data, str) else data, name)
    return found


def refusal(data: bytes | str, name: str = "guests.csv") -> str:
    """Why it is none."""
    try:
        found = tables(data.encode() if isinstance(data, str) else data, name)
    except BadFile as refused:
        return refused.text
    raise AssertionError(found)
