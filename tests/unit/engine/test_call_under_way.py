"""A lost process's call may have its effect after the look-up: that nothing happened, waits."""

from pathlib import Path
from typing import Any

from app.domain.kinds import BulkType, BulkVerb, ItemStatus
from app.domain.operation import Account, BulkItem, BulkOperation
from app.domain.ports import Call, Idempotency, LookUp
from tests.contract.journal_samples import HARBOR, new_contacts, operation, sam
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import eventually, opened

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}

LONG = 100_000.0
"""Seconds that no test takes."""


class Asked(OddOffice):
    """Can only be asked, and its calls last as long as anything can."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.looked_up = 0
        self.last_at_most(LONG)

    def last_at_most(self, seconds: float) -> None:
        self.capabilities = [
            one.model_copy(
                update={"idempotency": Idempotency.LOOKUP, "longest_call": seconds, "call_items": 1}
            )
            for one in self.capabilities
        ]

    async def look_up(self, account: Account, call: Call) -> LookUp:
        self.looked_up += 1
        return await super().look_up(account, call)


def call_of(run: BulkOperation, item: BulkItem) -> Call:
    return Call(item_id=item.id, key=f"{run.id}:{item.id}", action=item.parameters)


async def test_what_has_its_effect_after_the_look_up_is_not_sent_again(tmp_path: Path) -> None:
    office, people = Asked(tmp_path), new_contacts(2)
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as killed:
        await killed.left_by_a_kill(run, people, 2)
        await killed.vanish()
        async with opened(tmp_path, office, owner="second", heartbeat=0.5) as second:
            await second.recovery.run()
            assert (office.looked_up, (await second.counts(run)).in_doubt) == (2, 2)
            await office.execute(run.account, [call_of(run, people[0])])
            second.watch()

            async def believed() -> bool:
                return (await second.counts(run)).completed == 1

            await eventually(believed)  # that it happened, at once
            latest = await second.operations.get(HARBOR, run.id)
            assert latest is not None
            assert latest.completed_at is None
            assert (await second.counts(run)).in_doubt == 1
            office.last_at_most(0.0)
            await second.until(run, lambda counts, done: done and counts.completed == 2)
    assert office.asked == [(f"{run.id}:{one.id}",) for one in people]
    await office.close()


async def test_a_cancelled_one_ends_when_it_is_known_that_nothing_happens_any_more(
    tmp_path: Path,
) -> None:
    office, people = Asked(tmp_path), new_contacts(1)
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as killed:
        await killed.left_by_a_kill(run, people, 1)
        await killed.operations.cancel(HARBOR, run.id, sam())
        await killed.vanish()
        async with opened(tmp_path, office, owner="second", work=False) as second:
            [run] = await second.recovery.run()
            assert run.completed_at is None
            office.last_at_most(0.0)
            await second.recovery.run()
            [line] = await second.lines(await second.ended(run))
            assert line.status is ItemStatus.FAILED
    await office.close()


async def test_who_died_before_it_asked_is_followed_by_who_asks(tmp_path: Path) -> None:
    """Nothing ended meanwhile: what had not happened runs again."""
    office, people = Asked(tmp_path), new_contacts(1)
    office.last_at_most(0.0)
    run = operation(people, **CONTACTS)
    async with opened(tmp_path, office, owner="killed", work=False) as killed:
        await killed.left_by_a_kill(run, people, 1)
        await killed.vanish()
        async with opened(tmp_path, office, owner="finder", work=False) as finder:
            await finder.owners.declare_others_lost("finder")
            assert len(await finder.ledger.take_over()) == 1
            assert not (await finder.ledger.rest(HARBOR.key, run.id)).ended
            await finder.vanish()
        async with opened(tmp_path, office, owner="second") as second:
            await second.recovery.run()
            await second.until(run, lambda counts, done: done and counts.completed == 1)
    await office.close()
