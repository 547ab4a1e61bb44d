"""One exact sliding window: which calls count at a moment, and when the next may begin.

Pure arithmetic, in seconds of the journal's time. Every doubt is decided so that a call counts for
longer, never for less long.
"""

from collections.abc import Collection
from typing import NamedTuple

from pydantic_core import from_json, to_json

from app.domain.batching import PADDING, Quota
from app.domain.ledger import Begun

HELD = 0.05
"""Seconds to wait where all permits are held by calls that are about to begin."""

MOST_STARTS = 500
"""Moments that a window remembers: with a quota of thousands, calls of the same five-hundredth of
the window count as begun with the last of them, which costs 0.2 % of the quota."""


class Span(NamedTuple):
    """A quota and the moment it is looked at."""

    quota: Quota
    now: float

    @property
    def seconds(self) -> float:
        """For how long a call counts."""
        return self.quota.seconds + PADDING


class WindowLog:
    """Calls that have begun, calls that are about to, and until when nothing may begin.

    `starts` are pairs of a second and the calls that began then, oldest first. `held`, by the owner
    whose calls are about to begin, are pairs: its permits, and the number of the last telling of it
    that counted. They stay as long as the owner lives, since a telling may come again.
    """

    def __init__(
        self, starts: list[list[float]], held: dict[str, list[int]], closed_until: float = 0.0
    ) -> None:
        self._starts = starts
        self._held = held
        self.closed_until = closed_until

    @classmethod
    def read(cls, starts: str, held: str, closed_until: float) -> "WindowLog":
        """A window from the columns of its row."""
        return cls(from_json(starts), from_json(held), closed_until)

    def columns(self) -> dict[str, str | float]:
        """The columns of its row."""
        return {
            "starts": to_json(self._starts).decode(),
            "held": to_json(self._held).decode(),
            "closed_until": self.closed_until,
        }

    def closed_for(self, now: float) -> float:
        """Seconds for which nothing may begin, whatever is free."""
        return max(0.0, self.closed_until - now)

    def free(self, span: Span) -> int:
        """Calls that may begin now, were it not closed."""
        self._forget(span)
        return max(0, span.quota.limit - self._counted())

    def wait(self, span: Span) -> float:
        """Seconds until one more call may begin, were it not closed."""
        self._forget(span)
        over = self._counted() - span.quota.limit
        if over < 0:
            return 0.0
        for second, calls in self._starts:
            over -= int(calls)
            if over < 0:
                return max(0.0, second + span.seconds - span.now)
        return HELD

    def next_in(self, span: Span) -> float:
        """Seconds until the oldest call leaves the window; 0 where none counts."""
        self._forget(span)
        return max(0.0, self._starts[0][0] + span.seconds - span.now) if self._starts else 0.0

    def hold(self, owner: str, calls: int) -> None:
        """Calls of an owner are about to begin."""
        if calls:
            self._held.setdefault(owner, [0, 0])[0] += calls

    def begin(self, begun: Begun, at: float) -> None:
        """Of the permits that an owner holds, `used` calls began then; the rest goes back.

        Nothing of that where it was told before. What the owner does not hold any more was stamped
        when it was lost.
        """
        mine = self._held.get(begun.owner)
        if mine is None or begun.number <= mine[1]:
            return
        given_back = min(begun.held, mine[0])
        self.count(min(begun.used, given_back), at)
        mine[:] = mine[0] - given_back, begun.number

    def begin_all_but(self, alive: Collection[str], at: float) -> bool:
        """What owners that are lost held began then, at the latest; whether there is any."""
        lost = self._held.keys() - alive
        for owner in lost:
            self.count(self._held.pop(owner)[0], at)
        return bool(lost)

    def count(self, calls: int, at: float) -> None:
        """Calls begin then."""
        if calls:
            self._starts.append([at, calls])
            self._starts.sort()

    def count_later(self, calls: int, then: float, at: float) -> None:
        """Calls that were to begin `then` begin later."""
        for start in self._starts:
            if start[0] == then and start[1] >= calls:
                start[1] -= calls
                break
        self.count(calls, at)

    def close(self, until: float) -> None:
        """Let nothing begin until then; a longer closure stays."""
        self.closed_until = max(self.closed_until, until)

    def _counted(self) -> int:
        return sum(int(calls) for _, calls in self._starts) + sum(
            held for held, _ in self._held.values()
        )

    def _forget(self, span: Span) -> None:
        """Drop calls that left the window.

        Nothing lies further ahead than its length, unless the clock was set back: such calls count
        from now.
        """
        ahead = span.now + span.seconds
        starts = [
            [second if second <= ahead else span.now, calls]
            for second, calls in self._starts
            if second + span.seconds > span.now
        ]
        starts.sort()
        self._starts = _merged(starts, span) if len(starts) > MOST_STARTS else starts


def _merged(starts: list[list[float]], span: Span) -> list[list[float]]:
    """Calls of the same grain count from the last of them."""
    grain = span.seconds / MOST_STARTS
    merged: list[list[float]] = []
    for second, calls in starts:
        if merged and merged[-1][0] // grain == second // grain:
            merged[-1] = [second, merged[-1][1] + calls]
        else:
            merged.append([second, calls])
    return merged
