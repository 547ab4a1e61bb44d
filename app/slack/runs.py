"""The one message of a run: followed from its first item to its last, edited in place.

Updates are coalesced (the latest look wins) and slow down as more operations run; the end always
gets through, however long Slack needs. A restart goes on with the same message.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import ParamSpec, TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.operation import BulkOperation, Place
from app.domain.ports import Clock
from app.domain.words.reader import Reader
from app.engine.progress import BulkProgressTracker, Look
from app.engine.signals import Signals, Watch
from app.engine.tasks import TaskKeeper
from app.slack.gateway import SLACK_FAILED, SlackGateway, reason
from app.slack.pace import Pace
from blocks import notices
from blocks.channel import channel_finished, channel_running
from blocks.message import Message
from blocks.progress import progress
from blocks.run_view import ProgressView
from blocks.summary import summary, told

P = ParamSpec("P")
T = TypeVar("T")

_log = structlog.get_logger(__name__)

HOPELESS = frozenset({
    "account_inactive", "channel_not_found", "invalid_auth", "is_archived", "not_in_channel",
    "token_revoked",
})  # fmt: skip
"""What Slack answers when no attempt will ever succeed; a restart tries again."""

GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
"""What Slack answers when a message can be edited no more: it is posted anew."""

REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
"""What Slack answers to a message it will never show: its text alone has to do."""


def view_of(look: Look) -> ProgressView:
    """What the blocks are made from."""
    return ProgressView(
        kind=look.operation.type,
        verb=look.operation.operation,
        entity=look.operation.entity,
        manner=look.operation.manner,
        progress=look.progress,
        lines=look.lines,
        reader=Reader.of(look.operation.requester),
        now=look.at,
        account=look.operation.account.name,
    )


class _Hopeless(Exception):
    """No attempt to show this run will ever succeed."""


@dataclass
class _Followed:
    """An operation whose message is kept true.

    From when on, whether to look once more, and what of its progress is shown.
    """

    since: datetime | None
    again: bool = False
    shown: Message | None = None


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
        pace: Pace,
    ) -> None:
        self._tracker = tracker
        self._operations = operations
        self._gateway = gateway
        self._signals = signals
        self._tasks = tasks
        self._clock = clock
        self._pace = pace
        self._following: dict[tuple[str, str], _Followed] = {}
        self._hopeless: set[tuple[str, str]] = set()

    def follow(self, operation: BulkOperation, since: datetime | None = None) -> None:
        """Keep the operation's message true until its end stands in it.

        `since` is when somebody set it going again, where it had ended before.
        """
        tenant = operation.requester.person.tenant
        key = (tenant.key, operation.id)
        if key in self._following:
            self._following[key].again = True
            return
        followed = self._following[key] = _Followed(since)
        self._tasks.start(f"follow {operation.id}", self._follow(tenant, operation.id, followed))

    def take_up(self, operation: BulkOperation) -> None:
        """Follow an open operation that nobody follows any more: what did so may have failed."""
        key = (operation.requester.person.tenant.key, operation.id)
        if key not in self._following and key not in self._hopeless:
            self.follow(operation)

    async def _follow(self, tenant: Tenant, operation_id: str, followed: _Followed) -> None:
        watch = self._signals.watch(tenant.key, operation_id)
        self._hopeless.discard((tenant.key, operation_id))
        try:
            place = await self._persist(self._begin, tenant, operation_id)
            if place is None:
                raise _Hopeless  # noqa: TRY301 - as where Slack says so
            await self._keep_true(tenant, operation_id, followed, watch)
        except _Hopeless:
            self._hopeless.add((tenant.key, operation_id))
        finally:
            watch.close()
            del self._following[tenant.key, operation_id]

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
        self, tenant: Tenant, operation_id: str, followed: _Followed, watch: Watch
    ) -> None:
        while True:
            followed.again = False
            look = await self._tracker.look(tenant, operation_id)
            if look.progress.running:
                wait = await self._show_progress(look, followed)
                await self._until_due(tenant, operation_id, watch, max(wait, self._interval()))
                continue
            followed.shown = None
            await self._persist(self._show_end, look, followed.since)
            latest = await self._operations.get(tenant, operation_id)
            if not followed.again and (latest is None or latest.status is look.progress.status):
                return  # else something was decided while the end was being shown

    async def _show_progress(self, look: Look, followed: _Followed) -> float:
        """Show how far it is, where that is news.

        Returns the seconds to wait where Slack's budget is used up.
        """
        tenant, place = look.operation.requester.person.tenant, look.operation.progress_at
        message = progress(view_of(look))
        if place is None or message == followed.shown:
            return 0.0
        try:
            wait = await self._gateway.update_if_free(tenant, place, message)
        except SLACK_FAILED as error:
            _log.warning("progress_not_shown", operation=look.operation.id, reason=reason(error))
            return self._pace.between_updates
        followed.shown = None if wait else message
        return wait

    async def _show_end(self, look: Look, since: datetime | None) -> None:
        tenant, operation = look.operation.requester.person.tenant, look.operation
        view, right = view_of(look), await self._operations.was_right(tenant, operation.id)
        channel = await self._put(tenant, operation, summary(view, right=right))
        await self._operations.set_shown(tenant, operation.id, operation.status)
        await self._note(look, told(view))
        if channel and _seconds(look, since) > self._pace.long_run:
            reply = notices.finished(view)
            await self._gateway.post(tenant, channel, reply, _thread(operation))

    async def _put(self, tenant: Tenant, operation: BulkOperation, message: Message) -> str:
        """Edit the run's message; where it can be edited no more, post it anew. Its channel."""
        place = operation.progress_at
        if place is None:
            return ""
        try:
            await self._gateway.update(tenant, place, message)
        except SlackApiError as error:
            if reason(error) in REFUSED and message.blocks:
                _log.error("summary_refused", operation=operation.id, reason=reason(error))
                return await self._put(tenant, operation, Message(message.text, []))
            if reason(error) not in GONE:
                raise
            thread_ts = _thread(operation)
            place = await self._gateway.post(tenant, place.channel, message, thread_ts)
            await self._operations.set_progress_at(tenant, operation.id, place)
        return place.channel

    async def _note(self, look: Look, ended: str = "") -> None:
        """What the channel of the request sees: counts only. It may be gone; the run goes on."""
        operation, view = look.operation, view_of(look)
        if operation.notice_at is None:
            return
        name, tenant = operation.requester.name, operation.requester.person.tenant
        message: Message = (
            channel_finished(name, ended)
            if ended
            else channel_running(view.words, name, look.progress.counts, view.reader)
        )
        try:
            await self._gateway.update(tenant, operation.notice_at, message)
        except SLACK_FAILED as error:
            _log.warning("note_not_shown", operation=operation.id, reason=reason(error))

    def _interval(self) -> float:
        return max(self._pace.between_updates, self._pace.share * len(self._following))

    async def _until_due(
        self, tenant: Tenant, operation_id: str, watch: Watch, seconds: float
    ) -> None:
        """Wait for something new and for the interval to pass; the end is not kept waiting.

        A signal comes from this process only, so that without any it looks all the same.
        """
        due = self._clock.monotonic() + seconds
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.look_again):
                await watch.changed()
        while self._clock.monotonic() < due and not await self._ended(tenant, operation_id):
            await self._clock.sleep(self._pace.glance)

    async def _ended(self, tenant: Tenant, operation_id: str) -> bool:
        operation = await self._operations.get(tenant, operation_id)
        return operation is None or operation.completed_at is not None

    async def _persist(
        self, show: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Try until Slack takes it. Raises _Hopeless when it never will: nobody can see it."""
        waits = chain(self._pace.until_shown, repeat(self._pace.until_shown[-1]))
        while True:
            try:
                return await show(*args, **kwargs)
            except SLACK_FAILED as error:
                _log.warning("slack_failed", reason=reason(error))
                if reason(error) in HOPELESS:
                    raise _Hopeless from error
            await self._clock.sleep(next(waits))


def _thread(operation: BulkOperation) -> str | None:
    """The thread of the preview; where that was itself written in a thread, that one."""
    at, asked_in = operation.preview_at, operation.conversation
    if at is None:
        return None
    return (asked_in.thread_ts if at.channel == asked_in.channel else None) or at.ts


def _seconds(look: Look, since: datetime | None) -> float:
    """How long it ran: since it was confirmed, or since it was last set going again."""
    began, ended = since or look.progress.start_time, look.progress.finished_at
    return (ended - began).total_seconds() if began and ended else 0.0
