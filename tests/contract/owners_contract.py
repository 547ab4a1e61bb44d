"""What every journal promises of the processes that work on it."""

import asyncio

from app.domain.kinds import ItemStatus
from tests.contract.journal_steps import (
    ME,
    JournalSubject,
    claimed,
    confirmed,
    counts,
    join,
    settle,
    turn,
)


class OwnersContract:
    """Who is alive, who is lost."""

    async def test_who_beats_stays_alive_and_who_falls_silent_is_lost(
        self, journal: JournalSubject
    ) -> None:
        await join(journal, "quick", "silent")
        journal.move(6)
        assert (await journal.owners.beat("quick")).alive
        journal.move(3)
        assert (await journal.owners.beat(ME)).alive
        assert list(await journal.owners.declare_lost(8)) == ["silent"]
        assert list(await journal.owners.declare_lost(8)) == []

    async def test_lost_is_for_ever(self, journal: JournalSubject) -> None:
        await join(journal, "slow")
        await journal.owners.declare_others_lost(ME)
        assert not (await journal.owners.beat("slow")).alive
        assert not (await journal.owners.join("slow", "worker")).alive
        assert (await journal.owners.join("slow.2", "worker")).alive
        assert (await journal.owners.beat("slow.2")).alive

    async def test_who_never_joined_is_not_alive(self, journal: JournalSubject) -> None:
        assert not (await journal.owners.beat("nobody")).alive

    async def test_a_join_whose_answer_was_lost_may_be_repeated(
        self, journal: JournalSubject
    ) -> None:
        assert (await journal.owners.join("twice", "run")).alive
        journal.move(5)
        assert (await journal.owners.join("twice", "run")).alive
        assert list(await journal.owners.declare_lost(4)) == [ME]

    async def test_a_beat_tells_the_journals_time(self, journal: JournalSubject) -> None:
        first = await journal.owners.beat(ME)
        second = await journal.owners.beat(ME)
        assert first.now <= second.now

    async def test_whoever_left_is_not_waited_for(self, journal: JournalSubject) -> None:
        await join(journal, "done")
        run = await confirmed(journal, 1)
        await claimed(journal, run, owner="done")
        await journal.owners.leave("done")
        assert not (await journal.owners.beat("done")).alive
        assert list(await journal.owners.declare_others_lost(ME)) == []
        assert len(await journal.ledger.take_over()) == 1

    async def test_one_of_many_that_look_finds_each_that_is_lost(
        self, journal: JournalSubject
    ) -> None:
        await join(journal, *(f"silent{n}" for n in range(4)))
        journal.move(10)
        await journal.owners.beat(ME)
        found = await asyncio.gather(*(journal.owners.declare_lost(8) for _ in range(3)))
        assert sorted(name for names in found for name in names) == [f"silent{n}" for n in range(4)]

    async def test_the_work_of_the_living_is_left_to_them(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 3)
        await join(journal, "lost")
        [mine] = await claimed(journal, run, 1)
        await claimed(journal, run, 1, owner="lost")
        await journal.owners.declare_others_lost(ME)
        [doubtful] = await journal.ledger.take_over()
        assert doubtful.item.position == 1
        await turn(journal, [settle(run, mine, ItemStatus.IN_DOUBT)])
        assert list(await journal.ledger.take_over()) == [doubtful], "mine I ask about myself"
        assert (await counts(journal, run)).in_doubt == 2

    async def test_how_long_items_took_is_told_with_the_beats(
        self, journal: JournalSubject
    ) -> None:
        await join(journal, "other")
        assert await journal.owners.measured("mail") is None
        await journal.owners.beat(ME, {"mail": 2.0, "guests": 0.5})
        assert await journal.owners.measured("mail") == 2.0
        await journal.owners.beat("other", {"mail": 1.0})
        told = await journal.owners.measured("mail")
        assert told is not None
        assert 1.0 < told < 2.0
        assert await journal.owners.measured("guests") == 0.5

    async def test_what_was_measured_long_ago_says_nothing(self, journal: JournalSubject) -> None:
        await journal.owners.beat(ME, {"mail": 8.0, "guests": 8.0})
        journal.move(7200)
        await journal.owners.beat(ME, {"mail": 1.0})
        assert await journal.owners.measured("mail") == 1.0
        journal.move(24 * 3600 - 7200)
        assert await journal.owners.measured("guests") is None
