"""What the core asks of the outside. Adapters fulfil these; only composition knows which."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from app.domain.actions import Action
from app.domain.batching import BatchLimits
from app.domain.errors import ItemError
from app.domain.files import Attached
from app.domain.identity import Requester
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.plan import Plan, Reading
from app.domain.record import Entity, Record
from app.domain.roster import MadeIn
from app.domain.sources import Query
from app.domain.value import Value


class Clock(Protocol):
    """Time, injected: `now` is aware and in UTC, `monotonic` is in seconds."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


class Idempotency(StrEnum):
    """What a provider offers against doing a thing twice; the engine chooses by it."""

    KEY = "key"  # the same key again has no second effect: run again
    PRECONDITION = "precondition"  # a replay meets the new version and is refused: run again
    TWO_PHASE = "two_phase"  # prepared, then released, once however often: run again
    LOOKUP = "lookup"  # it can be asked: done, not done, or unknown
    NONE = "none"  # only the person can tell


class Undo(StrEnum):
    """How an effect can be taken back."""

    EXACT = "exact"
    RECREATE = "recreate"
    NONE = "none"


class Capability(Value):
    """What a connector can do for one kind and verb.

    `call_items` is how many items one call can carry (1 where the provider has no batches);
    `limits` is how many items go together and the account's quota.
    """

    kind: BulkType
    verb: BulkVerb
    call_items: int
    limits: BatchLimits
    idempotency: Idempotency
    undo: Undo
    latency: float = 1.0
    """Seconds an item usually takes, or one of its phases, for the first estimate."""
    longest_call: float = 30.0
    """Seconds that a call can last at most, until its time-outs end it; a connector that waits
    longer declares so. 30 is what providers' own clients wait at most for one answer, or less.
    Until then nobody believes that a lost owner's call had no effect."""

    @property
    def phases(self) -> int:
        """Calls that an item takes where all goes well; each takes a permit of the quota."""
        return 2 if self.idempotency is Idempotency.TWO_PHASE else 1


class Call(Value):
    """One item handed to a connector.

    `key` is `operation:item`, the idempotency key; `attempt` counts from one, in each phase anew.
    `reference` is what an earlier call prepared, to be released now: see `Connector.execute`.
    """

    item_id: str
    key: str
    action: Action
    attempt: int = 1
    reference: str = ""


class Outcome(Value):
    """What became of one item.

    `unknown` says the call may have had its effect (a time-out after sending); the engine turns
    it into in doubt or runs it again, by the declared idempotency. `skipped` says the record had
    changed since the preview and was left alone. `note` is shown; `reference` is the provider's
    id of what was made. `prepared` is the first phase of two, and needs a reference.
    """

    item_id: str
    result: Literal["done", "failed", "skipped", "unknown", "prepared"]
    error: ItemError | None = None
    reference: str = ""
    note: str = ""


class LookUp(StrEnum):
    """A provider's answer to whether a key had its effect.

    NOT_DONE is a promise: it had none, and no call that has ended will bring it about. Whoever
    cannot rule that out answers UNKNOWN; the item runs again after NOT_DONE. A call that a lost
    owner may have under way is the engine's to wait for: see `Capability.longest_call`.
    """

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class Connector(Protocol):
    """A provider of mail, calendar, contacts or CRM records.

    It never retries by itself and never decides what is in doubt: it reports.
    """

    name: str
    capabilities: Sequence[Capability]
    entities: frozenset[Entity]

    def query(self, account: Account, query: Query) -> AsyncIterator[Sequence[Record]]:
        """Pages of the records that `query` finds. Raises BulkError.

        Relations (`of`) are followed by the resolver, never here; ME in a filter's value is
        already an address.
        """
        ...

    async def values(self, account: Account, entity: Entity, field: str) -> Sequence[str]:
        """The distinct values a field has (cities, stages, names …), for matching words."""
        ...

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:
        """Carry out at most `call_items` items in one call; one outcome each, in any order.

        Raises BulkError when the whole call failed. Has its own time-outs: a call always ends.

        Where TWO_PHASE is declared, a call without `reference` makes something that nobody sees (a
        draft, an upload) and answers `prepared` with its id, or `done` where one call was enough. A
        call with `reference` releases that one: what a second call releases, also at the same time,
        has no second effect, and is `done` as well. Where it is not there any more, find out
        whether it was released before: `unknown` where that cannot be told. `failed` for good, or
        `prepared` with another id (an attempt that counts), say that it never will be released.
        A batch may hold both kinds of calls. What is prepared and never released stays where it
        is: a cancel, or a second first phase, leaves it there unseen.
        """
        ...

    async def look_up(self, account: Account, call: Call) -> LookUp:
        """Whether the item had its effect; UNKNOWN unless the provider can tell."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class Connectors(Protocol):
    """The connectors there are, for one requester."""

    def reading(self, requester: Requester, entity: Entity) -> tuple[Connector, Account]:
        """Who holds records of that entity for the requester. Raises NotThereYet."""
        ...

    def acting(
        self, requester: Requester, kind: BulkType, verb: BulkVerb
    ) -> tuple[Connector, Account, Capability]:
        """Who carries out that kind and verb for the requester. Raises NotThereYet."""
        ...

    def named(self, provider: str) -> Connector:
        """The connector of that name. Raises NotThereYet."""
        ...


class Vocabulary(Protocol):
    """The words that mean something in this workspace: names, companies, cities, stages."""

    async def values(self, entity: Entity, field: str) -> Sequence[str]: ...


class PlanRequest(Value):
    """A sentence to understand, for whom and when, with the answers given so far.

    `said_at` is when it was said, where that is not `now`: its "tomorrow" is the day after that.
    `attached` is the file that came with it; `made_in` the channel that it was made in, None in
    direct messages. What it mentions stands in its text as app/domain/mentions.py has it.
    """

    text: str
    requester: Requester
    now: datetime
    said_at: datetime | None = None
    answers: Mapping[str, str] = {}
    attached: Attached | None = None
    made_in: MadeIn | None = None


class Planner(Protocol):
    """Words → a plan, a question or a refusal. It never guesses and never acts."""

    async def plan(self, request: PlanRequest, vocabulary: Vocabulary) -> Reading: ...


class FollowUps(Protocol):
    """Words that change a draft → its changed plan, a question, or a refusal that leaves it be."""

    async def read(self, request: PlanRequest, plan: Plan, vocabulary: Vocabulary) -> Reading: ...


class Slice(Value):
    """A share of an operation that a worker takes at a time.

    `hops` counts how often it was passed on because its worker had one of that operation already.
    """

    tenant_key: str
    operation_id: str
    hops: int = 0


class Dispatcher(Protocol):
    """Hands slices to workers. Losing it loses nothing: the journal rebuilds its contents."""

    async def enqueue(self, work: Slice, delay: float = 0.0, *, once: bool = False) -> None:
        """Queue a slice; `delay` in seconds.

        With `once`, only where none that was queued `once` for its operation waits or runs: so
        that a sweeper may ask again and again.
        """
        ...

    async def spread(self, work: Slice, copies: int) -> None:
        """Queue a new operation's first slices, so that several workers can take part in it."""
        ...

    async def run(self, entrypoint: Callable[[Slice], Awaitable[None]]) -> None:
        """Run workers until cancelled, through every outage of what holds the queue."""
        ...

    def health(self) -> Mapping[str, int]:
        """Figures for the operator: queued, running."""
        ...
