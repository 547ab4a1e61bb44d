"""One call to a provider: a batch goes out, and each item's outcome is settled durably."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import structlog

from app.domain.errors import BulkError, ItemError, RateLimited, UnknownFailure
from app.domain.journal import ClaimedItem, Settlement
from app.domain.kinds import ItemStatus
from app.domain.ports import Call, Clock, Idempotency, LookUp, Outcome
from app.domain.words import engine as words
from app.engine.committer import Committer
from app.engine.rate_limiter import RateLimiter
from app.engine.retry import RetryPolicy, Verdict
from app.engine.run import Run

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

    async def carry_out(self, run: Run, batch: Sequence[ClaimedItem], owner: str) -> None:
        """Call for a batch; when this returns, every outcome is durable."""
        started = self._clock.monotonic()
        outcomes = await self._outcomes(run, batch)
        seconds = self._clock.monotonic() - started
        settlements = [
            await self._settlement(run, claimed, outcomes[claimed.item_id], owner)
            for claimed in batch
        ]
        await self._settle([one.model_copy(update={"seconds": seconds}) for one in settlements])

    async def _outcomes(self, run: Run, batch: Sequence[ClaimedItem]) -> Mapping[str, Outcome]:
        """One outcome an item, whatever the connector did."""
        calls = [call_for(run.operation.id, claimed) for claimed in batch]
        try:
            answered = await run.connector.execute(run.operation.account, calls)
        except BulkError as error:
            answered = [_failed_call(error, call.item_id) for call in calls]
        except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
            _log.exception("connector_raised", operation=run.operation.id, items=len(calls))
            answered = []
        return _complete(calls, answered)

    async def _settlement(
        self, run: Run, claimed: ClaimedItem, outcome: Outcome, owner: str
    ) -> Settlement:
        idempotency = run.capability.idempotency
        verdict = self._policy.judge(outcome, idempotency, claimed.attempt)
        if verdict.status is ItemStatus.IN_DOUBT and idempotency is Idempotency.LOOKUP:
            verdict = await self._look_up(run, claimed)
        if outcome.error and outcome.error.type is RateLimited.type:
            self._limiter.close(run.limit_key, outcome.error.retry_after or DEFAULT_CLOSE)
        tenant_key, operation_id = run.key
        later = verdict.status is ItemStatus.PENDING
        return Settlement(
            tenant_key=tenant_key,
            operation_id=operation_id,
            owner=owner,
            position=claimed.position,
            item_id=claimed.item_id,
            status=verdict.status,
            error=outcome.error if verdict.status is not ItemStatus.COMPLETED else None,
            reference=outcome.reference,
            note=outcome.note,
            next_at=self._clock.now() + timedelta(seconds=verdict.delay) if later else None,
        )

    async def _look_up(self, run: Run, claimed: ClaimedItem) -> Verdict:
        answer = await look_up(run, claimed)
        return Verdict(status=LOOKED_UP[answer])

    async def _settle(self, settlements: Sequence[Settlement]) -> None:
        """The call happened: its outcomes are written down however long the journal needs."""
        while True:
            try:
                await self._committer.settle(settlements)
            except Exception:  # noqa: BLE001 - logged with its trace; the item is settled all the same
                _log.exception("outcome_not_written", operation=settlements[0].operation_id)
                await self._clock.sleep(SETTLE_AGAIN)
            else:
                return


LOOKED_UP: Mapping[LookUp, ItemStatus] = {
    LookUp.DONE: ItemStatus.COMPLETED,
    LookUp.NOT_DONE: ItemStatus.PENDING,
    LookUp.UNKNOWN: ItemStatus.IN_DOUBT,
}


async def look_up(run: Run, claimed: ClaimedItem) -> LookUp:
    """Ask the provider whether an item had its effect; UNKNOWN when it cannot be asked."""
    try:
        return await run.connector.look_up(
            run.operation.account, call_for(run.operation.id, claimed)
        )
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


def _failed_call(error: BulkError, item_id: str) -> Outcome:
    """What a whole call's failure says of each item: a network failure after sending is unknown."""
    after_sending = error.retryable and not error.before_sending
    unknown = after_sending and not isinstance(error, RateLimited)
    return Outcome(
        item_id=item_id,
        result="unknown" if unknown else "failed",
        error=error.as_item_error(item_id),
    )


def _complete(calls: Iterable[Call], answered: Iterable[Outcome]) -> dict[str, Outcome]:
    """An item that the connector said nothing about may have happened."""
    by_item = {outcome.item_id: outcome for outcome in answered}
    return {call.item_id: by_item.get(call.item_id, _unanswered(call.item_id)) for call in calls}


def _unanswered(item_id: str) -> Outcome:
    error: ItemError = UnknownFailure(words.no_answer()).as_item_error(item_id)
    return Outcome(item_id=item_id, result="unknown", error=error)
