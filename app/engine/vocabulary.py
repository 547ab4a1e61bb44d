"""The words that mean something to a requester: read from the providers, and kept for a while."""

from collections.abc import Sequence

from app.domain.identity import Person, Requester
from app.domain.operation import Account
from app.domain.ports import Clock, Connectors, Vocabulary
from app.domain.record import Entity

KEPT = 30.0
"""Seconds a list of names is used again: a sentence and its answers come close together."""

MOST_KEPT = 500
"""Lists kept at a time, of all requesters together."""

_Key = tuple[Person, Account, Entity, str]


class Vocabularies:
    """A Vocabulary for every requester; nobody reads a list of somebody else's account."""

    def __init__(self, connectors: Connectors, clock: Clock) -> None:
        self._connectors = connectors
        self._clock = clock
        self._kept: dict[_Key, tuple[float, Sequence[str]]] = {}

    def of(self, requester: Requester) -> Vocabulary:
        """The words of one requester."""
        return _Words(self, requester)

    async def values(self, requester: Requester, entity: Entity, field: str) -> Sequence[str]:
        """The distinct values of a field, in the requester's accounts. Raises BulkError."""
        connector, account = self._connectors.reading(requester, entity)
        key = (requester.person, account, entity, field)
        now = self._clock.monotonic()
        kept = self._kept.get(key)
        if kept and kept[0] > now:
            return kept[1]
        values = await connector.values(account, entity, field)
        self._keep(key, now, values)
        return values

    def _keep(self, key: _Key, now: float, values: Sequence[str]) -> None:
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (now + KEPT, values)


class _Words:
    def __init__(self, vocabularies: Vocabularies, requester: Requester) -> None:
        self._vocabularies = vocabularies
        self._requester = requester

    async def values(self, entity: Entity, field: str) -> Sequence[str]:
        return await self._vocabularies.values(self._requester, entity, field)
