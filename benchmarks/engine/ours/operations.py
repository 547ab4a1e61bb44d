"""Operations for the benchmark: as a Confirm would write them, of messages to made-up people."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from app.domain.actions import SendMail
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb, OperationStatus, Risk
from app.domain.operation import (
    Account,
    BulkExecutionOptions,
    BulkItem,
    BulkMetadata,
    BulkOperation,
)
from benchmarks.engine.ours.sleeping import NAME
from benchmarks.engine.work import PARALLEL, Load, letters

TENANT = Tenant(team_id="T0BENCH")
OPTIONS = BulkExecutionOptions(batch_size=PARALLEL, parallel_batches=20)
"""Wide enough that only the worker's slots limit what is in flight."""


def operation_of(operation_id: str, count: int) -> BulkOperation:
    """A confirmed operation; each has a requester and an account of its own."""
    person = Person(tenant=TENANT, user_id=f"U{operation_id}")
    return operation_by(person, operation_id, count, provider=NAME, channel="D0BENCH")


def operation_by(
    person: Person, operation_id: str, count: int, *, provider: str, channel: str
) -> BulkOperation:
    """A confirmed operation of that person, for that provider, told of in that channel."""
    email = f"{person.user_id.lower()}@harbor.example"
    return BulkOperation(
        id=operation_id,
        draft_id=f"draft-{operation_id}",
        type=BulkType.EMAIL,
        operation=BulkVerb.SEND,
        title="We moved",
        requester=Requester(person=person, name=person.user_id, email=email),
        conversation=Conversation(tenant=person.tenant, channel=channel),
        account=Account(provider=provider, name=email, tenant_key=person.tenant.key),
        metadata=BulkMetadata(
            total_count=count,
            batch_size=PARALLEL,
            risk_level=Risk.LOW,
            created_at=datetime.now(UTC),
        ),
        options=OPTIONS,
        digest=operation_id,
        status=OperationStatus.CONFIRMED,
        confirmed_by=person,
        confirmed_at=datetime.now(UTC),
    )


async def items_of(count: int) -> AsyncIterator[Sequence[BulkItem]]:
    """The items, as they stream from a draft."""
    number = 0
    for chunk in letters(Load(count, 0.0)):
        items = []
        for letter in chunk:
            number += 1
            mail = SendMail(**letter)
            items.append(BulkItem(id=str(number), parameters=mail, label=mail.to))
        yield items
