"""A table as it was found in a file: a heading, and rows of text with their place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain.errors import BadFile
from app.domain.words import files as words

MOST_COLUMNS = 100
_LETTERS = 26

LONGEST_NAME = 100
"""Characters of a heading or of a sheet's name that count; the rest is cut off."""
_LONGEST_ADDRESS = 320
"""Characters that are looked at for an address: a cell may be long enough to take hours."""

_ADDRESS = re.compile(r"[^\s@<>()\"',;]+@[^\s@<>()\"',;]+\.[^\W\d_][^\s@<>()\"',;]*")

Numbered = tuple[int, Sequence[str]]
"""A row and its number, counted from one as people see it."""


def is_address(cell: str) -> bool:
    """Whether that looks like an address: enough to tell a column by, what is sent is checked anew."""
    return len(cell) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(cell) is not None


@dataclass(frozen=True)
class Bounds:
    """How much of a file is read: rows below the heading, and how far down anybody looks for them."""

    rows: int
    places: int = 200_000


@dataclass(frozen=True)
class Table:
    """A table; `name` is its sheet's. Headings are unique, and rows as long as the heading."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def table_of(
    file: str, rows: Iterable[Numbered], bounds: Bounds, *, sheet: str = "", strict: bool = False
) -> Table | None:
    """The table that these rows are, or None where there is none below a heading.

    `strict` refuses a row with a value that stands in no column: a comma that is no separator has
    moved its values, and nobody could see which. Raises BadFile.
    """
    filled = _filled(file, rows, bounds)
    number, heading = next(filled, (0, ()))
    below = list(islice(filled, bounds.rows + 1))
    if len(below) > bounds.rows:
        raise BadFile(words.too_many_rows(file, bounds.rows))
    if any(_ADDRESS.search(cell[:_LONGEST_ADDRESS]) for cell in heading):
        raise BadFile(words.no_heading(file))
    if not below:
        return None
    width = max(len(heading), 0 if strict else max(len(row) for _, row in below))
    if width > MOST_COLUMNS:
        raise BadFile(words.too_many_columns(file, MOST_COLUMNS))
    for number, row in below:
        if len(row) > width:
            raise BadFile(words.row_too_long(file, number))
    return _without_empty(Table(sheet, _named(heading, width), tuple(_padded(below, width))))


def _filled(file: str, rows: Iterable[Numbered], bounds: Bounds) -> Iterator[Numbered]:
    """Rows with anything in them, without the empty cells at their end."""
    for number, row in rows:
        if number > bounds.places:
            raise BadFile(words.too_many_rows(file, bounds.rows))
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _padded(rows: Iterable[Numbered], width: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in rows:
        yield number, (*row, *[""] * (width - len(row)))


def _named(heading: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for every column: its heading on one line, else its letter; the second of two is (2)."""
    names: list[str] = []
    taken: set[str] = set()
    for place in range(width):
        said = " ".join(heading[place].split()) if place < len(heading) else ""
        name = first = said[:LONGEST_NAME].strip() or words.unnamed_column(letter_of(place))
        count = 1
        while name.casefold() in taken:
            count += 1
            name = f"{first} ({count})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def letter_of(place: int) -> str:
    """The letter of a column, as spreadsheets have it: A, B … Z, AA."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % _LETTERS) + letters
        place = place // _LETTERS - 1
    return letters


def _without_empty(table: Table) -> Table:
    """The table without columns that have neither a heading nor a value."""
    kept = [
        place
        for place, name in enumerate(table.headings)
        if name != words.unnamed_column(letter_of(place))
        or any(cells[place] for _, cells in table.rows)
    ]
    headings = tuple(table.headings[place] for place in kept)
    rows = tuple((number, tuple(cells[place] for place in kept)) for number, cells in table.rows)
    return Table(table.name, headings, rows)
