"""What a request hangs on: a meeting or a mail that there is, or is not."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.record import Entity
from app.domain.sources import Comparison, Condition, Filter, Holds, Query
from app.domain.words import conditions as said
from app.planning import condition_words as words
from app.planning.context import Context
from app.planning.dates import find_when, take_when
from app.planning.day_words import number
from app.planning.days import Direction, When, iso
from app.planning.events import MINE
from app.planning.names import PEOPLE, Name
from app.planning.people import people_in
from app.planning.sentence import Sentence
from app.planning.sets import between


@dataclass(frozen=True)
class Asked:
    """A condition that was read, and the person in it as the sentence calls them."""

    condition: Condition
    person: str


@dataclass(frozen=True)
class _Shape:
    """A kind of fact: its pattern, where it looks, and what makes it a query."""

    pattern: re.Pattern[str]
    direction: Direction
    make: Callable[["_Fact"], Query]
    says: Callable[["_Fact", bool], str]


@dataclass(frozen=True)
class _Fact:
    """The parts of a condition's clause."""

    me: str
    name: Name | None
    topic: str
    when: When | None
    filters: tuple[Filter, ...]
    """On the date, by the field "at" of no record yet."""

    @property
    def address(self) -> str:
        return self.name.value if self.name else ""

    @property
    def shown(self) -> str:
        return (self.name.shown or self.name.value) if self.name else ""

    @property
    def since(self) -> str:
        return self.when.said if self.when else ""

    def dated(self, field: str) -> tuple[Filter, ...]:
        return tuple(each.model_copy(update={"field": field}) for each in self.filters)


def _has(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.HAS, value=value)


def _equals(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.EQUALS, value=value)


def about(topic: str) -> tuple[Filter, ...]:
    """Mails with a topic in their subject; an answer's subject holds the one it answers."""
    contains = Filter(field="subject", comparison=Comparison.CONTAINS, value=topic)
    return (contains,) if topic else ()


def _meetings(fact: _Fact) -> Query:
    people = (_has("attendees", fact.address),) if fact.name else ()
    return Query(entity=Entity.EVENT, filters=(MINE, *people, *fact.dated("start")))


def _mails_from(fact: _Fact) -> Query:
    who = (_equals("sender", fact.address), _has("to", fact.me))
    return Query(entity=Entity.MAIL, filters=(*who, *about(fact.topic), *fact.dated("date")))


def _mails_to(fact: _Fact) -> Query:
    who = (_equals("sender", fact.me), _has("to", fact.address))
    return Query(entity=Entity.MAIL, filters=(*who, *about(fact.topic), *fact.dated("date")))


def _says_meeting(fact: _Fact, none: bool) -> str:  # noqa: FBT001 - a callback's own shape
    return said.meetings(fact.shown, fact.since, none=none)


def _says_from(fact: _Fact, none: bool) -> str:  # noqa: FBT001 - a callback's own shape
    return said.mails_from(fact.shown, fact.topic, fact.since, none=none)


def _says_to(fact: _Fact, none: bool) -> str:  # noqa: FBT001 - a callback's own shape
    return said.mails_to(fact.shown, fact.topic, fact.since, none=none)


_SHAPES = (
    _Shape(words.MET, Direction.PAST, _meetings, _says_meeting),
    _Shape(words.MEETING, Direction.FUTURE, _meetings, _says_meeting),
    _Shape(words.FROM, Direction.PAST, _mails_from, _says_from),
    _Shape(words.REPLIED, Direction.PAST, _mails_from, _says_from),
    _Shape(words.TO, Direction.PAST, _mails_to, _says_to),
)


async def read_condition(
    ctx: Context, *, negated: bool, pronoun: str = "", request: str = ""
) -> Asked | None:
    """The condition that the context's sentence is, all words accounted for; None if it is none.

    `pronoun` is whom "they" means; else it is the one person that `request` names. With `negated`
    the request is for when the condition is *not* so. Raises a question about a name.
    """
    topic = _topic(ctx.sentence)
    person = await _person(ctx, pronoun, request)
    plain, shape, when = _shape(ctx)
    match = shape.pattern.fullmatch(plain) if shape else None
    if not shape or not match or (words.PERSON in plain) != bool(person):
        return None
    denials = [match[name] for name in match.groupdict() if match[name]]
    if len(denials) > 1 or not _enough(shape, person, topic, when):
        return None
    when, filters = _limits(ctx, shape, when)
    fact = _Fact(ctx.me, person[0] if person else None, topic, when, filters)
    none = bool(denials) != negated
    holds = Holds.NONE if none else Holds.SOME
    condition = Condition(query=shape.make(fact), holds=holds, said=shape.says(fact, none))
    return Asked(condition, person[1] if person else "")


def _enough(shape: _Shape, person: tuple[Name, str] | None, topic: str, when: When | None) -> bool:
    """Whether the words say which meetings or mails; a topic goes with mails only."""
    on_events = shape.make is _meetings
    if on_events:
        return not topic and bool(person or when)
    needs_bound = shape.pattern is words.REPLIED
    return bool(person) and (not needs_bound or bool(topic or when))


def _topic(sentence: Sentence) -> str:
    match = words.TOPIC.search(sentence.rest)
    if not match:
        return ""
    topic = sentence.quoted(*match.span("topic"))
    sentence.blank(*match.span())
    return topic.strip(" '")


async def _person(ctx: Context, pronoun: str, request: str) -> tuple[Name, str] | None:
    """The one person the clause speaks of, masked as PERSON; their name as it was said."""
    found = await people_in(ctx, ctx.sentence)
    if len(found) > 1:
        return None
    if found:
        hit, start, end = found[0]
        _mask(ctx.sentence, start, end)
        return ctx.one_of(hit), ctx.sentence.verbatim(start, end)
    match = _PRONOUN.search(ctx.sentence.rest)
    if not match:
        return None
    meant = await _meant(ctx, pronoun or request, whole=bool(pronoun))
    if meant:
        _mask(ctx.sentence, *match.span())
    return meant


_PRONOUN = re.compile(r"\b(?:they|them|he|him|she|her)\b")


async def _meant(ctx: Context, text: str, *, whole: bool) -> tuple[Name, str] | None:
    """The one person that a text names."""
    sentence = Sentence(text)
    found = await people_in(ctx, sentence)
    if len(found) != 1:
        if whole and not found:
            raise await ctx.unknown(PEOPLE, text.casefold())
        return None
    hit, start, end = found[0]
    return ctx.one_of(hit), sentence.verbatim(start, end)


def _mask(sentence: Sentence, start: int, end: int) -> None:
    sentence.rest = f"{sentence.rest[:start]}{words.PERSON * (end - start)}{sentence.rest[end:]}"


def _shape(ctx: Context) -> tuple[str, _Shape | None, When | None]:
    """The clause in plain form, the shape that fits, and its stretch of time."""
    for shape in _SHAPES:
        inner = Sentence(ctx.sentence.text)
        inner.rest = ctx.sentence.rest
        when = _when(inner, ctx, shape.direction)
        plain = _plain(inner.rest)
        if shape.pattern.fullmatch(plain):
            return plain, shape, when
    return "", None, None


def _when(sentence: Sentence, ctx: Context, direction: Direction) -> When | None:
    rolling = words.ROLLING.search(sentence.rest)
    if rolling and direction is Direction.FUTURE and rolling["count"] and not rolling["known"]:
        return None  # "in 3 weeks" may be that day, or any until then
    if rolling and (rolling["known"] or direction is Direction.PAST):
        if not rolling["known"] and not rolling["count"]:
            return take_when(sentence, ctx.calendar, direction)
        days = number(rolling["count"] or "one") * words.UNIT_DAYS[rolling["unit"]]
        found = find_when(f"in the last {days} days", ctx.calendar, direction)
        if not found:
            return None
        said_words = sentence.verbatim(*rolling.span())
        sentence.blank(*rolling.span())
        return found.when.model_copy(update={"words": said_words})
    return take_when(sentence, ctx.calendar, direction)


def _plain(rest: str) -> str:
    """The clause with contractions written out, as a statement, without idle words."""
    text = re.sub(f"{words.PERSON}+", words.PERSON, rest.replace("\x00", " "))
    for pattern, plain in words.CONTRACTIONS:
        text = pattern.sub(plain, text)
    text = " ".join(text.strip(" .!?,;").split())
    turned = words.INVERTED.match(text)
    if turned:
        denied = turned["not"] or ""
        text = f"{turned['who']} {turned['aux']} {denied}{text[turned.end() :].lstrip()}"
    return " ".join(words.IDLE.sub(" ", text).split())


def _limits(
    ctx: Context, shape: _Shape, when: When | None
) -> tuple[When | None, tuple[Filter, ...]]:
    """The stretch of time as filters; past and future end and begin now."""
    now = iso(ctx.calendar.now)
    filters = between("at", when) if when else []
    if shape.pattern is words.MET:
        kept = [f for f in filters if f.comparison is not Comparison.BELOW or f.value <= now]
        if len(kept) == len(filters) and any(f.comparison is Comparison.BELOW for f in kept):
            return when, tuple(kept)
        return when, (*kept, Filter(field="at", comparison=Comparison.BELOW, value=now))
    if shape.pattern is words.MEETING and not _looks_back(filters, now):
        kept = [f for f in filters if f.comparison is not Comparison.AT_LEAST or f.value >= now]
        if not any(f.comparison is Comparison.AT_LEAST for f in kept):
            kept.insert(0, Filter(field="at", comparison=Comparison.AT_LEAST, value=now))
        return when, tuple(kept)
    return when, tuple(filters)


def _looks_back(filters: list[Filter], now: str) -> bool:
    return any(f.comparison is Comparison.BELOW and f.value <= now for f in filters)


def stretch(ctx: Context, start: int) -> When | None:
    """The past stretch of time that begins just there, taken out of the sentence."""
    inner = Sentence(ctx.sentence.text)
    inner.rest = "\x00" * start + ctx.sentence.rest[start:]
    gap = len(inner.rest[start:]) - len(inner.rest[start:].lstrip(" ,"))
    rolling = words.ROLLING.match(inner.rest, start + gap)
    found = find_when(inner.rest, ctx.calendar, Direction.PAST, start=start)
    if not rolling and (not found or found.start != start + gap):
        return None
    when = _when(inner, ctx, Direction.PAST)
    if when:
        ctx.sentence.rest = ctx.sentence.rest[:start] + inner.rest[start:]
    return when
