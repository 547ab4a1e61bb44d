"""A bulk operation, its items and its draft, by the names of the source design."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.domain.actions import Action
from app.domain.digests import digest_with
from app.domain.errors import ErrorType
from app.domain.identity import Conversation, Person, Requester
from app.domain.kinds import BulkType, BulkVerb, Manner, OperationStatus, Risk
from app.domain.plan import Step
from app.domain.record import Entity, Record
from app.domain.schedule import Hours, Timing
from app.domain.sources import Condition
from app.domain.value import Value


class Account(Value):
    """Whose account at which provider the work goes through, e.g. ("office", "sam@...").

    The tenant is part of it: the same address in two workspaces is two accounts.
    """

    provider: str
    name: str
    tenant_key: str = ""


class Change(Value):
    """One field's old and new value, as they are shown."""

    field: str
    old: str
    new: str


class BulkItem(Value):
    """One action of an operation.

    `id` is unique within the operation. `label` names the target (an address, a title);
    `preview` is the beginning of what it will say or become; `notifies` counts people other
    than the requester and the target who will hear of it. `record` is what it was made from, kept
    in the draft so that an edit can make it anew, not journalled. `zone` is the recipient's (IANA).
    """

    id: str
    parameters: Action
    label: str
    preview: str = ""
    changes: tuple[Change, ...] = ()
    risk: Risk = Risk.LOW
    risk_reason: str = ""
    notifies: int = 0
    record: Record | None = None
    zone: str = ""


class BulkMetadata(Value):
    """Figures of an operation; durations in seconds, `risks` counts items of each risk.

    `estimated_at` is when the duration was estimated: what other runs hold changes. `zones` are
    those of the items that have one.
    """

    total_count: int
    batch_size: int
    risk_level: Risk
    risk_reason: str = ""
    risks: Mapping[Risk, int] = {}
    estimated_duration: float = 0.0
    estimated_at: datetime | None = None
    created_at: datetime
    notifies: int = 0
    zones: tuple[str, ...] = ()


class LeftOut(Value):
    """Something the words covered that will not be done, and why.

    `id` is the id that its item would have, and `held` the record it would be made from, so that
    an edit can make it after all; it is kept as JSON, for thousands of them lie in the draft that
    every press reads. `settled` says that no edit could mend it: what was asked is so already, or
    a condition is not; `taken_out` that the person had taken its item out before.
    """

    label: str
    reason: str
    id: str = ""
    held: str = ""
    settled: bool = False
    taken_out: bool = False

    @property
    def record(self) -> Record | None:
        """What the item would be made from."""
        return Record.model_validate_json(self.held) if self.held else None


class Place(Value):
    """A message in Slack."""

    channel: str
    ts: str


class After(StrEnum):
    """When what follows another operation is done, once that one has ended.

    EACH: for those that it was done for, by the number that the ids of both begin with. ALL: only
    where it was done for every one of them. ENDED: at any rate.
    """

    EACH = "each"
    ALL = "all"
    ENDED = "ended"


class Then(Value):
    """A draft that is confirmed with another one and done after it, as it was shown with it."""

    draft_id: str
    digest: str
    count: int


class BulkDraft(Value):
    """An operation before Confirm: all but its items, which the draft store holds beside it.

    `digest` covers every item's full parameters, the account and the time, and is what Confirm
    is bound to; `actions` covers the same without the time. `item_count` is how many items the store holds, `excluded` are ids of those that
    the person took out (`metadata.total_count` is the rest), and `items_version` grows with
    every edit that made the items anew. `facts` are what all texts may say (the event's
    title). `preview_at` is the message
    that shows the draft, `notice_at` the one in the channel that shows counts only.

    `timing` is when it is to run, with `send_at` as its one start; `without_asking` is up to how
    many items a recurring one may run unasked, `answers` those that its words were read with.
    `schedule_id` is the schedule whose run it is,
    `supersedes` the scheduled operation that its Confirm takes the place of.

    `then` are the drafts of what is done after it, in order, which one Confirm covers; such a one
    `follows` it, `after` says when, and it is never confirmed alone.
    """

    id: str
    type: BulkType
    operation: BulkVerb
    title: str
    request: str
    requester: Requester
    conversation: Conversation
    account: Account
    metadata: BulkMetadata
    digest: str
    actions: str = ""
    created_at: datetime
    expires_at: datetime
    status: OperationStatus = OperationStatus.DRAFT
    step: Step | None = None
    reading: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    item_count: int
    items_version: int = 1
    excluded: frozenset[str] = frozenset()
    facts: Mapping[str, str] = {}
    warnings: tuple[str, ...] = ()
    send_at: datetime | None = None
    timing: Timing | None = None
    answers: Mapping[str, str] = {}
    without_asking: int | None = None
    schedule_id: str = ""
    supersedes: str = ""
    preview_at: Place | None = None
    notice_at: Place | None = None
    then: tuple[Then, ...] = ()
    follows: str = ""
    after: After | None = None

    @property
    def shown(self) -> str:
        """The digest of all that its preview shows, which its Confirm is bound to."""
        return digest_with(self.digest, [one.digest for one in self.then])

    @property
    def everything(self) -> int:
        """How many items one Confirm covers."""
        return self.metadata.total_count + sum(one.count for one in self.then)

    @property
    def agreed(self) -> str:
        """What its digest covers of when it runs; empty for at once."""
        if self.timing is None:
            return ""
        return f"{self.timing.agreed}{self.without_asking or ''}"

    @property
    def session_id(self) -> str:
        """The conversation the draft belongs to (the source design's `sessionId`)."""
        return self.conversation.session_id


class BulkExecutionOptions(Value):
    """How to run: items of a batch, batches in flight, and whether failed items are retried."""

    batch_size: int | None = Field(default=None, ge=1)
    parallel_batches: int = Field(default=2, ge=1, le=20)
    retry_failed: bool = True


class Pause(Value):
    """Why an operation stands still: a person (`by`), or too many failures of one type.

    `failed` of `tried` items failed the same way; `text` is what the last of them said. `at` is
    since when: the journal stamps it.
    """

    by: str = ""
    at: datetime | None = None
    error: ErrorType | None = None
    failed: int = 0
    tried: int = 0
    text: str = ""


class Appointment(Value):
    """The later start of a confirmed operation, and what it takes to look again before it.

    `taken_out` are the targets that the person took out, or that were left out, before Confirm.
    One that has no time of its own starts `after` the `first` operation has ended.
    """

    starts_at: datetime
    step: Step | None = None
    reading: tuple[str, ...] = ()
    request: str = ""
    taken_out: frozenset[str] = frozenset()
    schedule_id: str = ""
    first: str = ""
    after: After | None = None


class BulkOperation(Value):
    """A confirmed operation as the journal holds it, without its items.

    `shown` is the end that stands in Slack already: see `OperationStore.set_shown`. `kept_days` is
    after how many days its texts were removed, 0 where the app was uninstalled; None while they are
    there. `never_ran` says why one that expired did not start. `only_if` is asked of each item right
    before it runs, with the item's address in place of ITEM.
    """

    id: str
    draft_id: str
    type: BulkType
    operation: BulkVerb
    title: str
    entity: Entity | None = None
    manner: Manner | None = None
    only_if: Condition | None = None
    requester: Requester
    conversation: Conversation
    account: Account
    metadata: BulkMetadata
    options: BulkExecutionOptions = BulkExecutionOptions()
    digest: str
    actions: str = ""
    status: OperationStatus
    confirmed_by: Person
    confirmed_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    pause: Pause | None = None
    preview_at: Place | None = None
    notice_at: Place | None = None
    progress_at: Place | None = None
    shown: OperationStatus | None = None
    kept_days: int | None = None
    hours: Hours | None = None
    appointment: Appointment | None = None
    never_ran: str = ""

    @property
    def starts_at(self) -> datetime | None:
        """When it is to start; None for one that starts at Confirm."""
        return self.appointment.starts_at if self.appointment else None


def included(items: Sequence[BulkItem], excluded: frozenset[str]) -> list[BulkItem]:
    """The items that will run: all but those the person took out."""
    return [item for item in items if item.id not in excluded] if excluded else list(items)
