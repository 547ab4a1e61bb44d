"""The circuit breaker: when items keep failing the same way, their run stops and asks. Pure.

What is counted are items that ended badly: failed for good, or in doubt. A provider that asks to
slow down is no failure of this kind, and an item that will be tried again has not ended.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field

from app.domain.errors import ErrorType, ItemError
from app.domain.kinds import ItemStatus
from app.domain.operation import Pause
from app.domain.value import Value

RunKey = tuple[str, str]
"""A run's tenant and id."""

_BAD = frozenset({ItemStatus.FAILED, ItemStatus.IN_DOUBT})
_MOST_KEPT = 1000
"""Runs and accounts whose counts are kept: the latest."""


class BreakerRule(Value):
    """When a run stops, by items that ended badly in the same way.

    `in_a_row` of its account, or a `share` of its own once it has `at_least` so many.
    """

    in_a_row: int = 10
    share: float = 0.3
    at_least: int = 20


@dataclass
class _Streak:
    error: ErrorType | None = None
    length: int = 0


@dataclass
class _Tried:
    items: int = 0
    failed: Counter[ErrorType] = field(default_factory=Counter)
    stood: bool = False


class Breaker:
    """Counts what ends, by run and by account, in this process."""

    def __init__(self, rule: BreakerRule | None = None) -> None:
        self._rule = rule or BreakerRule()
        self._streaks: OrderedDict[str, _Streak] = OrderedDict()
        self._runs: OrderedDict[RunKey, _Tried] = OrderedDict()

    def note(
        self, run: RunKey, account: str, status: ItemStatus, error: ItemError | None
    ) -> Pause | None:
        """An item ended as `status`; why its run has to pause, where that is one too many."""
        if status is ItemStatus.PENDING:
            return None
        tried, streak = self._run(run), self._streak(account)
        tried.items += 1
        if status not in _BAD:
            streak.length = 0
            return None
        kind = error.type if error else ErrorType.UNKNOWN
        if kind is ErrorType.RATE_LIMIT:
            return None
        streak.length = streak.length + 1 if streak.error is kind else 1
        streak.error = kind
        tried.failed[kind] += 1
        return self._judge(tried, streak, kind, error.message if error else "")

    def stands(self, run: RunKey) -> None:
        """The run stands still, for whatever reason."""
        if run in self._runs:
            self._runs[run].stood = True

    def goes_on(self, run: RunKey, account: str) -> None:
        """The run may go on; where it stood still, what failed before counts no more."""
        tried = self._runs.get(run)
        if tried and tried.stood:
            del self._runs[run]
            self._streaks.pop(account, None)

    def _judge(self, tried: _Tried, streak: _Streak, kind: ErrorType, text: str) -> Pause | None:
        rule, failed = self._rule, tried.failed[kind]
        in_a_row = streak.length >= rule.in_a_row
        if not in_a_row and (tried.items < rule.at_least or failed < rule.share * tried.items):
            return None
        tried.stood = True
        if failed < streak.length:  # other runs on the account failed as well
            return Pause(error=kind, failed=streak.length, tried=streak.length, text=text)
        return Pause(error=kind, failed=failed, tried=tried.items, text=text)

    def _run(self, key: RunKey) -> _Tried:
        if (kept := self._runs.get(key)) is None:
            kept = self._runs[key] = _Tried()
            if len(self._runs) > _MOST_KEPT:
                self._runs.popitem(last=False)
        return kept

    def _streak(self, account: str) -> _Streak:
        if (kept := self._streaks.get(account)) is None:
            kept = self._streaks[account] = _Streak()
            if len(self._streaks) > _MOST_KEPT:
                self._streaks.popitem(last=False)
        return kept
