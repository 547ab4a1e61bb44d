"""The one message of a run: followed from its first item to its last, edited in place.

Updates are coalesced (the latest look wins) and slow down as more operations run; the end always
gets through, however long Slack needs. A restart goes on with the same message.
"""

from collections.abc import Awaitable, Callable
from itertools import chain, repeat
from typing import ParamSpec, TypeVar

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.operation import BulkOperation, Place
from app.domain.ports import Clock
from app.domain.words.reader import Reader
from app.engine.progress import BulkProgressTracker, Look
from app.engine.signals import Signals, Watch
from app.engine.tasks import TaskKeeper
from app.slack.gateway import SlackGateway
from blocks import notices
from blocks.channel import channel_finished, channel_running
from blocks.message import Message
from blocks.progress import progress
from blocks.run_view import ProgressView
from blocks.summary import result, summary

P = ParamSpec("P")
T = TypeVar("T")

_log = structlog.get_logger(__name__)

CALM = 2.0
"""Seconds between two updates of one message, at least."""

SHARE = 1.3
"""Seconds each running operation adds to that: 50 updates a minute are shared by all of them."""

GLANCE = 0.1
"""Seconds between two checks whether an operation has ended meanwhile."""

LONG_RUN = 60.0
"""Seconds after which the end is also said in a reply: edits notify nobody."""

TRY_AGAIN = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before the end is shown again when Slack did not take it; the last one repeats."""

HOPELESS = frozenset({
    "account_inactive", "channel_not_found", "invalid_auth", "is_archived", "not_in_channel",
    "token_revoked",
})  # fmt: skip
"""What Slack answers when no attempt will ever succeed; a restart tries again."""

SLACK_FAILED = (SlackApiError, ClientError, TimeoutError)


def view_of(look: Look) -> ProgressView:
    """What the blocks are made from."""
    return ProgressView(
        kind=look.operation.type,
        verb=look.operation.operation,
        entity=look.operation.entity,
        progress=look.progress,
        lines=look.lines,
        reader=Reader.of(look.operation.requester),
        now=look.at,
    )


class RunMessages:
    """Follows every running operation in Slack."""

    def __init__(
        self,
        tracker: BulkProgressTracker,
        operations: OperationStore,
        gateway: SlackGateway,
        signals: Signals,
        tasks: TaskKeeper,
        clock: Clock,
    ) -> None:
        self._tracker = tracker
        self._operations = operations
        self._gateway = gateway
        self._signals = signals
        self._tasks = tasks
        self._clock = clock
        self._following: set[tuple[str, str]] = set()

    def follow(self, operation: BulkOperation) -> None:
        """Keep the operation's message true until its end stands in it."""
        tenant = operation.requester.person.tenant
        key = (tenant.key, operation.id)
        if key not in self._following:
            self._following.add(key)
            self._tasks.start(f"follow {operation.id}", self._follow(tenant, operation.id))

    async def _follow(self, tenant: Tenant, operation_id: str) -> None:
        watch = self._signals.watch(tenant.key, operation_id)
        try:
            place = await self._persist(self._begin, tenant, operation_id)
            if place is not None:
                await self._keep_true(tenant, operation_id, place, watch)
        finally:
            watch.close()
            self._following.discard((tenant.key, operation_id))

    async def _begin(self, tenant: Tenant, operation_id: str) -> Place | None:
        """The message of the run; posted now if there is none yet."""
        look = await self._tracker.look(tenant, operation_id)
        operation = look.operation
        if operation.progress_at or operation.preview_at is None:
            return operation.progress_at
        message, channel = progress(view_of(look)), operation.preview_at.channel
        place = await self._gateway.post(tenant, channel, message, _thread(operation))
        await self._operations.set_progress_at(tenant, operation_id, place)
        await self._note(look)
        return place

    async def _keep_true(
        self, tenant: Tenant, operation_id: str, place: Place, watch: Watch
    ) -> None:
        while True:
            look = await self._tracker.look(tenant, operation_id)
            if not look.progress.running:
                await self._persist(self._show_end, look, place)
                latest = await self._operations.get(tenant, operation_id)
                if latest is None or latest.status is look.progress.status:
                    return
                continue  # it was set going again while its end was being shown
            wait = await self._show_progress(look, place)
            await self._until_due(tenant, operation_id, watch, max(wait, self._interval()))

    async def _show_progress(self, look: Look, place: Place) -> float:
        """Show how far it is; the seconds to wait where Slack's budget is used up."""
        tenant = look.operation.requester.person.tenant
        try:
            return await self._gateway.update_if_free(tenant, place, progress(view_of(look)))
        except SLACK_FAILED as error:
            _log.warning("progress_not_shown", operation=look.operation.id, error=type(error))
            return CALM

    async def _show_end(self, look: Look, place: Place) -> None:
        tenant, operation = look.operation.requester.person.tenant, look.operation
        view = view_of(look)
        place = await self._put(tenant, operation, place, summary(view))
        await self._operations.set_shown(tenant, operation.id, operation.status)
        await self._note(look, result(view))
        if _seconds(look) > LONG_RUN:
            reply = notices.finished(view)
            await self._gateway.post(tenant, place.channel, reply, _thread(operation))

    async def _put(
        self, tenant: Tenant, operation: BulkOperation, place: Place, message: Message
    ) -> Place:
        """Edit the run's message; where somebody deleted it, post it anew."""
        try:
            await self._gateway.update(tenant, place, message)
        except SlackApiError as error:
            if error.response["error"] != "message_not_found":
                raise
            place = await self._gateway.post(tenant, place.channel, message, _thread(operation))
            await self._operations.set_progress_at(tenant, operation.id, place)
        return place

    async def _note(self, look: Look, ended: str = "") -> None:
        """What the channel of the request sees: counts only."""
        operation, view = look.operation, view_of(look)
        if operation.notice_at is None:
            return
        name = operation.requester.name
        message: Message = (
            channel_finished(name, ended)
            if ended
            else channel_running(view.words, name, look.progress.counts, view.reader)
        )
        await self._gateway.update(operation.requester.person.tenant, operation.notice_at, message)

    def _interval(self) -> float:
        return max(CALM, SHARE * len(self._following))

    async def _until_due(
        self, tenant: Tenant, operation_id: str, watch: Watch, seconds: float
    ) -> None:
        """Wait for something new and for the interval to pass; the end is not kept waiting."""
        due = self._clock.monotonic() + seconds
        await watch.changed()
        while self._clock.monotonic() < due and not await self._ended(tenant, operation_id):
            await self._clock.sleep(GLANCE)

    async def _ended(self, tenant: Tenant, operation_id: str) -> bool:
        operation = await self._operations.get(tenant, operation_id)
        return operation is None or operation.completed_at is not None

    async def _persist(
        self, show: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Try until Slack takes it; None when it never will (nobody can see the message)."""
        for wait in chain(TRY_AGAIN, repeat(TRY_AGAIN[-1])):
            try:
                return await show(*args, **kwargs)
            except SLACK_FAILED as error:
                _log.warning("slack_failed", reason=_reason(error))
                if _reason(error) in HOPELESS:
                    return None
            await self._clock.sleep(wait)
        return None


def _thread(operation: BulkOperation) -> str | None:
    """The thread of the preview; where that was itself written in a thread, that one."""
    if operation.conversation.thread_ts:
        return operation.conversation.thread_ts
    return operation.preview_at.ts if operation.preview_at else None


def _reason(error: Exception) -> str:
    return str(error.response["error"]) if isinstance(error, SlackApiError) else repr(error)


def _seconds(look: Look) -> float:
    began, ended = look.progress.start_time, look.progress.finished_at
    return (ended - began).total_seconds() if began and ended else 0.0
