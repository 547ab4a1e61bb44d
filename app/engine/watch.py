"""Which owners are silent, by the clock of the process that looks.

It watches from its first look on: whoever has just started knows nobody to be silent.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.ports import Clock


class _Beat(NamedTuple):
    """An owner's last beat, and the monotonic second at which it was first seen."""

    number: int
    since: float


class Watch:
    """What was seen of each owner that is not lost."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beats: dict[str, _Beat] = {}

    def see(self, living: Mapping[str, int]) -> None:
        """What a look found: owners and the numbers of their last beats.

        To be told after the look, never before it: a beat counts as seen rather too late, so the
        lease that came with it has ended whenever its owner is found silent.
        """
        new, before = self._clock.monotonic(), self._beats
        self._beats = {
            owner: before[owner]
            if owner in before and before[owner].number == number
            else _Beat(number, new)
            for owner, number in living.items()
        }

    def silent(self, seconds: float) -> Mapping[str, int]:
        """Owners of which no new beat was seen for so long, and the number of the last one."""
        latest = self._clock.monotonic() - seconds
        return {owner: one.number for owner, one in self._beats.items() if one.since <= latest}
