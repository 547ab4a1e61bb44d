"""Drafts beside the journal, for every process that talks to Slack: a head, and its items in chunks."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    delete,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from app.domain.identity import Tenant
from app.domain.journal import Held
from app.domain.operation import BulkDraft, BulkItem
from app.domain.ports import Clock
from app.storage.database import Database
from app.storage.dialect import insert_new
from app.storage.draft_locks import SqlLocks, drop_ended, require
from app.storage.drafts import CHUNK, chunk_from, chunk_text, chunks, chunks_of, kept_until
from app.storage.schema import draft, draft_items, note
from app.storage.vault import Vault, VaultError

_log = structlog.get_logger(__name__)

AT_ONCE = 100
"""Rows that one transaction lists or removes: a chunk of items can have hundreds of kilobytes."""

_UNDECIDED = draft.c.status == literal_column("'draft'")  # so that the partial index applies


class _Head(NamedTuple):
    """A draft's row, its items' version, and how many chunks of that were written (None: none)."""

    row: Mapping[str, Any]
    version: int
    chunks: int | None


class SqlDraftStore:
    """The DraftStore port on the journal's database."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
    ) -> None:
        self._database = database
        self._vault = vault
        self._now = clock.now
        self._locks = SqlLocks(database, clock)

    def lock(self, tenant: Tenant, name: str) -> AbstractAsyncContextManager[Held]:
        return self._locks.hold(tenant.key, name)

    async def save(self, draft_: BulkDraft, items: Sequence[BulkItem] | None = None) -> None:
        held = self._locks.held(draft_.requester.person.tenant.key, draft_.id)
        written = None
        if items is not None:
            written = 0
            for written, chunk in enumerate(chunks(items), 1):
                row = await asyncio.to_thread(self._chunk_row, draft_, written - 1, chunk)
                await self._database.tx(_put, held, draft_items, row)
        head = await asyncio.to_thread(self._head_row, draft_)
        await self._database.tx(_put_head, held, _Head(head, draft_.items_version, written))

    def _head_row(self, draft_: BulkDraft) -> Mapping[str, Any]:
        tenant_key = draft_.requester.person.tenant.key
        return {
            "tenant": tenant_key,
            "id": draft_.id,
            "status": draft_.status.value,
            "sealed": self._vault.seal_text(
                draft_.model_dump_json(), _context(tenant_key, draft_.id)
            ),
            "expires_at": draft_.expires_at.timestamp(),
            "kept_until": kept_until(draft_.expires_at, self._now()),
        }

    def _chunk_row(
        self, draft_: BulkDraft, number: int, chunk: list[BulkItem]
    ) -> Mapping[str, Any]:
        return {
            "tenant": draft_.requester.person.tenant.key,
            "draft": draft_.id,
            "version": draft_.items_version,
            "chunk": number,
            "sealed": self._vault.seal_text(chunk_text(chunk), _chunk_context(draft_, number)),
            "kept_until": kept_until(draft_.expires_at, self._now()),
        }

    async def load(self, tenant: Tenant, draft_id: str) -> BulkDraft | None:
        here = (draft.c.tenant == tenant.key, draft.c.id == draft_id)
        row = await self._database.tx(_first, draft, here, self._now())
        return None if row is None else await asyncio.to_thread(self._draft, row)

    def _draft(self, row: Row[Any]) -> BulkDraft | None:
        """None where it was altered, or sealed with a key that is gone: what may be lost is lost."""
        try:
            text = self._vault.open_text(row.sealed, _context(row.tenant, row.id))
        except VaultError:
            _log.warning("draft_unreadable", draft=row.id)
            return None
        return BulkDraft.model_validate_json(text)

    async def items(
        self, draft_: BulkDraft, start: int = 0, stop: int | None = None
    ) -> Sequence[BulkItem]:
        end = draft_.item_count if stop is None else min(stop, draft_.item_count)
        found: list[BulkItem] = []
        for number in chunks_of(start, end):
            chunk = await self._chunk(draft_, number)
            if chunk is None:
                return []
            found.extend(chunk)
        skipped = start // CHUNK * CHUNK
        return found[start - skipped : end - skipped]

    async def _chunk(self, draft_: BulkDraft, number: int) -> list[BulkItem] | None:
        here = (
            draft_items.c.tenant == draft_.requester.person.tenant.key,
            draft_items.c.draft == draft_.id,
            draft_items.c.version == draft_.items_version,
            draft_items.c.chunk == number,
        )
        row = await self._database.tx(_first, draft_items, here, self._now())
        if row is None:
            return None
        # In a thread: opening and reading so much JSON would hold up the loop.
        return await asyncio.to_thread(self._open_chunk, draft_, number, row.sealed)

    def _open_chunk(self, draft_: BulkDraft, number: int, sealed: bytes) -> list[BulkItem] | None:
        try:
            text = self._vault.open_text(sealed, _chunk_context(draft_, number))
        except VaultError:
            _log.warning("draft_items_unreadable", draft=draft_.id, chunk=number)
            return None
        return chunk_from(text)

    async def open_drafts(self, until: datetime | None = None) -> AsyncIterator[BulkDraft]:
        after, limit = ("", ""), None if until is None else until.timestamp()
        while rows := await self._database.tx(_undecided, after, limit, self._now()):
            for row in rows:
                if (found := await asyncio.to_thread(self._draft, row)) is not None:
                    yield found
            after = (rows[-1].tenant, rows[-1].id)

    async def save_note(
        self, tenant: Tenant, key: str, value: Mapping[str, Any], seconds: float
    ) -> None:
        row = {
            "tenant": tenant.key,
            "key": key,
            "sealed": self._vault.seal(dict(value), _note_context(tenant.key, key)),
            "kept_until": self._now().timestamp() + seconds,
        }
        await self._database.tx(_put, None, note, row)

    async def load_note(self, tenant: Tenant, key: str) -> Mapping[str, Any] | None:
        here = (note.c.tenant == tenant.key, note.c.key == key)
        row = await self._database.tx(_first, note, here, self._now())
        if row is None:
            return None
        try:
            value: Mapping[str, Any] = self._vault.open(row.sealed, _note_context(tenant.key, key))
        except VaultError:
            _log.warning("note_unreadable", key=key)
            return None
        return value

    async def purge(self) -> int:
        removed = await self._database.tx(drop_ended, self._now().timestamp())
        for table in (draft, draft_items, note):
            over = table.c.kept_until <= self._now().timestamp()
            while some := await self._database.tx(_drop_some, table, over):
                removed += some
        return removed

    async def drop(self, tenant: Tenant) -> None:
        for table in (draft, draft_items, note):
            while await self._database.tx(_drop_some, table, table.c.tenant == tenant.key):
                pass


def _context(tenant_key: str, draft_id: str) -> str:
    return f"draft:{tenant_key}:{draft_id}"


def _chunk_context(draft_: BulkDraft, number: int) -> str:
    tenant_key = draft_.requester.person.tenant.key
    return f"draft_items:{tenant_key}:{draft_.id}:{draft_.items_version}:{number}"


def _note_context(tenant_key: str, key: str) -> str:
    return f"note:{tenant_key}:{key}"


def _put(connection: Connection, held: Held | None, table: Table, row: Mapping[str, Any]) -> None:
    """Insert or replace a row, while the lock still holds."""
    require(connection, held)
    if not insert_new(connection, table, row):
        here = (column == row[column.name] for column in table.primary_key)
        connection.execute(update(table).where(*here).values(**row))


def _put_head(connection: Connection, held: Held | None, head: _Head) -> None:
    """The head comes last: until then the items of the version before are the draft's."""
    _put(connection, held, draft, head.row)
    if head.chunks is None:
        return
    # The version before stays: somebody may just be reading a page of it.
    former = draft_items.c.version < head.version - 1
    beyond = and_(draft_items.c.version == head.version, draft_items.c.chunk >= head.chunks)
    connection.execute(
        delete(draft_items).where(
            draft_items.c.tenant == head.row["tenant"],
            draft_items.c.draft == head.row["id"],
            or_(former, beyond),
        )
    )


def _first(
    connection: Connection, table: Table, here: tuple[ColumnElement[bool], ...], now: datetime
) -> Row[Any] | None:
    kept = table.c.kept_until > now.timestamp()
    return connection.execute(select(table).where(*here, kept)).first()


def _undecided(
    connection: Connection, after: tuple[str, str], until: float | None, now: datetime
) -> Sequence[Row[Any]]:
    key = tuple_(draft.c.tenant, draft.c.id)
    query = select(draft).where(_UNDECIDED, draft.c.kept_until > now.timestamp(), key > after)
    if until is not None:
        query = query.where(draft.c.expires_at <= until)
    return connection.execute(query.order_by(draft.c.tenant, draft.c.id).limit(AT_ONCE)).all()


def _drop_some(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    key = tuple_(*table.primary_key)
    some = select(*table.primary_key).where(which).limit(AT_ONCE)
    return connection.execute(delete(table).where(key.in_(some))).rowcount
