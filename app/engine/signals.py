"""Tells those who watch an operation that the journal has something new about it.

A signal carries nothing: whoever is woken reads the journal. Signals that arrive while nobody
waits are kept as one, so none is missed and none piles up.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable

Decided = Callable[[str, str], None]
"""Told the tenant key and the operation id of what was decided about."""


class Signals:
    """One latched wake-up an operation and watcher."""

    def __init__(self) -> None:
        self._watchers: dict[tuple[str, str], set[asyncio.Event]] = defaultdict(set)
        self._told: list[Decided] = []

    def touch(self, tenant_key: str, operation_id: str) -> None:
        """The operation changed; wake whoever watches it."""
        for watcher in self._watchers.get((tenant_key, operation_id), ()):
            watcher.set()

    def decided(self, tenant_key: str, operation_id: str) -> None:
        """The same, where it may be a decision that those who carry it out want to know at once."""
        self.touch(tenant_key, operation_id)
        for told in self._told:
            told(tenant_key, operation_id)

    def tell(self, decided: Decided) -> None:
        """Tell `decided` of every decision from now on."""
        self._told.append(decided)

    def watch(self, tenant_key: str, operation_id: str) -> "Watch":
        """A watch to wait on; close it when done."""
        return Watch(self._watchers, (tenant_key, operation_id))


class Watch:
    """Waits for changes of one operation."""

    def __init__(
        self, watchers: dict[tuple[str, str], set[asyncio.Event]], key: tuple[str, str]
    ) -> None:
        self._watchers = watchers
        self._key = key
        self._event = asyncio.Event()
        watchers[key].add(self._event)

    async def changed(self) -> None:
        """Return when something changed since the last time."""
        await self._event.wait()
        self._event.clear()

    def close(self) -> None:
        """Stop watching."""
        watching = self._watchers.get(self._key, set())
        watching.discard(self._event)
        if not watching:
            self._watchers.pop(self._key, None)
