"""Rows that no key opens any more: they hold up nobody else's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.domain.recurring import UnreadableSchedule
from app.storage.database import Database
from app.storage.inbox import SqlInbox
from app.storage.schedules import SqlSchedules
from app.storage.vault import Vault
from tests.contract.journal_samples import HARBOR, NOW, mails, sam
from tests.contract.journal_steps import delivery
from tests.contract.later import weekly
from tests.scenario.log import Log, listening
from tests.unit.storage.archive import VAULT, Archive

LOST_KEY = Vault([b"o" * 32])


@pytest.fixture
def log() -> Iterator[Log]:
    with listening() as log:
        yield log


async def test_a_delivery_that_cannot_be_opened_is_set_aside(database: Database, log: Log) -> None:
    sealed = [("lost", LOST_KEY), ("readable", VAULT)]
    for key, vault in sealed:
        dead = SqlInbox(database, vault, lambda: NOW, lambda: "dead")
        assert await dead.receive(delivery(key))
    alive = SqlInbox(database, VAULT, lambda: NOW, lambda: "alive")
    assert [one.key for one in await alive.unfinished()] == ["readable"]
    assert log.has("delivery_unreadable")
    await alive.finish(delivery("readable"))
    again = SqlInbox(database, VAULT, lambda: NOW, lambda: "another")
    assert list(await again.unfinished()) == []
    assert not await again.receive(delivery("lost")), "it is not done a second time"


async def test_a_schedule_that_cannot_be_opened_is_named_and_the_others_run(
    database: Database, log: Log
) -> None:
    readable = weekly()
    await SqlSchedules(database, LOST_KEY).add(weekly(id="lost"), NOW - timedelta(hours=1))
    schedules = SqlSchedules(database, VAULT)
    await schedules.add(readable, NOW)
    assert list(await schedules.schedules_of(sam(), 5)) == [readable]
    lost = UnreadableSchedule("lost", sam())
    assert list(await schedules.take_runs(NOW, 60)) == [lost, readable]
    assert log.has("schedule_unreadable")
    assert await schedules.get(HARBOR, "lost") == lost
    assert await schedules.stop(HARBOR, "lost")
    assert list(await schedules.take_runs(NOW + timedelta(hours=1), 60)) == [readable]


async def test_an_operation_that_cannot_be_opened_holds_up_no_other(
    database: Database, log: Log
) -> None:
    lost = await Archive(database, LOST_KEY).run(mails(2), id="lost", draft_id="lost")
    readable = await Archive(database).run(mails(2))
    found = await Archive(database).operations.unfinished()
    assert [one.id for one in found] == [readable.id] != [lost.id]
    assert log.has("operation_unreadable")
