"""The rules planner: one sentence → a plan, a question or a refusal."""

import re

from app.domain.plan import Choice, Plan, Reading, Refusal
from app.domain.ports import PlanRequest, Vocabulary
from app.domain.record import Entity
from app.domain.sources import ME
from app.domain.words import hints
from app.domain.words import planning as words
from app.domain.words import schedule as schedule_words
from app.planning import activities, correspondence, guards, invitations, schedules
from app.planning.around import read_around
from app.planning.attendance import removes_people
from app.planning.clarify import explained
from app.planning.context import Asked, Context, Message
from app.planning.correspondence_words import MAILS
from app.planning.dates import find_when
from app.planning.days import Calendar
from app.planning.each import conditioned, take_each
from app.planning.lexicon import HEADS, INVITATION, PLACES, POLITE_END, POLITE_START, Act
from app.planning.mail_sets import take_topic
from app.planning.message import take_message, unsent
from app.planning.names import Names
from app.planning.rules import Read, rule_for
from app.planning.schedule_words import Said, phrase_at
from app.planning.sentence import Sentence
from app.planning.sets import find_noun, nouns_here
from app.planning.silence import take_silence

_HEADS = tuple((act, re.compile(rf"(?:{pattern})(?![\w'@])")) for act, pattern in HEADS)
_GAP = re.compile(
    r"[\s\x00,:]*(?:(?:please|pls|kindly|(?:can|could|would|will)\s+(?:you|we|u))\b[\s,]*)*"
)
_OUT_OF = re.compile(
    r"\bfrom\s+(?:all\s+|every\s+|each\s+)*(?:of\s+)?(?:my|the|our|these|those)?\s*$"
)
_FRONTED = re.compile(
    r"(?:to|for)\s+[^,.:;]{3,80}?,?\s+(?:please\s+)?(?=(?:send|e-?mail|create)\s)"
)
"""Word order: "to everyone in sales, send …"."""
_MAILING = (Act.MAIL, Act.SEND, Act.FOLLOW_UP, Act.DRAFT)
_ON_MAILS = (Act.ARCHIVE, Act.DELETE, Act.MARK, Act.TAG, Act.UNTAG)
"""What can be done to mails that are there already, and to other records."""
_ON_DAYS = (
    Act.ADD,
    Act.CANCEL,
    Act.DELETE,
    Act.SHIFT,
    Act.MOVE,
    Act.RENAME,
    Act.REPLY,
    Act.FORWARD,
    Act.ANSWER,
)
"""What is done to records that have a day of their own."""


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
            return await read_around(request, vocabulary, _read)
        except Asked as asked:
            return asked.reading


async def _read(request: PlanRequest, sentence: Sentence, vocabulary: Vocabulary) -> Plan:
    calendar = Calendar(request.now, request.requester.zone, request.said_at)
    names = Names(vocabulary, request.answers, request.requester.email or ME)
    ctx = Context(request, sentence, calendar, names)
    _take_politeness(ctx)
    ctx.act, ctx.verb = _head(ctx, _after_leading_time(ctx))
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
            before, found, _ = sentence.text.partition(ctx.message.text)
            _refuse(guards.two_actions(Sentence(ctx.message.text), before if found else ""))
            schedules.take_behind_message(ctx)
    elif ctx.act in (Act.REPLY, Act.FORWARD):
        correspondence.take_texts(ctx)
    elif _first_record(ctx) is Entity.MAIL:
        take_topic(ctx, quoted=True)
        take_topic(ctx, quoted=False)
    _take_when(ctx)
    for guard in (guards.conditional, guards.not_there, guards.two_actions):
        _refuse(guard(sentence))
    sentence.take(POLITE_END)
    sentence.take(PLACES)
    rule = await _rule_for(ctx)
    drafted = conditioned(ctx, explained(ctx, await rule(ctx)))
    timing = schedules.timing_of(ctx)
    zone = request.requester.zone
    when = schedule_words.timing(timing, request.now, zone) if timing else ""
    reading = (drafted.reading, when)
    return Plan(steps=(drafted.step,), reading=tuple(filter(None, reading)), timing=timing)


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
    dated = entity is Entity.MAIL or (on_events and ctx.act in _ON_DAYS)
    schedules.take_ending(ctx, entity, about_events=dated)


def _refuse(refusal: Refusal | None) -> None:
    if refusal:
        raise Asked(refusal)


def _take_politeness(ctx: Context) -> None:
    opening = POLITE_START.match(ctx.sentence.rest)
    if opening:
        ctx.sentence.blank(*opening.span())


def _after_leading_time(ctx: Context) -> int:
    """Where the verb should be.

    A date before it may say when to do it, or which meetings: that is a question.
    """
    rest = ctx.sentence.rest
    start = _next_word(rest, 0)
    said = phrase_at(rest, start, ctx.calendar)
    if said is None:
        return _after_other_words(ctx, start)
    verb = _next_word(rest, said.end)
    act = _act_at(rest, verb)
    if act is None:
        raise Asked(_say_when())
    if act is Act.INVITE or (said.day and act in _ON_DAYS and not _means_later(ctx, said, start)):
        return verb
    schedules.take(ctx, said, start)
    return verb


def _after_other_words(ctx: Context, start: int) -> int:
    """Several days before the verb say which meetings; other words may name the people."""
    rest = ctx.sentence.rest
    found = find_when(rest, ctx.calendar, start=start)
    if not found or found.start != start:
        fronted = _FRONTED.match(rest, start)
        return fronted.end() if fronted else start
    verb = _next_word(rest, found.end)
    if _act_at(rest, verb) not in _ON_DAYS or ctx.answer("leading") == "later":
        raise Asked(_say_when())
    if ctx.answer("leading") != "which":
        raise _which_or_when(ctx, ctx.sentence.verbatim(found.start, found.end), found.when.label)
    return verb


def _means_later(ctx: Context, said: Said, start: int) -> bool:
    """Whether the person said that the day before the verb is when to do it."""
    if ctx.answer("leading") not in ("which", "later"):
        label = ctx.calendar.day_label(said.day) if said.day else ""
        raise _which_or_when(ctx, ctx.sentence.verbatim(start, said.end), label)
    return ctx.answer("leading") == "later"


def _which_or_when(ctx: Context, said: str, label: str) -> Asked:
    choices = [Choice(label=label, value=value) for value, label in words.LEADING_CHOICES]
    return ctx.ask("leading", words.which_or_when(said, label), choices)


def _say_when() -> Refusal:
    return Refusal(text=schedule_words.UNCLEAR_WHEN, hint=schedule_words.SAY_WHEN)


def _act_at(rest: str, position: int) -> Act | None:
    return next((act for act, pattern in _HEADS if pattern.match(rest, position)), None)


def _next_word(rest: str, position: int) -> int:
    match = _GAP.match(rest, position)
    return match.end() if match else position


def _head(ctx: Context, start: int) -> tuple[Act, str]:
    """The verb at the head of the sentence, as an act and in the person's own word."""
    rest = ctx.sentence.rest
    for act, pattern in _HEADS:
        match = pattern.match(rest, start)
        if match:
            ctx.sentence.blank(*match.span())
            ctx.sentence.note(act.value)
            ctx.after_verb = match.end()
            return act, " ".join(match[0].split())
    for guard in (guards.conditional, guards.not_there):
        _refuse(guard(ctx.sentence))
    _refuse(guards.unsupported(rest[start:]))
    raise Asked(Refusal(text=words.no_verb(), hint=hints.EXAMPLES, unread=True))


def _invites(ctx: Context) -> bool:
    return ctx.act is Act.SEND and bool(INVITATION.search(ctx.sentence.rest))


async def _rule_for(ctx: Context) -> Read:
    """The rule for the verb and the first kind of record that the sentence names."""
    if _invites(ctx):
        return invitations.invite
    rest = ctx.sentence.rest
    entity = _first_record(ctx)
    if ctx.act in (Act.DELETE, Act.CANCEL) and entity is not Entity.MAIL:
        first = find_noun(rest, nouns=ctx.nouns)
        if entity is not Entity.EVENT or not await removes_people(ctx):
            _refuse_objects(ctx, first[1].start() if first else len(rest))
    rule = rule_for(ctx.act, entity)
    if rule:
        return rule
    hint = hints.EXAMPLES if entity is None else hints.hint_for(entity)
    raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hint, unread=True))


def _first_record(ctx: Context) -> Entity | None:
    """The first kind of record that is named behind the verb."""
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
