"""The rules planner: one sentence → a plan, a question or a refusal."""

import re
from functools import partial

from app.domain.plan import Plan, Reading, Refusal
from app.domain.ports import PlanRequest, Vocabulary
from app.domain.record import Entity
from app.domain.sources import ME
from app.domain.words import hints
from app.domain.words import planning as words
from app.domain.words import schedule as schedule_words
from app.planning import (
    activities,
    correspondence,
    guards,
    invitations,
    schedules,
    slack_people,
    uploads,
)
from app.planning.around import read_around
from app.planning.attendance import removes_people
from app.planning.clarify import explained
from app.planning.context import Asked, Before, Context, Message
from app.planning.correspondence_words import MAILS
from app.planning.days import Calendar
from app.planning.each import conditioned, take_each
from app.planning.halves import for_the_same, split_message, split_off
from app.planning.leading import HEAD_PATTERNS, ON_DAYS, after_leading_time
from app.planning.lexicon import INVITATION, PLACES, POLITE_END, POLITE_START, Act
from app.planning.mail_sets import take_topic
from app.planning.mentioned import in_words
from app.planning.message import take_message, unsent
from app.planning.names import Names
from app.planning.rules import Read, rule_for, rule_for_file
from app.planning.same import entity_of_same, has_same, mark_same
from app.planning.sentence import Sentence
from app.planning.sequel import Read as ReadHalf
from app.planning.sequel import read_all
from app.planning.sets import find_noun, nouns_here
from app.planning.silence import take_silence

_OUT_OF = re.compile(
    r"\bfrom\s+(?:all\s+|every\s+|each\s+)*(?:of\s+)?(?:my|the|our|these|those)?\s*$"
)
_MAILING = (Act.MAIL, Act.SEND, Act.FOLLOW_UP, Act.DRAFT)
_ON_MAILS = (Act.ARCHIVE, Act.DELETE, Act.MARK, Act.TAG, Act.UNTAG)
"""What can be done to mails that are there already, and to other records."""


class RulesPlanner:
    """Understands requests in plain English by rules; needs no key and no network.

    It never acts on half a sentence: what it cannot explain it asks about, what it may not or
    cannot do it refuses, with an example of what works.
    """

    async def plan(self, request: PlanRequest, vocabulary: Vocabulary) -> Reading:
        """Read a request, with the answers given so far."""
        sentence = Sentence(request.text)
        try:
            _refuse(guards.no_request(sentence))
            return in_words(await read_all(request, _reader(vocabulary)))
        except Asked as asked:
            return in_words(asked.reading)


def _reader(vocabulary: Vocabulary) -> ReadHalf:
    """Reads one half of a request, with what stands around it."""

    async def read(request: PlanRequest, before: Before | None) -> Plan:
        return await read_around(request, vocabulary, partial(_read, before=before))

    return read


async def _read(
    request: PlanRequest, sentence: Sentence, vocabulary: Vocabulary, before: Before | None = None
) -> Plan:
    calendar = Calendar(request.now, request.requester.zone, request.said_at)
    names = Names(vocabulary, request.answers, request.requester.email or ME)
    ctx = Context(request, sentence, calendar, names, before=before)
    _take_politeness(ctx)
    ctx.act, ctx.verb = _head(ctx, after_leading_time(ctx))
    mark_same(ctx)
    ctx.nouns = await nouns_here(ctx)
    take_each(ctx)
    if _first_record(ctx) is Entity.LEAD:
        await take_silence(ctx)
    _refuse(guards.sends_drafts(ctx.act, sentence, ctx.after_verb))
    if ctx.act is Act.LOG:
        activities.take_what(ctx)
    if ctx.act in (*_MAILING, Act.LOG) and not _invites(ctx):
        ctx.message = _message(ctx)
        if ctx.message.clause:
            split_message(ctx)
            schedules.take_behind_message(ctx)
    elif ctx.act in (Act.REPLY, Act.FORWARD):
        correspondence.take_texts(ctx)
    elif _first_record(ctx) is Entity.MAIL:
        take_topic(ctx, quoted=True)
        take_topic(ctx, quoted=False)
    named = _first_record(ctx)  # a file's own words name a kind of record, too
    uploads.take_upload(ctx)
    _take_when(ctx)
    for guard in (guards.conditional, guards.not_there):
        _refuse(guard(sentence))
    split_off(ctx, guards.two_actions(sentence))
    sentence.take(POLITE_END)
    sentence.take(PLACES)
    rule = await _rule_for(ctx, named)
    drafted = conditioned(ctx, explained(ctx, for_the_same(ctx, await rule(ctx))))
    timing = schedules.timing_of(ctx)
    for source in (uploads, slack_people):
        source.require_once(drafted.step, timing)
    zone = request.requester.zone
    when = schedule_words.timing(timing, request.now, zone) if timing else ""
    said = (drafted.reading, *filter(None, (when,)))
    if before:
        return Plan(steps=(before.step, drafted.step), reading=("", *said), timing=timing)
    return Plan(steps=(drafted.step,), reading=said, timing=timing)


def _message(ctx: Context) -> Message:
    """What is to be said; where only a topic was given so far, that."""
    message = take_message(ctx.sentence, ctx.verb)
    if ctx.act is Act.DRAFT:
        message = unsent(ctx.sentence, message)
    return message if message.text or not ctx.message.text else ctx.message


def _take_when(ctx: Context) -> None:
    """Take the words at the end that say when; the date of an invitation is its event's."""
    entity = _first_record(ctx)
    on_events = entity in (Entity.EVENT, None)
    if ctx.act is Act.INVITE or _invites(ctx) or (ctx.act is Act.CREATE and on_events):
        return
    dated = entity is Entity.MAIL or (on_events and ctx.act in ON_DAYS)
    schedules.take_ending(ctx, entity, about_events=dated)


def _refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise Asked(refusal)


def _take_politeness(ctx: Context) -> None:
    opening = POLITE_START.match(ctx.sentence.rest)
    if opening:
        ctx.sentence.blank(*opening.span())


def _head(ctx: Context, start: int) -> tuple[Act, str]:
    """The verb at the head of the sentence, as an act and in the person's own word."""
    rest = ctx.sentence.rest
    for act, pattern in HEAD_PATTERNS:
        match = pattern.match(rest, start)
        if match:
            ctx.sentence.blank(*match.span())
            ctx.sentence.note(act.value)
            ctx.after_verb = match.end()
            return act, " ".join(match[0].split())
    uploads.require_attached(ctx)
    for guard in (guards.conditional, guards.not_there):
        _refuse(guard(ctx.sentence))
    _refuse(guards.unsupported(rest[start:]))
    raise Asked(Refusal(text=words.no_verb(), hint=hints.EXAMPLES, unread=True))


def _invites(ctx: Context) -> bool:
    return ctx.act is Act.SEND and bool(INVITATION.search(ctx.sentence.rest))


async def _rule_for(ctx: Context, named: Entity | None) -> Read:
    """The rule for the verb and the first kind of record that the sentence names.

    With a file that is the one `named` before its words were taken.
    """
    if _invites(ctx):
        return invitations.invite
    rest = ctx.sentence.rest
    entity = _first_record(ctx)
    if ctx.upload:
        return _rule_for_file(ctx, named)
    if ctx.act in (Act.DELETE, Act.CANCEL) and entity is not Entity.MAIL:
        first = find_noun(rest, nouns=ctx.nouns)
        if entity is not Entity.EVENT or not await removes_people(ctx):
            _refuse_objects(ctx, first[1].start() if first else len(rest))
    rule = rule_for(ctx.act, entity)
    if rule:
        return rule
    hint = hints.EXAMPLES if entity is None else hints.hint_for(entity)
    raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hint, unread=True))


def _rule_for_file(ctx: Context, entity: Entity | None) -> Read:
    rule = rule_for_file(ctx.act, entity)
    if rule is None:
        raise uploads.not_with_a_file()
    return rule


def _first_record(ctx: Context) -> Entity | None:
    """The first kind of record that is named behind the verb."""
    if has_same(ctx):
        return entity_of_same(ctx)
    rest = ctx.sentence.rest
    located = find_noun(rest[ctx.after_verb :], nouns=ctx.nouns)
    if ctx.act in _ON_MAILS:
        noun = MAILS.search(rest, ctx.after_verb)
        if noun and (not located or noun.start() < ctx.after_verb + located[1].start()):
            return Entity.MAIL
    located = located or find_noun(rest, nouns=ctx.nouns)
    return located[0].entity if located else None


def _refuse_objects(ctx: Context, noun_at: int) -> None:
    """Refuse to delete everything, and what is to be taken *out of* the records named."""
    _refuse(guards.everything(ctx.sentence))
    if ctx.act is Act.DELETE and ctx.sentence.rest.startswith("everything", noun_at):
        raise Asked(Refusal(text=words.everything(), hint=hints.DELETE))
    before = _OUT_OF.search(ctx.sentence.rest[:noun_at])
    if before and Sentence(ctx.sentence.rest[: before.start()].replace("\x00", " ")).leftover():
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.DELETE))
