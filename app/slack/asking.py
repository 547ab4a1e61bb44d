"""From a sentence to a preview: reading, asking, drafting.

A request is kept with the answers given so far; every answer has the whole sentence read again,
so that nobody types it twice and nothing is remembered but what was said.
"""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import structlog

from app.domain.errors import BulkheadError, DraftGone, NotYours
from app.domain.identity import Conversation, Person, Requester
from app.domain.journal import DraftStore
from app.domain.mentions import readable
from app.domain.operation import BulkDraft, Place
from app.domain.plan import Question, Reading, Refusal
from app.domain.ports import Clock, FollowUps, Planner, PlanRequest
from app.domain.words import engine as words
from app.domain.words.reader import Reader
from app.engine.assembly import Origin
from app.engine.drafts import BulkDraftManager
from app.engine.revising import Revisions
from app.engine.uploads import Uploads
from app.engine.vocabulary import Vocabularies
from app.slack.asked import Asked, attached_to, id_of, made_in, note_key, unreadable
from app.slack.deliveries import Request
from app.slack.following import DraftMemory
from app.slack.gateway import SLACK_FAILED, SlackGateway, reason
from app.slack.people import People
from app.slack.previews import Previews
from blocks import notices
from blocks.message import Message
from blocks.preview import changed
from blocks.question import question, refusal

_log = structlog.get_logger(__name__)

KEPT = 24 * 3600.0
"""Seconds an open question can be answered."""


Outcome = BulkDraft | Question | Refusal | BulkheadError
"""What reading a request came to."""


@dataclass(frozen=True)
class Mind:
    """What understands a sentence, and what makes or changes a draft by it."""

    planner: Planner
    changes: FollowUps
    vocabularies: Vocabularies
    drafts: BulkDraftManager
    revisions: Revisions
    store: DraftStore
    uploads: Uploads


class Asking:
    """Takes a request through its questions to a preview."""

    def __init__(
        self, mind: Mind, gateway: SlackGateway, people: People, previews: Previews, clock: Clock
    ) -> None:
        self._mind = mind
        self._gateway = gateway
        self._people = people
        self._previews = previews
        self._clock = clock
        self._memory = DraftMemory(mind.store)

    async def begin(self, request: Request) -> None:
        """Read a new request. Raises NotYours for outsiders."""
        requester = await self._people.requester(request.person)
        speak_at = await self._speak_at(request)
        asked = Asked(id=id_of(request), request=request, speak_at=speak_at)
        problem = unreadable(request, Reader.of(requester))
        if problem:
            await self._say(asked, problem)
            return
        try:
            attached = await attached_to(request, self._mind.uploads)
            asked = asked.model_copy(update={"attached": attached})
            asked = await self._perhaps_following(asked, requester)
        except BulkheadError as error:  # nothing could be read: said once, and nothing is changed
            await self._say(asked, _no(error))
            return
        await self._go_on(asked, requester)

    def turn(self, request_id: str, by: Person) -> AbstractAsyncContextManager[object]:
        """Held while a question is being answered: of two answers at once, one counts."""
        return self._mind.store.lock(by.tenant, note_key(request_id))

    async def answer(self, asked: Asked, value: str) -> None:
        """Read the request again with one more answer; its question counts no more."""
        if asked.question is None:
            return
        requester = await self._people.requester(asked.request.person)
        answers = {**asked.answers, asked.question.key: value}
        await self._go_on(
            asked.model_copy(update={"answers": answers, "question": None}), requester
        )

    async def load(self, request_id: str, by: Person) -> Asked | None:
        """The open request, for the person who asked. Raises NotYours for anybody else."""
        note = await self._mind.store.load_note(by.tenant, note_key(request_id))
        if note is None:
            return None
        asked = Asked.model_validate(note)
        if asked.request.person != by:
            requester = await self._people.requester(asked.request.person)
            raise NotYours(words.not_yours(requester.name))
        return asked

    async def close(self, asked: Asked) -> None:
        """No question is open any more: its buttons count no more."""
        await self._keep(asked.model_copy(update={"question": None}))

    async def _go_on(self, asked: Asked, requester: Requester) -> None:
        try:
            outcome: Outcome = await self._draft_or_ask(asked, requester)
        except BulkheadError as error:
            outcome = error
        if isinstance(outcome, Question):
            await self._ask(asked, outcome, requester)
            return
        if isinstance(outcome, BulkDraft):
            await self._show(outcome, asked)
        else:
            await self._say(asked, _no(outcome))
        if asked.question_at:
            await self.close(asked)

    async def _show(self, draft: BulkDraft, asked: Asked) -> None:
        if asked.follows:
            await self._previews.refresh(draft)
            await self._say(asked, changed(draft))
        else:
            await self._memory.asked(draft, asked.request)
            await self._memory.shown(await self._previews.show(draft, asked.request))

    async def _perhaps_following(self, asked: Asked, requester: Requester) -> Asked:
        """A sentence in a draft's thread changes it, unless it is a whole request of its own.

        Outside of threads only what is no request may be about the latest draft. What brings a file
        is about the people in that.
        """
        followed = None if asked.attached else await self._memory.of(asked.request)
        if followed is None:
            return asked
        following = asked.model_copy(update={"follows": followed.draft_id})
        change = await self._change(following, requester)
        if change is None:
            return asked
        fits = not isinstance(change, Refusal)
        if followed.in_thread and fits:
            return following
        if isinstance(await self._read(asked, requester), Refusal):
            return following if fits or followed.in_thread else asked
        return asked

    async def _change(self, asked: Asked, requester: Requester) -> Reading | None:
        """The plan of the draft as the sentence changes it; None where it is decided, or gone."""
        plan = await self._mind.revisions.open_plan(asked.follows, requester.person)
        if plan is None:
            return None
        words_known = self._mind.vocabularies.of(requester)
        return await self._mind.changes.read(self._request(asked, requester), plan, words_known)

    async def _changed(self, asked: Asked, requester: Requester) -> Outcome:
        await self._mind.revisions.require_own_words(asked.follows, requester.person)
        change = await self._change(asked, requester)
        if change is None:
            return DraftGone(words.draft_gone())
        if isinstance(change, Question | Refusal):
            return change
        return await self._mind.revisions.revise(asked.follows, change, requester.person)

    async def _draft_or_ask(self, asked: Asked, requester: Requester) -> Outcome:
        """Read with what is known; a meeting to choose is a question of the resolver's."""
        if asked.follows:
            return await self._changed(asked, requester)
        made = await self._mind.store.load(requester.person.tenant, asked.id)
        if made is not None:
            return made  # before a restart
        reading = await self._read(asked, requester)
        if isinstance(reading, Question | Refusal):
            return reading
        said = readable(asked.request.text)
        origin = Origin(asked.id, said, requester, asked.speak_at, asked.answers)
        return await self._mind.drafts.create_from_plan(reading, origin)

    async def _read(self, asked: Asked, requester: Requester) -> Reading:
        request = self._request(asked, requester)
        return await self._mind.planner.plan(request, self._mind.vocabularies.of(requester))

    def _request(self, asked: Asked, requester: Requester) -> PlanRequest:
        return PlanRequest(
            text=asked.request.text,
            requester=requester,
            now=self._clock.now(),
            said_at=asked.request.at,
            answers=asked.answers,
            attached=asked.attached,
            made_in=made_in(asked.request),
        )

    async def _ask(self, asked: Asked, wanted: Question, requester: Requester) -> None:
        message = question(wanted, Reader.of(requester), asked.id)
        place = await self._say(asked, message)
        await self._keep(asked.model_copy(update={"question": wanted, "question_at": place}))

    async def _keep(self, asked: Asked) -> None:
        note: Mapping[str, Any] = asked.model_dump(mode="json")
        tenant = asked.request.person.tenant
        await self._mind.store.save_note(tenant, note_key(asked.id), note, KEPT)

    async def _say(self, asked: Asked, message: Message) -> Place:
        by, where = asked.request.person, asked.speak_at
        place = await self._gateway.post_where_allowed(by, where.channel, message, where.thread_ts)
        await self._point_to(place, asked)
        return place

    async def _point_to(self, place: Place, asked: Asked) -> None:
        """Where the request was made, tell the requester alone that the answer is elsewhere."""
        request, made_in = asked.request, asked.request.conversation
        known = request.told or asked.question_at is not None or made_in.private
        if known or place.channel == made_in.channel:
            return
        note = notices.in_direct_messages()
        try:
            await self._gateway.whisper(request.person, made_in.channel, note, made_in.thread_ts)
        except SLACK_FAILED as error:
            _log.warning("pointer_not_shown", request=asked.id, reason=reason(error))

    async def _speak_at(self, request: Request) -> Conversation:
        """Direct messages with the app, unless a request from a channel asked for `here`.

        A command also works in direct messages between two people, where the app is not.
        """
        if request.here and not request.conversation.private:
            return request.conversation
        channel = await self._gateway.direct(request.person.user_id)
        if request.conversation.channel == channel:
            return request.conversation
        return Conversation(tenant=request.person.tenant, channel=channel)


def _no(outcome: Refusal | BulkheadError) -> Message:
    return refusal(outcome) if isinstance(outcome, Refusal) else notices.problem(outcome)
