"""A provider whose every call waits until it is told how it ends; it outlives the engine."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from enum import StrEnum

from app.domain.batching import BatchLimits
from app.domain.errors import BulkError, InvalidItem, NetworkFailed, RateLimited
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import Account
from app.domain.plan import Query
from app.domain.ports import Call, Capability, Idempotency, LookUp, Outcome, Undo
from app.domain.record import Entity, Record
from tests.faults.provider import NAME, PARALLEL


class Ending(StrEnum):
    """How a call ends."""

    SENT = "sent"
    REFUSED = "refused"
    THROTTLED = "throttled"
    ANSWER_LOST = "answer lost"
    NEVER_ARRIVED = "never arrived"
    NO_OUTCOME = "no outcome"


HAVE_EFFECT = frozenset({Ending.SENT, Ending.ANSWER_LOST})

_RAISES: Mapping[Ending, Callable[[], BulkError]] = {
    Ending.REFUSED: lambda: InvalidItem("There is no such address."),
    Ending.THROTTLED: lambda: RateLimited("Too many requests.", retry_after=0.0),
    Ending.ANSWER_LOST: lambda: NetworkFailed("The connection dropped."),
    Ending.NEVER_ARRIVED: lambda: NetworkFailed("The connection dropped."),
}


class Steered:
    """The Connector port: mails, one a call.

    `waiting` are the calls under way by key, `begun` and `effects` how often each was made and had
    its effect.
    """

    name = NAME
    entities: frozenset[Entity] = frozenset()

    def __init__(self, idempotency: Idempotency) -> None:
        self.idempotency = idempotency
        self.waiting: dict[str, asyncio.Future[Ending]] = {}
        self.begun: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self.capabilities: Sequence[Capability] = (
            Capability(
                kind=BulkType.EMAIL,
                verb=BulkVerb.SEND,
                call_items=1,
                limits=BatchLimits(default=PARALLEL, maximum=PARALLEL, quota=None),
                idempotency=idempotency,
                undo=Undo.NONE,
            ),
        )

    async def query(
        self,
        account: Account,  # noqa: ARG002 - the port's
        query: Query,  # noqa: ARG002 - the port's
    ) -> AsyncIterator[Sequence[Record]]:
        """It holds nothing."""
        for page in list[Sequence[Record]]():
            yield page

    async def values(self, account: Account, entity: Entity, field: str) -> Sequence[str]:  # noqa: ARG002 - the port's
        """It holds nothing."""
        return ()

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:  # noqa: ARG002 - the port's
        """Wait for what becomes of it."""
        [call] = calls
        assert call.key not in self.waiting, "called while a call for it is under way"
        self.begun[call.key] += 1
        self.waiting[call.key] = asyncio.get_running_loop().create_future()
        try:
            ending = await self.waiting[call.key]
        finally:
            del self.waiting[call.key]
        if ending in _RAISES:
            error = _RAISES[ending]()
            raise error
        done = Outcome(item_id=call.item_id, result="done")
        return [done] if ending is Ending.SENT else []

    async def look_up(self, account: Account, call: Call) -> LookUp:  # noqa: ARG002 - the port's
        """It knows what had its effect."""
        return LookUp.DONE if self.effects[call.key] else LookUp.NOT_DONE

    async def close(self) -> None:
        """It outlives whoever uses it."""

    def end(self, key: str, ending: Ending) -> None:
        """Let a call that is under way end like that."""
        if ending in HAVE_EFFECT:
            self.have_effect(key)
        self.waiting[key].set_result(ending)

    def have_effect(self, key: str) -> None:
        """The effect of a call, once a key where keys are known."""
        if not (self.idempotency is Idempotency.KEY and self.effects[key]):
            self.effects[key] += 1
