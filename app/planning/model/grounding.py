"""A model's answer → a plan: every word of it found in the request, every name among what exists.

What cannot be grounded goes back to the model with the reason (`Ungrounded`); what may mean several
things, or nothing known, is a question to the person, as it is with the rules.
"""

import re
from typing import Any

from rapidfuzz import fuzz

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import ChangeHow, FieldChange, Plan, SendHow, Step, Template
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter
from app.domain.words import model as words
from app.domain.words import readings
from app.planning.amounts import amount_of
from app.planning.context import Context
from app.planning.dates import find_when
from app.planning.days import Direction, iso
from app.planning.events import MINE
from app.planning.lexicon import Noun
from app.planning.message import subject_of
from app.planning.model.catalogue import DATES, FIELDS, FLAGS, FREE, LISTS, PEOPLE
from app.planning.model.wire import WireAction, WireChange, WireFilter, WireHow, WirePlan, WireSet
from app.planning.names import PEOPLE as EVERYBODY
from app.planning.names import STAFF, Option, normal
from app.planning.narrowing import Found
from app.planning.sentence import Word
from app.planning.sets import between
from app.planning.templates import letter, plain

_LIKE = 90
"""Likeness (0-100) from which words count as copied from the request."""
_NUMBER = re.compile(r"\d+")
_KINDS = {
    Entity.CONTACT: BulkType.CONTACT,
    Entity.EVENT: BulkType.CALENDAR,
    Entity.MAIL: BulkType.EMAIL,
    Entity.LEAD: BulkType.CRM,
    Entity.DEAL: BulkType.CRM,
}
_HOWS = {
    WireHow.SET: ChangeHow.SET,
    WireHow.ADD: ChangeHow.ADD,
    WireHow.REMOVE: ChangeHow.REMOVE,
}
_ORDER = {Entity.MAIL: "date", Entity.EVENT: "start", Entity.LEAD: "created_at"}


class Ungrounded(Exception):
    """Why an answer is no plan, for the model to read: it names no record."""


async def grounded(answer: WirePlan, ctx: Context) -> Plan:
    """The plan. Raises Ungrounded, or Asked with a question for the person."""
    mailing = answer.action in (WireAction.EMAIL, WireAction.REPLY)
    if not mailing and answer.of.entity not in _KINDS:
        raise Ungrounded(f"{answer.of.entity.value} records cannot be changed.")
    left = [one for one in answer.not_understood if one.strip()]
    for one in left:
        _copied(one, ctx)
    found = await _set(answer.of, ctx)
    if left:
        raise ctx.ask("leftover", words.not_expressed(left), not_understood=left)
    step, reading, drafted = await _step(answer, found, ctx)
    _all_numbers(answer, ctx)
    lines = (reading, words.READ_BY, *([words.DRAFTED_BY] if drafted else []))
    return Plan(steps=(step,), reading=lines)


async def _set(asked: WireSet, ctx: Context) -> Found:
    entity = asked.entity
    if entity not in FIELDS:
        raise Ungrounded(f"There are no {entity.value} records. Choose: {', '.join(FIELDS)}.")
    found = Found(Noun(entity, "", "", words.SETS[entity]))
    for one in asked.filters:
        await _filter(one, found, ctx)
    if asked.limit:
        _require(str(asked.limit) in ctx.request.text or asked.limit == 1, "the limit")
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
        _require(one.words in ("true", "false"), f"{field} (true or false)")
        said = words.condition(field, Comparison.EQUALS, "yes" if one.words == "true" else "no")
        found.add(field, Comparison.EQUALS, one.words == "true", said)
        return
    _copied(one.words, ctx)
    if field in DATES:
        _dated(one, found, ctx)
        return
    value, shown = await _value(entity, field, one.words, ctx)
    comparison = Comparison.HAS if field in LISTS else one.comparison
    if field in FREE:
        comparison = Comparison.CONTAINS
    found.add(field, comparison, value, words.condition(field, comparison, shown))


def _dated(one: WireFilter, found: Found, ctx: Context) -> None:
    """A stretch of time by our own reading of the words."""
    direction = Direction.FUTURE if one.field == "start" else Direction.PAST
    text = one.words.casefold().strip()
    date = find_when(text, ctx.calendar, direction)
    if not date or date.start != 0 or date.end != len(text):
        raise Ungrounded(f"“{one.words}” is no date phrase. Copy only the words of the date.")
    found.filters.extend(between(one.field, date.when))
    found.said.append(words.dated(one.field, date.when.said))


async def _value(entity: Entity, field: str, text: str, ctx: Context) -> tuple[Any, str]:
    """What words stand for, and how it is shown; raises a question where that is not one thing."""
    if field == "amount":
        amount = amount_of(text)
        _require(amount is not None, "the amount (figures only)")
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


async def _step(answer: WirePlan, found: Found, ctx: Context) -> tuple[Step, str, bool]:
    entity = found.noun.entity
    if answer.action in (WireAction.EMAIL, WireAction.REPLY):
        return _mailing(answer, found, ctx)
    _require(bool(found.filters or found.limit), "what narrows it: an update or delete needs that")
    kind = _KINDS[entity]
    _still_to_come(found, ctx)
    if answer.action is WireAction.DELETE:
        step = Step(kind=kind, verb=BulkVerb.DELETE, entity=entity, source=found.query())
        return step, readings.delete(found.described), False
    changes = [await _change(one, entity, ctx) for one in answer.changes]
    _require(bool(changes), "the changes")
    step = Step(
        kind=kind,
        verb=BulkVerb.UPDATE,
        entity=entity,
        source=found.query(),
        changes=tuple(change for change, _ in changes),
    )
    return step, words.change(found.described, [said for _, said in changes]), False


def _still_to_come(found: Found, ctx: Context) -> None:
    """Meetings are the requester's own and to come, mails those of the inbox."""
    if found.noun.entity is Entity.EVENT:
        found.filters.append(MINE)
        now = Filter(field="start", comparison=Comparison.AT_LEAST, value=iso(ctx.calendar.now))
        found.filters.append(now)
    if found.noun.entity is Entity.MAIL:
        found.filters.append(Filter(field="folder", comparison=Comparison.EQUALS, value="inbox"))


def _mailing(answer: WirePlan, found: Found, ctx: Context) -> tuple[Step, str, bool]:
    entity, reply = found.noun.entity, answer.action is WireAction.REPLY
    _require(reply == (entity is Entity.MAIL), "the set: replies are to mails, emails to people")
    _require(entity is not Entity.EVENT, "the set: emails go to people")
    _require(bool(found.filters or found.limit), "what narrows it")
    if not answer.text.strip():
        raise ctx.ask("text", words.what_text(found.described), open_ended=True)
    own = _stands(answer.text, ctx)
    _require(own or answer.drafted, "text (the person's own words, or drafted)")
    text = answer.text.strip() if own else plain(answer.text.strip())
    if reply:
        found.filters.append(Filter(field="folder", comparison=Comparison.EQUALS, value="inbox"))
    template = Template(
        subject="" if reply else _subject(answer, ctx, own=own) or subject_of(text),
        body=text if reply else letter(text),
    )
    step = Step(
        kind=BulkType.EMAIL,
        verb=BulkVerb.SEND,
        entity=Entity.MAIL,
        source=found.query((ME,) if entity is Entity.COLLEAGUE else ()),
        template=template,
        how=SendHow.REPLY if reply else SendHow.NEW,
    )
    return step, words.mail(found.described, text, reply=reply), not own


def _subject(answer: WirePlan, ctx: Context, *, own: bool) -> str:
    """The person's own, or a drafted one of a drafted text; another is none."""
    if _stands(answer.subject, ctx):
        return answer.subject.strip()
    return "" if own else plain(answer.subject.strip())


def _stands(text: str, ctx: Context) -> bool:
    """Whether the request has just these words, one after the other."""
    given = normal(text)
    return bool(given) and f" {given} " in f" {normal(ctx.request.text)} "


async def _change(one: WireChange, entity: Entity, ctx: Context) -> tuple[FieldChange, str]:
    if one.how is WireHow.SHIFT_MINUTES:
        _require(entity is Entity.EVENT, "the set: only meetings are shifted")
        minutes = int(one.words) if re.fullmatch(r"[+-]?\d{1,6}", one.words) else 0
        _require(minutes != 0, "shift_minutes (signed minutes)")
        change = FieldChange(field="start", how=ChangeHow.SHIFT, value=minutes)
        return change, readings.by_minutes(minutes)
    if one.field not in FIELDS[entity] or one.field in DATES | {"attendees", "email", "name"}:
        raise Ungrounded(f"The field {one.field} of {entity.value} cannot be changed.")
    value, shown = await _new_value(one, entity, ctx)
    _require((one.how is WireHow.SET) != (one.field in LISTS), "how (lists: add or remove)")
    say = {WireHow.SET: words.set_to, WireHow.ADD: words.added, WireHow.REMOVE: words.removed}
    return FieldChange(field=one.field, how=_HOWS[one.how], value=value), say[one.how](
        one.field, shown
    )


async def _new_value(one: WireChange, entity: Entity, ctx: Context) -> tuple[Any, str]:
    """A new value: looked up where the field has a closed set of them, else as it was written."""
    if one.field in FLAGS:
        _require(one.words in ("true", "false"), f"{one.field} (true or false)")
        return one.words == "true", one.words
    if one.field == "folder":
        _require(one.words == "archive", "folder (archive)")
        return "archive", "archive"
    _copied(one.words, ctx)
    if one.field in ("owner", "status", "stage", "amount"):
        return await _value(entity, one.field, one.words, ctx)
    return one.words, one.words


def _copied(text: str, ctx: Context) -> None:
    """Words count only where the request has them."""
    alike = fuzz.partial_ratio(normal(text), normal(ctx.request.text)) >= _LIKE
    if not normal(text) or not (alike or _stands(text, ctx)):
        raise Ungrounded(f"“{text}” is not in the request. Copy its words exactly.")


def _all_numbers(answer: WirePlan, ctx: Context) -> None:
    """No figure of the request is dropped."""
    used = answer.model_dump_json()
    for number in _NUMBER.findall(ctx.request.text):
        if number not in used:
            raise Ungrounded(f"The request says {number}, and the plan does not.")


def _require(holds: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise Ungrounded(f"Wrong or missing: {what}.")
