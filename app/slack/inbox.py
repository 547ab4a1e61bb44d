"""One delivery, one effect: written down, then acknowledged, then worked on.

A repeated delivery is dropped by its key, unless the first is open and nobody works on it: the
journal's answer that it is there may have been lost. Work that a restart cut off is done again at the
next start, but for what only made sense at once (opening a modal: its trigger lives for 3 seconds).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError

from app.domain.errors import BulkheadError
from app.domain.identity import Person, Tenant
from app.domain.journal import Delivery, Inbox
from app.domain.ports import Clock
from app.domain.value import Value
from app.domain.words import access as words
from app.engine.tasks import TaskKeeper
from app.slack.gateway import SLACK_FAILED, SlackGateway, reason
from blocks import notices

_log = structlog.get_logger(__name__)


Mark = tuple[str, str]
"""A delivery's tenant and key."""

Take = Callable[[Delivery], Awaitable[Delivery | None]]


@dataclass(frozen=True)
class Work:
    """How a kind of delivery is worked on; `again` says whether also after a restart."""

    model: type[Value]
    handle: Callable[[Any], Awaitable[None]]
    again: bool = True


class InboxProcessor:
    """Receives deliveries, and works on them in the background."""

    def __init__(
        self, inbox: Inbox, gateway: SlackGateway, tasks: TaskKeeper, clock: Clock
    ) -> None:
        self._inbox = inbox
        self._gateway = gateway
        self._tasks = tasks
        self._clock = clock
        self._work: dict[str, Work] = {}
        self._under_way: set[Mark] = set()
        self._worked_on: dict[Mark, Delivery] = {}  # done, and that is not written yet

    def on(self, kind: str, work: Work) -> None:
        """Say who works on a kind of delivery."""
        if kind in self._work:
            raise ValueError(f"{kind} has its work already")
        self._work[kind] = work

    async def receive(self, kind: str, key: str, tenant: Tenant, payload: Value) -> None:
        """Write a delivery down and start its work, unless it was there before."""
        delivery = Delivery(
            tenant=tenant,
            key=key,
            kind=kind,
            payload=payload.model_dump(mode="json"),
            received_at=self._clock.now(),
        )
        await self._take(delivery, self._inbox.receive)

    async def resume(self) -> None:
        """Work on what a restart cut off, here or in a process that is no more.

        And on what this process wrote down and never heard of again. A process that was too slow
        to be heard goes on under a new name; what it still works on under the old one is not begun
        a second time.
        """
        for delivery in tuple(self._worked_on.values()):
            await self._finish(delivery)
        for delivery in await self._inbox.unfinished():
            if _mark(delivery) in self._under_way:
                continue
            work = self._work.get(delivery.kind)
            if work is None or not work.again:
                await self._inbox.finish(delivery)
            else:
                await self._take(delivery, self._inbox.take)

    async def _take(self, delivery: Delivery, take: Take) -> None:
        """Begin what `take` says is open. Of several at a time for one key, the first does.

        It is marked before the journal is asked: an answer is of a moment, and while it is marked
        nobody else begins or ends it. The others ask as well: they are acknowledged only when it
        is written.
        """
        mark = _mark(delivery)
        first = mark not in self._under_way
        self._under_way.add(mark)
        found = None
        try:
            found = await take(delivery)
        finally:
            if first and found is None:
                self._under_way.discard(mark)
        if first and found:
            self._tasks.start(f"{found.kind} {found.key}", self._process(found))

    async def _process(self, delivery: Delivery) -> None:
        work = self._work[delivery.kind]
        if payload := _payload(work, delivery):
            await self._handle(work, payload, delivery)
        self._worked_on[_mark(delivery)] = delivery
        await self._finish(delivery)

    async def _finish(self, delivery: Delivery) -> None:
        """It stays under way until that is written: the next look tries again, and nobody works."""
        await self._inbox.finish(delivery)
        self._worked_on.pop(_mark(delivery), None)
        self._under_way.discard(_mark(delivery))

    async def _handle(self, work: Work, payload: Any, delivery: Delivery) -> None:
        try:
            await work.handle(payload)
        except BulkheadError as error:
            await self._tell(payload, error)
        except Exception:  # noqa: BLE001 - logged with its trace; the person is told
            _log.exception("delivery_failed", kind=delivery.kind, key=delivery.key)
            await self._tell(payload, BulkheadError(words.unexpected(delivery.key)))

    async def _tell(self, payload: Any, error: BulkheadError) -> None:
        """Tell the person, and only them, where they are."""
        try:
            await self._whisper(payload, error)
        except SLACK_FAILED as failed:  # nobody can be told where Slack is what failed
            _log.warning("notice_not_shown", user=payload.person.user_id, reason=reason(failed))

    async def _whisper(self, payload: Any, error: BulkheadError) -> None:
        person: Person = payload.person
        place = getattr(payload, "conversation", None) or payload
        channel = getattr(place, "channel", "") or await self._gateway.direct(person.user_id)
        thread_ts = getattr(place, "thread_ts", None) or None
        await self._gateway.whisper(person, channel, notices.problem(error), thread_ts)


def _mark(delivery: Delivery) -> Mark:
    return (delivery.tenant.key, delivery.key)


def _payload(work: Work, delivery: Delivery) -> Value | None:
    """What was delivered; None where another version wrote it down, which nobody here can read."""
    try:
        return work.model.model_validate(delivery.payload)
    except ValidationError:
        _log.exception("delivery_unreadable", kind=delivery.kind, key=delivery.key)
        return None
