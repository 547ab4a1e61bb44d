"""What is to start later, as every journal keeps it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.domain.identity import Person, Tenant
from app.domain.journal import Pick
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus
from app.domain.operation import Appointment, BulkItem, BulkOperation
from app.domain.plan import Listed, Step, Typed
from app.domain.record import Entity
from app.domain.recurring import CHECK_BEFORE, Checked, DueStart, Schedule
from app.domain.schedule import Every, Hours
from app.storage.appointments import SqlAppointments
from app.storage.database import Database
from app.storage.hours import SqlZones
from app.storage.operations import SqlOperationStore
from app.storage.schedules import SqlSchedules
from app.storage.schema import item
from app.storage.vault import Vault
from tests.contract.journal_samples import (
    HARBOR,
    NOW,
    OTHER,
    conversation,
    mails,
    operation,
    requester,
    sam,
)

VAULT = Vault([b"k" * 32])
START = NOW + timedelta(hours=2)
STEP = Step(
    kind=BulkType.EMAIL,
    verb=BulkVerb.SEND,
    entity=Entity.MAIL,
    source=Listed(entries=(Typed(address="guest1@acme.example"),)),
)
MONDAYS = Every(weekdays=(0,), at=time(8), zone="Europe/Berlin")


@dataclass
class Later:
    """The stores of one process on a journal, at a time that a test sets."""

    database: Database
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.operations = SqlOperationStore(
            self.database, VAULT, lambda: self.now, lambda: "me", lambda *_: None
        )
        self.appointments = SqlAppointments(
            self.database, VAULT, lambda: self.now, self.operations, lambda *_: None
        )
        self.schedules = SqlSchedules(self.database, VAULT)
        self.zones = SqlZones(self.database, lambda: self.now)

    async def scheduled(
        self, items: Sequence[BulkItem] = (), at: datetime = START, **given: Any
    ) -> BulkOperation:
        """A confirmed operation that starts then."""
        running = items or mails(3)
        made = operation(
            running,
            status=OperationStatus.SCHEDULED,
            appointment=Appointment(starts_at=at, step=STEP),
            **given,
        )
        assert await self.operations.create(made, in_chunks(running))
        return made

    async def take(self, made: BulkOperation, tenant: Tenant = HARBOR) -> DueStart:
        """Take a start, though it is not due."""
        taken = await self.appointments.take(tenant, made.id, self.now, 60)
        assert taken
        return taken

    async def status(self, made: BulkOperation) -> OperationStatus:
        there = await self.operations.get(HARBOR, made.id)
        assert there
        return there.status

    async def due(self) -> list[str]:
        return [one.operation_id for one in await self.appointments.take_due(self.now, 60)]

    async def column(self, name: str) -> list[Any]:
        """A column of all items, in their order."""

        def read(connection: Any) -> list[Any]:
            rows = connection.execute(item.select().order_by(item.c.position))
            return [getattr(row, name) for row in rows]

        return await self.database.tx(read)


async def in_chunks(items: Sequence[BulkItem]) -> AsyncIterator[Sequence[BulkItem]]:
    yield items


def weekly(next_at: datetime = START, person: Tenant = HARBOR, **given: Any) -> Schedule:
    return Schedule(
        **{
            "id": "s1",
            "requester": requester(person),
            "conversation": conversation(person),
            "request": "Every Monday at 8:00 email guest1@acme.example",
            "reading": ("Email guest1",),
            "step": STEP,
            "rule": MONDAYS,
            "next_at": next_at,
            "created_at": NOW,
            **given,
        }
    )


class AppointmentsContract:
    """Scheduled operations, from Confirm to their start."""

    async def test_it_is_due_two_minutes_before_its_start_and_for_one_only(
        self, later: Later
    ) -> None:
        made = await later.scheduled()
        assert await later.appointments.next_due() == START - CHECK_BEFORE
        assert await later.due() == []
        later.now = START - CHECK_BEFORE
        looks = await asyncio.gather(later.due(), later.due(), later.due())
        assert sorted(looks) == [[], [], [made.id]]
        later.now += timedelta(seconds=61)  # whoever took it died
        assert await later.due() == [made.id]

    async def test_what_a_look_found_is_remembered(self, later: Later) -> None:
        made = await later.scheduled()
        later.now = START - CHECK_BEFORE
        [taken] = await later.appointments.take_due(later.now, 60)
        assert (taken.operation_id, taken.checked, taken.checked_at) == (made.id, None, None)
        assert await later.appointments.found(taken, Checked.GREW)
        assert await later.appointments.look_again(taken, START)
        assert await later.due() == []
        later.now = START
        [again] = await later.appointments.take_due(START, 60)
        assert (again.checked, again.checked_at) == (Checked.GREW, START - CHECK_BEFORE)

    async def test_a_look_that_was_overtaken_changes_nothing(self, later: Later) -> None:
        made = await later.scheduled()
        overtaken = await later.take(made)
        later.now += timedelta(seconds=1)
        taken = await later.take(made)
        assert not await later.appointments.found(overtaken, Checked.GREW)
        assert not await later.appointments.look_again(overtaken, NOW)
        assert not await later.appointments.expire(overtaken)
        assert not await later.appointments.begin(overtaken, START)
        assert await later.due() == []
        assert await later.appointments.begin(taken, START)

    async def test_nothing_begins_after_its_last_moment(self, later: Later) -> None:
        made = await later.scheduled()
        taken = await later.take(made)
        later.now = START + timedelta(minutes=15, microseconds=1)
        assert not await later.appointments.begin(taken, START + timedelta(minutes=15))
        assert await later.status(made) is OperationStatus.SCHEDULED
        assert await later.appointments.expire(taken)

    async def test_it_begins_once_and_is_no_more_scheduled(self, later: Later) -> None:
        made = await later.scheduled()
        assert await later.appointments.of_person(sam(), 5) == [made]
        later.now = START
        taken = await later.take(made)
        began = await asyncio.gather(*(later.appointments.begin(taken, START) for _ in range(3)))
        assert sorted(began) == [False, False, True]
        run = await later.operations.get(HARBOR, made.id)
        assert run
        assert (run.status, run.started_at) == (OperationStatus.EXECUTING, START)
        assert run.starts_at == START
        assert await later.appointments.of_person(sam(), 5) == []
        assert await later.appointments.take(HARBOR, made.id, START, 60) is None
        assert await later.appointments.next_due() is None

    async def test_what_expired_never_starts_and_its_items_are_cancelled(
        self, later: Later
    ) -> None:
        made = await later.scheduled(mails(1_200))
        taken = await later.take(made)
        assert await later.appointments.expire(taken, "Nobody was there.")
        assert not await later.appointments.begin(taken, START)
        assert not await later.appointments.expire(taken)
        glance = await later.operations.glance(HARBOR, made.id, lambda *_: ())
        assert glance
        assert glance.operation.status is OperationStatus.EXPIRED
        assert glance.operation.never_ran == "Nobody was there."
        assert glance.counts.cancelled == glance.counts.total == 1_200

    async def test_what_was_cancelled_is_not_due(self, later: Later) -> None:
        made = await later.scheduled()
        taken = await later.take(made)
        await later.operations.cancel(HARBOR, made.id, sam())
        later.now = START
        assert await later.due() == []
        assert not await later.appointments.found(taken, Checked.GREW)
        assert not await later.appointments.begin(taken, START)

    async def test_items_are_read_in_chunks_and_left_out_with_a_reason(self, later: Later) -> None:
        made = await later.scheduled(mails(1_100))
        chunks = [chunk async for chunk in later.appointments.planned(HARBOR, made.id)]
        assert [len(chunk) for chunk in chunks] == [500, 500, 100]
        assert chunks[0][1].action == mails(2)[1].parameters
        reasons = {1: "gone", 700: "changed"}
        assert await later.appointments.skip(HARBOR, made.id, reasons) == 2
        assert await later.appointments.skip(HARBOR, made.id, reasons) == 0
        left = [
            one.position
            async for some in later.appointments.planned(HARBOR, made.id)
            for one in some
        ]
        assert set(range(1_100)) - set(left) == {1, 700}
        glance = await later.operations.glance(HARBOR, made.id, skipped)
        assert glance
        assert [line.note for line in glance.lines] == ["gone", "changed"]
        assert (glance.counts.skipped, glance.counts.pending) == (2, 1_098)

    async def test_nothing_is_left_out_once_it_runs(self, later: Later) -> None:
        made = await later.scheduled()
        await later.appointments.begin(await later.take(made), START)
        assert await later.appointments.skip(HARBOR, made.id, {0: "gone"}) == 0

    async def test_another_workspace_sees_nothing_of_it(self, later: Later) -> None:
        made = await later.scheduled()
        there = Person(tenant=OTHER, user_id=sam().user_id)
        assert await later.appointments.of_person(there, 5) == []
        assert await later.appointments.take(OTHER, made.id, NOW, 60) is None
        theirs = (await later.take(made))._replace(tenant=OTHER)
        assert not await later.appointments.begin(theirs, START)
        assert not await later.appointments.expire(theirs)
        assert not await later.appointments.found(theirs, Checked.FINE)
        assert [one async for one in later.appointments.planned(OTHER, made.id)] == []
        assert await later.appointments.skip(OTHER, made.id, {0: "gone"}) == 0


class SchedulesContract:
    """Schedules that repeat."""

    async def test_a_schedule_is_kept_as_it_was_confirmed(self, later: Later) -> None:
        schedule = weekly(most=50, answers={"who": "guest1"}, taken_out=frozenset({"x"}))
        assert await later.schedules.add(schedule, START - timedelta(minutes=30))
        assert not await later.schedules.add(schedule, START)
        assert await later.schedules.get(HARBOR, "s1") == schedule
        assert await later.schedules.schedules_of(sam(), 5) == [schedule]
        assert await later.schedules.next_due() == START - timedelta(minutes=30)

    async def test_each_run_is_for_one_process(self, later: Later) -> None:
        schedule = weekly()
        await later.schedules.add(schedule, NOW)
        looks = await asyncio.gather(*(later.schedules.take_runs(NOW, 60) for _ in range(3)))
        assert sorted(map(len, looks)) == [0, 0, 1]
        following = START + timedelta(days=7)
        gone_on = await asyncio.gather(
            *(later.schedules.advance(schedule, following, following) for _ in range(3))
        )
        assert sorted(gone_on) == [False, False, True]
        kept = await later.schedules.get(HARBOR, "s1")
        assert isinstance(kept, Schedule)
        assert kept.next_at == following

    async def test_a_stopped_schedule_has_no_runs_and_never_comes_back(self, later: Later) -> None:
        schedule = weekly()
        await later.schedules.add(schedule, NOW)
        assert await later.schedules.stop(HARBOR, "s1")
        assert not await later.schedules.stop(HARBOR, "s1")
        assert await later.schedules.take_runs(NOW, 60) == []
        assert not await later.schedules.advance(schedule, START, START)
        assert await later.schedules.get(HARBOR, "s1") is None
        assert not await later.schedules.add(schedule, NOW)
        assert await later.schedules.schedules_of(sam(), 5) == []

    async def test_another_workspace_sees_nothing_of_a_schedule(self, later: Later) -> None:
        await later.schedules.add(weekly(), NOW)
        assert await later.schedules.get(OTHER, "s1") is None
        assert not await later.schedules.stop(OTHER, "s1")
        there = Person(tenant=OTHER, user_id=sam().user_id)
        assert await later.schedules.schedules_of(there, 5) == []
        assert await later.schedules.add(weekly(person=OTHER), NOW)


class ZonesContract:
    """Items that wait for the hours of their recipients."""

    async def test_items_keep_their_recipients_zone_only_where_the_hours_are_theirs(
        self, later: Later
    ) -> None:
        zoned = [
            one.model_copy(update={"zone": zone})
            for one, zone in zip(mails(2), ("Asia/Tokyo", ""), strict=True)
        ]
        hours = Hours(start=time(9), end=time(17), whose="recipient")
        await later.scheduled(zoned, hours=hours)
        assert await later.column("zone") == ["Asia/Tokyo", "UTC"]

    async def test_the_senders_hours_need_no_zones(self, later: Later) -> None:
        zoned = [one.model_copy(update={"zone": "Asia/Tokyo"}) for one in mails(2)]
        await later.scheduled(zoned, hours=Hours(start=time(9), end=time(17)))
        assert await later.column("zone") == [None, None]

    async def test_a_closed_zone_waits_until_it_opens_and_an_open_one_does_not(
        self, later: Later
    ) -> None:
        zones = ("Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo")
        zoned = [
            one.model_copy(update={"zone": zone}) for one, zone in zip(mails(3), zones, strict=True)
        ]
        hours = Hours(start=time(9), end=time(17), whose="recipient")
        made = await later.scheduled(zoned, hours=hours)
        opens = datetime(2026, 11, 24, 0, tzinfo=UTC)
        for _ in range(2):
            await later.zones.hold(HARBOR, made.id, {"Asia/Tokyo": opens, "Europe/Berlin": None})
            assert await later.column("next_at") == [opens.timestamp(), None, opens.timestamp()]
        await later.zones.hold(OTHER, made.id, {"Europe/Berlin": opens})
        assert await later.column("next_at") == [opens.timestamp(), None, opens.timestamp()]
        later.now = opens - timedelta(hours=1)  # the clock jumped, and the hours are open now
        await later.zones.hold(HARBOR, made.id, {"Asia/Tokyo": None})
        assert await later.column("next_at") == [None, None, None]


def skipped(*_: object) -> Any:
    return [Pick(status=ItemStatus.SKIPPED, limit=5)]
