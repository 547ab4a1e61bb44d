"""Owners in memory, and a Lease among them: for tests of what keeps a lease, not of the journal."""

from collections.abc import Mapping, Sequence

from app.domain.ledger import Beat
from tests.unit.engine.hand_clock import HandClock


class OwnersInMemory:
    """The Owners port, with its rules; `away` is a journal that does not answer."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.seen: dict[str, float] = {}
        self.lost: set[str] = set()
        self.told: dict[str, float] = {}
        self.away = False

    async def join(self, owner: str, role: str) -> Beat:
        assert role
        assert owner not in self.seen, "a name is used once"
        return self._hear(owner)

    async def beat(self, owner: str, measured: Mapping[str, float] | None = None) -> Beat:
        beat = self._hear(owner)
        self.told.update(measured or {})
        return beat

    async def leave(self, owner: str) -> None:
        self._hear(owner)
        self.lost.add(owner)

    async def declare_lost(self, silent_for: float) -> Sequence[str]:
        silent = {
            owner
            for owner, seen in self.seen.items()
            if owner not in self.lost and self._clock.seconds - seen >= silent_for
        }
        self.lost |= silent
        return sorted(silent)

    async def declare_others_lost(self, owner: str) -> Sequence[str]:
        others = set(self.seen) - self.lost - {owner}
        self.lost |= others
        return sorted(others)

    async def measured(self, key: str) -> float | None:
        return self.told.get(key)

    def _hear(self, owner: str) -> Beat:
        if self.away:
            raise OSError("no answer")
        if owner not in self.lost:
            self.seen[owner] = self._clock.seconds
        return Beat(owner not in self.lost, self._clock.now())
