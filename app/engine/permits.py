"""What became of permits, told to the journal with the next turn, each telling under a number.

A telling whose answer got lost may have arrived: it is told again as it was, before what is new, and
the journal passes over the numbers that it has seen. So however many answers get lost, every permit
is given back or counted once.
"""

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from app.domain.ledger import Begun
from app.domain.ports import Clock


class _Gathered(NamedTuple):
    """Of `held` permits, `used` count from `at` on, by the clock of this process."""

    held: int
    used: int
    at: float


class _Told(NamedTuple):
    """A telling that was not answered yet."""

    key: str
    owner: str
    number: int
    permits: _Gathered


class Permits:
    """Gathers what calls begin between two turns, and keeps what was told until it is answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._gathered: dict[tuple[str, str], _Gathered] = {}
        self._told: list[_Told] = []
        self._numbers = count(1)

    def begin(self, key: str, owner: str, held: int, used: int) -> None:
        """Calls begin now: of `held` permits of a window, `used` count."""
        now = self._clock.monotonic()
        before = self._gathered.get((key, owner))
        if before is not None:  # counted from the latest of them: never too early
            held, used = held + before.held, used + before.used
        self._gathered[key, owner] = _Gathered(held, used, now)

    def tell(self) -> Sequence[Begun]:
        """All that was not answered, in order, and then what gathered since."""
        for (key, owner), permits in self._gathered.items():
            self._told.append(_Told(key, owner, next(self._numbers), permits))
        self._gathered.clear()
        now = self._clock.monotonic()
        return [
            Begun(key, owner, number, held, used, max(0.0, now - at))
            for key, owner, number, (held, used, at) in self._told
        ]

    def answered(self) -> None:
        """What was told is durable. No turn is told of before the one before it ended."""
        self._told.clear()
