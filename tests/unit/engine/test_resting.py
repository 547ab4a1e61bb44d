"""A provider that asks to slow down: all of the account rests, and batches become smaller."""

import time
from pathlib import Path
from typing import Any

from app.domain.batching import BatchLimits
from app.domain.errors import RateLimited
from app.domain.kinds import BulkType, BulkVerb, OperationStatus
from tests.contract.journal_samples import mails, new_contacts, operation
from tests.unit.engine.connectors import OddOffice
from tests.unit.engine.room import opened

CONTACTS: dict[str, Any] = {"kind": BulkType.CONTACT, "verb": BulkVerb.CREATE}


async def test_a_rest_is_for_every_operation_of_the_account(tmp_path: Path) -> None:
    office = OddOffice(tmp_path)
    async with opened(tmp_path, office) as room:
        office.faults.fail_next(RateLimited("Slow down.", retry_after=0.4))
        one = mails(1)
        first = await room.confirm(one, operation(one))
        await room.until(first, lambda counts, _: bool(office.began) and not counts.executing)
        refused, asked = time.monotonic(), len(office.asked)
        people = new_contacts(5)
        second = await room.confirm(people, operation(people, **CONTACTS))
        for run in (first, second):
            assert (await room.ended(run)).status is OperationStatus.COMPLETED
    assert min(office.began[asked:]) > refused + 0.3
    await office.close()


async def test_so_does_an_account_that_has_no_quota_also_in_another_process(
    tmp_path: Path,
) -> None:
    office = OddOffice(tmp_path)
    office.capabilities = [
        one.model_copy(update={"limits": BatchLimits(default=10, maximum=25, quota=None)})
        for one in office.capabilities
    ]
    async with opened(tmp_path, office, work=False) as other:
        items = mails(5)
        run = operation(items)
        await other.limiter.close_account(run.account, 0.4)
        closed = time.monotonic()
        async with opened(tmp_path, office, owner="second", alone=False) as room:
            await room.ended(await room.confirm(items, run))
    assert min(office.began) > closed + 0.3
    await office.close()


async def test_batches_halve_and_grow_again(tmp_path: Path) -> None:
    office = OddOffice(tmp_path)
    office.faults.fail_next(RateLimited("Slow down.", retry_after=0.05))
    async with opened(tmp_path, office) as room:
        people = new_contacts(200)
        run = await room.confirm(people, operation(people, size=20, **CONTACTS))
        await room.ended(run)
        assert (await room.counts(run)).completed == 200
    sizes = [len(batch) for batch in office.asked]
    assert sizes[0] == 20
    assert min(sizes) < 15  # half, after the refusal, and a good round or two by the next claim
    await office.close()
