"""A journal as the contracts want it, and what they do with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.errors import ErrorType, ItemError
from app.domain.identity import Tenant
from app.domain.journal import (
    ClaimedItem,
    ClaimRequest,
    Delivery,
    DraftStore,
    Inbox,
    ItemLedger,
    OperationStore,
    Pick,
    Rest,
    Settlement,
)
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkOperation
from app.domain.progress import Counts, ItemLine
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

    def now(self) -> datetime: ...
    def move(self, seconds: float) -> None: ...


def tenant_of(run: BulkOperation) -> Tenant:
    return run.requester.person.tenant


def claim(run: BulkOperation, limit: int = 100, owner: str = "me") -> ClaimRequest:
    return ClaimRequest(
        tenant_key=tenant_of(run).key, operation_id=run.id, owner=owner, limit=limit
    )


def settle(
    run: BulkOperation,
    item: ClaimedItem,
    status: ItemStatus = ItemStatus.COMPLETED,
    owner: str = "me",
    next_at: datetime | None = None,
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
        next_at=next_at,
    )


async def confirmed(
    journal: JournalSubject, count: int = 3, tenant: Tenant = HARBOR, *, start: bool = True
) -> BulkOperation:
    items = mails(count)
    run = operation(items, tenant=tenant)
    assert await journal.operations.create(run, items)
    if start:
        assert await journal.operations.start(tenant, run.id)
    return run


async def claimed(
    journal: JournalSubject, run: BulkOperation, limit: int = 100, owner: str = "me"
) -> Sequence[ClaimedItem]:
    [granted] = await journal.ledger.turn([], [claim(run, limit, owner)])
    return granted


async def counts(journal: JournalSubject, run: BulkOperation) -> Counts:
    glance = await journal.operations.glance(tenant_of(run), run.id, lambda *_: ())
    assert glance is not None
    return glance.counts


async def lines(journal: JournalSubject, run: BulkOperation) -> tuple[ItemLine, ...]:
    pick = Pick(status=None, limit=1000)
    glance = await journal.operations.glance(tenant_of(run), run.id, lambda *_: (pick,))
    assert glance is not None
    return glance.lines


async def status(journal: JournalSubject, run: BulkOperation) -> OperationStatus:
    latest = await journal.operations.get(tenant_of(run), run.id)
    assert latest is not None
    return latest.status


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
