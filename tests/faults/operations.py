"""What is carried out while things go wrong: messages to made-up people, as a Confirm writes them."""

import uuid
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
from tests.faults.empty import PARALLEL
from tests.faults.provider import NAME

HARBOR = Tenant(team_id="T0HARBOR")
SAM = Person(tenant=HARBOR, user_id="U0SAM")
REQUESTER = Requester(person=SAM, name="Sam Rivera", email="sam@harbor.example")
CHAT = Conversation(tenant=HARBOR, channel="D0SAM")
ACCOUNT = Account(provider=NAME, name="sam@harbor.example", tenant_key=HARBOR.key)

CHUNK = 250


def operation_of(
    count: int, options: BulkExecutionOptions | None = None, size: int = PARALLEL
) -> BulkOperation:
    """A confirmed operation of so many items."""
    name, now = uuid.uuid4().hex, datetime.now(UTC)
    return BulkOperation(
        id=name,
        draft_id=f"draft-{name}",
        type=BulkType.EMAIL,
        operation=BulkVerb.SEND,
        title="We moved",
        requester=REQUESTER,
        conversation=CHAT,
        account=ACCOUNT,
        metadata=BulkMetadata(
            total_count=count, batch_size=size, risk_level=Risk.LOW, created_at=now
        ),
        options=options or BulkExecutionOptions(parallel_batches=20),
        digest=name,
        status=OperationStatus.CONFIRMED,
        confirmed_by=SAM,
        confirmed_at=now,
    )


def mails(first: int, last: int) -> list[BulkItem]:
    """The items from `first` to `last`, counted from one."""
    return [
        BulkItem(
            id=str(number),
            parameters=SendMail(
                to=f"guest{number}@acme.example", subject="We moved", body="To the harbour."
            ),
            label=f"guest{number}@acme.example",
        )
        for number in range(first, last + 1)
    ]


async def in_chunks(count: int) -> AsyncIterator[Sequence[BulkItem]]:
    """All items, as they stream from a draft."""
    for first in range(1, count + 1, CHUNK):
        yield mails(first, min(first + CHUNK - 1, count))
