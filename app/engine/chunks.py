"""The items of a draft, some at a time: memory never holds more of them than that."""

from collections.abc import AsyncIterator, Sequence

from app.domain.errors import DraftGone
from app.domain.journal import DraftStore
from app.domain.operation import BulkDraft, BulkItem, included
from app.domain.words import engine as words

CHUNK = 250
"""Items that are read at a time: as many as the stores keep and write together."""


async def every_item(drafts: DraftStore, draft: BulkDraft) -> AsyncIterator[Sequence[BulkItem]]:
    """All items of a draft, a chunk at a time. Raises DraftGone where one is missing."""
    for start in range(0, draft.item_count, CHUNK):
        stop = min(start + CHUNK, draft.item_count)
        items = await drafts.items(draft, start, stop)
        if len(items) != stop - start:
            raise DraftGone(words.draft_gone())
        yield items


async def running_items(drafts: DraftStore, draft: BulkDraft) -> AsyncIterator[Sequence[BulkItem]]:
    """Those that will run, likewise."""
    async for items in every_item(drafts, draft):
        if running := included(items, draft.excluded):
            yield running
