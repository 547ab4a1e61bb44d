"""Phrases that name a set of records: "every contact at Acme", "Akira's leads in status New"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.domain.plan import Choice
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Hop, Query
from app.domain.words import planning as words
from app.domain.words import readings
from app.planning.amounts import take_amounts
from app.planning.clock import take_age
from app.planning.context import Context
from app.planning.dates import take_when
from app.planning.days import Direction, When, iso
from app.planning.lexicon import EVERY, FILLERS, NOUNS, WON, Noun, noun_of
from app.planning.names import Name, Option
from app.planning.narrowing import Found, ask_unknown, narrow, take_owner, take_slot
from app.planning.same import take_same
from app.planning.sentence import Word
from app.planning.slots import BEFORE_NOUN, EMPTY_FIELDS, SLOTS

_OWNED_ENTITIES = (Entity.LEAD, Entity.DEAL)

Located = tuple[Noun, re.Match[str], bool]


def find_noun(
    text: str, entities: Sequence[Entity] = tuple(Entity), nouns: Sequence[Noun] = NOUNS
) -> Located | None:
    """The first word in a text for records of these entities, and whether it is singular."""
    best: Located | None = None
    for noun in (noun for noun in nouns if noun.entity in entities):
        for pattern, singular in ((noun.many, False), (noun.one, True)):
            match = re.search(rf"\b(?:{pattern})\b", text)
            if match and (best is None or match.start() < best[1].start()):
                best = (noun, match, singular)
    return best


async def _called_as_status(ctx: Context, found: Found) -> None:
    """Where all records are customers and "Lead" is a status of theirs, leads are those in it."""
    if found.noun.shown != "leads" or any(one.field == "status" for one in found.filters):
        return
    if await ctx.names.of((Entity.CONTACT, "kind")):
        return
    for status in await ctx.names.of((Entity.LEAD, "status")):
        if status.normal == "lead":
            narrow(ctx, found, [status], "in status {}")


_BOUGHT_BY = frozenset({"customer", "prospect"})


async def nouns_here(ctx: Context) -> tuple[Noun, ...]:
    """The words for records: "customers" are leads where contacts have no kinds at all."""
    if not any(noun.kind in _BOUGHT_BY and _names(noun, ctx) for noun in NOUNS):
        return NOUNS
    if await ctx.names.of((Entity.CONTACT, "kind")):
        return NOUNS
    if not await ctx.names.of((Entity.LEAD, "status")):
        return NOUNS
    return tuple(
        replace(noun, entity=Entity.LEAD, kind="") if noun.kind in _BOUGHT_BY else noun
        for noun in NOUNS
    )


def _names(noun: Noun, ctx: Context) -> bool:
    return bool(re.search(rf"\b(?:{noun.one}|{noun.many})\b", ctx.sentence.rest))


async def take_set(ctx: Context, entities: Sequence[Entity]) -> Found | None:
    """The first set of such records that is named in what is left of the sentence."""
    if same := take_same(ctx, entities):
        return same
    located = find_noun(ctx.sentence.rest, entities, ctx.nouns)
    if not located:
        return None
    noun, match, singular = located
    found = Found(noun, singular=singular and not EVERY.search(ctx.sentence.rest))
    ctx.sentence.blank(*match.span())
    ctx.sentence.note(noun.shown)
    await _narrowed(ctx, found)
    await _before(ctx, found, match.start())
    if noun.entity is Entity.DEAL:
        take_amounts(ctx, found)
    if noun.entity is Entity.LEAD:
        await _called_as_status(ctx, found)
        for condition, said in ctx.silent:
            found.filters.append(condition)
            found.said.append(said)
    if noun.entity in _OWNED_ENTITIES:
        await _owner_and_dates(ctx, found)
    while ctx.sentence.take(_AND_ALSO):
        pass
    await ask_unknown(ctx, SLOTS[noun.entity])
    return found


_EVERYONE = re.compile(r"\b(?:everyone|everybody|people)\b")
_AND_ALSO = re.compile(
    r"(?<=\x00)\s*,?\s*and\s+(?:(?:that|who|which)\s+)?(?:(?:is|are|was|were)\s+)?(?=\x00)"
)
"""Between two conditions that are both understood, "and" asks for both of them."""


async def take_everyone(ctx: Context) -> Found | None:
    """Contacts that are only called "everyone" or "people", with what narrows them."""
    if not ctx.sentence.take(_EVERYONE):
        return None
    found = Found(noun_of(Entity.CONTACT))
    await _narrowed(ctx, found)
    await ask_unknown(ctx, SLOTS[Entity.CONTACT])
    return found


async def _narrowed(ctx: Context, found: Found) -> None:
    """Read everything that is introduced by a word of its own."""
    entity = found.noun.entity
    if entity is Entity.CONTACT:
        await _closed_deals(ctx, found)
        await _kind(ctx, found)
    for pattern, name in EMPTY_FIELDS.get(entity, ()):
        if ctx.sentence.take(pattern):
            found.add(name, Comparison.EMPTY, None, readings.without(name))
    for slot in SLOTS[entity]:
        while await take_slot(ctx, found, slot):
            pass


async def _owner_and_dates(ctx: Context, found: Found) -> None:
    """Whose leads or deals, how old, and when they were created or closed."""
    if not any(condition.field == "owner" for condition in found.filters):
        await take_owner(ctx, found)
    _ages(ctx, found)
    _dates(ctx, found)


async def _kind(ctx: Context, found: Found) -> None:
    """A noun such as "customers" is a kind of contact; those who closed a deal need none."""
    if not found.noun.kind or found.of:
        return
    option: Option = (Entity.CONTACT, "kind")
    kinds = await ctx.names.of(option)
    known = next((name for name in kinds if name.normal == found.noun.kind), None)
    if not known:
        raise await ctx.unknown([option], found.noun.kind, offer_all=True)
    found.filters.append(Filter(field="kind", comparison=Comparison.EQUALS, value=known.value))


async def _before(ctx: Context, found: Found, noun_at: int) -> None:
    """The words right before the noun: "Berlin customers", "lost deals"."""
    says = dict(BEFORE_NOUN.get(found.noun.entity, ()))
    if not says:
        return
    taken = _run_before(ctx, noun_at)
    names = await ctx.names.all_of(tuple(says))
    for first in range(len(taken)):
        hit = ctx.names.exactly(tuple(says), names, taken[first:])
        if hit:
            name = ctx.one_of(hit)
            ctx.sentence.blank_words(taken[first:])
            narrow(ctx, found, [name], says[name.option])
            return


def _run_before(ctx: Context, noun_at: int) -> list[Word]:
    """The adjoining words that end at a position, without the fillers at their front."""
    begin = ctx.sentence.rest.rfind("\x00", 0, noun_at) + 1
    taken = [word for word in ctx.sentence.words_from(begin, limit=40) if word.end <= noun_at]
    while taken and taken[0].text in FILLERS:
        taken = taken[1:]
    return [Word(w.text.removesuffix("'s"), w.start, w.end) for w in taken]


_CLOSED_DEALS = re.compile(
    r"\b(?:(?:who|that|which|whose\s+deals?)\s+(?:have\s+)?(?:closed|bought|signed|won)"
    r"(?:\s+(?:an?|any|their|one)\s+deals?)?|with\s+(?:an?\s+)?deals?\s+(?:(?:that|which)\s+)?"
    r"(?:(?:was|were)\s+)?(?:closed|won))\b"
)


async def _closed_deals(ctx: Context, found: Found) -> None:
    """Customers by the deals they closed: "who closed last quarter"."""
    match = ctx.sentence.take(_CLOSED_DEALS)
    if not match:
        return
    when = take_when(ctx.sentence, ctx.calendar, Direction.PAST)
    stage = await known_stage(ctx, WON, "won")
    filters = [Filter(field="stage", comparison=Comparison.EQUALS, value=stage.value)]
    if when:
        filters.extend(between("closed_at", when))
    found.of = Hop(relation="customer", query=Query(entity=Entity.DEAL, filters=tuple(filters)))
    found.said.append(readings.who_closed(when.said if when else ""))


async def known_stage(ctx: Context, names: Sequence[str], label: str) -> Name:
    """The first of these stages that the CRM has; a question when it has none of them."""
    option: Option = (Entity.DEAL, "stage")
    stages = await ctx.names.of(option)
    answer = ctx.answer(f"stage:{label}")
    for wanted in (answer.casefold(), *names):
        for stage in stages:
            if wanted and stage.value.casefold() == wanted:
                return stage
    choices = [Choice(label=stage.value, value=stage.value) for stage in stages]
    raise ctx.ask(f"stage:{label}", words.which_stage(label), choices, open_ended=not choices)


_CREATED = re.compile(
    r"\b(?:(?:that|which)\s+)?(?:(?:was|were)\s+)?(?:created|opened|added|made)\b"
)
_CLOSED = re.compile(r"\b(?:(?:that|which)\s+)?(?:(?:was|were|got)\s+)?closed\b")


def _ages(ctx: Context, found: Found) -> None:
    """How old the records are: "older than 30 days"."""
    while age := take_age(ctx.sentence, ctx.calendar):
        ctx.sentence.take(_CREATED)
        comparison = Comparison.AT_LEAST if age.newer else Comparison.BELOW
        moment = ctx.calendar.moment_label(age.at)
        found.add(
            "created_at", comparison, iso(age.at), readings.aged(age.words, moment, newer=age.newer)
        )


def _dates(ctx: Context, found: Found) -> None:
    """When the records were created or closed: "created last month"."""
    when = take_when(ctx.sentence, ctx.calendar, Direction.PAST)
    if not when:
        return
    name = _date_field(ctx, found, when)
    found.filters.extend(between(name, when))
    found.said.append(readings.dated(name, when.said))


def _date_field(ctx: Context, found: Found, when: When) -> str:
    """Which date a phrase speaks of; without a word for it that is a question."""
    if ctx.sentence.take(_CREATED):
        return "created_at"
    if found.noun.entity is Entity.DEAL and ctx.sentence.take(_CLOSED):
        return "closed_at"
    fields = ["created_at", "closed_at"] if found.noun.entity is Entity.DEAL else ["created_at"]
    if ctx.answer("date") in fields:
        return ctx.answer("date")
    choices = [Choice(label=readings.dated(name, when.said), value=name) for name in fields]
    raise ctx.ask("date", words.which_date(found.noun.shown, when.said), choices)


def between(name: str, when: When) -> list[Filter]:
    """The conditions that a field lies within a stretch of time."""
    filters: list[Filter] = []
    if when.start:
        filters.append(Filter(field=name, comparison=Comparison.AT_LEAST, value=iso(when.start)))
    if when.end:
        filters.append(Filter(field=name, comparison=Comparison.BELOW, value=iso(when.end)))
    return filters
