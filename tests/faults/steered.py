"""A provider whose every call waits until it is told how it ends; it outlives the engine."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum

from app.domain.errors import BulkError, InvalidItem, NetworkFailed, RateLimited
from app.domain.operation import Account
from app.domain.ports import Call, Idempotency, LookUp, Outcome
from tests.faults.empty import HoldsNothing, mails_one_a_call
from tests.faults.provider import NAME


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


class Steered(HoldsNothing):
    """The Connector port: mails, one a call.

    `waiting` are the calls under way by key, `begun` and `effects` how often each was made and had
    its effect. `meanwhile` is done once, while the next look-up is under way.
    """

    name = NAME

    def __init__(self, idempotency: Idempotency) -> None:
        self.idempotency = idempotency
        self.waiting: dict[str, asyncio.Future[Ending]] = {}
        self.begun: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.capabilities = mails_one_a_call(idempotency)

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
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            await meanwhile()
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
