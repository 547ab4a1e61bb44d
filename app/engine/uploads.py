"""Files shared in Slack as a source: what is in one, and its rows as records.

Nothing of a file is kept: it is fetched anew whenever its rows are wanted.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from email.utils import parseaddr
from typing import TypeVar

from app.domain.errors import BadFile, NotThereYet
from app.domain.files import ROW, Attached, Files, FoundColumn, FoundTable, SharedFile
from app.domain.identity import Requester
from app.domain.record import Entity, Record
from app.domain.sources import ME, Upload
from app.domain.words import engine as engine_words
from app.domain.words import files as words
from app.engine.tables import Bounds, Table, read_tables
from app.engine.tables.table import is_address

_MAILTO = "mailto:"
_LONGEST = 500
"""Characters of a name with its address; more is no such thing, and takes long to look at."""

T = TypeVar("T")


class Uploads:
    """Reads shared files; without `files`, none can be had.

    One at a time is taken apart, in a thread: a large one takes seconds.
    """

    def __init__(self, files: Files | None, most_rows: int) -> None:
        self._files = files
        self._bounds = Bounds(most_rows)
        self._one_at_a_time = asyncio.Lock()

    async def look(self, shared: SharedFile) -> Attached:
        """What a planner may know of it: its tables and their headings. Raises BadFile, BulkError."""
        found = await self._read(shared, _found)
        return Attached(id=shared.id, name=shared.name, tables=tuple(found))

    async def records(self, upload: Upload, who: Requester) -> list[Record]:
        """The rows as people, in their order. Raises BadFile, BulkError."""

        def made(tables: Sequence[Table]) -> list[Record]:
            return list(_records(upload, _the_table(upload, tables), who))

        return await self._read(SharedFile(id=upload.file, name=upload.name), made)

    async def _read(self, shared: SharedFile, take: Callable[[Sequence[Table]], T]) -> T:
        if self._files is None:
            raise NotThereYet(engine_words.not_from_a_file(shared.name))
        content = await self._files.fetch(shared)
        async with self._one_at_a_time:
            return await asyncio.to_thread(
                lambda: take(read_tables(content, self._bounds)),
            )


def _found(tables: Sequence[Table]) -> list[FoundTable]:
    return [FoundTable(name=one.name, columns=tuple(_columns(one))) for one in tables]


def _columns(table: Table) -> Iterator[FoundColumn]:
    for place, heading in enumerate(table.headings):
        cells = [row[place] for _, row in table.rows if row[place]]
        addresses = sum(1 for cell in cells if is_address(_address_in(cell)[1]))
        yield FoundColumn(heading=heading, filled=len(cells), addresses=addresses)


def _the_table(upload: Upload, tables: Sequence[Table]) -> Table:
    """The one that was asked about, with its columns still there. Raises BadFile."""
    for table in tables:
        if table.name == upload.sheet:
            headings = {column.heading for column in upload.columns}
            if headings <= set(table.headings):
                return table
    raise BadFile(words.changed(upload.name))


def _records(upload: Upload, table: Table, who: Requester) -> Iterator[Record]:
    me = who.email or ""
    out = {(me if one == ME else one).casefold() for one in upload.exclude} - {""}
    places = {heading: place for place, heading in enumerate(table.headings)}
    for number, row in table.rows:
        fields = {column.field: row[places[column.heading]] for column in upload.columns}
        record = _record(number, fields)
        if record.text("email").casefold() not in out:
            yield record


def _record(number: int, fields: dict[str, str]) -> Record:
    """One person; the address is the id, and a row without one has its place."""
    name, address = _address_in(fields.get("email", ""))
    parts = (fields.get("first_name", ""), fields.get("last_name", ""))
    name = fields.get("name") or " ".join(filter(None, parts)) or name
    values = {**fields, "email": address, "name": name, ROW: number}
    return Record(entity=Entity.PERSON, id=address or str(number), fields=values)


def _address_in(cell: str) -> tuple[str, str]:
    """The name and the address of a cell such as "Ana Lima <ana@example.org>"; else it as it is."""
    if cell[: len(_MAILTO)].lower() == _MAILTO:
        cell = cell[len(_MAILTO) :]
    if not cell.endswith(">") or len(cell) > _LONGEST:
        return "", cell
    name, address = parseaddr(cell)
    return (name, address) if address else ("", cell)
