"""An operation whose message is kept true: what of it is shown, and what was told beside it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.domain.identity import Tenant
from app.domain.kinds import OperationStatus
from app.engine.progress import Look
from app.engine.signals import Watch
from blocks.message import Message


@dataclass
class Followed:
    """What one process knows of an operation that it follows.

    `began` is when it began to; `since` is when somebody set the operation going again, where it
    had ended before; `notes` are said of one that waits for its start. `wishes` counts who decided something here, `met` for how many of them the
    end was shown: a decision can fall between a look and the edit that it led to. `mine_until` is
    until when this process is the publisher, on the monotonic clock. `shown` stands in the run's
    message, for `status`, and `noted` in the channel's note; `replied` and `paused_at` say what
    was told in replies.
    """

    tenant: Tenant
    operation_id: str
    watch: Watch
    began: datetime
    since: datetime | None
    notes: Sequence[str] = ()
    wishes: int = 0
    met: int = 0
    mine_until: float = 0.0
    shown: Message | None = None
    status: OperationStatus | None = None
    noted: Message | None = None
    noted_at: float = 0.0
    replied: bool = False
    paused_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The tenant and the id."""
        return (self.tenant.key, self.operation_id)

    @property
    def owed(self) -> bool:
        """Whether somebody who decided something has not seen the end since."""
        return self.wishes > self.met

    async def news(self, seconds: float) -> None:
        """Wait until this process wrote something about it, at most so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.watch.changed()

    def seconds(self, look: Look) -> float:
        """How long it ran: since it was confirmed, or since it was last set going again."""
        began, ended = self.since or look.progress.start_time, look.progress.finished_at
        return (ended - began).total_seconds() if began and ended else 0.0
