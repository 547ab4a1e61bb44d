"""What a kill leaves, and what whoever comes next makes of it."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.journal import DoubtAnswer
from app.domain.kinds import BulkType, BulkVerb, ItemStatus
from app.domain.ledger import ClaimRequest, Settlement, Turn
from app.domain.operation import BulkItem, BulkOperation
from app.domain.ports import Call, Idempotency
from tests.contract.journal_samples import (
    GRID,
    HARBOR,
    OTHER,
    mails,
    new_contacts,
    operation,
    sam,
)
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import opened, tenant_of

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


async def test_a_take_over_keeps_operations_and_tenants_apart(tmp_path: Path) -> None:
    office = OddOffice(tmp_path)
    mailings = [operation(mails(6), tenant=tenant) for tenant in (HARBOR, OTHER, GRID)]
    people = new_contacts(9)
    creating = operation(people, tenant=OTHER, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        for number, run in enumerate(mailings, 1):
            await room.left_by_a_kill(run, mails(6), number)
        await room.left_by_a_kill(creating, people, 5)

    async with opened(tmp_path, office, owner="second") as room:
        await room.recovery.run()
        for run in (*mailings, creating):
            await room.ended(run)
        counted = [await room.counts(run) for run in mailings]
        assert [(one.in_doubt, one.completed) for one in counted] == [(1, 5), (2, 4), (3, 3)]
        assert (await room.counts(creating)).completed == 9
    assert set((await office.effects()).values()) == {1}
    await office.close()


async def test_who_was_only_slow_still_settles_its_own_and_nobody_elses(tmp_path: Path) -> None:
    """Another start took the items over; then the late outcomes of the first one come."""
    office, items = OddOffice(tmp_path), mails(3)
    run = operation(items)
    async with opened(tmp_path, office, owner="slow", work=False) as slow:
        await slow.left_by_a_kill(run, items, 3)
        async with opened(tmp_path, office, owner="second", work=False) as second:
            await second.owners.declare_others_lost("second")
            doubtful = await second.ledger.take_over()
            assert [int(one.item.item_id) for one in doubtful] == [1, 2, 3]
            for one in doubtful:
                await second.ledger.resolve(one, ItemStatus.IN_DOUBT)
            await second.operations.decide(HARBOR, run.id, ["2"], DoubtAnswer.AGAIN, sam())
            claim = ClaimRequest(HARBOR.key, run.id, "second", 1)
            await second.ledger.turn(Turn(claims=[claim]))
            await slow.ledger.turn(Turn([late(run, position) for position in range(3)]))
            statuses = [line.status for line in await second.lines(run)]
    await office.close()
    assert statuses == [ItemStatus.COMPLETED, ItemStatus.EXECUTING, ItemStatus.COMPLETED]


def late(run: BulkOperation, position: int) -> Settlement:
    key, item_id = tenant_of(run).key, str(position + 1)
    return Settlement(key, run.id, "slow", position, item_id, ItemStatus.COMPLETED)


def _call(run: BulkOperation, item: BulkItem) -> Call:
    return Call(item_id=item.id, key=f"{run.id}:{item.id}", action=item.parameters)


@pytest.mark.parametrize(
    ("idempotency", "cancelled", "happened", "becomes"),
    [
        (Idempotency.KEY, False, False, ItemStatus.PENDING),
        (Idempotency.PRECONDITION, False, True, ItemStatus.PENDING),
        (Idempotency.LOOKUP, False, False, ItemStatus.PENDING),
        (Idempotency.LOOKUP, False, True, ItemStatus.COMPLETED),
        (Idempotency.NONE, False, True, ItemStatus.IN_DOUBT),
        # After a cancel nothing may wait: what the provider tells is all that can be said.
        (Idempotency.KEY, True, False, ItemStatus.FAILED),
        (Idempotency.KEY, True, True, ItemStatus.COMPLETED),
        (Idempotency.LOOKUP, True, False, ItemStatus.FAILED),
        (Idempotency.NONE, True, False, ItemStatus.IN_DOUBT),
    ],
)
async def test_what_was_in_flight_becomes_what_the_provider_allows(
    tmp_path: Path,
    idempotency: Idempotency,
    *,
    cancelled: bool,
    happened: bool,
    becomes: ItemStatus,
) -> None:
    office, people = OddOffice(tmp_path), new_contacts(1)
    office.capabilities = [
        one.model_copy(update={"idempotency": idempotency, "longest_call": 0.0})
        for one in office.capabilities
    ]
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await room.left_by_a_kill(run, people, 1)
        if happened:
            await office.execute(run.account, [_call(run, people[0])])
        if cancelled:
            await room.operations.cancel(HARBOR, run.id, sam())
    async with opened(tmp_path, office, owner="second", work=False) as room:
        await room.recovery.run()
        [line] = await room.lines(run)
        assert line.status is becomes
        latest = await room.operations.get(HARBOR, run.id)
        assert latest is not None
        ends = cancelled or becomes is not ItemStatus.PENDING
        assert (latest.completed_at is not None) == ends
    await office.close()


async def test_a_provider_that_is_gone_does_not_keep_the_app_from_starting(
    tmp_path: Path,
) -> None:
    office, items = OddOffice(tmp_path), mails(2)
    run = operation(items)
    async with opened(tmp_path, office, owner="killed", work=False) as room:
        await room.left_by_a_kill(run, items, 1)
    office.name = "other"
    async with opened(tmp_path, office, owner="second") as room:
        assert [run.id] == [one.id for one in await room.recovery.run()]
        assert (await room.counts(run)).in_doubt == 1
    await office.close()
