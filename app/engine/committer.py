"""Group commits: outcomes and claims that gather while one transaction runs go into the next.

Nothing waits for a timer: when the journal is idle a single outcome is committed at once, and
when it is busy the group grows by itself.
"""

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import Any

from app.domain.journal import ClaimedItem, ClaimRequest, ItemLedger, Settlement

MOST_CALLS = 200
"""Settled in one transaction: longer ones would keep claims, and with them free slots, waiting."""


class Committer:
    """Carries claims and settlements to the ledger, one transaction at a time."""

    def __init__(self, ledger: ItemLedger) -> None:
        self._ledger = ledger
        self._settlements: list[tuple[Sequence[Settlement], asyncio.Future[None]]] = []
        self._claims: list[tuple[ClaimRequest, asyncio.Future[Sequence[ClaimedItem]]]] = []
        self._wake = asyncio.Event()

    async def claim(self, request: ClaimRequest) -> Sequence[ClaimedItem]:
        """Items that are durably executing for the caller."""
        future: asyncio.Future[Sequence[ClaimedItem]] = asyncio.get_running_loop().create_future()
        self._claims.append((request, future))
        self._wake.set()
        return await future

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Return when the settlements of one call are durable."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settlements.append((settlements, future))
        self._wake.set()
        await future

    async def run(self) -> None:
        """Commit what gathers, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._settlements or self._claims:
                await self._turn()

    async def _turn(self) -> None:
        settling = self._settlements[:MOST_CALLS]
        del self._settlements[:MOST_CALLS]
        claiming = self._due_claims()
        try:
            granted = await self._ledger.turn(
                list(chain.from_iterable(settlements for settlements, _ in settling)),
                [request for request, _ in claiming],
            )
        except Exception as error:  # noqa: BLE001 - handed to every caller that waits for it
            _fail([future for _, future in settling], error)
            _fail([future for _, future in claiming], error)
            return
        for _, settled in settling:
            if not settled.done():
                settled.set_result(None)
        for (_, claimed), items in zip(claiming, granted, strict=True):
            if not claimed.done():
                claimed.set_result(items)

    def _due_claims(self) -> list[tuple[ClaimRequest, asyncio.Future[Sequence[ClaimedItem]]]]:
        """Claims are for the slots of outcomes queued before them: never committed ahead of those.

        Whoever gave up waiting meanwhile would not call for what is claimed now.
        """
        if self._settlements:
            return []
        claims, self._claims = self._claims, []
        return [(request, future) for request, future in claims if not future.done()]


def _fail(waiting: Sequence[asyncio.Future[Any]], error: Exception) -> None:
    for future in waiting:
        if not future.done():
            future.set_exception(error)
