"""A set of records as a model said it: each filter checked against the request and what exists."""

from typing import Any

from rapidfuzz import fuzz

from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import model as words
from app.planning.amounts import amount_of
from app.planning.context import Context
from app.planning.dates import find_when
from app.planning.days import Direction, iso
from app.planning.lexicon import Noun
from app.planning.model.catalogue import DATES, FIELDS, FLAGS, FREE, LISTS, PEOPLE
from app.planning.model.wire import WireFilter, WireSet
from app.planning.names import PEOPLE as EVERYBODY
from app.planning.names import STAFF, Option, normal
from app.planning.narrowing import Found
from app.planning.sentence import Word
from app.planning.sets import between

_LIKE = 90
"""Likeness (0-100) from which words count as copied from the request."""
_SAME = (Comparison.EQUALS, Comparison.HAS, Comparison.CONTAINS)
_ORDER = {Entity.MAIL: "date", Entity.EVENT: "start", Entity.LEAD: "created_at"}


class Ungrounded(Exception):
    """Why an answer is no plan, for the model to read: it names no record."""


async def taken_set(asked: WireSet, ctx: Context) -> Found:
    entity = asked.entity
    if entity not in FIELDS:
        raise Ungrounded(f"There are no {entity.value} records. Choose: {', '.join(FIELDS)}.")
    found = Found(Noun(entity, "", "", words.SETS[entity]))
    for one in asked.filters:
        await _filter(one, found, ctx)
    if asked.limit:
        require(str(asked.limit) in ctx.request.text or asked.limit == 1, "the limit")
        found.order_by = f"{'' if asked.oldest_first else '-'}{_ORDER.get(entity, 'id')}"
        found.limit = asked.limit
        found.said.append(words.only(asked.limit, oldest=asked.oldest_first))
    return found


async def _filter(one: WireFilter, found: Found, ctx: Context) -> None:
    entity, field = found.noun.entity, one.field
    if field not in FIELDS[entity] or field == "folder":
        raise Ungrounded(f"{entity.value} has no field {field} to filter by.")
    if one.comparison in (Comparison.EMPTY, Comparison.NOT_EMPTY):
        found.add(field, one.comparison, None, words.condition(field, one.comparison, ""))
        return
    if field in FLAGS:
        require(one.words in ("true", "false"), f"{field} (true or false)")
        said = words.condition(field, Comparison.EQUALS, "yes" if one.words == "true" else "no")
        found.add(field, Comparison.EQUALS, one.words == "true", said)
        return
    require_copied(one.words, ctx)
    if field in DATES:
        _dated(one, found, ctx)
        return
    comparison = _comparison(one)
    value, shown = await value_of(entity, field, one.words, ctx)
    found.add(field, comparison, value, words.condition(field, comparison, shown))


def _comparison(one: WireFilter) -> Comparison:
    """The comparison that the field's kind has; one that it has not is never bent into another."""
    if one.field == "amount":
        allowed = {same: same for same in (Comparison.AT_LEAST, Comparison.BELOW)}
    elif one.field in LISTS:
        allowed = dict.fromkeys(_SAME, Comparison.HAS)
    elif one.field in FREE:
        allowed = dict.fromkeys(_SAME, Comparison.CONTAINS)
    else:
        allowed = {Comparison.NOT_EQUALS: Comparison.NOT_EQUALS}
        allowed |= dict.fromkeys(_SAME, Comparison.EQUALS)
    if one.comparison not in allowed:
        raise Ungrounded(f"{one.field} cannot be compared by {one.comparison.value}.")
    return allowed[one.comparison]


def _dated(one: WireFilter, found: Found, ctx: Context) -> None:
    """A stretch of time by our own reading of the words."""
    direction = Direction.FUTURE if one.field == "start" else Direction.PAST
    text = one.words.casefold().strip()
    date = find_when(text, ctx.calendar, direction)
    if not date or date.start != 0 or date.end != len(text):
        raise Ungrounded(f"“{one.words}” is no date phrase. Copy only the words of the date.")
    starts, ends = date.when.start, date.when.end
    if one.comparison is Comparison.EQUALS:
        found.filters.extend(between(one.field, date.when))
        found.said.append(words.dated(one.field, date.when.said))
    elif one.comparison is Comparison.AT_LEAST and starts:
        since = words.since(ctx.calendar.moment_label(starts))
        found.add(one.field, Comparison.AT_LEAST, iso(starts), words.dated(one.field, since))
    elif one.comparison is Comparison.BELOW and (limit := starts or ends):
        before = words.before(ctx.calendar.moment_label(limit))
        found.add(one.field, Comparison.BELOW, iso(limit), words.dated(one.field, before))
    else:
        raise Ungrounded(f"{one.field} takes equals (on or within), at_least (since) or below.")


async def value_of(entity: Entity, field: str, text: str, ctx: Context) -> tuple[Any, str]:
    """What words stand for, and how it is shown; raises a question where that is not one thing."""
    if field == "amount":
        amount = amount_of(text)
        require(amount is not None, "the amount (figures only)")
        return amount, text
    if field in FREE or (field == "email" and "@" in text):
        return text, f"“{text}”"
    options = _options(entity, field)
    hit = ctx.names.exactly(options, await ctx.names.all_of(options), [Word(text, 0, len(text))])
    if not hit:
        raise await ctx.unknown(options, normal(text))
    name = ctx.one_of(hit)
    return name.value, name.shown or name.value


def _options(entity: Entity, field: str) -> tuple[Option, ...]:
    if field in PEOPLE:
        return STAFF if field == "owner" else EVERYBODY
    return ((entity, field),)


def stands(text: str, ctx: Context) -> bool:
    """Whether the request has just these words, one after the other."""
    given = normal(text)
    return bool(given) and f" {given} " in f" {normal(ctx.request.text)} "


def require_copied(text: str, ctx: Context) -> None:
    """Words count only where the request has them."""
    alike = fuzz.partial_ratio(normal(text), normal(ctx.request.text)) >= _LIKE
    if not normal(text) or not (alike or stands(text, ctx)):
        raise Ungrounded(f"“{text}” is not in the request. Copy its words exactly.")


def require(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise Ungrounded(f"Wrong or missing: {what}.")
