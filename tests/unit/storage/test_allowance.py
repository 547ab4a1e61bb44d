"""How much people may have under way, also when several processes confirm at the same moment."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.domain.allowance import Allowance, Limit, Wish
from app.domain.errors import OverLimit
from app.domain.identity import Person, Requester, Tenant
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkItem, BulkOperation
from app.storage.allowance import SqlAllowances
from app.storage.database import Database
from app.storage.operations import SqlOperationStore
from app.storage.schema import birth, item, operation
from app.storage.vault import Vault
from tests.contract import journal_samples as samples
from tests.contract.journal_samples import HARBOR, OTHER, mails, requester, sam
from tests.contract.sql_journal import MovedClock

VAULT = Vault([b"k" * 32])
PRIYA = Person(tenant=HARBOR, user_id="U0PRIYA")

FEW = Allowance(person=Limit(runs=2, items=100), workspace=Limit(runs=3, items=150))


class Desk:
    """Where people confirm: one process, with limits."""

    def __init__(self, database: Database, clock: MovedClock, allowance: Allowance = FEW) -> None:
        self.database, self.clock = database, clock
        self.allowances = SqlAllowances(database, allowance, clock)
        admit = self.allowances.admit
        self.operations = SqlOperationStore(
            database, VAULT, clock.now, lambda: "me", lambda *_: None, admit
        )

    async def confirm(
        self, count: int = 10, by: Person | None = None, **given: Any
    ) -> BulkOperation | None:
        """A run; None where the draft has one already. Raises OverLimit."""
        items, by = mails(count), by or sam()
        whose = requester(by.tenant).model_copy(update={"person": by})
        run = samples.operation(
            items,
            tenant=by.tenant,
            requester=whose,
            confirmed_by=by,
            confirmed_at=self.clock.now(),
            **given,
        )
        return run if await self.operations.create(run, chunks(items)) else None

    async def refusal(self, count: int, by: Person | None = None) -> OverLimit | None:
        by = by or sam()
        whose = requester(by.tenant).model_copy(update={"person": by})
        return await self.allowances.refusal(Wish(whose, by, count))

    async def set(self, run: BulkOperation | None, status: OperationStatus) -> None:
        assert run is not None
        change = update(operation).where(operation.c.id == run.id).values(status=status.value)
        await self.database.tx(lambda connection: connection.execute(change).rowcount)

    async def rows(self, table: Any) -> int:
        query = select(func.count()).select_from(table)
        count: int = await self.database.tx(lambda c: c.execute(query).scalar_one())
        return count


async def chunks(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    yield items


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database, MovedClock())


async def test_one_too_many_is_refused_and_leaves_nothing_behind(desk: Desk) -> None:
    first, second = await desk.confirm(), await desk.confirm()
    with pytest.raises(OverLimit, match="You have 2 operations running or paused; 2 at a time"):
        await desk.confirm()
    assert (await desk.rows(operation), await desk.rows(item), await desk.rows(birth)) == (2, 20, 0)

    await desk.set(first, OperationStatus.PAUSED)
    assert await desk.refusal(1) is not None, "what stands still may go on at any moment"
    await desk.set(second, OperationStatus.COMPLETED)
    assert await desk.refusal(1) is None
    await desk.confirm()


async def test_of_many_confirms_at_once_no_more_pass_than_may(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(desk.confirm(by=by) for by in (sam(), PRIYA) * 5), return_exceptions=True
    )
    assert Counter(type(one) for one in answers) == {BulkOperation: 3, OverLimit: 7}
    whose = Counter(one.confirmed_by for one in answers if isinstance(one, BulkOperation))
    assert max(whose.values()) == 2
    assert (await desk.rows(operation), await desk.rows(item), await desk.rows(birth)) == (3, 30, 0)


async def test_the_items_of_many_confirms_at_once_count_too(database: Database) -> None:
    unhurried = Allowance(person=Limit(runs=99, items=100), workspace=Limit(runs=99, items=150))
    desk = Desk(database, MovedClock(), unhurried)
    answers = await asyncio.gather(*(desk.confirm(30) for _ in range(6)), return_exceptions=True)
    assert Counter(type(one) for one in answers) == {BulkOperation: 3, OverLimit: 3}


async def test_a_draft_confirmed_twice_is_told_of_its_run_and_not_of_a_limit(desk: Desk) -> None:
    await desk.confirm()
    answers = await asyncio.gather(*(desk.confirm(draft_id="same") for _ in range(4)))
    assert Counter(map(type, answers)) == {BulkOperation: 1, type(None): 3}


async def test_an_hour_holds_so_many_items_and_says_when_there_is_room(desk: Desk) -> None:
    first = await desk.confirm(60)
    desk.clock.move(600)
    second = await desk.confirm(40)
    for run in (first, second):
        await desk.set(run, OperationStatus.COMPLETED)
    desk.clock.move(600)
    assert first is not None
    assert second is not None
    for count, after in ((1, first), (60, first), (61, second), (100, second)):
        refused = await desk.refusal(count)
        assert refused is not None
        assert refused.again_at == after.confirmed_at + timedelta(hours=1)
    one = await desk.refusal(1)
    assert one is not None
    assert one.text == (
        "You confirmed 100 items in the last hour; 100 is the most. "
        "This fits from 10:31 (UTC) on. The draft stays."
    )

    desk.clock.move(3600 - 1200 - 1)
    assert await desk.refusal(60) is not None
    desk.clock.move(1)
    assert await desk.refusal(60) is None
    assert await desk.refusal(61) is not None
    await desk.confirm(60)


async def test_what_can_never_fit_is_said_at_once(desk: Desk) -> None:
    refused = await desk.refusal(101)
    assert refused is not None
    assert refused.again_at is None
    assert refused.text.startswith("100 items an hour is the most for one person")


async def test_items_that_a_cancel_came_before_do_not_count(desk: Desk) -> None:
    """A wrong subject noticed in time costs nobody an hour."""
    run = await desk.confirm(80)
    assert run is not None
    assert await desk.operations.start(HARBOR, run.id)
    tried = update(item).where(item.c.position < 5).values(status="completed", finished_at=1.0)
    await desk.database.tx(lambda connection: connection.execute(tried).rowcount)
    assert await desk.refusal(80) is not None
    await desk.operations.cancel(HARBOR, run.id, sam())
    assert await desk.refusal(95) is None
    assert await desk.refusal(96) is not None


async def test_a_colleague_has_room_of_their_own_within_the_workspace(desk: Desk) -> None:
    await desk.confirm(10)
    await desk.confirm(10)
    await desk.confirm(90, by=PRIYA)
    refused = await desk.refusal(1, by=PRIYA)
    assert refused is not None
    assert refused.text.startswith("People in this workspace have 3 operations running or paused")
    for tenant in (OTHER, samples.GRID):
        assert await desk.refusal(100, by=sam(tenant)) is None, "another workspace"
        await desk.confirm(100, by=sam(tenant))


async def test_one_that_starts_later_is_no_run_yet_but_its_items_count(desk: Desk) -> None:
    later = OperationStatus.SCHEDULED
    for _ in range(4):
        await desk.confirm(20, status=later)
    await desk.confirm(10)
    with pytest.raises(OverLimit, match="90 items in the last hour"):
        await desk.confirm(20, status=later)


async def test_an_approver_is_told_whose_limit_it_is(desk: Desk) -> None:
    await desk.confirm()
    await desk.confirm()
    refused = await desk.allowances.refusal(Wish(_named("Sam Rivera"), PRIYA, 1))
    assert refused is not None
    assert refused.text.startswith("Sam Rivera has 2 operations running or paused")


def _named(name: str, tenant: Tenant = HARBOR) -> Requester:
    return requester(tenant).model_copy(update={"name": name})
