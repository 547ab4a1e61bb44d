"""The office's file outlives a process, and is shared by several."""

import asyncio

from app.domain.actions import CreateRecord
from app.domain.batching import Quota
from app.domain.kinds import BulkType
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.contract.office_subject import SAM
from tests.unit.office.desk import Build, find, run


async def test_what_was_done_is_known_to_the_next_process(build: Build) -> None:
    office = build()
    created = CreateRecord(entity=Entity.LEAD, values={"name": "Once"})
    [first] = await run(office, created)
    await office.close()
    reopened = build()
    [again] = await run(reopened, created)
    assert first == again
    assert len(await find(reopened, Entity.LEAD, name="Once")) == 1


async def test_several_may_open_a_new_file_at_once(build: Build) -> None:
    offices = [build() for _ in range(4)]
    staff = await asyncio.gather(*(find(office, Entity.COLLEAGUE) for office in offices))
    assert {len(found) for found in staff} == {32}


async def test_ten_thousand_contacts_come_in_pages(build: Build) -> None:
    office = build(contacts=10_000)
    tagged = Filter(field="tags", comparison=Comparison.HAS, value="bulk")
    query = Query(entity=Entity.CONTACT, filters=(tagged,))
    pages = [page async for page in office.query(SAM, query)]
    assert [len(page) for page in pages] == [500] * 20


async def test_quotas_are_settings(build: Build) -> None:
    office = build(quotas={BulkType.EMAIL: Quota(limit=7, seconds=1)})
    quotas = {one.kind: one.limits.quota.limit for one in office.capabilities if one.limits.quota}
    assert quotas == {
        BulkType.EMAIL: 7,
        BulkType.CALENDAR: 50,
        BulkType.CONTACT: 200,
        BulkType.CRM: 100,
    }
