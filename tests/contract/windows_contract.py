"""What every journal promises of rate windows: exact, for all processes, whatever is slow."""

import asyncio
from typing import Any

import pytest

from app.domain.batching import PADDING, Quota, window_key
from app.domain.kinds import ItemStatus
from app.domain.ledger import Begun, ClaimRequest, Granted, Permits, Turn, WindowUse
from app.domain.operation import BulkOperation, Pause
from tests.contract.journal_samples import HARBOR
from tests.contract.journal_steps import (
    ME,
    JournalSubject,
    claim,
    confirmed,
    counts,
    join,
    settle,
    turn,
)

QUOTA = Quota(limit=5, seconds=60)
SPAN = QUOTA.seconds + PADDING
MAIL = "office:0123456789abcdef:bulk_email:bulk_send"
GUESTS = "office:0123456789abcdef:bulk_calendar:bulk_create"
ACCOUNT = "office:0123456789abcdef:"
ELSEWHERE = "office:fedcba9876543210:bulk_email:bulk_send"


def wish(run: BulkOperation, limit: int = 100, owner: str = ME) -> ClaimRequest:
    return claim(run, limit, owner)._replace(window=WindowUse(MAIL, QUOTA))


def window_of(run: BulkOperation) -> str:
    """The key of the window that a run's calls draw on."""
    account = run.account
    whose, what = f"{account.tenant_key}:{account.name}", f"{run.type}:{run.operation}"
    return window_key(account.provider, whose, what)


async def granted(
    journal: JournalSubject, run: BulkOperation, limit: int = 100, owner: str = ME
) -> Granted:
    [got] = await turn(journal, claims=[wish(run, limit, owner)])
    return got


async def begin(
    journal: JournalSubject,
    held: int,
    used: int,
    owner: str = ME,
    ago: float = 0.0,
    number: int = 1,
) -> None:
    await journal.ledger.turn(Turn(begun=[Begun(MAIL, owner, number, held, used, ago)]))


async def reserve(journal: JournalSubject, wanted: int = 1, key: str = MAIL) -> Permits:
    return await journal.windows.reserve(key, QUOTA, wanted)


def permits(count: int, wait: float) -> tuple[int, Any]:
    return (count, pytest.approx(wait))


class WindowsContract:
    """Permits: taken, held, given back; windows: closed, foretold."""

    async def test_no_more_than_the_quota_begins_until_the_first_left_the_window(
        self, journal: JournalSubject
    ) -> None:
        assert (await reserve(journal, 3)).count == 3
        journal.move(20)
        assert await reserve(journal, 3) == permits(2, SPAN - 20)
        assert await reserve(journal) == permits(0, SPAN - 20)
        journal.move(SPAN - 20.01)
        assert (await reserve(journal)).count == 0
        journal.move(0.01)
        assert (await reserve(journal, 9)).count == 3, "the other two are in the window still"

    async def test_windows_do_not_share_their_permits(self, journal: JournalSubject) -> None:
        for key in (MAIL, GUESTS, ELSEWHERE):
            assert (await reserve(journal, 9, key)).count == QUOTA.limit

    async def test_permits_asked_for_at_once_are_given_once(self, journal: JournalSubject) -> None:
        asked = await asyncio.gather(*(reserve(journal, 2) for _ in range(6)))
        assert sum(one.count for one in asked) == QUOTA.limit

    async def test_a_claim_takes_what_its_window_lets_begin(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 12)
        first = await granted(journal, run, 3)
        assert [item.position for item in first.items] == [0, 1, 2]
        assert first.wait == 0
        rest = await granted(journal, run)
        assert [item.position for item in rest.items] == [3, 4]
        assert rest.wait > 0
        assert not (await granted(journal, run)).items
        assert (await counts(journal, run)).executing == QUOTA.limit

    async def test_claims_of_one_turn_share_the_window(self, journal: JournalSubject) -> None:
        runs = [await confirmed(journal, 4) for _ in range(3)]
        got = await turn(journal, claims=[wish(run) for run in runs])
        assert [len(one.items) for one in got] == [4, 1, 0]

    async def test_a_permit_counts_from_when_its_call_began_not_from_its_claim(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 20)
        await granted(journal, run)
        journal.move(300)  # a journal that was slow to answer
        assert not (await granted(journal, run)).items, "they are about to begin"
        await begin(journal, held=5, used=5, ago=2)
        journal.move(SPAN - 2.01)
        assert not (await granted(journal, run)).items
        journal.move(0.01)
        assert len((await granted(journal, run)).items) == QUOTA.limit

    async def test_permits_of_calls_that_did_not_begin_go_back(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 20)
        await granted(journal, run)
        await begin(journal, held=5, used=2)
        assert len((await granted(journal, run)).items) == 3

    async def test_what_is_told_twice_counts_once(self, journal: JournalSubject) -> None:
        """The first answer got lost; the owner holds permits of another claim by now."""
        run = await confirmed(journal, 30)
        await granted(journal, run)
        await begin(journal, held=5, used=0)
        await granted(journal, run)
        await begin(journal, held=5, used=0)
        await begin(journal, held=5, used=5, number=2)
        await begin(journal, held=5, used=5, number=2)
        assert not (await granted(journal, run)).items
        journal.move(SPAN)
        assert len((await granted(journal, run)).items) == QUOTA.limit
        await begin(journal, held=5, used=0, number=1)  # what broke off came to be much later
        assert not (await granted(journal, run)).items

    async def test_each_owner_tells_by_numbers_of_its_own_and_nothing_stays_of_a_lost_one(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 30)
        await join(journal, "other")
        await granted(journal, run, 2)
        await granted(journal, run, 3, "other")
        await begin(journal, held=2, used=0, number=7)
        await begin(journal, held=3, used=0, owner="other", number=1)
        assert (await journal.held_by(MAIL)).keys() == {ME, "other"}
        await journal.owners.leave("other")
        await begin(journal, held=3, used=3, owner="other", number=2)
        assert await journal.held_by(MAIL) == {ME: [0, 7]}
        assert len((await granted(journal, run)).items) == QUOTA.limit

    async def test_a_claim_that_finds_no_item_holds_no_permit(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 2)
        assert len((await granted(journal, run)).items) == 2
        assert (await reserve(journal, 9)).count == 3

    async def test_what_a_lost_process_held_counts_as_begun(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 20)
        await join(journal, "dead")
        await granted(journal, run, 4, "dead")
        await granted(journal, run, 1)
        journal.move(30)
        assert list(await journal.owners.declare_lost({"dead": 2})) == []
        assert not (await granted(journal, run)).items
        assert sorted(await journal.owners.declare_others_lost(ME)) == ["dead"]
        await begin(journal, held=4, used=4, owner="dead")  # a word that came late
        await begin(journal, held=1, used=0)
        journal.move(SPAN - 0.01)
        assert len((await granted(journal, run)).items) == 1
        journal.move(0.01)
        assert len((await granted(journal, run)).items) == 4

    async def test_a_closed_window_lets_nothing_begin(self, journal: JournalSubject) -> None:
        run = await confirmed(journal, 3)
        await journal.windows.close(MAIL, 90)
        await journal.windows.close(MAIL, 30)  # a shorter rest does not end a longer one
        got = await granted(journal, run)
        assert not got.items
        assert got.wait == pytest.approx(90)
        journal.move(89)
        assert await reserve(journal) == permits(0, 1)
        journal.move(1)
        assert len((await granted(journal, run)).items) == 3

    async def test_an_accounts_rest_closes_all_its_windows_and_those_to_come(
        self, journal: JournalSubject
    ) -> None:
        await reserve(journal)
        await journal.windows.close(ACCOUNT, 90)
        assert await reserve(journal) == permits(0, 90)
        assert await reserve(journal, key=GUESTS) == permits(0, 90)
        assert (await reserve(journal, key=ELSEWHERE)).count == 1
        assert (await journal.windows.forecast(GUESTS, QUOTA)).closed_for == pytest.approx(90)
        journal.move(90)
        assert (await reserve(journal, key=GUESTS)).count == 1

    async def test_a_forecast_takes_nothing_and_tells_what_others_wait_for(
        self, journal: JournalSubject
    ) -> None:
        run = await confirmed(journal, 7)
        key = window_of(run)
        ahead = await journal.windows.forecast(key, QUOTA)
        assert (ahead.free, ahead.closed_for, ahead.next_in, ahead.waiting) == (5, 0, 0, 7)
        await journal.windows.reserve(key, QUOTA, 2)
        journal.move(10)
        [item] = (await turn(journal, claims=[claim(run, 1)]))[0].items
        await journal.windows.close(key, 5)
        ahead = await journal.windows.forecast(key, QUOTA)
        assert ahead.free == 3
        assert ahead.closed_for == pytest.approx(5)
        assert ahead.next_in == pytest.approx(SPAN - 10)
        assert ahead.waiting == 6
        await turn(journal, [settle(run, item, ItemStatus.PENDING)])
        await journal.operations.pause(HARBOR, run.id, Pause(by="U0SAM"))
        assert (await journal.windows.forecast(key, QUOTA)).waiting == 0

    async def test_a_clock_that_was_set_back_while_nobody_ran_stops_nothing_for_long(
        self, journal: JournalSubject
    ) -> None:
        assert (await reserve(journal, 5)).count == 5
        journal.move(-3600)
        assert (await reserve(journal)).wait <= SPAN + 0.001
