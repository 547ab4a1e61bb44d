"""Operations, items and people for tests of the journal and of what stands on it."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.actions import Action, CreateRecord, SendMail
from app.domain.agreed import digest_of
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb, OperationStatus, Risk
from app.domain.operation import (
    Account,
    BulkDraft,
    BulkItem,
    BulkMetadata,
    BulkOperation,
    Place,
)
from app.domain.record import Entity

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

HARBOR = Tenant(team_id="T0HARBOR")
OTHER = Tenant(team_id="T0OTHER")
GRID = Tenant(team_id="T0HARBOR", enterprise_id="E0GRID")

OFFICE = Account(provider="office", name="sam@harbor.example")


def sam(tenant: Tenant = HARBOR) -> Person:
    return Person(tenant=tenant, user_id="U0SAM")


def requester(tenant: Tenant = HARBOR) -> Requester:
    return Requester(person=sam(tenant), name="Sam Rivera", email=OFFICE.name)


def conversation(tenant: Tenant = HARBOR) -> Conversation:
    return Conversation(tenant=tenant, channel="D0SAM")


def items_of(actions: Sequence[Action]) -> list[BulkItem]:
    """Items with the ids that builders give: counted from one."""
    return [
        BulkItem(id=str(number), parameters=action, label=f"item {number}", preview="Hello")
        for number, action in enumerate(actions, 1)
    ]


def mails(count: int, *, subject: str = "Hello") -> list[BulkItem]:
    return items_of(
        [
            SendMail(to=f"guest{number}@acme.example", subject=subject, body=f"Dear {number}")
            for number in range(1, count + 1)
        ]
    )


def new_contacts(count: int, mark: str = "") -> list[BulkItem]:
    """`mark` tells the contacts of one operation from those of another."""
    return items_of(
        [
            CreateRecord(
                entity=Entity.CONTACT,
                values={"name": f"Guest {number}", "email": f"new{mark}{number}@acme.example"},
            )
            for number in range(1, count + 1)
        ]
    )


def metadata(count: int, size: int) -> BulkMetadata:
    return BulkMetadata(
        total_count=count, batch_size=size, risk_level=Risk.LOW, created_at=NOW, notifies=0
    )


def operation(
    items: Sequence[BulkItem],
    *,
    kind: BulkType = BulkType.EMAIL,
    verb: BulkVerb = BulkVerb.SEND,
    tenant: Tenant = HARBOR,
    draft_id: str = "",
    size: int = 10,
    **given: Any,
) -> BulkOperation:
    return BulkOperation(
        **{
            "id": uuid.uuid4().hex,
            "draft_id": draft_id or uuid.uuid4().hex,
            "type": kind,
            "operation": verb,
            "title": "Thank them",
            "requester": requester(tenant),
            "conversation": conversation(tenant),
            "account": OFFICE,
            "metadata": metadata(len(items), size),
            "digest": digest_of(kind, verb, OFFICE, items),
            "status": OperationStatus.CONFIRMED,
            "confirmed_by": sam(tenant),
            "confirmed_at": NOW,
            "preview_at": Place(channel="D0SAM", ts="1.1"),
            **given,
        }
    )


def draft(items: Sequence[BulkItem], tenant: Tenant = HARBOR, **given: Any) -> BulkDraft:
    kind, verb = BulkType.EMAIL, BulkVerb.SEND
    return BulkDraft(
        **{
            "id": uuid.uuid4().hex,
            "type": kind,
            "operation": verb,
            "title": "Thank them",
            "request": "thank everyone",
            "requester": requester(tenant),
            "conversation": conversation(tenant),
            "account": OFFICE,
            "metadata": metadata(len(items), 10),
            "digest": digest_of(kind, verb, OFFICE, items),
            "created_at": NOW,
            "expires_at": NOW.replace(year=2099),
            "item_count": len(items),
            **given,
        }
    )
