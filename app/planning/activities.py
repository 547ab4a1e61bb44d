"""Activities in the CRM: a call, an email, a meeting or a note for each lead, deal or contact."""

import re
from dataclasses import dataclass, replace

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Choice, Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Query
from app.domain.words import activities as words
from app.domain.words import hints
from app.domain.words import planning as planning_words
from app.domain.words.readings import listed
from app.planning.audience import take_audience
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import find_when
from app.planning.days import Days, Direction, iso
from app.planning.lexicon import AND, noun_of
from app.planning.message import with_dates
from app.planning.names import Option, is_me, normal
from app.planning.narrowing import Found, name_at
from app.planning.sentence import SAME
from app.planning.sets import find_noun, take_everyone, take_set

_ABOUT: tuple[Entity, ...] = (Entity.LEAD, Entity.DEAL, Entity.CONTACT)
_NAMED: tuple[Option, ...] = (
    (Entity.CONTACT, "name_email"),
    (Entity.LEAD, "name"),
    (Entity.DEAL, "name"),
)

_OF_STEP = {BulkType.EMAIL: "email", BulkType.CALENDAR: "meeting"}
"""What a step before is in the CRM, where it is logged there."""

_IT = re.compile(rf"[\s\x00]*{SAME}")
_CALL = r"(?:phone\s+)?calls?|chats?|conversations?"
_THING = re.compile(
    r"^[\s\x00]*(?:down\s+)?(?:an?\s+|the\s+|my\s+|our\s+|one\s+)?(?:quick\s+|short\s+|brief\s+)?"
    rf"(?:(?P<call>{_CALL})|(?P<email>e-?mails?|mails?|messages?)|(?P<meeting>meetings?|visits?)"
    r"|(?P<note>notes?))\b"
)
_DID = re.compile(
    r"\bthat\s+(?:i|we)(?:'ve|\s+have)?\s+(?:just\s+|already\s+)?(?:"
    r"(?P<call>called|phoned|rang|rung|spoke\s+(?:to|with)|spoken\s+(?:to|with)|talked\s+(?:to|with)"
    r"|had\s+a\s+call\s+with)"
    r"|(?P<email>e-?mailed|mailed|messaged|wrote(?:\s+to)?|written\s+to)"
    r"|(?P<meeting>met(?:\s+with)?|visited|had\s+a\s+meeting\s+with))\b"
)
_IN_CRM = re.compile(r"\bin\s+(?:the|our|my)\s+crm\b")
_TOPIC = re.compile(
    r"\b(?:about|regarding)\s+(?P<topic>[^\x00:]+?)"
    r"(?=\s+(?:with|for|to|on|at|yesterday|today|last|this)\b|\s*[.!?]*$)"
)
_MET = re.compile(r"\b(?:attendees|participants|attended|meetings?|appointments?)\b")
_NOT_OURS = re.compile(
    r"\b(?:created|closed|opened|added|made|since|before|after|until|till|by|from|between)\s+$"
)
"""After one of these, a day says which records are meant, and not when it happened."""


@dataclass(frozen=True)
class _Of:
    """The records that activities are about, and what they are in words."""

    source: Query
    entity: Entity
    described: str


def take_what(ctx: Context) -> None:
    """Cut what was done, what it was about and when out of the sentence."""
    ctx.sentence.take(_IN_CRM)
    ctx.kind = _kind(ctx)
    if not ctx.kind:
        refused = planning_words.which_object(ctx.verb)
        raise Asked(Refusal(text=refused, hint=hints.LOG, unread=True))
    if topic := ctx.sentence.take(_TOPIC):
        said = ctx.sentence.verbatim(*topic.span("topic"))
        ctx.message = replace(ctx.message, text=words.about(said))
    ctx.day = _take_day(ctx)


def _kind(ctx: Context) -> str:
    """What was done: "that I called …", "a call with …"; a note where the verb says so.

    Behind another step, "log it" is about that one.
    """
    if ctx.before and _IT.match(ctx.sentence.rest, ctx.after_verb):
        template = ctx.before.step.template
        ctx.message = replace(ctx.message, text=template.subject if template else "")
        return _OF_STEP.get(ctx.before.step.kind, "")
    if did := ctx.sentence.take(_DID):
        return str(did.lastgroup)
    rest = ctx.sentence.rest
    thing = _THING.match(rest[ctx.after_verb :])
    if thing:
        ctx.sentence.blank(ctx.after_verb, ctx.after_verb + thing.end())
        return str(thing.lastgroup)
    return "note" if ctx.verb.startswith("note") else ""


def _take_day(ctx: Context) -> Days:
    """The day that it happened on: today, or the one that was said as such."""
    rest, today = ctx.sentence.rest, ctx.calendar.today
    found = find_when(rest, ctx.calendar, Direction.PAST)
    while found:
        one = found.days.first == found.days.last <= today
        if one and not _NOT_OURS.search(rest[: found.start]) and not _of_a_meeting(rest, found.end):
            ctx.sentence.blank(found.start, found.end)
            ctx.sentence.note(ctx.calendar.label(found.days))
            return found.days
        found = find_when(rest, ctx.calendar, Direction.PAST, found.end)
    return Days(today, today)


def _of_a_meeting(rest: str, end: int) -> bool:
    """Whether the day is that of a meeting whose people are meant: "yesterday's Q4 planning"."""
    return bool(_MET.search(rest[end:]))


async def log(ctx: Context) -> Drafted:
    """One activity for each of a set of leads, deals or contacts; it is over by now."""
    if ctx.when and ctx.when.starts and not ctx.when.rule:
        raise Asked(Refusal(text=words.not_over_yet(), hint=hints.LOG))
    about = await _about(ctx)
    text = _text(ctx, about)
    days = ctx.day or Days(ctx.calendar.today, ctx.calendar.today)
    step = Step(
        kind=BulkType.CRM,
        verb=BulkVerb.CREATE,
        entity=Entity.ACTIVITY,
        source=about.source,
        values={
            "kind": ctx.kind,
            "text": text,
            "at": iso(ctx.calendar.starts(days)),
            "about": about.entity.value,
            "about_id": "{{ id }}",
            "owner": ctx.me,
        },
    )
    reading = words.log(ctx.kind, about.described, ctx.calendar.label(days), text)
    return Drafted(step, reading, about.described)


def _text(ctx: Context, about: _Of) -> str:
    """What is to be kept, as the person said it; only a note needs one."""
    text = ctx.message.text or ctx.answer("text")
    if ctx.message.clause:
        dated = with_dates(text, ctx.calendar)
        text = f"{dated[:1].upper()}{dated[1:]}"
    if not text and ctx.kind == "note":
        leftover = ctx.sentence.leftover()
        asked = words.which_text(about.described)
        raise ctx.ask("text", asked, open_ended=True, not_understood=leftover)
    return text


async def _about(ctx: Context) -> _Of:
    if _MET.search(ctx.sentence.rest) and not find_noun(ctx.sentence.rest, _ABOUT, ctx.nouns):
        return await _attendees(ctx)
    found = await take_set(ctx, _ABOUT) or await take_everyone(ctx) or await _named(ctx)
    if not found:
        raise ctx.ask("who", words.about_whom(), open_ended=True)
    if found.singular and not ctx.sentence.leftover() and ctx.answer("all") != "all":
        choice = Choice(label=planning_words.all_of(found.described), value="all")
        raise ctx.ask("all", words.one_or_all(found.described), [choice])
    return _Of(found.query(), found.noun.entity, found.described.strip())


async def _attendees(ctx: Context) -> _Of:
    """The contacts among the people of a meeting: the CRM knows no colleagues."""
    audience = await take_audience(ctx, past=True)
    if not isinstance(audience.source, Query) or not audience.met:
        raise Asked(Refusal(text=planning_words.which_object(ctx.verb), hint=hints.LOG))
    source = audience.source.model_copy(update={"entity": Entity.CONTACT})
    return _Of(source, Entity.CONTACT, f"{audience.described}{audience.but}")


async def _named(ctx: Context) -> Found | None:
    """Contacts, leads or deals named one by one; a name that nobody has is a question."""
    left = [word for word in ctx.sentence.words() if word.text not in _SMALL]
    if not left:
        return None
    named = await name_at(ctx, _NAMED, left[0].start)
    if not named or any(is_me(name) for name in named.hit.names):
        following = ctx.sentence.words_from(left[0].start, limit=3)
        phrase = normal(" ".join(word.text for word in following)) or left[0].text
        raise await ctx.unknown(_NAMED, phrase)
    first = ctx.one_of(named.hit)
    names, start, end = [first], left[0].start, named.end
    while joint := AND.match(ctx.sentence.rest, end):
        another = await name_at(ctx, [first.option], joint.end())
        if not another:
            break
        names.append(ctx.one_of(another.hit))
        end = another.end
    ctx.sentence.blank(start, end)
    ctx.sentence.note(*(name.shown or name.value for name in names))
    return _called(first.option, [(name.value, name.shown or name.value) for name in names])


_SMALL = frozenset({"a", "an", "the", "with", "for", "to", "on", "of", "at", "by", "in", "from"})


def _called(option: Option, names: list[tuple[str, str]]) -> Found:
    """The records of these names, or with these addresses."""
    entity, field = option
    found = Found(replace(noun_of(entity), shown=""))
    held = "email" if field == "name_email" else field
    for_one = names[0][0] if len(names) == 1 else [value for value, _ in names]
    comparison = Comparison.EQUALS if len(names) == 1 else Comparison.ONE_OF
    found.add(held, comparison, for_one, listed([shown for _, shown in names]))
    return found
