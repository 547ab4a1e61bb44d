"""What must hold whatever happened: every item once, and the journal true to the provider."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation
from app.engine.tempo import MOST_AHEAD
from tests.faults.calls import Kind
from tests.faults.site import SLOTS, Site

AT_MOST_IN_DOUBT = SLOTS + MOST_AHEAD
"""After one kill: what was in flight, and what was claimed ahead."""

_SETTLED = frozenset(ItemStatus) - {ItemStatus.PENDING, ItemStatus.EXECUTING}


class Account(NamedTuple):
    """How a run ended: the ids of its items by status, and of those that had an effect."""

    completed: frozenset[str]
    in_doubt: frozenset[str]
    failed: frozenset[str]
    effects: Counter[str]


async def account_of(
    site: Site, run: BulkOperation, told_again: Collection[str] = frozenset()
) -> Account:
    """The account of a run that has ended, after all checks.

    Nothing is lost, and nothing doubled but what a person told to send again. Whatever had its
    effect is completed or in doubt, and what is completed had it.
    """
    items = await site.items(run)
    total = run.metadata.total_count
    assert {one.item_id for one in items} == {str(number) for number in range(1, total + 1)}
    assert len(items) == total
    assert {one.status for one in items} <= _SETTLED
    counts = await _counted(site, run)
    assert sum(counts.values()) == total
    assert counts == Counter(one.status.value for one in items)
    by_status = {
        status: frozenset(one.item_id for one in items if one.status is status)
        for status in ItemStatus
    }
    ours = [one for one in site.calls.lines() if one.key.startswith(f"{run.id}:")]
    effects = Counter(one.item for one in ours if one.kind is Kind.EFFECT)
    known = {one.item for one in ours if one.kind is Kind.RECOGNISED} | set(effects)
    completed, in_doubt = by_status[ItemStatus.COMPLETED], by_status[ItemStatus.IN_DOUBT]
    assert completed <= known, "completed without an effect"
    assert set(effects) <= completed | in_doubt, "an effect that the journal denies"
    assert {one for one, count in effects.items() if count > 1} <= set(told_again), "doubled"
    return Account(completed, in_doubt, by_status[ItemStatus.FAILED], effects)


async def _counted(site: Site, run: BulkOperation) -> Counter[str]:
    """The counts that are shown to people."""
    look = await site.desk.engine.tracker.look(run.requester.person.tenant, run.id)
    shown = look.progress.counts.model_dump()
    return Counter({status: count for status, count in shown.items() if count})


async def held_by_each(site: Site, run: BulkOperation) -> Counter[str]:
    """How many items each owner has executing."""
    executing = await site.in_status(run, ItemStatus.EXECUTING)
    return Counter(one.owner or "" for one in executing)
