"""What every journal promises of an operation's coming to be: all of it, or nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from app.domain.operation import BulkItem
from tests.contract.journal_samples import HARBOR, mails, operation
from tests.contract.journal_steps import (
    JournalSubject,
    confirmed,
    counts,
    create,
    in_chunks,
    join,
    lines,
    lose_all_but,
)


class Unreadable(Exception):
    """A draft whose items cannot be read to the end."""


class Source:
    """A draft's items in two chunks; the second comes once it is let go, or never."""

    def __init__(self, items: Sequence[BulkItem], after: int = 250) -> None:
        self._items = items
        self._after = after
        self.halfway = asyncio.Event()
        self.go = asyncio.Event()

    async def chunks(self) -> AsyncIterator[Sequence[BulkItem]]:
        yield self._items[: self._after]
        self.halfway.set()
        await self.go.wait()
        yield self._items[self._after :]


class BirthContract:
    """Creation in chunks."""

    async def test_items_come_in_chunks_of_any_size_and_keep_their_order(
        self, journal: JournalSubject
    ) -> None:
        items = mails(900)
        run = operation(items)

        async def uneven() -> AsyncIterator[Sequence[BulkItem]]:
            for start, stop in ((0, 1), (1, 1), (1, 601), (601, 900)):
                yield items[start:stop]

        assert await journal.operations.create(run, uneven())
        assert [item.id for item in items] == [line.id for line in await lines(journal, run)]

    async def test_a_chunk_is_written_before_the_next_one_is_read(
        self, journal: JournalSubject
    ) -> None:
        items = mails(1000)
        written: list[int] = []

        async def watched() -> AsyncIterator[Sequence[BulkItem]]:
            async for chunk in in_chunks(items):
                written.append(await journal.written())
                yield chunk

        assert await journal.operations.create(operation(items), watched())
        assert written == [0, 250, 500, 750]

    async def test_nothing_is_left_of_a_draft_that_cannot_be_read_to_its_end(
        self, journal: JournalSubject
    ) -> None:
        items = mails(600)
        run = operation(items)

        async def broken() -> AsyncIterator[Sequence[BulkItem]]:
            yield items[:300]
            raise Unreadable

        with pytest.raises(Unreadable):
            await journal.operations.create(run, broken())
        assert await journal.written() == 0
        assert await journal.operations.get(HARBOR, run.id) is None
        assert await create(journal, run, items), "it can be confirmed once it can be read"

    async def test_nothing_is_left_of_a_confirm_that_was_broken_off(
        self, journal: JournalSubject
    ) -> None:
        items = mails(500)
        source = Source(items)
        creating = asyncio.create_task(
            journal.operations.create(operation(items), source.chunks()), name="confirm"
        )
        await source.halfway.wait()
        creating.cancel()
        await asyncio.wait({creating})
        assert creating.cancelled()
        assert await journal.written() == 0

    async def test_items_of_a_confirm_under_way_are_nobody_elses_to_remove(
        self, journal: JournalSubject
    ) -> None:
        items = mails(500)
        source, run = Source(items), operation(items)
        creating = asyncio.create_task(
            journal.operations.create(run, source.chunks()), name="confirm"
        )
        await source.halfway.wait()
        await join(journal, "another")
        assert await journal.of("another").operations.drop_unborn() == 0
        assert await journal.operations.drop_unborn() == 0
        source.go.set()
        assert await creating
        assert (await counts(journal, run)).pending == 500
        await lose_all_but(journal, "another")
        assert await journal.of("another").operations.drop_unborn() == 0, "it was born"

    async def test_what_a_lost_process_left_is_removed_and_it_cannot_go_on(
        self, journal: JournalSubject
    ) -> None:
        kept, items = await confirmed(journal, 10), mails(1700)
        source, run = Source(items, after=1500), operation(items)
        await join(journal, "stopped", "next")
        creating = asyncio.create_task(
            journal.of("stopped").operations.create(run, source.chunks()), name="confirm"
        )
        await source.halfway.wait()
        await lose_all_but(journal, "next")
        assert await journal.of("next").operations.drop_unborn() == 1500
        source.go.set()  # it was stopped for longer than others wait, and is woken
        with pytest.raises(Exception, match="removed while it was being written"):
            await creating
        assert await journal.operations.get(HARBOR, run.id) is None
        assert await journal.written() == (await counts(journal, kept)).total == 10
