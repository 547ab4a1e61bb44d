"""The port of whoever tells people what became of their starts and schedules."""

from typing import Protocol

from app.domain.identity import Requester
from app.domain.operation import BulkDraft, BulkOperation
from app.domain.recurring import Schedule, UnreadableSchedule


class Host(Protocol):
    """Who tells people what became of their starts, and knows who may still have any."""

    async def require_member(self, requester: Requester) -> None:
        """Raise NotYours for somebody who is a guest, a stranger or gone by now."""
        ...

    async def started(self, operation: BulkOperation, *, late: str) -> None:
        """It runs; `late` says why it does so only now, where it is late."""
        ...

    async def grew(self, operation: BulkOperation, draft: BulkDraft, *, at_once: bool) -> None:
        """There is more than was confirmed: the draft needs a Confirm.

        With `at_once` it was to start before its time, and is looked at again at that.
        """
        ...

    async def closed(self, draft: BulkDraft) -> None:
        """That draft expired: its preview says so."""
        ...

    def expired(self, operation: BulkOperation) -> None:
        """It never ran: the journal says why."""
        ...

    async def prepared(self, draft: BulkDraft) -> None:
        """The preview of a run, to be shown ahead of time."""
        ...

    async def confirmed(
        self, schedule: Schedule, draft: BulkDraft, operation: BulkOperation
    ) -> None:
        """That run was confirmed by itself."""
        ...

    async def no_run(self, schedule: Schedule, why: str, *, missed: bool) -> None:
        """There is no run this time."""
        ...

    async def stopped(self, schedule: Schedule, why: str) -> None:
        """There will be no more runs."""
        ...

    async def unreadable(self, lost: UnreadableSchedule) -> None:
        """The same, of one whose words are lost."""
        ...
