"""Failures on demand, so that what happens after one can be seen."""

import hashlib
from collections import deque
from enum import StrEnum

from app.domain.errors import BulkError, InvalidItem, NetworkFailed
from app.domain.ports import Call

_SPACE = 2**32
_FINAL_AMONG = 4
"""One simulated failure in four is of the kind that trying again does not mend."""


class Moment(StrEnum):
    """When a planned failure strikes."""

    READING = "reading"  # a query
    BEFORE = "before"  # execute(), with no effect
    AFTER = "after"  # execute(), with its effect: the answer is lost


class Faults:
    """The failures of one office: a steady share of attempts, and those planned one by one."""

    def __init__(self, failure_rate: float) -> None:
        self._failure_rate = failure_rate
        self._planned: dict[Moment, deque[BulkError]] = {moment: deque() for moment in Moment}

    def fail_next(self, error: BulkError, calls: int = 1, moment: Moment = Moment.BEFORE) -> None:
        """Let the next `calls` calls end with `error`, such as RateLimited(retry_after=2)."""
        self._planned[moment].extend([error] * calls)

    def clear(self) -> None:
        """Plan nothing any more."""
        for planned in self._planned.values():
            planned.clear()

    def strike(self, moment: Moment) -> None:
        """Raise what is planned for this moment, if anything is."""
        if self._planned[moment]:
            raise self._planned[moment].popleft()

    def of(self, call: Call) -> BulkError | None:
        """How this attempt fails by the failure rate: decided by its key and number alone."""
        digest = hashlib.sha256(f"{call.key}:{call.attempt}".encode()).digest()
        if int.from_bytes(digest[:4]) >= self._failure_rate * _SPACE:
            return None
        if digest[4] % _FINAL_AMONG:
            return NetworkFailed("The connection dropped (simulated).", before_sending=True)
        return InvalidItem("The office refused this item (simulated).")
