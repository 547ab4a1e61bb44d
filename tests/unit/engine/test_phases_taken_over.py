"""Whoever dies in one of two phases: nothing is lost, nothing doubled, and nobody is asked."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimRequest, Settlement, Turn
from app.domain.operation import BulkOperation
from app.domain.ports import Call, Outcome
from tests.contract.journal_samples import mails, operation, sam
from tests.unit.engine.connectors import Gate, behave
from tests.unit.engine.drafting import Office, at_release, begun
from tests.unit.engine.room import opened, tenant_of


@pytest.fixture
async def office(tmp_path: Path) -> Any:
    made = Office(tmp_path)
    yield made
    await made.close()


async def test_a_successor_releases_what_a_dead_process_had_prepared(
    tmp_path: Path, office: Office
) -> None:
    """The first dies before it called for two; the second while it releases two."""
    items, gate = mails(4), Gate()
    run = operation(items)
    async with opened(tmp_path, office, work=False) as first:
        await first.left_by_a_kill(run, items, claimed=2)
    office.misbehaviour = at_release(gate)
    async with opened(tmp_path, office, owner="second", slots=2) as second:
        await second.recovery.run()
        await begun(gate, 2)
        await second.vanish()
    held = {one.item_id: one.reference for one in office.called if one.reference}
    office.called.clear()
    office.misbehaviour = behave
    async with opened(tmp_path, office, owner="third") as third:
        await third.recovery.run()
        await third.ended(run)
        counts = await third.counts(run)
    assert (counts.completed, counts.in_doubt) == (4, 0)
    assert await office.sent() == Counter(["1", "2", "3", "4"])
    again = {one.item_id: one.reference for one in office.called if one.item_id in held}
    assert again == held, "a draft was made again"


async def test_what_two_owners_lost_one_in_each_phase_is_decided_both_times(
    tmp_path: Path, office: Office
) -> None:
    """Each had it for the first time, in its phase; whoever looks is the same."""
    items = mails(1)
    run = operation(items)
    async with opened(tmp_path, office, work=False) as room:
        await room.create(run, items)
        await room.operations.start(tenant_of(run), run.id)
        await room.owners.join("dead", "worker")
        await room.ledger.turn(Turn(claims=[wish(run, "dead")]))
        await room.recovery.run()
        await room.owners.join("dead too", "worker")
        [got] = await room.ledger.turn(Turn(claims=[wish(run, "dead too")]))
        [one] = got.items
        put_back = Settlement(
            tenant_of(run).key, run.id, "dead too", 0, one.item_id, ItemStatus.PENDING,
            prepared="draft-1",
        )  # fmt: skip
        [got] = await room.ledger.turn(Turn([put_back], [wish(run, "dead too")]))
        assert [(each.reference, each.attempt) for each in got.items] == [("draft-1", 1)]
        await room.recovery.run()
        assert (await room.counts(run)).pending == 1


def wish(run: BulkOperation, owner: str) -> ClaimRequest:
    return ClaimRequest(tenant_of(run).key, run.id, owner, 1)


@pytest.mark.parametrize(
    ("releasing", "sent", "becomes"),
    [(False, False, "failed"), (True, False, "failed"), (True, True, "completed")],
)
async def test_what_a_dead_process_left_in_a_cancelled_operation_is_known(
    tmp_path: Path, office: Office, *, releasing: bool, sent: bool, becomes: str
) -> None:
    """Nobody is asked: what was not released nobody sees, and of a draft the provider knows."""
    items, gate = mails(1), Gate()

    async def under_way(calls: Sequence[Call], go: Any) -> Any:
        return await gate(calls, go if sent or not releasing else silence)

    office.misbehaviour = at_release(under_way) if releasing else under_way
    run = operation(items)
    async with opened(tmp_path, office) as first:
        await first.confirm(items, run)
        await begun(gate, 1)
        await first.operations.cancel(tenant_of(run), run.id, sam())
        await first.vanish()
    async with opened(tmp_path, office, owner="second") as second:
        await second.recovery.run()
        counts = await second.counts(run)
        assert (getattr(counts, becomes), counts.in_doubt) == (1, 0)
    assert sum((await office.sent()).values()) == int(sent)


async def silence() -> Sequence[Outcome]:
    return ()
