"""A model's answer → a plan: every word of it found in the request, every name among what exists.

What cannot be grounded goes back to the model with the reason (`Ungrounded`); what may mean several
things, or nothing known, is a question to the person, as it is with the rules.
"""

import re
from typing import Any

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import (
    ChangeHow,
    Choice,
    FieldChange,
    Plan,
    Refusal,
    SendHow,
    Step,
    Template,
)
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter
from app.domain.words import hints, readings
from app.domain.words import model as words
from app.domain.words import planning as planning_words
from app.planning.clarify import KEY, REPHRASE
from app.planning.context import Asked, Context
from app.planning.days import iso
from app.planning.events import MINE
from app.planning.mail_sets import INBOX
from app.planning.message import subject_of
from app.planning.model.catalogue import DATES, FIELDS, FLAGS, LISTS
from app.planning.model.wire import WireAction, WireChange, WireHow, WirePlan
from app.planning.model.wire_sets import (
    Ungrounded,
    require,
    require_copied,
    stands,
    taken_set,
    value_of,
)
from app.planning.narrowing import Found
from app.planning.steps import KINDS, deleting, updating
from app.planning.templates import letter, plain

_NUMBER = re.compile(r"\d+")
_HOWS = {
    WireHow.SET: ChangeHow.SET,
    WireHow.ADD: ChangeHow.ADD,
    WireHow.REMOVE: ChangeHow.REMOVE,
}


async def grounded(answer: WirePlan, ctx: Context) -> Plan:
    """The plan. Raises Ungrounded, or Asked with a question for the person."""
    mailing = answer.action in (WireAction.EMAIL, WireAction.REPLY)
    if not mailing and answer.of.entity not in KINDS:
        raise Ungrounded(f"{answer.of.entity.value} records cannot be changed.")
    left = [one for one in answer.not_understood if one.strip()]
    for one in left:
        require_copied(one, ctx)
    found = await taken_set(answer.of, ctx)
    if left:
        raise _not_expressed(left, ctx)
    step, reading, drafted = await _step(answer, found, ctx)
    _all_numbers(answer, ctx)
    lines = (reading, words.READ_BY, *([words.DRAFTED_BY] if drafted else []))
    return Plan(steps=(step,), reading=lines)


def _not_expressed(left: list[str], ctx: Context) -> Asked:
    """Words that the plan language has nothing for, asked about as the rules do."""
    if ctx.answer(KEY) == REPHRASE:
        return Asked(Refusal(text=planning_words.rephrase(), hint=hints.EXAMPLES))
    choice = Choice(label=planning_words.rephrase_label(), value=REPHRASE)
    return ctx.ask(KEY, words.not_expressed(left), [choice], not_understood=left)


async def _step(answer: WirePlan, found: Found, ctx: Context) -> tuple[Step, str, bool]:
    entity = found.noun.entity
    if answer.action in (WireAction.EMAIL, WireAction.REPLY):
        return _mailing(answer, found, ctx)
    require(bool(found.filters or found.limit), "what narrows it: an update or delete needs that")
    _still_to_come(found, ctx)
    if answer.action is WireAction.DELETE:
        return deleting(found), readings.delete(found.described), False
    changes = [await _change(one, entity, ctx) for one in answer.changes]
    require(bool(changes), "the changes")
    step = updating(found, *(change for change, _ in changes))
    return step, words.change(found.described, [said for _, said in changes]), False


def _still_to_come(found: Found, ctx: Context) -> None:
    """Meetings are the requester's own and to come, mails those of the inbox."""
    if found.noun.entity is Entity.EVENT:
        found.filters.append(MINE)
        now = Filter(field="start", comparison=Comparison.AT_LEAST, value=iso(ctx.calendar.now))
        found.filters.append(now)
    if found.noun.entity is Entity.MAIL:
        found.filters.append(INBOX)


def _mailing(answer: WirePlan, found: Found, ctx: Context) -> tuple[Step, str, bool]:
    entity, reply = found.noun.entity, answer.action is WireAction.REPLY
    require(reply == (entity is Entity.MAIL), "the set: replies are to mails, emails to people")
    require(entity is not Entity.EVENT, "the set: emails go to people")
    require(bool(found.filters or found.limit), "what narrows it")
    if not answer.text.strip():
        raise ctx.ask("text", words.what_text(found.described), open_ended=True)
    own = stands(answer.text, ctx)
    require(own or answer.drafted, "text (the person's own words, or drafted)")
    text = answer.text.strip() if own else plain(answer.text.strip())
    if reply:
        found.filters.append(INBOX)
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
    if stands(answer.subject, ctx):
        return answer.subject.strip()
    return "" if own else plain(answer.subject.strip())


async def _change(one: WireChange, entity: Entity, ctx: Context) -> tuple[FieldChange, str]:
    if one.how is WireHow.SHIFT_MINUTES:
        require(entity is Entity.EVENT, "the set: only meetings are shifted")
        minutes = int(one.words) if re.fullmatch(r"[+-]?\d{1,6}", one.words) else 0
        require(minutes != 0, "shift_minutes (signed minutes)")
        change = FieldChange(field="start", how=ChangeHow.SHIFT, value=minutes)
        return change, readings.by_minutes(minutes)
    if one.field not in FIELDS[entity] or one.field in DATES | {"attendees", "email", "name"}:
        raise Ungrounded(f"The field {one.field} of {entity.value} cannot be changed.")
    value, shown = await _new_value(one, entity, ctx)
    require((one.how is WireHow.SET) != (one.field in LISTS), "how (lists: add or remove)")
    say = {WireHow.SET: words.set_to, WireHow.ADD: words.added, WireHow.REMOVE: words.removed}
    return FieldChange(field=one.field, how=_HOWS[one.how], value=value), say[one.how](
        one.field, shown
    )


async def _new_value(one: WireChange, entity: Entity, ctx: Context) -> tuple[Any, str]:
    """A new value: looked up where the field has a closed set of them, else as it was written."""
    if one.field in FLAGS:
        require(one.words in ("true", "false"), f"{one.field} (true or false)")
        return one.words == "true", one.words
    if one.field == "folder":
        require(one.words == "archive", "folder (archive)")
        return "archive", "archive"
    require_copied(one.words, ctx)
    if one.field in ("owner", "status", "stage", "amount"):
        return await value_of(entity, one.field, one.words, ctx)
    return one.words, one.words


def _all_numbers(answer: WirePlan, ctx: Context) -> None:
    """No figure of the request is dropped."""
    used = answer.model_dump_json()
    for number in _NUMBER.findall(ctx.request.text):
        if number not in used:
            raise Ungrounded(f"The request says {number}, and the plan does not.")
