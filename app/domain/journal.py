"""What must not be lost, and who keeps it: the ports of the journal and of the draft store.

What is carried out has its ports in ledger.py.

Every call that changes something is one transaction, with the event that tells of it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from app.domain.identity import Person, Tenant
from app.domain.kinds import ItemStatus, OperationStatus
from app.domain.operation import BulkDraft, BulkItem, BulkOperation, Pause, Place
from app.domain.progress import Counts, ItemLine
from app.domain.value import Value


class Delivery(Value):
    """Something Slack delivered, written down before it is acknowledged.

    `key` is unique for what it stands for (an event id, a trigger id), `kind` says which handler
    takes it, `payload` is what the handler needs.
    """

    tenant: Tenant
    key: str
    kind: str
    payload: Mapping[str, Any]
    received_at: datetime


class Inbox(Protocol):
    """Deliveries, each once."""

    async def receive(self, delivery: Delivery) -> Delivery | None:
        """Write it down; what this owner is to work on, else None.

        That is this delivery, or the one that its key has had since before and that is still open:
        whoever wrote it may never have heard that it is there.
        """
        ...

    async def take(self, delivery: Delivery) -> Delivery | None:
        """The delivery of that key where it is open and this owner's to do, else None."""
        ...

    async def finish(self, delivery: Delivery) -> None:
        """Its work is done; the payload is removed, the key stays."""
        ...

    async def unfinished(self) -> Sequence[Delivery]:
        """What is open and nobody else's who is alive, oldest first: from now on this owner's to do.

        What this owner works on is among it, until it is done; an answer to `receive` may have been
        lost, so that only its caller knows what is under way.
        """
        ...


class Pick(Value):
    """Some items to show: at most `limit` in a status (None: in any), in order, or newest first."""

    status: ItemStatus | None
    limit: int
    start: int = 0
    newest_first: bool = False


class Glance(Value):
    """An operation, its counts and some of its items, all of one moment."""

    operation: BulkOperation
    counts: Counts
    lines: tuple[ItemLine, ...]


Choose = Callable[[OperationStatus, Counts], Sequence[Pick]]
"""Which items to show, once it is known how many there are."""


class DoubtAnswer(StrEnum):
    """What a person says of an item in doubt."""

    HAPPENED = "happened"
    DID_NOT = "did_not"
    AGAIN = "again"


class Held(NamedTuple):
    """A draft's lock, and the holder that took it: another one each time."""

    tenant_key: str
    name: str
    holder: str


class RunOf(NamedTuple):
    """A run of a schedule: the one that is its next then, or (None) any that was shown."""

    schedule_id: str
    next_at: datetime | None = None


class Terms(NamedTuple):
    """What must still be so in the very transaction in which an operation comes to be.

    `held` is the lock of its draft. `supersedes` is the operation that waits for its start and is
    cancelled by that transaction; one that ran, or whose place another one took, refuses it. `run`
    is the run of a schedule, which must not have been stopped.
    """

    held: Held | None = None
    supersedes: str = ""
    run: RunOf | None = None


NO_TERMS = Terms()


class OperationStore(Protocol):
    """Operations, from Confirm on."""

    async def create(
        self,
        operation: BulkOperation,
        items: AsyncIterator[Sequence[BulkItem]],
        terms: Terms = NO_TERMS,
    ) -> bool:
        """Write operation and items, all or nothing; False when the draft has a run already.

        Raises PreviewOutOfDate, DraftGone or Refused where the `terms` do not hold.

        `items` come in chunks, and are written as they come: their number is no matter of memory.
        Of an item, no more is kept than what carries it out and shows it; not its record.
        """
        ...

    async def get(self, tenant: Tenant, operation_id: str) -> BulkOperation | None: ...

    async def of_draft(self, tenant: Tenant, draft_id: str) -> BulkOperation | None: ...

    async def recent(self, tenant: Tenant, actions: str, since: datetime) -> BulkOperation | None:
        """The newest of the same actions that began since then, or waits for its start.

        `actions` is a digest without the time. One that never did anything is none.
        """
        ...

    async def unfinished(self) -> Sequence[BulkOperation]:
        """Operations that still have something to do, or whose end was not yet shown."""
        ...

    async def drop_unborn(self) -> int:
        """Remove items whose operation never came to be, and never will; how many.

        They are what a crash in the middle of `create` leaves: those of owners that are not alive.
        """
        ...

    async def newest_of(self, person: Person) -> BulkOperation | None:
        """The person's latest operation."""
        ...

    async def start(self, tenant: Tenant, operation_id: str) -> bool:
        """Move from confirmed to executing; False when it was not confirmed (any more)."""
        ...

    async def cancel(self, tenant: Tenant, operation_id: str, by: Person) -> None:
        """Stop claiming and cancel what is pending. Raises InvalidMove."""
        ...

    async def pause(self, tenant: Tenant, operation_id: str, pause: Pause) -> bool:
        """Stop claiming, and remember why; False when it was paused already. Raises InvalidMove."""
        ...

    async def resume(self, tenant: Tenant, operation_id: str, by: Person) -> bool:
        """Claim again; False when it was not paused. Raises InvalidMove."""
        ...

    async def retry_failed(
        self, tenant: Tenant, operation_id: str, by: Person, asked_at: datetime | None = None
    ) -> int:
        """Put failed items back to pending and run again; how many. Raises InvalidMove.

        With `asked_at`, only those that had failed by then: whoever asks means what they saw, and
        asking that is worked on again after a restart does not mean what failed since.
        """
        ...

    async def decide(
        self,
        tenant: Tenant,
        operation_id: str,
        item_ids: Sequence[str] | None,
        answer: DoubtAnswer,
        by: Person,
        asked_at: datetime | None = None,
    ) -> int:
        """Answer for items in doubt (None: all of them); how many. Raises InvalidMove.

        With `asked_at`, only for those that were in doubt by then, as in `retry_failed`.
        """
        ...

    async def feedback(
        self,
        tenant: Tenant,
        operation_id: str,
        by: Person,
        *,
        right: bool,
        pressed: float | None = None,
    ) -> None:
        """Take an answer to "Was this right?"; `pressed` is when it was given, in seconds."""
        ...

    async def was_right(self, tenant: Tenant, operation_id: str) -> bool | None:
        """The answer to "Was this right?" that was pressed last, or None."""
        ...

    async def publish(self, tenant: Tenant, operation_id: str, seconds: float) -> bool:
        """Be the one who shows the operation for so long; False while another owner is."""
        ...

    async def set_progress_at(self, tenant: Tenant, operation_id: str, place: Place) -> None: ...

    async def set_shown(self, tenant: Tenant, operation_id: str, status: OperationStatus) -> None:
        """That end of the operation stands in Slack now; a restart need not show it again.

        Without effect when the operation has another status meanwhile: it was set going again.
        """
        ...

    async def glance(self, tenant: Tenant, operation_id: str, choose: Choose) -> Glance | None:
        """The operation, its counts and the items that `choose` picks, in one transaction."""
        ...


class DraftStore(Protocol):
    """Drafts and open questions: what may be lost, with an expiry."""

    def lock(self, tenant: Tenant, name: str) -> AbstractAsyncContextManager[Held | None]:
        """Held by whoever changes or decides the draft of that id, in whichever process.

        What is saved within it is refused with PreviewOutOfDate where the lock was lost meanwhile;
        what is decided within it elsewhere is given what it yields. None cannot be lost.
        """
        ...

    async def save(self, draft: BulkDraft, items: Sequence[BulkItem] | None = None) -> None:
        """Keep a draft; with `items`, replace all of them (those of the version before stay)."""
        ...

    async def load(self, tenant: Tenant, draft_id: str) -> BulkDraft | None: ...

    async def items(
        self, draft: BulkDraft, start: int = 0, stop: int | None = None
    ) -> Sequence[BulkItem]:
        """Items `start` to `stop` of a draft, excluded ones among them; none where one is lost."""
        ...

    def open_drafts(self, until: datetime | None = None) -> AsyncIterator[BulkDraft]:
        """Drafts that nobody decided yet; with `until`, only those that expire by then."""
        ...

    async def save_note(
        self, tenant: Tenant, key: str, value: Mapping[str, Any], seconds: float
    ) -> None:
        """Keep a small JSON value (an open question) for so long."""
        ...

    async def load_note(self, tenant: Tenant, key: str) -> Mapping[str, Any] | None: ...

    async def purge(self) -> int:
        """Remove what is over its time; how many entries."""
        ...

    async def drop(self, tenant: Tenant) -> None:
        """Remove all that a workspace has here."""
        ...
