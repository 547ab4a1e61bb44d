"""Getting events, commands and clicks to the app, with Slack's deadlines and retries."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from playground.errors import DeliveryError
from playground.faults import Faults
from playground.feed import Feed
from playground.ids import new_id
from playground.timing import Timing

Kind = Literal["events", "slash_commands", "interactive"]
Payload = dict[str, Any]
MOST_WAITING = 5_000


@dataclass(frozen=True)
class Envelope:
    """One attempt at a delivery; `attempt` counts from 0, `reason` is why the last one failed."""

    id: str
    kind: Kind
    payload: Payload
    attempt: int = 0
    reason: str = ""


class Transport(Protocol):
    """How envelopes reach the app: Socket Mode or signed requests.

    `late` is Slack's retry reason for an attempt that was not acknowledged in time.
    """

    late: str

    async def ready(self) -> None:
        """Return once somebody can be reached."""

    async def deliver(self, envelope: Envelope) -> Payload | None:
        """Hand over and return the acknowledgement's payload. Raises DeliveryError."""


class Deliveries:
    """Sends events in the background with retries; asks the app about commands and clicks once.

    An event that nobody could receive waits until the app connects: people who work with a local
    playground restart their app, and nothing they wrote meanwhile is lost, up to the last 5,000
    events. Slack itself gives up after the last retry.
    """

    def __init__(
        self,
        transport: Transport,
        feed: Feed,
        faults: Faults,
        timing: Timing,
        subscribed: Callable[[Payload], bool],
    ) -> None:
        self._transport = transport
        self._subscribed = subscribed
        self._feed = feed
        self._faults = faults
        self._timing = timing
        self._latest: dict[Kind, Payload] = {}
        self._waiting: deque[Payload] = deque(maxlen=MOST_WAITING)
        self._handing_out: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def send_event(self, payload: Payload) -> None:
        """Deliver an event in the background, with Slack's retries, if the app asked for it."""
        if not self._subscribed(payload):
            return
        self._latest["events"] = payload
        self._waiting += [payload] * (2 if self._faults.plan.duplicate_deliveries else 1)
        if self._handing_out is None or self._handing_out.done():
            self._handing_out = self._spawn(self._hand_out())

    async def ask(self, kind: Kind, payload: Payload) -> Payload | None:
        """Deliver a command or click once; the acknowledgement's payload. Raises DeliveryError."""
        self._latest[kind] = payload
        if self._faults.plan.duplicate_deliveries:
            self._spawn(self._once_more(kind, payload))
        return await self._attempt(Envelope(new_id(""), kind, payload))

    async def repeat(self, kind: Kind) -> bool:
        """Deliver the newest payload of that kind once more; False when there was none."""
        if kind not in self._latest:
            return False
        await self._once_more(kind, self._latest[kind])
        return True

    @property
    def under_way(self) -> set[asyncio.Task[None]]:
        """What is being delivered in the background now."""
        return set(self._tasks)

    async def close(self) -> None:
        """Give up what is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="playground-delivery")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _hand_out(self) -> None:
        """Begin to deliver what waits, in order, as soon as somebody can be reached."""
        while self._waiting:
            await self._transport.ready()
            self._spawn(self._with_retries(self._waiting.popleft()))

    async def _with_retries(self, payload: Payload) -> None:
        reason = ""
        for attempt, pause in enumerate((0.0, *self._timing.retry_delays)):
            await asyncio.sleep(pause)
            await self._transport.ready()
            try:
                await self._attempt(Envelope(new_id(""), "events", payload, attempt, reason))
            except DeliveryError as failed:
                if failed.final:
                    return
                reason = failed.reason
            else:
                return

    async def _once_more(self, kind: Kind, payload: Payload) -> None:
        try:
            await self._attempt(Envelope(new_id(""), kind, payload))
        except DeliveryError:
            return  # a repeated delivery has no one waiting for its answer

    async def _attempt(self, envelope: Envelope) -> Payload | None:
        await asyncio.sleep(self._faults.plan.delay_deliveries)
        self._feed.append(
            "delivery",
            kind=envelope.kind,
            id=envelope.id,
            attempt=envelope.attempt,
            reason=envelope.reason,
            payload=envelope.payload,
        )
        try:
            return await self._acknowledged(envelope)
        except DeliveryError as failed:
            self._feed.append(
                "not_acked", id=envelope.id, reason=failed.reason, deadline=self._timing.ack
            )
            raise

    async def _acknowledged(self, envelope: Envelope) -> Payload | None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self._timing.ack):
                answer = await self._transport.deliver(envelope)
        except TimeoutError as late:
            raise DeliveryError(self._transport.late) from late
        took = round((loop.time() - started) * 1000, 1)
        self._feed.append("ack", id=envelope.id, ms=took, late=False, payload=answer)
        return answer
