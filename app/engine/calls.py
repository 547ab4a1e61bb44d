"""One call to a provider: a batch goes out, and each item's outcome is settled durably."""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog

from app.domain.errors import BulkError, ErrorType, RateLimited, UnknownFailure
from app.domain.journal import ClaimedItem, Settlement
from app.domain.kinds import ItemStatus
from app.domain.ports import Call, Clock, Idempotency, LookUp, Outcome
from app.domain.words import engine as words
from app.engine.committer import Committer
from app.engine.rate_limiter import RateLimiter
from app.engine.retry import RetryPolicy, Verdict
from app.engine.run import Run

T = TypeVar("T")

_log = structlog.get_logger(__name__)

SETTLE_AGAIN = 1.0
"""Seconds between attempts to write down an outcome while the journal cannot be written."""

DEFAULT_CLOSE = 30.0
"""Seconds an account rests after a rate limit that named no time."""


class Caller:
    """Calls a connector and decides, by the retry policy, what each item becomes."""

    def __init__(
        self, committer: Committer, limiter: RateLimiter, policy: RetryPolicy, clock: Clock
    ) -> None:
        self._committer = committer
        self._limiter = limiter
        self._policy = policy
        self._clock = clock

    async def carry_out(
        self, run: Run, batch: Sequence[ClaimedItem], owner: str
    ) -> Sequence[Settlement]:
        """Call for a batch; what its items become, to be settled."""
        started = self._clock.monotonic()
        outcomes = await self._outcomes(run, batch)
        seconds = self._clock.monotonic() - started
        verdicts = [await self._verdict(run, one, outcomes[one.item_id]) for one in batch]
        return [
            self._settlement(run, claimed, outcomes[claimed.item_id], verdict, owner, seconds)
            for claimed, verdict in zip(batch, verdicts, strict=True)
        ]

    async def _outcomes(self, run: Run, batch: Sequence[ClaimedItem]) -> Mapping[str, Outcome]:
        """One outcome an item, whatever the connector did."""
        calls = [call_for(run.operation.id, claimed) for claimed in batch]
        try:
            answered = await _of_connector(run.connector.execute(run.operation.account, calls))
            return _complete(calls, answered)
        except BulkError as error:
            return {call.item_id: _failed_call(error, call.item_id) for call in calls}
        except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
            _log.exception("connector_raised", operation=run.operation.id, items=len(calls))
        return _complete(calls, ())

    async def _verdict(self, run: Run, claimed: ClaimedItem, outcome: Outcome) -> Verdict:
        if outcome.error and outcome.error.type is RateLimited.type:
            named = outcome.error.retry_after
            self._limiter.close(run.limit_key, DEFAULT_CLOSE if named is None else named)
        idempotency = run.capability.idempotency
        retry = run.operation.options.retry_failed
        verdict = self._policy.judge(outcome, idempotency, claimed.attempt, retry=retry)
        if verdict.status is ItemStatus.IN_DOUBT and idempotency is not Idempotency.NONE:
            answer = await look_up(run, claimed)
            return self._policy.after_look_up(answer, outcome, claimed.attempt)
        return verdict

    def _settlement(
        self,
        run: Run,
        claimed: ClaimedItem,
        outcome: Outcome,
        verdict: Verdict,
        owner: str,
        seconds: float,
    ) -> Settlement:
        tenant_key, operation_id = run.key
        later = verdict.status is ItemStatus.PENDING
        return Settlement(
            tenant_key=tenant_key,
            operation_id=operation_id,
            owner=owner,
            position=claimed.position,
            item_id=claimed.item_id,
            status=verdict.status,
            seconds=seconds,
            error=outcome.error if verdict.status is not ItemStatus.COMPLETED else None,
            reference=outcome.reference,
            note=outcome.note,
            next_at=self._clock.now() + timedelta(seconds=verdict.delay) if later else None,
        )

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Return when the outcomes are durable, however long the journal needs: the call happened.

        They are in the committer's queue before this first waits.
        """
        while True:
            try:
                await self._committer.settle(settlements)
            except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
                _log.exception("outcome_not_written", operation=settlements[0].operation_id)
                await self._clock.sleep(SETTLE_AGAIN)
            else:
                return


async def look_up(run: Run, claimed: ClaimedItem) -> LookUp:
    """Ask the provider whether an item had its effect; UNKNOWN when it cannot be asked."""
    try:
        call = call_for(run.operation.id, claimed)
        return await _of_connector(run.connector.look_up(run.operation.account, call))
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
    )


_DEFINITE = frozenset({ErrorType.VALIDATION, ErrorType.PERMISSION, ErrorType.RATE_LIMIT})
"""Errors by which a provider says that it did nothing."""


def _failed_call(error: BulkError, item_id: str) -> Outcome:
    """What a whole call's failure says of each item: unless it surely did nothing, unknown."""
    nothing_done = error.before_sending or error.type in _DEFINITE
    return Outcome(
        item_id=item_id,
        result="failed" if nothing_done else "unknown",
        error=error.as_item_error(item_id),
    )


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
