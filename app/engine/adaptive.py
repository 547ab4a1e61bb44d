"""How many items go together: one more with every good round, half of them at a bad sign. Pure.

A bad sign is a provider that asks to slow down, fails on its own side, or becomes slow. Counts are
kept by rate window, for what a provider bears is a matter of the account, not of one run.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.errors import ErrorType

SIGNS = frozenset({ErrorType.RATE_LIMIT, ErrorType.NETWORK})
"""Errors that say a provider has too much to do: 429, 5xx, no answer."""

SLOWER = 2.0
SLACK = 0.1
"""Calls are slow at twice their usual time and 0.1 s more: an event loop that is busy shows up in
the time of every call, and is not the provider's."""

WARM = 20
"""Calls after which it is known how long they usually take."""

_WEIGHT = 0.1
"""Of the newest call in the mean: about the last ten count."""

_DRIFT = 1.002
"""What is usual follows a provider that becomes slower for good, a call at a time."""

_MOST_KEPT = 1000
"""Windows whose measure is kept: the latest."""


@dataclass
class _Measure:
    size: int
    halved: bool = False
    good: int = 0
    changed_at: float = 0.0
    calls: int = 0
    mean: float = 0.0
    usual: float = 0.0
    told: bool = True


class AdaptiveSizes:
    """Sizes of batches, by rate window, and how long their calls take."""

    def __init__(self) -> None:
        self._measures: OrderedDict[str, _Measure] = OrderedDict()

    def begin(self, key: str, size: int) -> None:
        """A run that wants batches of `size` items begins; what was learned before stays."""
        measure = self._of(key, size)
        if not measure.halved:
            measure.size = max(measure.size, size)

    def size(self, key: str, ceiling: int) -> int:
        """Items that go together now, between 1 and `ceiling`."""
        return max(1, min(self._of(key, ceiling).size, ceiling))

    def done(
        self,
        key: str,
        items: int,
        *,
        began: float,
        seconds: float,
        ceiling: int,
        error: ErrorType | None = None,
    ) -> bool:
        """A call of `items` items that began then (monotonic) took so long; whether sizes changed.

        `error` is the worst of what it answered. Of the calls that were in flight together only
        the first bad one counts: what began before the last change says nothing of it.
        """
        measure = self._of(key, ceiling)
        if began < measure.changed_at:
            return False
        if error in SIGNS or (error is None and _is_slow(measure, seconds)):
            return _halve(measure, began + seconds)
        measure.good += items
        if measure.good < measure.size or measure.size >= ceiling:
            return False
        measure.size, measure.good = measure.size + 1, 0
        return True

    def measured(self) -> Mapping[str, float]:
        """Seconds a call took of late, by window, where there is news since the last time."""
        news = {key: one.mean for key, one in self._measures.items() if not one.told}
        for key in news:
            self._measures[key].told = True
        return news

    def _of(self, key: str, size: int) -> _Measure:
        if (kept := self._measures.get(key)) is None:
            kept = self._measures[key] = _Measure(size)
            if len(self._measures) > _MOST_KEPT:
                self._measures.popitem(last=False)
        return kept


def _is_slow(measure: _Measure, seconds: float) -> bool:
    """Take a call's time into the mean; whether calls have become slow."""
    measure.calls += 1
    measure.mean += max(_WEIGHT, 1 / measure.calls) * (seconds - measure.mean)
    measure.told = False
    if measure.calls <= WARM:
        measure.usual = measure.mean
        return False
    measure.usual = min(measure.usual * _DRIFT, measure.mean)
    return measure.mean > SLOWER * measure.usual + SLACK


def _halve(measure: _Measure, now: float) -> bool:
    """Go on with half the size, and measure anew: calls that stay slow are the usual ones then."""
    before = measure.size
    measure.size, measure.good = max(1, before // 2), 0
    measure.halved, measure.changed_at = True, now
    measure.calls = 0
    return measure.size != before
