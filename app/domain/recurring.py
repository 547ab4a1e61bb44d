"""What is to start later: the ports of scheduled operations and of schedules that repeat.

Every look of a process takes what it looks at, by moving its due time on under the condition that
nobody else did: so two processes never both act on the same start.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.domain.actions import (
    Action,
    CreateRecord,
    ForwardMail,
    Invite,
    MergeRecords,
    ReplyMail,
    SendMail,
)
from app.domain.identity import Conversation, Person, Requester, Tenant
from app.domain.journal import Held
from app.domain.kinds import ItemStatus
from app.domain.operation import BulkOperation
from app.domain.plan import Step
from app.domain.schedule import Every, Hours
from app.domain.value import Value

CHECK_BEFORE = timedelta(minutes=2)
"""How long before its start a scheduled operation is looked at again."""

PREVIEW_BEFORE = timedelta(minutes=30)
"""How long before a run of a schedule its preview is posted."""

LATE = timedelta(minutes=15)
"""How late something starts at most, unless the settings say otherwise."""


def look_at(start: datetime | None) -> datetime | None:
    """When an operation with that start is first looked at again."""
    return None if start is None else start - CHECK_BEFORE


def zone_at(operation: BulkOperation) -> str | None:
    """The zone of recipients whose own is not known; None where their zones do not matter."""
    theirs = operation.hours is not None and operation.hours.whose == "recipient"
    return operation.requester.zone if theirs else None


class Checked(StrEnum):
    """What the look before a start found."""

    FINE = "fine"
    GREW = "grew"  # there is more than was shown: it waits for a new Confirm
    REFUSED = "refused"  # whoever confirmed may not do so any more
    UNASKED = "unasked"  # its provider did not answer: it is looked at again
    FULL = "full"  # it is fine, and waits for room within the limits


class DueStart(NamedTuple):
    """A scheduled operation that was taken to be looked at, until then.

    It stays the taker's for as long as nobody else took it: what they do then has no effect
    otherwise. `checked` is what was found when it was looked at, `checked_at`.
    """

    tenant: Tenant
    operation_id: str
    until: datetime
    checked: Checked | None = None
    checked_at: datetime | None = None


class PlannedItem(NamedTuple):
    """An item as it was confirmed, before its start."""

    position: int
    label: str
    action: Action
    item_id: str = ""


class Appointments(Protocol):
    """Confirmed operations that start later, from Confirm to their start."""

    async def next_due(self) -> datetime | None:
        """When the first of them is to be looked at."""
        ...

    async def take_ready(
        self, now: datetime, since: datetime, seconds: float
    ) -> Sequence[DueStart]:
        """Those due by `now` of which a look since then found that they may begin."""
        ...

    async def take_due(self, now: datetime, seconds: float, most: int = 20) -> Sequence[DueStart]:
        """Those due by `now`, each for nobody but the caller for so many seconds."""
        ...

    async def take(
        self, tenant: Tenant, operation_id: str, now: datetime, seconds: float
    ) -> DueStart | None:
        """One of them though it is not due; None when it is not scheduled any more."""
        ...

    async def look_again(
        self, taken: DueStart, at: datetime, checked: Checked | None = None
    ) -> bool:
        """Be due at that time; False when it is not the taker's any more.

        `checked` says what it waits for; when it was last looked at stays as it is.
        """
        ...

    async def found(self, taken: DueStart, checked: Checked) -> bool:
        """Remember what was found, and when; False when it is not the taker's any more."""
        ...

    def planned(self, tenant: Tenant, operation_id: str) -> AsyncIterator[Sequence[PlannedItem]]:
        """Its items that are still to be done, in chunks."""
        ...

    def skipped(self, tenant: Tenant, operation_id: str) -> AsyncIterator[Sequence[PlannedItem]]:
        """Those of its items that an earlier look left out, in chunks."""
        ...

    async def done(self, tenant: Tenant, operation_id: str) -> Mapping[int, frozenset[ItemStatus]]:
        """What became of another operation's items, by the number that their ids begin with."""
        ...

    async def skip(self, tenant: Tenant, operation_id: str, reasons: Mapping[int, str]) -> int:
        """Leave items out, by their position, each with its reason; how many."""
        ...

    async def begin(self, taken: DueStart, latest: datetime) -> bool:
        """Start; False when it is not the taker's any more, or it is later than `latest`.

        Raises OverLimit where too much is under way by now: it stays scheduled.
        """
        ...

    async def expire(self, taken: DueStart, why: str = "") -> bool:
        """Never start, for that reason, which stays to be read; False when it is not the taker's any more."""
        ...

    async def of_person(self, person: Person, most: int) -> Sequence[BulkOperation]:
        """The person's scheduled operations, the next one first."""
        ...


class Zones(Protocol):
    """Items whose recipients' hours are closed."""

    async def hold(
        self, tenant: Tenant, operation_id: str, opens: Mapping[str, datetime | None]
    ) -> None:
        """Nothing pending of a zone is claimed before it opens (None: it is open now)."""
        ...


class Schedule(Value):
    """A confirmed request that runs again and again.

    Each run reads `request` again, with its `answers`, so that "yesterday" is the day before that
    run; where the person edited the `step`, the edit stays. `taken_out` are targets that the
    person took out. `next_at` is the next run; `most` is up to how many items one may have to run
    without asking (None: each one asks). `pressed` is the press of a button that confirmed it.
    """

    id: str
    requester: Requester
    conversation: Conversation
    request: str
    answers: Mapping[str, str] = {}
    reading: tuple[str, ...]
    step: Step
    edited: bool = False
    taken_out: frozenset[str] = frozenset()
    rule: Every
    hours: Hours | None = None
    next_at: datetime
    most: int | None = None
    created_at: datetime
    pressed: str = ""


class UnreadableSchedule(NamedTuple):
    """A schedule whose texts no key opens any more: all that is left of it."""

    id: str
    owner: Person


class Schedules(Protocol):
    """Schedules that repeat."""

    async def next_due(self) -> datetime | None:
        """When the first run is to be prepared."""
        ...

    async def add(self, schedule: Schedule, due_at: datetime, held: Held | None = None) -> bool:
        """Keep a new one; False when one of that id was there already.

        Raises PreviewOutOfDate where `held`, the lock of its draft, was lost meanwhile.
        """
        ...

    async def get(self, tenant: Tenant, schedule_id: str) -> Schedule | UnreadableSchedule | None:
        """One that was not stopped."""
        ...

    async def take_runs(
        self, now: datetime, seconds: float, most: int = 20
    ) -> Sequence[Schedule | UnreadableSchedule]:
        """Those with a run to prepare, each for nobody but the caller for so many seconds."""
        ...

    async def advance(self, schedule: Schedule, next_at: datetime, due_at: datetime) -> bool:
        """Go on to the run after `schedule.next_at`; False when somebody did, or it was stopped."""
        ...

    async def stop(self, tenant: Tenant, schedule_id: str) -> bool:
        """No more runs; False when it was stopped already."""
        ...

    async def schedules_of(self, person: Person, most: int) -> Sequence[Schedule]:
        """The person's schedules, the next one first; without those that cannot be read."""
        ...


def target_of(action: Action, label: str) -> str:
    """What an action is done to: the same whenever the same words find it again.

    What is made anew is told apart by its label.
    """
    if isinstance(action, SendMail):
        return action.to.casefold()
    if isinstance(action, ReplyMail | ForwardMail):
        return f"{action.action}:{action.id}:{action.to.casefold()}"
    if isinstance(action, Invite):
        return action.attendee.casefold()
    if isinstance(action, CreateRecord):
        return f"{action.entity}+{label}"
    return f"{action.entity}:{action.id}"


def version_of(action: Action) -> str:
    """The version of the record that an action presupposes; empty where it does not.

    Of records that become one it is that of all: one more of them is another merge.
    """
    if isinstance(action, MergeRecords):
        others = sorted((one.id, one.version) for one in action.others)
        return json.dumps([action.version, others])
    return getattr(action, "version", "")
