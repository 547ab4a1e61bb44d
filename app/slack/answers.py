"""The answers to questions: a button, a menu, or a few typed words."""

from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from app.domain.errors import BadValue, DraftGone, Refused
from app.domain.identity import Person
from app.domain.plan import Question
from app.domain.words import access as words
from app.domain.words.reader import Reader
from app.slack.asked import Asked
from app.slack.deliveries import Press, Submission, person_of
from app.slack.gateway import SLACK_FAILED, reason
from app.slack.listeners import Errors, on_press, on_submit
from app.slack.services import Services
from blocks import ids
from blocks.message import Message
from blocks.question import (
    answer_view,
    choice_options,
    chosen,
    parse_answer,
    question_answered,
    question_cancelled,
)

_log = structlog.get_logger(__name__)


def register(app: AsyncApp, services: Services) -> None:
    """Listen for answers."""
    surface = Answers(services)
    on_press(app, services, ids.ANSWER, surface.choose)
    on_press(app, services, ids.ANSWER_SELECT, surface.choose)
    on_press(app, services, ids.ANSWER_SEARCH, surface.choose)
    app.options(ids.ANSWER_SEARCH)(surface.search)
    on_press(app, services, ids.ANSWER_CANCEL, surface.call_off)
    on_press(app, services, ids.ANSWER_TYPE, surface.open_form, again=False)
    on_submit(app, services, ids.TYPE_ANSWER, surface.typed, surface.check)


class Answers:
    """Each answer closes its question and has the request read again."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def choose(self, press: Press) -> None:
        """Take a choice that was offered."""
        ref = ids.AnswerRef.parse(press.value)
        async with self._services.asking.turn(ref.request_id, press.person):
            asked, question = await self._open(ref.request_id, press.person)
            choice = chosen(question, ref)
            await self._answer(asked, choice.value, choice.label, press.person)

    async def search(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Offer the choices that what was typed is found in."""
        ref = ids.QuestionRef.parse(body["block_id"].partition(":")[2])
        try:
            asked, question = await self._open(ref.request_id, person_of(body))
        except Refused:
            await ack(options=[])
        else:
            await ack(options=choice_options(question, asked.id, body.get("value") or ""))

    async def open_form(self, press: Press) -> None:
        """Open the modal for an answer in words."""
        ref = ids.QuestionRef.parse(press.value)
        asked, question = await self._open(ref.request_id, press.person)
        _require_same(ref, asked, question)
        view = answer_view(question, asked.id)
        await self._services.gateway.open_view(press.trigger_id, view)

    async def check(self, submission: Submission) -> Errors:
        """What is wrong with the typed answer."""
        try:
            parse_answer(dict(submission.state))
        except BadValue as error:
            return {error.field: error.text}
        return {}

    async def typed(self, submission: Submission) -> None:
        """Take an answer in words."""
        ref = ids.QuestionRef.parse(submission.metadata)
        answer = parse_answer(dict(submission.state))
        async with self._services.asking.turn(ref.request_id, submission.person):
            asked, question = await self._open(ref.request_id, submission.person)
            _require_same(ref, asked, question)
            await self._answer(asked, answer, answer, submission.person)

    async def call_off(self, press: Press) -> None:
        """Drop the request."""
        ref = ids.QuestionRef.parse(press.value)
        async with self._services.asking.turn(ref.request_id, press.person):
            asked, question = await self._open(ref.request_id, press.person)
            _require_same(ref, asked, question)
            await self._services.asking.close(asked)
        now, reader = self._services.clock.now(), await self._reader(press.person)
        closed = question_cancelled(question, press.person.user_id, now, reader)
        await self._show(asked, closed)

    async def _open(self, request_id: str, by: Person) -> tuple[Asked, Question]:
        asked = await self._services.asking.load(request_id, by)
        if asked is None or asked.question is None:
            raise DraftGone(words.question_gone())
        return asked, asked.question

    async def _answer(self, asked: Asked, value: str, shown: str, by: Person) -> None:
        """Say at the question who answered what, and go on.

        The question stays open until what it leads to is there, so that a restart meanwhile can
        do this again.
        """
        if asked.question:
            now, reader = self._services.clock.now(), await self._reader(by)
            closed = question_answered(asked.question, shown, by.user_id, now, reader)
            await self._show(asked, closed)
        await self._services.asking.answer(asked, value)

    async def _show(self, asked: Asked, closed: Message) -> None:
        if asked.question_at is None:
            return
        try:
            tenant = asked.request.person.tenant
            await self._services.gateway.update(tenant, asked.question_at, closed)
        except SLACK_FAILED as error:  # somebody may have deleted it: the answer counts
            _log.warning("question_not_updated", request=asked.id, reason=reason(error))

    async def _reader(self, by: Person) -> Reader:
        return Reader.of(await self._services.people.requester(by))


def _require_same(ref: ids.QuestionRef, asked: Asked, question: Question) -> None:
    if ids.QuestionRef.of(asked.id, question.key) != ref:
        raise DraftGone(words.question_gone())
