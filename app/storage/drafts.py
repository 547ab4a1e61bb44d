"""Drafts in the cache: a head, and its items in chunks, so that a page reads only its chunk."""

import json
from asyncio import Lock
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from app.domain.identity import Tenant
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkItem
from app.domain.ports import Clock
from app.storage.cache import Cache, read
from app.storage.draft_locks import LocalLocks

CHUNK = 250
"""Items a cache entry holds: small enough that reading one never holds up the loop."""

KEPT_AFTER_EXPIRY = 7 * 24 * 3600.0
"""Seconds an expired draft is kept, so that a late press can be answered with its name."""

_ITEMS = TypeAdapter(list[BulkItem])


class CacheDraftStore:
    """The DraftStore port on the cache."""

    def __init__(self, cache: Cache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock
        self._locks = LocalLocks()

    def lock(self, tenant: Tenant, name: str) -> Lock:
        return self._locks.of(tenant.key, name)  # one process owns the cache's folder

    async def save(self, draft: BulkDraft, items: Sequence[BulkItem] | None = None) -> None:
        now = self._clock.now()
        seconds = kept_until(draft.expires_at, now) - now.timestamp()
        if items is not None:
            for number, chunk in enumerate(chunks(items)):
                await self._cache.run(_write_chunk, _items_key(draft, number), chunk, seconds)
        head = draft.model_dump_json()
        await self._cache.set(_key(draft.requester.person.tenant, draft.id), head, seconds)

    async def load(self, tenant: Tenant, draft_id: str) -> BulkDraft | None:
        head = await self._cache.get(_key(tenant, draft_id))
        return BulkDraft.model_validate_json(head) if head else None

    async def items(
        self, draft: BulkDraft, start: int = 0, stop: int | None = None
    ) -> Sequence[BulkItem]:
        end = draft.item_count if stop is None else min(stop, draft.item_count)
        found: list[BulkItem] = []
        for number in chunks_of(start, end):
            chunk = await self._cache.run(_read_chunk, _items_key(draft, number))
            if chunk is None:
                return []
            found.extend(chunk)
        skipped = start // CHUNK * CHUNK
        return found[start - skipped : end - skipped]

    async def open_drafts(self, until: datetime | None = None) -> AsyncIterator[BulkDraft]:
        for key in await self._cache.run(_draft_keys):
            head = await self._cache.get(key)
            if not head or json.loads(head)["status"] != OperationStatus.DRAFT:
                continue
            draft = BulkDraft.model_validate_json(head)
            if until is None or draft.expires_at <= until:
                yield draft

    async def save_note(
        self, tenant: Tenant, key: str, value: Mapping[str, Any], seconds: float
    ) -> None:
        await self._cache.set(f"note:{tenant.key}:{key}", dict(value), seconds)

    async def load_note(self, tenant: Tenant, key: str) -> Mapping[str, Any] | None:
        note: Mapping[str, Any] | None = await self._cache.get(f"note:{tenant.key}:{key}")
        return note

    async def purge(self) -> int:
        return await self._cache.run(_expire)

    async def drop(self, tenant: Tenant) -> None:
        keys = await self._cache.run(_keys_of, tenant.key)
        for start in range(0, len(keys), CHUNK):
            await self._cache.run(_delete, keys[start : start + CHUNK])


def kept_until(expires_at: datetime, now: datetime) -> float:
    """Until when a draft that is saved now is kept, in seconds since 1970."""
    return max(expires_at, now).timestamp() + KEPT_AFTER_EXPIRY


def chunks_of(start: int, end: int) -> range:
    """The numbers of the chunks that hold the items from `start` to `end`."""
    return range(start // CHUNK, -(-end // CHUNK))


def chunks(items: Sequence[BulkItem]) -> Iterator[list[BulkItem]]:
    """The items as they are kept: in lists of at most CHUNK."""
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])


def chunk_text(chunk: list[BulkItem]) -> str:
    """A chunk as JSON."""
    return _ITEMS.dump_json(chunk).decode()


def chunk_from(text: str) -> list[BulkItem]:
    """The chunk that was written as that JSON."""
    return _ITEMS.validate_json(text)


def _key(tenant: Tenant, draft_id: str) -> str:
    return f"draft:{tenant.key}:{draft_id}"


def _items_key(draft: BulkDraft, number: int) -> str:
    """With the version: an edited draft never reads a chunk of its former self."""
    return f"items:{draft.requester.person.tenant.key}:{draft.id}:{draft.items_version}:{number}"


# In the cache's thread: decoding thousands of items would hold up the loop.


def _read_chunk(cache: Any, key: str) -> list[BulkItem] | None:
    text = read(cache, key)
    return None if text is None else chunk_from(text)


def _write_chunk(cache: Any, key: str, chunk: list[BulkItem], seconds: float) -> None:
    cache.set(key, chunk_text(chunk), expire=seconds)


def _draft_keys(cache: Any) -> list[str]:
    return [key for key in cache if isinstance(key, str) and key.startswith("draft:")]


def _keys_of(cache: Any, tenant_key: str) -> list[str]:
    """With the colon after it: no workspace's key is the beginning of another one's then."""
    its = tuple(f"{kind}:{tenant_key}:" for kind in ("draft", "items", "note"))
    return [key for key in cache if isinstance(key, str) and key.startswith(its)]


def _delete(cache: Any, keys: Sequence[str]) -> None:
    for key in keys:
        cache.delete(key)


def _expire(cache: Any) -> int:
    removed: int = cache.expire()
    return removed
