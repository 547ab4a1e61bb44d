"""A journal as the contracts want it, and what they do with it."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol, Self

from sqlalchemy import Table

from app.domain.departures import Departures
from app.domain.errors import ErrorType, ItemError
from app.domain.events import Event
from app.domain.identity import Tenant
from app.domain.journal import Delivery, DraftStore, Inbox, OperationStore, Pick
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.ledger import (
    ClaimedItem,
    ClaimRequest,
    Granted,
    ItemLedger,
    Owners,
    RateWindows,
    Rest,
    Settlement,
    Turn,
)
from app.domain.operation import BulkItem, BulkOperation
from app.domain.progress import Counts, ItemLine
from app.domain.recurring import Schedules
from tests.contract.journal_samples import (
    GRID,
    HARBOR,
    NOW,
    OTHER,
    mails,
    operation,
)

STRANGERS = (OTHER, GRID)
"""Workspaces that are not Harbor; one has the same team id within another enterprise."""

ME = "me"
"""The owner that a journal under test acts for, unless another is named."""


class JournalSubject(Protocol):
    """A journal under test. `now` is its clock, which `move` sets forward by seconds."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def ledger(self) -> ItemLedger: ...
    @property
    def operations(self) -> OperationStore: ...
    @property
    def drafts(self) -> DraftStore: ...
    @property
    def owners(self) -> Owners: ...
    @property
    def windows(self) -> RateWindows: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def departures(self) -> Departures: ...

    def now(self) -> datetime: ...
    def move(self, seconds: float) -> None: ...

    def of(self, owner: str) -> Self:
        """The same journal as another process has it open, which is alive by that name."""
        ...

    async def counted(self, run: BulkOperation) -> Counts:
        """The items of a run by status, each looked at."""
        ...

    async def written(self) -> int:
        """How many item rows there are in all."""
        ...

    async def sealed(self, table: Table, tenant: Tenant) -> set[bytes]:
        """All that a table's sealed columns hold of a workspace."""
        ...

    async def held_by(self, key: str) -> dict[str, list[int]]:
        """What a rate window keeps of each owner: permits, and the last telling that counted."""
        ...

    async def events(self, run: BulkOperation) -> Sequence[Event]:
        """What was written down of a run."""
        ...


def tenant_of(run: BulkOperation) -> Tenant:
    return run.requester.person.tenant


def claim(run: BulkOperation, limit: int = 100, owner: str = ME) -> ClaimRequest:
    return ClaimRequest(
        tenant_key=tenant_of(run).key, operation_id=run.id, owner=owner, limit=limit
    )


def settle(
    run: BulkOperation,
    item: ClaimedItem,
    status: ItemStatus = ItemStatus.COMPLETED,
    owner: str = ME,
    delay: float | None = None,
) -> Settlement:
    return Settlement(
        tenant_key=tenant_of(run).key,
        operation_id=run.id,
        owner=owner,
        position=item.position,
        item_id=item.item_id,
        status=status,
        seconds=0.5,
        error=ItemError(type=ErrorType.NETWORK, message="No answer", item_id=item.item_id)
        if status is ItemStatus.FAILED
        else None,
        delay=delay,
        claim=item.claim,
    )


async def turn(
    journal: JournalSubject,
    settlements: Sequence[Settlement] = (),
    claims: Sequence[ClaimRequest] = (),
) -> Sequence[Granted]:
    return await journal.ledger.turn(Turn(settlements, claims))


async def in_chunks(
    items: Sequence[BulkItem], size: int = 250
) -> AsyncIterator[Sequence[BulkItem]]:
    """Items as a draft store hands them on."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


async def create(journal: JournalSubject, run: BulkOperation, items: Sequence[BulkItem]) -> bool:
    return await journal.operations.create(run, in_chunks(items))


async def confirmed(
    journal: JournalSubject, count: int = 3, tenant: Tenant = HARBOR, *, start: bool = True
) -> BulkOperation:
    items = mails(count)
    run = operation(items, tenant=tenant)
    assert await create(journal, run, items)
    if start:
        assert await journal.operations.start(tenant, run.id)
    return run


async def claimed(
    journal: JournalSubject, run: BulkOperation, limit: int = 100, owner: str = ME
) -> Sequence[ClaimedItem]:
    [granted] = await turn(journal, claims=[claim(run, limit, owner)])
    return granted.items


async def join(journal: JournalSubject, *names: str) -> None:
    """These processes are alive from now on, as the one by the name of ME is from the start."""
    for name in names:
        await journal.owners.join(name, "run")


async def lose_all_but(journal: JournalSubject, survivor: str) -> None:
    """Every other process is declared lost."""
    await journal.owners.declare_others_lost(survivor)


async def counts(journal: JournalSubject, run: BulkOperation) -> Counts:
    """As people see them; what is stored is the same."""
    glance = await journal.operations.glance(tenant_of(run), run.id, lambda *_: ())
    assert glance is not None
    assert glance.counts == await journal.counted(run), "the counts told are not those there are"
    return glance.counts


async def lines(journal: JournalSubject, run: BulkOperation) -> tuple[ItemLine, ...]:
    pick = Pick(status=None, limit=1000)
    glance = await journal.operations.glance(tenant_of(run), run.id, lambda *_: (pick,))
    assert glance is not None
    return glance.lines


async def latest(journal: JournalSubject, run: BulkOperation) -> BulkOperation:
    found = await journal.operations.get(tenant_of(run), run.id)
    assert found is not None
    return found


async def status(journal: JournalSubject, run: BulkOperation) -> OperationStatus:
    return (await latest(journal, run)).status


async def rest(journal: JournalSubject, run: BulkOperation) -> Rest:
    return await journal.ledger.rest(tenant_of(run).key, run.id)


def delivery(key: str, tenant: Tenant = HARBOR, minute: int = 0) -> Delivery:
    return Delivery(
        tenant=tenant,
        key=key,
        kind="request",
        payload={"text": "山田さんへ"},
        received_at=NOW + timedelta(minutes=minute),
    )
