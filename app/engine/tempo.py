"""How long calls and commits take of late, and what follows: how far ahead to claim.

Kept as running means of this process; the constants are measured.
"""

import math

AHEAD_AT_FIRST = 5
MOST_AHEAD = 10
"""Items claimed that wait for a slot: what a kill leaves in doubt beside what was in flight."""

SLOW_CALL = 0.01
"""Seconds from which a call counts as slow."""

INSTANT_CALL = 0.002
"""Seconds up to which a call is over before a commit would be: its outcome is worth waiting for."""

CLAIMS_OF_SLOW_CALLS = 10
"""Claims in one transaction where calls are slow: so that calls that began together do not end
together, again and again, with every slot waiting for one commit."""

CLAIMS_OF_FAST_CALLS = 10_000

_WEIGHT = 0.05


class Tempo:
    """Shared by whoever calls and whoever commits; `slots` is how many calls may be in flight."""

    def __init__(self, slots: int) -> None:
        self.in_flight = 0
        self.ahead = min(AHEAD_AT_FIRST, slots)
        self.most_claims = CLAIMS_OF_SLOW_CALLS
        self.instant = False
        self._slots = slots
        self._call: float | None = None
        self._commit: float | None = None

    def called(self, seconds: float) -> None:
        """A call took so long."""
        self._call = _mean(self._call, seconds)

    def committed(self, seconds: float) -> None:
        """A commit took so long: as many calls end meanwhile, and as many again while it waited."""
        self._commit = _mean(self._commit, seconds)
        if self._call is None:
            return
        slow = self._call > SLOW_CALL
        self.most_claims = CLAIMS_OF_SLOW_CALLS if slow else CLAIMS_OF_FAST_CALLS
        self.instant = self._call < INSTANT_CALL
        ending = 2 * self._commit * self._slots / max(self._call, 0.001)
        self.ahead = min(MOST_AHEAD, math.ceil(ending))


def _mean(before: float | None, seconds: float) -> float:
    return seconds if before is None else before + _WEIGHT * (seconds - before)
