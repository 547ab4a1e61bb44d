"""One call to a provider: a batch goes out, and it is decided what each of its items becomes."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import TypeVar

import structlog

from app.domain.actions import address_of
from app.domain.errors import BulkError, BulkheadError, ErrorType, UnknownFailure
from app.domain.kinds import ItemStatus
from app.domain.ledger import ClaimedItem, Settlement
from app.domain.ports import Call, Clock, Idempotency, LookUp, Outcome
from app.domain.words import engine as words
from app.domain.words import holding
from app.engine.adaptive import SIGNS
from app.engine.conditions import Conditions
from app.engine.gauges import Gauges
from app.engine.rate_limiter import RateLimiter
from app.engine.retry import RetryPolicy, Tried, Verdict
from app.engine.run import Run

T = TypeVar("T")

_log = structlog.get_logger(__name__)


class Caller:
    """Calls a connector and decides, by the retry policy, what each item becomes."""

    def __init__(
        self,
        limiter: RateLimiter,
        policy: RetryPolicy,
        gauges: Gauges,
        clock: Clock,
        conditions: Conditions,
    ) -> None:
        self._conditions = conditions
        self._limiter = limiter
        self._policy = policy
        self._gauges = gauges
        self._clock = clock

    async def carry_out(
        self, run: Run, batch: Sequence[ClaimedItem], owner: str
    ) -> Sequence[Settlement]:
        """Call for a batch; what its items become, to be settled."""
        began = self._clock.monotonic()
        outcomes = await self._outcomes(run, batch)
        seconds = self._clock.monotonic() - began
        self._gauges.tempo.called(seconds)
        self._gauges.sizes.done(
            run.limit_key,
            len(batch),
            began=began,
            seconds=seconds,
            ceiling=run.most_together,
            error=_worst(outcomes.values()),
        )
        tenant_key, operation_id = run.key
        settlements: list[Settlement] = []
        for one in batch:
            outcome = outcomes[one.item_id]
            verdict = await self._verdict(run, one, outcome)
            settlements.append(
                Settlement(
                    tenant_key,
                    operation_id,
                    owner,
                    one.position,
                    one.item_id,
                    verdict.status,
                    seconds,
                    outcome.error if verdict.status is not ItemStatus.COMPLETED else None,
                    outcome.reference,
                    outcome.note,
                    verdict.delay if verdict.status is ItemStatus.PENDING else None,
                    one.claim,
                    verdict.prepared,
                )
            )
        return settlements

    async def _outcomes(self, run: Run, batch: Sequence[ClaimedItem]) -> Mapping[str, Outcome]:
        """One outcome an item; where there is a condition, it is asked once more just before."""
        condition = run.operation.only_if
        if condition is None:
            return await self._called(run, batch)
        try:
            addresses = [address_of(one.action) for one in batch]
            requester = run.operation.requester
            held = await _of_connector(self._conditions.hold_for(condition, addresses, requester))
        except BulkheadError as error:  # nobody knows whether it holds: nothing is done on a guess
            return {one.item_id: _not_asked(error, one.item_id) for one in batch}
        note = holding.not_so_any_more(condition.said)
        outcomes = {
            one.item_id: Outcome(item_id=one.item_id, result="skipped", note=note) for one in batch
        }
        going = [one for one in batch if address_of(one.action).casefold() in held]
        return outcomes | await self._called(run, going) if going else outcomes

    async def _called(self, run: Run, batch: Sequence[ClaimedItem]) -> dict[str, Outcome]:
        """One outcome an item, whatever the connector did."""
        calls = [call_for(run.operation.id, claimed) for claimed in batch]
        try:
            answered = await _of_connector(run.connector.execute(run.account, calls))
            return _complete(calls, answered)
        except BulkError as error:
            return {call.item_id: _failed_call(error, call.item_id) for call in calls}
        except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
            _log.exception("connector_raised", operation=run.operation.id, items=len(calls))
        return _complete(calls, ())

    async def _verdict(self, run: Run, claimed: ClaimedItem, outcome: Outcome) -> Verdict:
        idempotency = run.capability.idempotency
        tried = Tried(claimed.attempt)
        if outcome.result != "done":
            since = self._clock.now() - claimed.since
            tried = Tried(claimed.attempt, since.total_seconds())
        retry = run.operation.options.retry_failed
        released = claimed.reference
        verdict = self._policy.judge(outcome, idempotency, tried, retry=retry, reference=released)
        if outcome.error and outcome.error.type is ErrorType.RATE_LIMIT:
            named = outcome.error.retry_after
            await self._rest(run, (verdict.delay or 0.0) if named is None else named)
        if verdict.status is ItemStatus.IN_DOUBT and idempotency is not Idempotency.NONE:
            answer = await look_up(run, claimed)
            return self._policy.after_look_up(answer, outcome, tried)
        return verdict

    async def _rest(self, run: Run, seconds: float) -> None:
        """The whole account rests as long as its provider said, or as the item that met it does."""
        if seconds <= 0:
            return
        try:
            await self._limiter.close_account(run.account, seconds)
        except Exception:  # noqa: BLE001 - logged with its trace; the next answer says it again
            _log.exception("rest_not_written", operation=run.operation.id, seconds=seconds)


async def look_up(run: Run, claimed: ClaimedItem) -> LookUp:
    """Ask the provider whether an item had its effect; UNKNOWN when it cannot be asked."""
    try:
        call = call_for(run.operation.id, claimed)
        return await _of_connector(run.connector.look_up(run.account, call))
    except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
        _log.exception("look_up_failed", operation=run.operation.id, item=claimed.item_id)
        return LookUp.UNKNOWN


def call_for(operation_id: str, claimed: ClaimedItem) -> Call:
    """The call of an item, with its idempotency key."""
    return Call(
        item_id=claimed.item_id,
        key=f"{operation_id}:{claimed.item_id}",
        action=claimed.action,
        attempt=claimed.attempt,
        reference=claimed.reference,
    )


_DEFINITE = frozenset({ErrorType.VALIDATION, ErrorType.PERMISSION, ErrorType.RATE_LIMIT})
"""Errors by which a provider says that it did nothing."""


def _worst(outcomes: Iterable[Outcome]) -> ErrorType | None:
    """What the answer says of the provider: a sign that it has too much to do before all else."""
    kinds = [one.error.type if one.error else None for one in outcomes if one.result != "done"]
    return next((kind for kind in kinds if kind in SIGNS), kinds[0] if kinds else None)


def _failed_call(error: BulkError, item_id: str) -> Outcome:
    """What a whole call's failure says of each item: unless it surely did nothing, unknown."""
    nothing_done = error.before_sending or error.type in _DEFINITE
    return Outcome(
        item_id=item_id,
        result="failed" if nothing_done else "unknown",
        error=error.as_item_error(item_id),
    )


def _not_asked(error: BulkheadError, item_id: str) -> Outcome:
    """Nothing was called for, whatever kept the condition from being asked."""
    known = error if isinstance(error, BulkError) else UnknownFailure(error.text)
    return Outcome(item_id=item_id, result="failed", error=known.as_item_error(item_id))


def _complete(calls: Iterable[Call], answered: Iterable[Outcome]) -> dict[str, Outcome]:
    """An item that the connector said nothing about may have happened."""
    by_item = {outcome.item_id: outcome for outcome in answered}
    return {call.item_id: by_item.get(call.item_id) or _unanswered(call.item_id) for call in calls}


def _unanswered(item_id: str) -> Outcome:
    error = UnknownFailure(words.no_answer()).as_item_error(item_id)
    return Outcome(item_id=item_id, result="unknown", error=error)


async def _of_connector(answer: Awaitable[T]) -> T:
    """What a connector answers; when it lets a cancellation of its own escape, it has failed."""
    try:
        return await answer
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise UnknownFailure(words.no_answer()) from None
