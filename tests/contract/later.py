"""What is to start later, as every journal keeps it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.domain.identity import Tenant
from app.domain.kinds import BulkType, BulkVerb, OperationStatus
from app.domain.operation import Appointment, BulkItem, BulkOperation
from app.domain.plan import Step
from app.domain.record import Entity
from app.domain.recurring import DueStart, Schedule
from app.domain.schedule import Every
from app.domain.sources import Listed, Typed
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
    conversation,
    mails,
    operation,
    requester,
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
