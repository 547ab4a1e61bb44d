"""What becomes of an item after its call: done, tried again, failed, or in doubt. Pure.

| outcome | provider's idempotency | becomes |
|---|---|---|
| done, skipped | any | completed, skipped |
| failed, for now | any | pending again, later; failed when attempts or time are used up |
| failed, for good | any | failed |
| prepared | two_phase | pending again, at once, to be released; no attempt |
| prepared, instead of a release | two_phase | as failed for now |
| unknown | key, precondition, two_phase | pending again, later; in doubt when these are used up |
| unknown, nothing prepared yet | two_phase | as failed for now: nobody can have seen it |
| unknown, or prepared | lookup, none | in doubt: looked up, or the person decides |
| looked up: done, unknown | any | completed, in doubt |
| looked up: not done | any | pending again, later; failed when these are used up |
"""

import random
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import Field

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import ItemStatus
from app.domain.ports import Idempotency, LookUp, Outcome
from app.domain.value import Value

RUNS_AGAIN = frozenset({Idempotency.KEY, Idempotency.PRECONDITION, Idempotency.TWO_PHASE})
"""Where running an item again can have no second effect."""

KEEPS_PREPARED = frozenset({ErrorType.RATE_LIMIT, ErrorType.NETWORK, ErrorType.PERMISSION})
"""Errors that say nothing of what was prepared: Retry Failed goes on with its release. After any
other it begins at the first phase, since the provider will never release this one."""


class RetryRule(Value):
    """At most `attempts` calls, all begun `within` so many seconds of the first.

    Waits grow from `base` to `longest` seconds, with full jitter.
    """

    attempts: int = Field(ge=1)
    base: float = Field(ge=0)
    longest: float = Field(ge=0)
    within: float = Field(default=600.0, gt=0)


ONCE = RetryRule(attempts=1, base=0, longest=0)

RETRY_RULES: Mapping[ErrorType, RetryRule] = {
    ErrorType.RATE_LIMIT: RetryRule(attempts=20, base=2, longest=120, within=3600),
    ErrorType.NETWORK: RetryRule(attempts=4, base=1, longest=30, within=600),
    ErrorType.VALIDATION: ONCE,
    ErrorType.PERMISSION: ONCE,
    ErrorType.UNKNOWN: ONCE,
}


class Tried(NamedTuple):
    """How often an item was called for, and seconds since the first of these calls."""

    calls: int
    seconds: float = 0.0


class Verdict(NamedTuple):
    """What an item becomes; `delay` in seconds goes with pending, None where no attempt counts.

    `prepared` is the new reference of a second phase; None leaves what there is.
    """

    status: ItemStatus
    delay: float | None = 0.0
    prepared: str | None = None


DONE = Verdict(ItemStatus.COMPLETED)
SKIPPED = Verdict(ItemStatus.SKIPPED)
IN_DOUBT = Verdict(ItemStatus.IN_DOUBT)


class RetryPolicy:
    """Decides by data; `rules` and the source of jitter are injected."""

    def __init__(
        self,
        rules: Mapping[ErrorType, RetryRule] = RETRY_RULES,
        jitter: random.Random | None = None,
    ) -> None:
        self._rules = rules
        self._jitter = jitter or random.Random()  # noqa: S311 - spreads load, guards nothing

    def judge(
        self,
        outcome: Outcome,
        idempotency: Idempotency,
        tried: Tried,
        *,
        retry: bool = True,
        reference: str = "",
    ) -> Verdict:
        """What the item becomes after the calls that `tried` tells of.

        Without `retry` a failure is final at once, but for a provider that asks to slow down.
        `reference` is what the last call had to release.
        """
        if outcome.result == "done":
            return DONE
        if outcome.result == "skipped":
            return SKIPPED
        if outcome.result == "failed":
            asked_to_wait = outcome.error and outcome.error.type is ErrorType.RATE_LIMIT
            rule = self._rule_of(outcome.error) if retry or asked_to_wait else ONCE
            verdict = self._again(outcome, rule, tried, ItemStatus.FAILED)
            return _without_reference(verdict, outcome.error) if reference else verdict
        if idempotency is Idempotency.TWO_PHASE:
            return self._of_two_phases(outcome, tried, reference)
        if idempotency not in RUNS_AGAIN:
            return IN_DOUBT
        return self._again(outcome, self._unanswered(outcome), tried, ItemStatus.IN_DOUBT)

    def _of_two_phases(self, outcome: Outcome, tried: Tried, reference: str) -> Verdict:
        """Prepared, or unknown; what was prepared without a reference is unknown."""
        new = outcome.reference if outcome.result == "prepared" else ""
        if new and not reference:
            return Verdict(ItemStatus.PENDING, None, new)
        at_last = ItemStatus.IN_DOUBT if reference and not new else ItemStatus.FAILED
        verdict = self._again(outcome, self._unanswered(outcome), tried, at_last)
        return verdict._replace(prepared=new or None)

    def after_look_up(self, answer: LookUp, outcome: Outcome, tried: Tried) -> Verdict:
        """What an item in doubt becomes once its provider was asked."""
        if answer is LookUp.DONE:
            return DONE
        if answer is LookUp.UNKNOWN:
            return IN_DOUBT
        return self._again(outcome, self._unanswered(outcome), tried, ItemStatus.FAILED)

    def _rule_of(self, error: ItemError | None) -> RetryRule:
        return self._rules[error.type] if error and error.retryable else ONCE

    def _unanswered(self, outcome: Outcome) -> RetryRule:
        """No answer counts as a network failure, whatever kept it from coming."""
        rule = self._rule_of(outcome.error)
        return self._rules[ErrorType.NETWORK] if rule is ONCE else rule

    def _again(
        self, outcome: Outcome, rule: RetryRule, tried: Tried, at_last: ItemStatus
    ) -> Verdict:
        if tried.calls >= rule.attempts:
            return Verdict(at_last)
        delay = self._delay(outcome, rule, tried.calls)
        if tried.seconds + delay > rule.within:
            return Verdict(at_last)
        return Verdict(ItemStatus.PENDING, delay)

    def _delay(self, outcome: Outcome, rule: RetryRule, calls: int) -> float:
        if outcome.error and outcome.error.retry_after is not None:
            return outcome.error.retry_after
        highest = min(rule.longest, rule.base * 2 ** (calls - 1))
        return self._jitter.uniform(0, highest)


def _without_reference(verdict: Verdict, error: ItemError | None) -> Verdict:
    """A release that failed for good: what was prepared is of no use, unless the error says else."""
    useless = error is None or error.type not in KEEPS_PREPARED
    return verdict._replace(prepared="") if useless else verdict
