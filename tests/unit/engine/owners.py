"""Owners in memory, and a Lease among them: for tests of what keeps a lease, not of the journal."""

from collections.abc import Mapping, Sequence

from app.domain.ledger import Beat
from tests.unit.engine.hand_clock import HandClock


class OwnersInMemory:
    """The Owners port, with its rules; `away` is a journal that does not answer."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.beats: dict[str, int] = {}
        self.lost: set[str] = set()
        self.told: dict[str, float] = {}
        self.away = False

    async def join(self, owner: str, role: str) -> Beat:
        assert role
        assert owner not in self.beats, "a name is used once"
        return self._hear(owner)

    async def beat(self, owner: str, measured: Mapping[str, float] | None = None) -> Beat:
        beat = self._hear(owner)
        self.told.update(measured or {})
        return beat

    async def leave(self, owner: str) -> None:
        self._hear(owner)
        self.lost.add(owner)

    async def living(self) -> Mapping[str, int]:
        if self.away:
            raise OSError("no answer")
        return {owner: beats for owner, beats in self.beats.items() if owner not in self.lost}

    async def declare_lost(self, silent: Mapping[str, int]) -> Sequence[str]:
        lost = sorted(silent.items() & (await self.living()).items())
        self.lost |= {owner for owner, _ in lost}
        return [owner for owner, _ in lost]

    async def declare_others_lost(self, owner: str) -> Sequence[str]:
        others = set(self.beats) - self.lost - {owner}
        self.lost |= others
        return sorted(others)

    async def measured(self, key: str) -> float | None:
        return self.told.get(key)

    def _hear(self, owner: str) -> Beat:
        if self.away:
            raise OSError("no answer")
        if owner not in self.lost:
            self.beats[owner] = self.beats.get(owner, 0) + 1
        return Beat(owner not in self.lost, self._clock.now())
