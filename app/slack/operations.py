"""The buttons of a run: cancel, retry, done, feedback, and the answers for items in doubt."""

from collections.abc import Awaitable, Callable, Sequence

from slack_bolt.async_app import AsyncApp

from app.domain.errors import InvalidMove
from app.domain.identity import Person
from app.domain.journal import DoubtAnswer
from app.domain.operation import BulkOperation
from app.domain.ports import Slice
from app.domain.words import engine as words
from app.slack.deliveries import Press
from app.slack.listeners import on_press
from app.slack.lists import RunDetails
from app.slack.runs import view_of
from app.slack.services import Services
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

    async def cancel(self, press: Press) -> None:
        """Stop claiming at once; what is in flight ends and is recorded."""
        operation = await self._run(ids.OperationRef.parse(press.value).operation_id, press.person)
        await self._services.operations.cancel(press.person.tenant, operation.id, press.person)
        await self._go_on(operation)

    async def retry(self, press: Press) -> None:
        """Run the failed items again, and only those."""
        operation = await self._run(ids.OperationRef.parse(press.value).operation_id, press.person)
        tenant = press.person.tenant
        await self._services.operations.retry_failed(tenant, operation.id, press.person, press.at)
        await self._go_on(operation)

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
            operation = await self._run(
                ids.OperationRef.parse(press.value).operation_id, press.person
            )
            await self._services.operations.feedback(
                tenant, operation.id, press.person, right=right
            )
            look = await self._services.tracker.look(tenant, operation.id)
            if press.place and not look.progress.running:
                message = summary(view_of(look), right=right)
                await self._services.gateway.update(tenant, press.place, message)

        return take

    def decide_one(self, answer: DoubtAnswer) -> Handler:
        """Take the answer for one item in doubt."""

        async def take(press: Press) -> None:
            ref = ids.ItemRef.parse(press.value)
            await self._decide(ref.owner_id, [ref.item_id], answer, press)
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
        await self._services.operations.decide(
            by.tenant, operation.id, item_ids, answer, by, press.at
        )
        await self._go_on(operation)

    async def _run(self, operation_id: str, by: Person) -> BulkOperation:
        """The run, for somebody who may press. Raises NotYours, InvalidMove."""
        operation = await self._services.operations.get(by.tenant, operation_id)
        if operation is None:
            raise InvalidMove(words.no_run())
        self._services.drafts.require_allowed(operation, by)
        return operation

    async def _go_on(self, operation: BulkOperation) -> None:
        """Have the run looked at by a worker, and its message kept true."""
        tenant_key = operation.requester.person.tenant.key
        await self._services.dispatcher.enqueue(
            Slice(tenant_key=tenant_key, operation_id=operation.id)
        )
        self._services.runs.follow(operation, since=self._services.clock.now())
