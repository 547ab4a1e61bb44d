"""The buttons of a run: pause, resume, cancel, retry, done, feedback, and answers for doubts.

Whoever presses late, or twice, is told how it stands; nothing is done a second time.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from slack_bolt.async_app import AsyncApp

from app.domain.errors import InvalidMove
from app.domain.identity import Person
from app.domain.journal import DoubtAnswer
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkOperation, Pause
from app.domain.ports import Slice
from app.domain.words import engine as words
from app.domain.words import pausing
from app.domain.words.pausing import Act
from app.slack.deliveries import Press
from app.slack.listeners import on_press
from app.slack.lists import RunDetails
from app.slack.services import Services
from app.slack.standing import view_of
from blocks import ids
from blocks.summary import summary, summary_done

ONE = (
    (ids.IN_DOUBT_DONE, DoubtAnswer.HAPPENED),
    (ids.IN_DOUBT_NOT_DONE, DoubtAnswer.DID_NOT),
    (ids.IN_DOUBT_AGAIN, DoubtAnswer.AGAIN),
)
ALL = (
    (ids.IN_DOUBT_ALL_DONE, DoubtAnswer.HAPPENED),
    (ids.IN_DOUBT_ALL_NOT_DONE, DoubtAnswer.DID_NOT),
    (ids.IN_DOUBT_ALL_AGAIN, DoubtAnswer.AGAIN),
)


def register(app: AsyncApp, services: Services) -> None:
    """Listen for a run's buttons."""
    surface = RunButtons(services)
    on_press(app, services, ids.OPERATION_PAUSE, surface.pause)
    on_press(app, services, ids.OPERATION_RESUME, surface.resume)
    on_press(app, services, ids.OPERATION_CANCEL, surface.cancel)
    on_press(app, services, ids.OPERATION_RETRY, surface.retry)
    on_press(app, services, ids.OPERATION_DONE, surface.done)
    on_press(app, services, ids.FEEDBACK_YES, surface.feedback(right=True))
    on_press(app, services, ids.FEEDBACK_NO, surface.feedback(right=False))
    for one, answer in ONE:
        on_press(app, services, one, surface.decide_one(answer))
    for every, answer in ALL:
        on_press(app, services, every, surface.decide_all(answer))


Handler = Callable[[Press], Awaitable[None]]


class RunButtons:
    """Decides about runs, for those who may."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._details = RunDetails(services)

    async def pause(self, press: Press) -> None:
        """Stop claiming until somebody resumes it; what is in flight ends and is recorded."""
        operation = await self._pressed(press)
        store, tenant = self._services.operations, press.person.tenant
        await store.start(tenant, operation.id)  # at any moment: also before the first item
        async with self._answering(Act.PAUSE, press, operation):
            paused = await store.pause(tenant, operation.id, Pause(by=press.person.user_id))
        if not paused:
            raise InvalidMove(pausing.refused(Act.PAUSE, OperationStatus.PAUSED))
        self._services.runs.follow(operation)

    async def resume(self, press: Press) -> None:
        """Go on with what waits."""
        operation = await self._pressed(press)
        store, tenant = self._services.operations, press.person.tenant
        async with self._answering(Act.RESUME, press, operation):
            if not await store.resume(tenant, operation.id, press.person):
                raise InvalidMove
        await self._go_on(operation)

    async def cancel(self, press: Press) -> None:
        """Stop claiming at once; what is in flight ends and is recorded."""
        operation = await self._pressed(press)
        async with self._answering(Act.CANCEL, press, operation):
            await self._services.operations.cancel(press.person.tenant, operation.id, press.person)
        await self._go_on(operation)

    async def retry(self, press: Press) -> None:
        """Run the failed items again, and only those."""
        operation = await self._pressed(press)
        async with self._answering(Act.RETRY, press, operation):
            again = await self._services.operations.retry_failed(
                press.person.tenant, operation.id, press.person, press.at
            )
        await self._again(operation)
        if not again:
            raise InvalidMove(pausing.nothing_to_retry())

    async def done(self, press: Press) -> None:
        """Take the buttons away."""
        look = await self._services.tracker.look(
            press.person.tenant, ids.OperationRef.parse(press.value).operation_id
        )
        self._services.drafts.require_allowed(look.operation, press.person)
        right = await self._services.operations.was_right(press.person.tenant, look.operation.id)
        if press.place and not look.progress.running:
            message = summary_done(view_of(look), right=right)
            await self._services.gateway.update(press.person.tenant, press.place, message)

    def feedback(self, *, right: bool) -> Handler:
        """Take the answer to "Was this right?"."""

        async def take(press: Press) -> None:
            tenant = press.person.tenant
            operation = await self._pressed(press)
            store = self._services.operations
            await store.feedback(
                tenant, operation.id, press.person, right=right, pressed=press.pressed
            )
            look = await self._services.tracker.look(tenant, operation.id)
            if press.place and not look.progress.running:
                latest = await store.was_right(tenant, operation.id)
                message = summary(view_of(look), right=latest)
                await self._services.gateway.update(tenant, press.place, message)

        return take

    def decide_one(self, answer: DoubtAnswer) -> Handler:
        """Take the answer for one item in doubt."""

        async def take(press: Press) -> None:
            ref = ids.ItemRef.parse(press.value)
            try:
                await self._decide(ref.owner_id, [ref.item_id], answer, press)
            finally:
                if press.view_id:
                    await self._details.refresh(press)

        return take

    def decide_all(self, answer: DoubtAnswer) -> Handler:
        """Take the same answer for all items in doubt."""

        async def take(press: Press) -> None:
            ref = ids.OperationRef.parse(press.value)
            await self._decide(ref.operation_id, None, answer, press)

        return take

    async def _decide(
        self,
        operation_id: str,
        item_ids: Sequence[str] | None,
        answer: DoubtAnswer,
        press: Press,
    ) -> None:
        """Record the answer for what was in doubt when it was given, and for nothing later."""
        by = press.person
        operation = await self._run(operation_id, by)
        decided = await self._services.operations.decide(
            by.tenant, operation.id, item_ids, answer, by, press.at
        )
        await self._again(operation)
        if not decided:
            raise InvalidMove(pausing.not_in_doubt())

    async def _pressed(self, press: Press) -> BulkOperation:
        """The run of a button, for somebody who may press. Raises NotYours, InvalidMove."""
        return await self._run(ids.OperationRef.parse(press.value).operation_id, press.person)

    async def _run(self, operation_id: str, by: Person) -> BulkOperation:
        operation = await self._services.operations.get(by.tenant, operation_id)
        if operation is None:
            raise InvalidMove(words.no_run())
        self._services.drafts.require_allowed(operation, by)
        return operation

    @asynccontextmanager
    async def _answering(
        self, act: Act, press: Press, operation: BulkOperation
    ) -> AsyncIterator[None]:
        """Where the status allows it no more, say so in the words of what was pressed."""
        try:
            yield
        except InvalidMove:
            latest = await self._run(operation.id, press.person)
            self._services.runs.follow(
                latest
            )  # the button stood there because the message is behind
            raise InvalidMove(pausing.refused(act, latest.status)) from None

    async def _go_on(self, operation: BulkOperation, since: datetime | None = None) -> None:
        """Have the run looked at by a worker, and its message kept true."""
        tenant_key = operation.requester.person.tenant.key
        await self._services.dispatcher.enqueue(
            Slice(tenant_key=tenant_key, operation_id=operation.id)
        )
        self._services.runs.follow(operation, since)

    async def _again(self, operation: BulkOperation) -> None:
        """The same for a run that may have ended before."""
        await self._go_on(operation, since=self._services.clock.now())
