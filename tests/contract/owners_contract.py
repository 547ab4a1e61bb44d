"""What every journal promises of the processes that work on it."""

import asyncio

import pytest

from app.domain.kinds import ItemStatus
from app.engine.watch import Watch
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
from tests.unit.engine.hand_clock import HandClock


class OwnersContract:
    """Who is alive, who is lost."""

    async def test_who_beats_stays_alive_and_who_falls_silent_is_lost(
        self, journal: JournalSubject
    ) -> None:
        await join(journal, "quick", "silent")
        seen = await journal.owners.living()
        assert set(seen) == {ME, "quick", "silent"}
        assert (await journal.owners.beat("quick")).alive
        assert (await journal.owners.beat(ME)).alive
        assert list(await journal.owners.declare_lost(seen)) == ["silent"]
        assert list(await journal.owners.declare_lost(seen)) == []
        assert set(await journal.owners.living()) == {ME, "quick"}

    async def test_whoever_beats_at_the_last_moment_is_not_lost(
        self, journal: JournalSubject
    ) -> None:
        """What the looker saw is old by the time that it calls somebody lost."""
        await join(journal, "late")
        seen = await journal.owners.living()
        await journal.owners.beat("late", {"mail": 1.0})
        assert list(await journal.owners.declare_lost({"late": seen["late"]})) == []
        assert (await journal.owners.beat("late")).alive

    async def test_nobody_is_silent_and_nobody_is_lost(self, journal: JournalSubject) -> None:
        assert list(await journal.owners.declare_lost({})) == []
        assert set(await journal.owners.living()) == {ME}

    @pytest.mark.parametrize("hour", [3600.0, -3600.0])
    async def test_a_journal_whose_clock_jumps_makes_nobody_silent(
        self, journal: JournalSubject, hour: float
    ) -> None:
        """The looker's own clock counts; a beat is new by its number, whatever its time."""
        looker = HandClock()
        watch = Watch(looker)
        await join(journal, "healthy", "dead")
        for _ in range(20):
            watch.see(await journal.owners.living())
            journal.move(hour)
            looker.seconds += 0.5
            await journal.owners.beat("healthy")
            await journal.owners.beat(ME)
        watch.see(await journal.owners.living())
        assert set(watch.silent(10.0)) == {"dead"}
        assert list(await journal.owners.declare_lost(watch.silent(8.0))) == ["dead"]

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
        seen = await journal.owners.living()
        assert (await journal.owners.join("twice", "run")).alive
        assert list(await journal.owners.declare_lost(seen)) == [ME]

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
        seen = await journal.owners.living()
        await journal.owners.beat(ME)
        found = await asyncio.gather(*(journal.owners.declare_lost(seen) for _ in range(3)))
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
