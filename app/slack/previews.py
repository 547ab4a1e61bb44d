"""The messages that show a draft: the preview, and what a channel sees of it."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from app.domain.identity import Conversation, Person
from app.domain.kinds import OperationStatus
from app.domain.operation import BulkDraft, BulkItem, Place, included
from app.domain.ports import Clock
from app.domain.words.reader import Reader
from app.engine.drafts import BulkDraftManager
from app.slack.deliveries import Request
from app.slack.gateway import SLACK_FAILED, SlackGateway, reason
from blocks import limits
from blocks.channel import channel_closed, channel_preparing
from blocks.draft_content import wording_of
from blocks.message import Message
from blocks.preview import Closed, ClosedHow, Shown, preview, preview_closed

_log = structlog.get_logger(__name__)


class Previews:
    """Posts previews, and keeps them true."""

    def __init__(self, drafts: BulkDraftManager, gateway: SlackGateway, clock: Clock) -> None:
        self._drafts = drafts
        self._gateway = gateway
        self._clock = clock

    async def show(self, draft: BulkDraft, request: Request) -> BulkDraft:
        """Post the preview where it belongs, and counts only where the request was made."""
        if draft.preview_at:
            return draft  # shown before a restart
        where = draft.conversation
        message = await self._open(draft)
        place = await self._gateway.post_where_allowed(
            request.person, where.channel, message, where.thread_ts
        )
        posted, draft = draft, await self._drafts.place(draft, place)
        if draft.status in _DECIDED:  # in the copy that Slack showed before it answered
            await self.close(draft, _DECIDED[draft.status])
            return draft
        if draft.shown != posted.shown:  # a sentence changed it meanwhile
            await self.refresh(draft)
        if request.conversation.channel != place.channel:
            await self._note(draft, request.conversation)
        return draft

    async def _note(self, draft: BulkDraft, asked_in: Conversation) -> None:
        """Tell the channel in counts; where the app cannot write, nobody there is told."""
        if asked_in.private:
            return
        name, count = draft.requester.name, draft.metadata.total_count
        note = channel_preparing(wording_of(draft), name, count)
        try:
            noted = await self._gateway.post(
                asked_in.tenant, asked_in.channel, note, asked_in.thread_ts
            )
        except SLACK_FAILED as error:
            _log.warning("note_not_shown", draft=draft.id, reason=reason(error))
        else:
            await self._drafts.place(draft, None, noted)

    async def refresh(self, draft: BulkDraft) -> None:
        """Show the draft as it stands now; one that follows another, in the preview of that."""
        lead = await self._drafts.leader(draft)
        await self._update(lead, lead.preview_at, await self._open(lead))

    async def close(
        self,
        draft: BulkDraft,
        how: ClosedHow,
        by: Person | None = None,
        at: datetime | None = None,
    ) -> None:
        """Take the buttons away, and say who ended it, how and when (now, unless `at` says)."""
        closed = Closed(how, at or self._clock.now(), by.user_id if by else None)
        first, then = await self._shown(draft)
        message = preview_closed(first, then, Reader.of(draft.requester), closed)
        await self._update(draft, draft.preview_at, message)
        if how in _ENDED:
            note = channel_closed(wording_of(draft), draft.requester.name, _ENDED[how])
            await self._update(draft, draft.notice_at, note)

    async def _open(self, draft: BulkDraft) -> Message:
        first, then = await self._shown(draft)
        return preview(first, then, Reader.of(draft.requester))

    async def _shown(self, draft: BulkDraft) -> tuple[Shown, list[Shown]]:
        followers = await self._drafts.followers(draft)
        then = [Shown(one, await self._sample(one)) for one in followers]
        return Shown(draft, await self._sample(draft)), then

    async def _sample(self, draft: BulkDraft) -> Sequence[BulkItem]:
        """The first items that will run."""
        few = await self._drafts.items(draft, 0, limits.SAMPLES + len(draft.excluded))
        return included(few, draft.excluded)[: limits.SAMPLES]

    async def _update(self, draft: BulkDraft, place: Place | None, message: Message) -> None:
        if place is None:
            return
        try:
            await self._gateway.update(draft.requester.person.tenant, place, message)
        except SLACK_FAILED as error:  # the message may have been deleted: the draft stands
            _log.warning("preview_not_updated", draft=draft.id, reason=reason(error))


_DECIDED = {
    OperationStatus.CONFIRMED: ClosedHow.CONFIRMED,
    OperationStatus.CANCELLED: ClosedHow.CANCELLED,
    OperationStatus.EXPIRED: ClosedHow.EXPIRED,
}

_ENDED = {ClosedHow.CANCELLED: "cancelled", ClosedHow.EXPIRED: "expired"}
