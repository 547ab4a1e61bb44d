"""Where a run stands in Slack: its message, what the channel sees of it, and its replies.

A message that was deleted, or whose channel is gone, is replaced by a new one where the person
can see it.
"""

import structlog
from slack_sdk.errors import SlackApiError

from app.domain.identity import Tenant
from app.domain.journal import OperationStore
from app.domain.operation import BulkOperation, Place
from app.slack.gateway import NOT_THERE, SLACK_FAILED, SlackGateway, reason
from blocks.message import Message

_log = structlog.get_logger(__name__)

GONE = NOT_THERE | {"cant_update_message", "edit_window_closed", "message_not_found"}
"""What Slack answers when a message can be edited no more: it is posted anew."""

REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"}
)
"""What Slack answers to a message it will never show: its text alone has to do."""


class RunPlaces:
    """Posts and edits what shows a run; raises SLACK_FAILED."""

    def __init__(self, operations: OperationStore, gateway: SlackGateway) -> None:
        self._operations = operations
        self._gateway = gateway

    async def begin(self, operation: BulkOperation, message: Message) -> Place | None:
        """Post the run's message; None where no preview says where that would be."""
        if operation.preview_at is None:
            return None
        return await self._post(operation, operation.preview_at.channel, message)

    async def is_turn_of(self, operation: BulkOperation) -> bool:
        """Whether the message of the step before stands there, below which this one belongs."""
        planned = operation.appointment
        if planned is None or not planned.first:
            return True
        first = await self._operations.get(_tenant(operation), planned.first)
        return first is None or first.progress_at is not None

    async def show(self, operation: BulkOperation, message: Message, *, urgent: bool) -> float:
        """Edit it where Slack's budget allows that now; else the seconds until it might.

        Raises SLACK_FAILED; a message that is gone is posted anew.
        """
        place = operation.progress_at
        if place is None:
            return 0.0
        tenant = _tenant(operation)
        try:
            return await self._gateway.update_if_free(tenant, place, message, urgent=urgent)
        except SlackApiError as error:
            if reason(error) not in GONE:
                raise
        _log.warning("run_message_gone", operation=operation.id)
        await self._post(operation, place.channel, message)
        return 0.0

    async def end(self, operation: BulkOperation, message: Message) -> str:
        """The last edit, as soon as the budget allows; the channel it stands in then."""
        place = operation.progress_at
        if place is None:
            return ""
        try:
            await self._gateway.update(_tenant(operation), place, message)
        except SlackApiError as error:
            if reason(error) in REFUSED and message.blocks:
                _log.error("summary_refused", operation=operation.id, reason=reason(error))
                return await self.end(operation, Message(message.text, []))
            if reason(error) not in GONE:
                raise
            place = await self._post(operation, place.channel, message)
        return place.channel

    async def reply(self, operation: BulkOperation, channel: str, message: Message) -> None:
        """Say something beside it: an edit notifies nobody."""
        await self._gateway.post(_tenant(operation), channel, message, _thread(operation, channel))

    async def note(self, operation: BulkOperation, message: Message, *, last: bool) -> bool:
        """What the channel of the request sees; whether it does now.

        It may be gone: the run goes on all the same. The `last` one waits for the budget.
        """
        place, tenant = operation.notice_at, _tenant(operation)
        if place is None:
            return True
        try:
            if last:
                await self._gateway.update(tenant, place, message)
                return True
            return not await self._gateway.update_if_free(tenant, place, message)
        except SLACK_FAILED as error:
            _log.warning("note_not_shown", operation=operation.id, reason=reason(error))
        return True

    async def _post(self, operation: BulkOperation, channel: str, message: Message) -> Place:
        """In the thread; in the requester's direct messages where that can be reached no more."""
        tenant, person = _tenant(operation), operation.requester.person
        thread_ts = _thread(operation, channel)
        place = await self._gateway.post_where_allowed(person, channel, message, thread_ts)
        await self._operations.set_progress_at(tenant, operation.id, place)
        return place


def _tenant(operation: BulkOperation) -> Tenant:
    return operation.requester.person.tenant


def _thread(operation: BulkOperation, channel: str) -> str | None:
    """The thread of the preview; where that was itself written in a thread, that one.

    None in another channel: after the first was gone.
    """
    at, asked_in = operation.preview_at, operation.conversation
    if at is None or at.channel != channel:
        return None
    return (asked_in.thread_ts if at.channel == asked_in.channel else None) or at.ts
