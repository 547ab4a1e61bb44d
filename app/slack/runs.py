"""The one message of a run: followed from its first item to its last, edited in place.

Of several processes that could, one shows it at a time: the publisher, as the journal names it.
The others look again now and then, and one of them goes on when the publisher is gone. Each look
is at the journal and the latest one wins, so that nothing piles up while Slack is away: one edit
catches up. The end always gets through, however long Slack needs.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat

import structlog

from app.domain.errors import InvalidMove
from app.domain.journal import OperationStore
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation
from app.domain.ports import Clock
from app.engine.progress import BulkProgressTracker, Look
from app.engine.signals import Signals
from app.engine.tasks import TaskKeeper
from app.slack.followed import Followed
from app.slack.gateway import SLACK_FAILED, SlackGateway, reason
from app.slack.pace import Pace
from app.slack.run_places import RunPlaces
from app.slack.standing import standing, told_beside, view_of
from blocks import notices
from blocks.channel import channel_finished, channel_paused, channel_running
from blocks.summary import told

_log = structlog.get_logger(__name__)

HOPELESS = frozenset({
    "account_inactive", "channel_not_found", "invalid_auth", "is_archived", "not_in_channel",
    "token_revoked",
})  # fmt: skip
"""What Slack answers when no attempt will ever succeed; a restart tries again."""


_TOLD_BY_CONFIRM = timedelta(minutes=1)
"""For so long whoever confirmed a start is left to say when it begins, with what they know of it."""


class _Hopeless(Exception):
    """No attempt to show this run will ever succeed."""


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
        self._places = RunPlaces(operations, gateway)
        self._signals = signals
        self._tasks = tasks
        self._clock = clock
        self._pace = pace
        self._following: dict[tuple[str, str], Followed] = {}
        self._hopeless: set[tuple[str, str]] = set()

    @property
    def followed(self) -> int:
        """How many runs this process keeps an eye on."""
        return len(self._following)

    def follow(
        self,
        operation: BulkOperation,
        since: datetime | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        """Keep the operation's message true until its end stands in it, or that it waits.

        `since` is when somebody set it going again, where it had ended before; `notes` are said of
        one that waits for its start.
        """
        tenant = operation.requester.person.tenant
        key = (tenant.key, operation.id)
        if key in self._following:
            self._following[key].wishes += 1
            return
        watch = self._signals.watch(*key)
        followed = Followed(tenant, operation.id, watch, self._clock.now(), since, notes)
        followed.wishes = int(since is not None)
        self._following[key] = followed
        self._hopeless.discard(key)
        self._tasks.start(f"follow {operation.id}", self._follow(followed))

    def take_up(self, operation: BulkOperation) -> None:
        """Follow an open operation that nobody follows here.

        Another process has confirmed it, or what followed it here failed.
        """
        key = (operation.requester.person.tenant.key, operation.id)
        if (
            not self._waits_told(operation)
            and key not in self._following
            and key not in self._hopeless
        ):
            self.follow(operation)

    def _waits_told(self, operation: BulkOperation) -> bool:
        """Whether it waits for its start, and its message says so, or whoever confirmed it will."""
        if operation.status is not OperationStatus.SCHEDULED:
            return False
        just_now = self._clock.now() - operation.confirmed_at < _TOLD_BY_CONFIRM
        return operation.progress_at is not None or just_now

    async def _follow(self, followed: Followed) -> None:
        try:
            waits = self._waits()
            while not await self._done(followed, waits):
                pass
        except (InvalidMove, _Hopeless):
            self._hopeless.add(followed.key)
        finally:
            followed.watch.close()
            del self._following[followed.key]
            await self._release(followed)

    async def _done(self, followed: Followed, waits: Iterator[float]) -> bool:
        """One step; what fails is tried again, from a new look, until it succeeds."""
        try:
            if shown := await self._step(followed):
                await self._release(followed)
        except SLACK_FAILED as error:
            _log.warning("run_not_shown", operation=followed.operation_id, reason=reason(error))
            if reason(error) in HOPELESS:
                raise _Hopeless from error
        except (InvalidMove, _Hopeless):
            raise
        except Exception:  # noqa: BLE001 - logged with its trace; the journal may be back soon
            _log.exception("run_not_followed", operation=followed.operation_id)
        else:
            return shown and not followed.owed
        await self._clock.sleep(next(waits))
        return False

    def _waits(self) -> Iterator[float]:
        return chain(self._pace.until_shown, repeat(self._pace.until_shown[-1]))

    async def _step(self, followed: Followed) -> bool:
        """Show how it stands now, and wait for news; True once there is no more to come."""
        wishes = followed.wishes
        if not await self._publishes(followed):
            return await self._elsewhere(followed)
        look = await self._tracker.look(followed.tenant, followed.operation_id)
        if look.operation.progress_at is None:
            if not await self._places.is_turn_of(look.operation):
                await self._clock.sleep(self._pace.glance)
                return False
            await self._begin(look, followed)
        elif look.progress.status is OperationStatus.SCHEDULED:
            followed.met = wishes
            return True  # whoever starts it follows it again
        elif look.progress.running:
            wait = await self._show_progress(look, followed)
            await self._until_due(followed, look, max(wait, self._interval()))
        elif await self._publishes(followed, surely=True):
            await self._show_end(look, followed)
            followed.met = wishes
            return await self._is_shown(followed)
        return False

    async def _publishes(self, followed: Followed, *, surely: bool = False) -> bool:
        """Whether it is for this process to show; a publisher stays one by asking in time.

        `surely` asks at any rate: a process that slept meanwhile may be the publisher no more.
        """
        now, seconds = self._clock.monotonic(), self._pace.publish
        if not surely and now < followed.mine_until - seconds / 2:
            return True
        mine = await self._operations.publish(followed.tenant, followed.operation_id, seconds)
        followed.mine_until = now + seconds if mine else 0.0
        return mine

    async def _release(self, followed: Followed) -> None:
        """Let others show it at once, where this process does no more."""
        if not followed.mine_until:
            return
        followed.mine_until = 0.0
        try:
            await self._operations.publish(followed.tenant, followed.operation_id, 0.0)
        except Exception:  # noqa: BLE001 - logged with its trace; it runs out by itself
            _log.exception("publisher_not_released", operation=followed.operation_id)

    async def _elsewhere(self, followed: Followed) -> bool:
        """Another process shows it: look again later whether it still does."""
        followed.shown = None  # by then something else may stand there
        if await self._is_shown(followed) and not followed.owed:
            return True
        await self._clock.sleep(self._pace.look_again)
        return False

    async def _is_shown(self, followed: Followed) -> bool:
        """Whether the end stands in Slack, and nothing was decided meanwhile."""
        operation = await self._operations.get(followed.tenant, followed.operation_id)
        return operation is None or operation.shown is operation.status

    async def _begin(self, look: Look, followed: Followed) -> None:
        """Post the run's message. Raises _Hopeless where no preview says where to."""
        first = standing(look, followed.notes)
        if await self._places.begin(look.operation, first) is None:
            raise _Hopeless
        followed.shown = first

    async def _show_progress(self, look: Look, followed: Followed) -> float:
        """Show how far it is, where that is news; a decision comes before figures.

        Returns the seconds to wait where Slack's budget is used up.
        """
        message, status = standing(look), look.progress.status
        if message != followed.shown:
            urgent = status is not followed.status
            wait = await self._places.show(look.operation, message, urgent=urgent)
            if wait:
                return wait
            followed.shown = message
        await self._tell_pause(look, followed)
        await self._note(look, followed)
        followed.status, followed.replied = status, False
        return 0.0

    async def _tell_pause(self, look: Look, followed: Followed) -> None:
        """Reply that it paused by itself, once: an edit notifies nobody."""
        place, pause = look.operation.progress_at, look.operation.pause
        if place is None or pause is None or pause.error is None or pause.at is None:
            return
        if pause.at < followed.began or pause.at == followed.paused_at:
            return  # told before, perhaps by another process
        await self._places.reply(
            look.operation, place.channel, notices.paused(view_of(look), pause)
        )
        followed.paused_at = pause.at

    async def _note(self, look: Look, followed: Followed) -> None:
        """What the channel of the request sees: counts only, and now and then."""
        status, now = look.progress.status, self._clock.monotonic()
        due = status is not followed.status or now >= followed.noted_at + self._pace.note
        if status is OperationStatus.SCHEDULED or not due:
            return
        view, name = view_of(look), look.operation.requester.name
        show = channel_paused if status is OperationStatus.PAUSED else channel_running
        note = show(view.words, name, look.progress.counts, view.reader)
        if note != followed.noted and await self._places.note(look.operation, note, last=False):
            followed.noted, followed.noted_at = note, now

    async def _show_end(self, look: Look, followed: Followed) -> None:
        operation, view = look.operation, view_of(look)
        shown = operation.shown is operation.status  # by another process, or before a restart
        if shown and not followed.owed:
            return
        followed.shown = followed.status = None
        right = await self._operations.was_right(followed.tenant, operation.id)
        channel = await self._places.end(operation, standing(look, right=right))
        told_already = shown or followed.replied
        due = told_beside(look) or followed.seconds(look) > self._pace.long_run
        if channel and due and not told_already:
            beside = told_beside(look) or notices.finished(view)
            await self._places.reply(operation, channel, beside)
            followed.replied = True
        await self._operations.set_shown(followed.tenant, operation.id, operation.status)
        note = channel_finished(operation.requester.name, told(view))
        await self._places.note(operation, note, last=True)

    def _interval(self) -> float:
        return max(self._pace.between_updates, self._pace.share * len(self._following))

    async def _until_due(self, followed: Followed, look: Look, seconds: float) -> None:
        """Wait for something new and for the interval to pass; a decision is not kept waiting.

        A signal comes from this process only, so that without any it looks all the same.
        """
        due = self._clock.monotonic() + seconds
        await followed.news(self._pace.look_again)
        while (left := due - self._clock.monotonic()) > 0:
            if await self._decided(followed, look.progress.status):
                return
            await self._clock.sleep(self._pace.glance)
            await followed.news(min(left, self._pace.look_again))

    async def _decided(self, followed: Followed, status: OperationStatus) -> bool:
        operation = await self._operations.get(followed.tenant, followed.operation_id)
        return operation is None or operation.status is not status
