"""The dispatcher: slices as jobs of PgQueuer, in memory or on Postgres by the same code."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog
from pgqueuer import Job, QueueManager
from pydantic import ValidationError

from app.dispatch.jobs import Jobs, Repository
from app.dispatch.names import CHANNEL
from app.dispatch.turns import Entrypoint, Turns
from app.domain.ports import Clock, Slice

_log = structlog.get_logger(__name__)

ENTRYPOINT = "slice"

Decided = Callable[[str, str], None]
"""Told the tenant key and the operation id of what was decided about."""

HOLD_AFTER_ERROR = 5.0
"""Seconds a slice waits after its worker raised: it is never dropped."""

SLICES = 64
"""Slices of a process that run at once. A slice mostly waits for slots, which are the worker's."""

DEDUPE_OVER = 1.0
"""Seconds of delay from which on slices of one operation due in the same second are one."""

STALE = 0.8
"""The share of the heartbeat after which a silent worker's jobs are free for others."""

LOOK = 0.1
"""The share of the heartbeat after which an idle loop looks for such jobs, unasked."""

PRUNE_AFTER = 200
"""Slices after which the library's log, which nobody reads, is emptied."""

RETRY_FIRST, RETRY_MOST = 0.1, 5.0
"""Seconds between attempts at a queue that is away: the first wait, doubled up to the last."""

STOP_SECONDS = 3.0
"""How long the end waits for slices that were cancelled and for what is still to be written."""

CANCEL_SECONDS = 0.2
"""How long each of the places gets in which a loop waits that did not end by then."""


class PgQueuerDispatcher:
    """The Dispatcher port.

    `heartbeat` is after how many seconds of silence a process counts as dead. A process that only
    queues never calls `run`. `close` comes last, when nothing queues any more.
    """

    def __init__(
        self,
        jobs: Jobs,
        clock: Clock,
        *,
        heartbeat: float = 10.0,
        slices: int = SLICES,
        hold: float = HOLD_AFTER_ERROR,
    ) -> None:
        self._jobs = jobs
        self._clock = clock
        self._heartbeat = heartbeat
        self._slices = slices
        self._hold = hold
        self._turns: Turns | None = None
        self._loops: set[asyncio.Task[None]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._queued = 0
        self._finished = 0

    async def enqueue(self, work: Slice, delay: float = 0.0, *, once: bool = False) -> None:
        """Queue a slice; `delay` in seconds.

        It does not raise where the queue is away: who confirmed an operation must not be told of
        a failure when the journal has it. That is logged, and the sweeper makes up for it.
        """
        key = None
        if once:
            key = f"{work.tenant_key}:{work.operation_id}:sweep"
        elif delay > DEDUPE_OVER:
            due = int(self._jobs.seconds() + delay)
            key = f"{work.tenant_key}:{work.operation_id}:{due}"
        await self._put([work], delay, key)

    async def spread(self, work: Slice, copies: int) -> None:
        """Queue so many slices of an operation at once; as careful as `enqueue`."""
        await self._put([work] * copies)

    def health(self) -> Mapping[str, int]:
        """Figures for the operator: queued, as of a moment ago and where slices run; running."""
        return {"queued": self._queued, "running": len(self._turns or ())}

    async def close(self) -> None:
        """Disconnect; what is queued from now on is only logged."""
        if self._telling:
            await asyncio.wait(self._telling, timeout=STOP_SECONDS)
        for telling in self._telling:
            telling.cancel()
        await self._jobs.close()

    def announce(self, tenant_key: str, operation_id: str) -> None:
        """Tell the workers of other processes that somebody decided about an operation.

        It only makes them look sooner: who misses it sees the decision with the next claim.
        """
        work = Slice(tenant_key=tenant_key, operation_id=operation_id)
        task = asyncio.create_task(self._announce(work), name="announce")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _announce(self, work: Slice) -> None:
        try:
            await self._jobs.tell(work.model_dump_json())
        except Exception as error:  # noqa: BLE001 - they see it a moment later by themselves
            _log.warning("decision_not_told", operation=work.operation_id, reason=_reason(error))

    async def run(self, entrypoint: Entrypoint, decided: Decided | None = None) -> None:
        """Run slices until cancelled, through every outage of what holds the queue.

        `decided` is told the tenant key and the operation id of what other processes announce.
        """
        if decided:
            self._jobs.hear(partial(_pass_on, decided))
        turns = self._turns = Turns(entrypoint, self._again, self._clock, self._hold)
        try:
            await self._go_on_for_ever(turns)
        finally:
            turns.stop()
            await self._stopped()

    async def _go_on_for_ever(self, turns: Turns) -> None:
        wait = RETRY_FIRST
        while True:
            began = self._clock.monotonic()
            reason = await self._one_loop(turns)
            _log.warning("queue_lost", reason=reason)
            if self._clock.monotonic() - began > RETRY_MOST:
                wait = RETRY_FIRST
            await self._clock.sleep(wait)
            wait = min(RETRY_MOST, 2 * wait)

    async def _one_loop(self, turns: Turns) -> str:
        """Run a loop of the library until it hears or finds nothing any more; why.

        Its slices then go on, and it ends once they have; another loop takes its place meanwhile.
        """
        lost = asyncio.Event()
        try:
            async with self._jobs.listening(lost) as repository:
                loop = self._started(repository, turns, lost)
                while not lost.is_set():
                    self._queued = await _waiting(repository)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._heartbeat):
                            await lost.wait()
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue is to go on
            return _reason(error)
        return "the loop ended" if loop.done() else "the connection broke"

    def _started(
        self, repository: Repository, turns: Turns, lost: asyncio.Event
    ) -> asyncio.Task[None]:
        manager = QueueManager(repository, CHANNEL)
        manager.shutdown = lost

        async def take(job: Job) -> None:
            await turns.take(job)
            await self._count(repository)

        manager.entrypoint(ENTRYPOINT, accepts_context=False)(take)
        work = manager.run(
            batch_size=self._jobs.together,
            max_concurrent_tasks=self._slices,
            dequeue_timeout=timedelta(seconds=self._heartbeat * LOOK),
            heartbeat_timeout=timedelta(seconds=self._heartbeat * STALE),
            log_aggregation_interval=timedelta(0),  # of a log that is thrown away
            shutdown_on_listener_failure=True,
        )
        task = asyncio.create_task(work, name="queue")
        self._loops.add(task)
        task.add_done_callback(self._ended)
        task.add_done_callback(lambda _: lost.set())
        return task

    def _ended(self, loop: asyncio.Task[None]) -> None:
        self._loops.discard(loop)
        if not loop.cancelled() and (error := loop.exception()):
            _log.warning("queue_loop_failed", reason=_reason(error))

    async def _stopped(self) -> None:
        """Wait for the loops, which end with their slices; not for long."""
        left, seconds = set(self._loops), STOP_SECONDS
        while left:
            _, left = await asyncio.wait(left, timeout=seconds)
            if left:
                await self._jobs.abandon()
            for loop in left:  # again and again: it waits in several places, one after another
                loop.cancel()
            seconds = CANCEL_SECONDS

    async def _again(self, work: Slice, delay: float) -> bool:
        return await self._put([work], delay)

    async def _put(self, work: Sequence[Slice], delay: float = 0.0, key: str | None = None) -> bool:
        """Whether it is queued, or was already."""
        with suppress(Exception):  # where it is for good, the second attempt tells
            await self._insert(work, delay, key)
            return True
        try:
            await self._jobs.mend()
            await self._insert(work, delay, key)
        except Exception as error:  # noqa: BLE001 - the journal has it, and its sweeper asks again
            _log.warning("slice_not_queued", operation=work[0].operation_id, reason=_reason(error))
            return False
        return True

    async def _insert(self, work: Sequence[Slice], delay: float, key: str | None) -> None:
        repository = await self._jobs.repository()
        count = len(work)
        await repository.enqueue(
            [ENTRYPOINT] * count,
            [one.model_dump_json().encode() for one in work],
            [0] * count,
            [timedelta(seconds=delay)] * count,
            [key] * count,
            on_conflict="skip",
        )

    async def _count(self, repository: Repository) -> None:
        """Once in a while, empty the library's log."""
        self._finished += 1
        if self._finished % PRUNE_AFTER:
            return
        try:
            await repository.clear_queue_log(ENTRYPOINT)
        except Exception as error:  # noqa: BLE001 - the next time will do
            _log.warning("queue_log_not_emptied", reason=_reason(error))


def _pass_on(decided: Decided, news: str) -> None:
    try:
        work = Slice.model_validate_json(news)
    except ValidationError:  # of another version
        return
    decided(work.tenant_key, work.operation_id)


def _reason(error: BaseException) -> str:
    """An error in a line. It is one of the queue's, whose statements carry no content."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


async def _waiting(repository: Repository) -> int:
    sizes = await repository.queue_size()
    return sum(one.count for one in sizes if one.status == "queued")
