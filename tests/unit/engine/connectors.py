"""Offices that misbehave in one way, and otherwise keep their state like the real one."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from app.connectors.office import Office, OfficeSettings
from app.domain.batching import Quota
from app.domain.kinds import BulkType
from app.domain.operation import Account
from app.domain.ports import Call, Outcome
from app.engine.clock import SystemClock

PLENTY = {kind: Quota(limit=1_000_000) for kind in BulkType}
"""Quotas that bind nothing."""

Misbehaviour = Callable[
    [Sequence[Call], Callable[[], Awaitable[Sequence[Outcome]]]], Awaitable[Any]
]
"""What becomes of one execute(): given the calls, and the office's own way to carry them out."""


async def behave(_calls: Sequence[Call], go: Callable[[], Awaitable[Sequence[Outcome]]]) -> Any:
    return await go()


class OddOffice(Office):
    """An office on a folder; notes every call it is asked for, and may misbehave."""

    def __init__(self, folder: Path, misbehaviour: Misbehaviour = behave, **given: Any) -> None:
        settings = OfficeSettings(
            path=folder / "office.db",
            outbox=folder / "outbox",
            **{"quotas": PLENTY, **given},
        )
        clock = SystemClock()
        super().__init__(settings, now=clock.now, sleep=clock.sleep)
        self.misbehaviour = misbehaviour
        self.asked: list[tuple[str, ...]] = []
        self.began: list[float] = []

    async def execute(self, account: Account, calls: Sequence[Call]) -> Sequence[Outcome]:
        self.asked.append(tuple(call.key for call in calls))
        self.began.extend([time.monotonic()] * len(calls))
        outcomes: Sequence[Outcome] = await self.misbehaviour(
            calls, lambda: super(OddOffice, self).execute(account, calls)
        )
        return outcomes


class Gate:
    """Lets calls begin, and holds their answers back until it is opened."""

    def __init__(self) -> None:
        self.begun = 0
        self._open = asyncio.Event()

    async def __call__(
        self, calls: Sequence[Call], go: Callable[[], Awaitable[Sequence[Outcome]]]
    ) -> Sequence[Outcome]:
        self.begun += len(calls)
        outcomes = await go()
        await self._open.wait()
        return outcomes

    def open(self) -> None:
        self._open.set()
