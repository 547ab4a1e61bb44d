"""A working day of one person, Sam: the drafts, runs and questions that the stories are told on."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.actions import CreateRecord, DeleteRecord, Invite, SendMail, UpdateRecord
from app.domain.errors import ErrorType, ItemError
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.kinds import BulkType, BulkVerb, ItemStatus, OperationStatus, Risk
from app.domain.operation import Account, BulkDraft, BulkItem, BulkMetadata, Change, LeftOut, Pause
from app.domain.plan import ChangeHow, EventDetails, FieldChange, Step, Template
from app.domain.progress import BulkProgress, Counts, ItemLine
from app.domain.record import Entity
from app.domain.sources import Comparison as Is
from app.domain.sources import Filter, Listed, Query, Typed
from app.domain.words.reader import Reader
from blocks.run_view import ProgressView

NOW = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)  # 14:32 in Berlin
READER = Reader(zone="Europe/Berlin")
TENANT = Tenant(team_id="T1")
SAM = Requester(
    person=Person(tenant=TENANT, user_id="USAM"),
    name="Sam",
    email="sam@company.com",
    zone="Europe/Berlin",
)
NAMES = ("john", "sarah", "mike", "lisa", "tom", "ana", "bob", "li", "eva", "omar", "pia", "max")
TEXTS = (
    "Thanks for the productive discussion about the road map.",
    "Following up on the Q4 planning we discussed.",
    "Great meeting yesterday! Here are the next steps.",
)
ONE_CONTACT = Listed(entries=(Typed(address="ann@company.com"),))
MAIL_STEP = Step(
    kind=BulkType.EMAIL,
    verb=BulkVerb.SEND,
    entity=Entity.MAIL,
    source=ONE_CONTACT,
    template=Template(
        subject="Follow-up: Q4 planning", body="Hello {{ first_name }},\n\n…", name="follow_up"
    ),
)
INVITE_STEP = Step(
    kind=BulkType.CALENDAR,
    verb=BulkVerb.CREATE,
    entity=Entity.EVENT,
    source=ONE_CONTACT,
    event=EventDetails(
        title="Pipeline review", start="2026-11-26T09:00:00Z", minutes=30, zone="Europe/Berlin"
    ),
)
SHIFT_STEP = Step(
    kind=BulkType.CALENDAR,
    verb=BulkVerb.UPDATE,
    entity=Entity.EVENT,
    source=Query(
        entity=Entity.EVENT,
        filters=(Filter(field="title", comparison=Is.CONTAINS, value="review"),),
    ),
    changes=(FieldChange(field="start", how=ChangeHow.SHIFT, value=60),),
)
DELETE_STEP = SHIFT_STEP.model_copy(update={"verb": BulkVerb.DELETE, "changes": ()})
DEAL_STEP = Step(
    kind=BulkType.CRM,
    verb=BulkVerb.UPDATE,
    entity=Entity.DEAL,
    source=Query(
        entity=Entity.DEAL, filters=(Filter(field="stage", comparison=Is.EQUALS, value="Open"),)
    ),
    changes=(
        FieldChange(field="stage", how=ChangeHow.SET, value="Won"),
        FieldChange(field="amount", how=ChangeHow.SET, value=1200),
        FieldChange(field="closed_at", how=ChangeHow.SET, value="2026-11-23T09:00:00Z"),
    ),
)
CREATE_STEP = Step(
    kind=BulkType.CONTACT,
    verb=BulkVerb.CREATE,
    entity=Entity.CONTACT,
    source=ONE_CONTACT,
    values={"email": "{{ email }}", "name": "{{ name }}", "tags": ["partner"]},
)
OUTSIDE = "goes outside your organisation"


def mail(place: int) -> BulkItem:
    """An email to the person at that place of the list."""
    name = NAMES[place % len(NAMES)]
    text = TEXTS[place % len(TEXTS)]
    address = f"{name}@company.com" if place < len(NAMES) else f"{name}{place}@company.com"
    return BulkItem(
        id=f"i{place}",
        parameters=SendMail(to=address, subject="Follow-up: Q4 planning", body=text),
        label=address,
        preview=text,
        risk_reason="goes to a colleague",
    )


def event_change(place: int) -> BulkItem:
    """A meeting that moves by an hour."""
    return BulkItem(
        id=f"i{place}",
        parameters=UpdateRecord(
            entity=Entity.EVENT, id=f"e{place}", version="1", set={"start": "2026-11-27T10:00:00Z"}
        ),
        label=f"Review {place} (Fri 27 Nov, 10:00)",
        changes=(Change(field="time", old="10:00–10:30", new="11:00–11:30"),),  # noqa: RUF001 - a range
        risk=Risk.MEDIUM,
        risk_reason="guests are told",
        notifies=4,
    )


def event_removal(place: int) -> BulkItem:
    """A meeting that is cancelled."""
    return BulkItem(
        id=f"i{place}",
        parameters=DeleteRecord(entity=Entity.EVENT, id=f"e{place}", version="1"),
        label=f"Review {place}",
        preview="Fri 27 Nov, 10:00, 7 guests",
        risk=Risk.HIGH,
        risk_reason="cancels a meeting with guests",
        notifies=7,
    )


def invitation(place: int) -> BulkItem:
    """One more guest of the pipeline review."""
    return BulkItem(
        id=f"i{place}",
        parameters=Invite(
            event_key="k",
            title="Pipeline review",
            start="2026-11-26T09:00:00Z",
            end="2026-11-26T09:30:00Z",
            zone="Europe/Berlin",
            attendee=f"{NAMES[place]}@company.com",
        ),
        label=f"{NAMES[place]}@company.com",
    )


def new_contact(place: int) -> BulkItem:
    """A contact that is created."""
    return BulkItem(
        id=f"i{place}",
        parameters=CreateRecord(entity=Entity.CONTACT, values={"email": NAMES[place]}),
        label=f"{NAMES[place]}@example.org",
    )


def draft(step: Step | None = MAIL_STEP, **changed: Any) -> BulkDraft:
    """Sam's draft of that step, with what is `changed`; `risk`, `reason` and `notifies` likewise."""
    metadata = BulkMetadata(
        total_count=changed.pop("total", 12),
        batch_size=10,
        risk_level=changed.pop("risk", Risk.LOW),
        risk_reason=changed.pop("reason", "goes to a colleague"),
        estimated_duration=12.0,
        created_at=NOW,
        notifies=changed.pop("notifies", 0),
    )
    values: dict[str, Any] = {
        "id": "d1",
        "type": step.kind if step else BulkType.EMAIL,
        "operation": step.verb if step else BulkVerb.SEND,
        "title": "Follow-up",
        "request": "Send follow-up emails to everyone from yesterday's meeting",
        "requester": SAM,
        "conversation": Conversation(tenant=TENANT, channel="D1"),
        "account": Account(provider="office", name="sam@company.com"),
        "metadata": metadata,
        "digest": "0" * 64,
        "created_at": NOW,
        "expires_at": NOW + timedelta(hours=1),
        "step": step,
        "item_count": metadata.total_count + len(changed.get("excluded", ())),
    }
    return BulkDraft(**values | changed)


REVIEWED = draft(
    total=11,
    reading=("Everyone at yesterday's meeting “Q4 planning” (Sun 22 Nov), except you",),
    left_out=(
        LeftOut(label="Room 4", reason="has no address"),
        LeftOut(label="sam@company.com", reason="that is you"),
    ),
    warnings=("3 of them got the same text from you today.",),
    excluded=frozenset({"i11"}),
)

STATUSES = (
    *[ItemStatus.COMPLETED] * 7,
    ItemStatus.FAILED,
    ItemStatus.EXECUTING,
    ItemStatus.EXECUTING,
    ItemStatus.PENDING,
    ItemStatus.PENDING,
)
INVALID = ItemError(type=ErrorType.VALIDATION, message="Invalid email address")


def lines(statuses: tuple[ItemStatus, ...]) -> list[ItemLine]:
    """A line for each of the statuses."""
    return [
        ItemLine(
            id=f"i{place}",
            label=mail(place).label,
            status=status,
            seconds=round(1.8 + place / 10, 1) if status is ItemStatus.COMPLETED else None,
            error=INVALID if status is ItemStatus.FAILED else None,
            note="The record changed since the preview" if status is ItemStatus.SKIPPED else "",
            preview=mail(place).preview,
        )
        for place, status in enumerate(statuses)
    ]


BY_SAM = Pause(by="USAM", at=NOW - timedelta(minutes=2))
BY_ITSELF = Pause(
    at=NOW - timedelta(minutes=2),
    error=ErrorType.VALIDATION,
    failed=10,
    tried=12,
    text="Invalid email address.",
)
STANDING = (*[ItemStatus.COMPLETED] * 2, *[ItemStatus.FAILED] * 10, *[ItemStatus.PENDING] * 88)


def run(
    statuses: tuple[ItemStatus, ...] = STATUSES,
    status: OperationStatus = OperationStatus.EXECUTING,
    **changed: Any,
) -> ProgressView:
    """A look at Sam's run whose items stand like that."""
    counts = Counts(**{each.value: statuses.count(each) for each in ItemStatus})
    ended = counts.pending + counts.executing == 0
    progress = BulkProgress(
        draft_id="d1",
        operation_id="o1",
        status=status,
        counts=counts,
        current_batch=1,
        total_batches=2,
        start_time=NOW - timedelta(minutes=3, seconds=42),
        estimated_completion=None if ended else NOW + timedelta(minutes=2),
        finished_at=NOW if ended else None,
    )
    values: dict[str, Any] = {
        "kind": BulkType.EMAIL,
        "verb": BulkVerb.SEND,
        "progress": progress,
        "lines": lines(statuses),
        "reader": READER,
        "now": NOW,
        "account": SAM.email,
    }
    return ProgressView(**values | changed)


def with_risks(a_draft: BulkDraft, by: Mapping[Risk, int]) -> BulkDraft:
    """The draft with so many items of each risk."""
    figures = a_draft.metadata.model_copy(update={"risks": by})
    return a_draft.model_copy(update={"metadata": figures})
