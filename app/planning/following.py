"""A sentence that changes a draft: "only the ones in Berlin", "not Sarah", "tomorrow instead".

It is read against the plan that the draft was made from. Each reader takes the words that it
explains; a word that none explains leaves the draft as it is.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from app.domain.plan import Plan, Reading, Refusal, Step, Template
from app.domain.ports import PlanRequest, Vocabulary
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Listed, Query, SlackPeople, Upload
from app.domain.words import following as words
from app.domain.words import schedule as schedule_words
from app.planning import schedules, slack_people, uploads
from app.planning.context import Asked, Context
from app.planning.days import Calendar
from app.planning.follow_words import (
    DO_IT,
    FOLLOW_AND,
    FOLLOW_EXCEPT,
    FOLLOW_FIRST,
    FOLLOW_ONLY,
    FOLLOW_OPENING,
    FOLLOW_STOP,
    THE_ONES,
)
from app.planning.lexicon import (
    AND,
    INSTEAD,
    NEW_SUBJECT,
    NEW_TEXT,
    POLITE_END,
    Noun,
    noun_of,
)
from app.planning.mentioned import in_words
from app.planning.message import as_sentence
from app.planning.names import PEOPLE, Name, Names, Option, is_me
from app.planning.narrowing import Found, name_at, take_slot
from app.planning.schedule_words import phrase_at
from app.planning.sentence import QUOTATION, Sentence
from app.planning.slots import SLOTS, Slot
from app.planning.templates import letter

_COMPANIES: tuple[Option, ...] = ((Entity.CONTACT, "company"), (Entity.CONTACT, "city"))
_NAMED_BY: Mapping[Entity, tuple[Option, ...]] = {
    Entity.PERSON: PEOPLE,
    Entity.CONTACT: (*PEOPLE, *_COMPANIES),
    Entity.COLLEAGUE: (*PEOPLE, (Entity.COLLEAGUE, "department")),
}
"""What "not …" may name, by the kind of record that a draft is about."""


@dataclass(frozen=True)
class Changed:
    """A plan on its way, and what was changed, in words."""

    plan: Plan
    said: tuple[str, ...] = ()

    @property
    def step(self) -> Step:
        """The one that is changed."""
        return self.plan.steps[0]

    def to(self, step: Step, said: str) -> "Changed":
        """The plan with another first step."""
        steps = (step, *self.plan.steps[1:])
        return Changed(self.plan.model_copy(update={"steps": steps}), (*self.said, said))


_Read = Callable[[Context, Changed], Awaitable[Changed | None]]


class RulesFollowUps:
    """Reads sentences that change a draft, by the rules and lexicon of the planner."""

    async def read(self, request: PlanRequest, plan: Plan, vocabulary: Vocabulary) -> Reading:
        """The changed plan, a question, or a refusal that leaves the draft as it is."""
        try:
            return in_words(await _read(_context(request, vocabulary), Changed(plan)))
        except Asked as asked:
            return in_words(asked.reading)


def _context(request: PlanRequest, vocabulary: Vocabulary) -> Context:
    calendar = Calendar(request.now, request.requester.zone, request.said_at)
    names = Names(vocabulary, request.answers, request.requester.email or ME)
    return Context(request, Sentence(request.text), calendar, names)


async def _read(ctx: Context, changed: Changed) -> Reading:
    opening = FOLLOW_OPENING.match(ctx.sentence.rest)
    if opening:
        ctx.sentence.blank(*opening.span())
    if FOLLOW_STOP.fullmatch(ctx.sentence.rest.replace("\x00", " ").strip(" .!")):
        return Refusal(text=words.PRESS_CANCEL)
    ctx.sentence.take(POLITE_END)
    for read in _READERS:
        while again := await read(ctx, changed):
            changed = again
    ctx.sentence.take(INSTEAD)
    while ctx.sentence.take(FOLLOW_AND):
        pass
    leftover = ctx.sentence.leftover()
    if leftover or not changed.said:
        phrases = leftover or (ctx.sentence.text,)
        return Refusal(text=words.not_understood(phrases), hint=words.FOR_EXAMPLE)
    return _said_back(ctx, changed)


def _said_back(ctx: Context, changed: Changed) -> Plan:
    """The plan with a reading that tells what was changed, and when it will be done."""
    plan = changed.plan
    what, *others = schedule_words.without_time(plan.reading) or ("",)
    new = [one for one in changed.said if one and one not in what]
    zone, now = ctx.request.requester.zone, ctx.request.now
    when = schedule_words.timing(plan.timing, now, zone) if plan.timing else ""
    reading = ("; ".join(filter(None, (what, *new))), *others, when)
    return plan.model_copy(update={"reading": tuple(filter(None, reading))})


async def _when(ctx: Context, changed: Changed) -> Changed | None:
    """Another time: "tomorrow at 9 instead", "make it Friday at 10"."""
    if ctx.when:
        return None
    start = _after(ctx, DO_IT)
    said = phrase_at(ctx.sentence.rest, start, ctx.calendar)
    if said is None or _restricts(ctx, start):
        return None
    if changed.step.entity is Entity.EVENT:
        raise Asked(Refusal(text=words.WHICH_TIME))
    ctx.sentence.take(DO_IT)
    schedules.take(ctx, said, start)
    plan = changed.plan.model_copy(update={"timing": schedules.timing_of(ctx)})
    return Changed(plan, (*changed.said, ""))


def _restricts(ctx: Context, start: int) -> bool:
    """Whether the words before say which ones, not when."""
    return bool(FOLLOW_ONLY.search(ctx.sentence.rest[:start]))


async def _subject(ctx: Context, changed: Changed) -> Changed | None:
    """Another subject."""
    template, said = changed.step.template, _said_after(ctx, NEW_SUBJECT)
    if not said or template is None:
        return None
    update = {"template": template.model_copy(update={"subject": said})}
    return changed.to(changed.step.model_copy(update=update), words.subject(said))


async def _text(ctx: Context, changed: Changed) -> Changed | None:
    """Another text, in the letter that texts are put into; the subject stays."""
    template, said = changed.step.template, _said_after(ctx, NEW_TEXT)
    if not said or template is None:
        return None
    new = uploads.fields_of(
        changed.step.source, Template(subject=template.subject, body=letter(as_sentence(said)))
    )
    return changed.to(changed.step.model_copy(update={"template": new}), words.NEW_TEXT)


def _said_after(ctx: Context, marker: re.Pattern[str]) -> str:
    """What stands after a marker: between quotation marks, or up to the end; it is taken."""
    match = marker.search(ctx.sentence.rest)
    if not match:
        return ""
    rest = ctx.sentence.rest
    quoted = QUOTATION.match(rest, match.end())
    end = quoted.end() if quoted else len(rest)
    said = ctx.sentence.quoted(match.end(), end)
    ctx.sentence.blank(match.start(), end)
    return said


async def _first(ctx: Context, changed: Changed) -> Changed | None:
    """A limit, as in "only the first 5"."""
    match = ctx.sentence.take(FOLLOW_FIRST)
    source = changed.step.source
    if match:
        slack_people.refuse_narrowing(source)
    if not match or not isinstance(source, Query):
        return None
    count = max(1, int(match["count"]))
    narrowed = source.model_copy(update={"limit": min(count, source.limit or count)})
    return changed.to(_over(changed.step, narrowed), words.only_first(count))


async def _only(ctx: Context, changed: Changed) -> Changed | None:
    """A condition more, as in "only the ones in Berlin"."""
    marker = FOLLOW_ONLY.search(ctx.sentence.rest)
    if not marker:
        return None
    source = changed.step.source
    slack_people.refuse_narrowing(source)
    if not isinstance(source, Query):
        raise Asked(Refusal(text=words.NOTHING_TO_NARROW))
    found = Found(_noun_of(source.entity))
    ctx.sentence.take(THE_ONES)
    for slot in _slots_of(source.entity):
        while await take_slot(ctx, found, slot):
            pass
    if not found.filters:
        return None
    ctx.sentence.blank(*marker.span())
    narrowed = source.model_copy(update={"filters": (*source.filters, *found.filters)})
    return changed.to(_over(changed.step, narrowed), words.only(" and ".join(found.said)))


def _slots_of(entity: Entity) -> tuple[Slot, ...]:
    if entity is Entity.PERSON:
        return (*SLOTS[Entity.CONTACT], *SLOTS[Entity.COLLEAGUE])
    return SLOTS.get(entity, ())


def _noun_of(entity: Entity) -> Noun:
    kind = Entity.CONTACT if entity is Entity.PERSON else entity
    return noun_of(kind)


async def _without(ctx: Context, changed: Changed) -> Changed | None:
    """Some less, as in "not Sarah" or "but not the ones at Acme"."""
    marker = FOLLOW_EXCEPT.search(ctx.sentence.rest)
    if not marker:
        return None
    options = _NAMED_BY.get(_entity_of(changed.step), PEOPLE)
    end, names = marker.end(), list[Name]()
    while named := await name_at(ctx, options, end):
        names.append(ctx.one_of(named.hit))
        end = named.end
        if not (joint := AND.match(ctx.sentence.rest, end)):
            break
        end = joint.end()
    if not names:
        return None
    ctx.sentence.blank(marker.start(), end)
    return changed.to(_less(changed.step, names), words.without([_shown(one) for one in names]))


def _entity_of(step: Step) -> Entity:
    return step.source.entity if isinstance(step.source, Query) else Entity.PERSON


def _less(step: Step, names: list[Name]) -> Step:
    """The step without these: people by their address, everything else by its field."""
    people = [_address(one) for one in names if one.option[1] == "name_email"]
    source = step.source
    if isinstance(source, Listed):
        kept = tuple(one for one in source.entries if one.address.casefold() not in people)
        if not kept:
            raise Asked(Refusal(text=words.NOBODY_LEFT))
        return _over(step, source.model_copy(update={"entries": kept}))
    only_people = all(one.option[1] == "name_email" for one in names)
    if isinstance(source, Upload | SlackPeople) and only_people:
        return _over(step, uploads.without(source, people))
    if not isinstance(source, Query):
        raise Asked(Refusal(text=words.NOTHING_TO_NARROW))
    others = tuple(
        Filter(field=one.option[1], comparison=Comparison.NOT_EQUALS, value=one.value)
        for one in names
        if one.option[1] != "name_email"
    )
    out = tuple(dict.fromkeys((*source.exclude, *people)))
    narrowed = {"exclude": out, "filters": (*source.filters, *others)}
    return _over(step, source.model_copy(update=narrowed))


def _address(name: Name) -> str:
    return ME if is_me(name) else name.value.casefold()


def _shown(name: Name) -> str:
    return name.shown or name.value


def _over(step: Step, source: object) -> Step:
    """The step over another source, checked as any other."""
    return Step.model_validate({**dict(step), "source": source})


def _after(ctx: Context, marker: re.Pattern[str]) -> int:
    """Where the words after a marker begin, or the first ones that are left."""
    match = marker.search(ctx.sentence.rest)
    if match:
        return match.end()
    left = ctx.sentence.words()
    return left[0].start if left else len(ctx.sentence.rest)


_READERS: tuple[_Read, ...] = (_subject, _text, _first, _only, _without, _when)
