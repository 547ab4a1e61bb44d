"""Leads and deals: owners, stages, deleting, and follow-up deals."""

import re
from collections.abc import Sequence

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Choice, Refusal, Step
from app.domain.record import Entity
from app.domain.words import hints, readings
from app.domain.words import planning as words
from app.planning.contacts import bounded
from app.planning.context import Asked, Context, Drafted
from app.planning.lexicon import FILLERS, FIRST_STAGES
from app.planning.names import STAFF, Name, Option, is_me, normal
from app.planning.narrowing import Found, name_at
from app.planning.sentence import QUOTED
from app.planning.sets import find_noun, known_stage, take_set
from app.planning.steps import deleting, setting
from app.planning.templates import plain

_CRM = (Entity.LEAD, Entity.DEAL)
STAGES: dict[Entity, Option] = {
    Entity.LEAD: (Entity.LEAD, "status"),
    Entity.DEAL: (Entity.DEAL, "stage"),
}

TO = re.compile(
    r"\b(?:back\s+)?(?:to|over\s+to|into)\s+(?:the\s+)?(?:(?:stage|status)\s+(?:of\s+)?)?"
)
_AS = re.compile(r"\bas\s+(?:an?\s+|the\s+)?")
_STAGE_WORD = re.compile(r"\s+(?:stage|status)\b")
_FIELD = re.compile(r"^[\s\x00]*(?:the\s+)?(?P<field>stage|status|owner)\s+(?:of|for|on)\b")
_NEW_DEAL = re.compile(
    rf"\b(?:an?\s+|the\s+|new\s+)*(?P<follow>follow[- ]?up\s+)?(?:deals?|opportunit(?:y|ies))"
    rf"(?:\s+(?:called|named|titled)\s+(?P<quote>{QUOTED}+))?(?:\s+(?:for|with))?\b"
)


async def assign(ctx: Context) -> Drafted:
    """Give leads or deals to another colleague."""
    to_first = await name_at(ctx, STAFF, 0 if TO.search(ctx.sentence.rest) else _first(ctx))
    if to_first:
        ctx.sentence.blank(_first(ctx), to_first.end)
    found = await records(ctx)
    if to_first:
        return change(found, "owner", ctx.one_of(to_first.hit))
    return change(found, "owner", await new_value(ctx, found, STAFF, (TO,), "owner"))


def _first(ctx: Context) -> int:
    """Where the first word is: in "give Jinsoo all of Akira's leads" it is the new owner."""
    remaining = ctx.sentence.words()
    return remaining[0].start if remaining else 0


async def move(ctx: Context) -> Drafted:
    """Move deals to a stage (leads to a status), or to another owner."""
    found = await records(ctx)
    stage = STAGES[found.noun.entity]
    chosen = await new_value(ctx, found, (stage, *STAFF), (TO, _AS), stage[1])
    return change(found, "owner" if chosen.option in STAFF else stage[1], chosen)


async def set_field(ctx: Context) -> Drafted:
    """Set the stage, status or owner of leads or deals."""
    match = ctx.sentence.take(_FIELD)
    if not match:
        return await move(ctx)
    found = await records(ctx)
    if match["field"] == "owner":
        return change(found, "owner", await new_value(ctx, found, STAFF, (TO,), "owner"))
    stage = STAGES[found.noun.entity]
    return change(found, stage[1], await new_value(ctx, found, (stage,), (TO, _AS), stage[1]))


async def delete(ctx: Context) -> Drafted:
    """Delete a set of leads or deals."""
    found = await records(ctx)
    step = deleting(found)
    return Drafted(step, readings.delete(found.described), found.described)


async def create(ctx: Context) -> Drafted:
    """A new deal for each of a set of contacts."""
    match = ctx.sentence.take(_NEW_DEAL)
    if not match:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.DEALS))
    ctx.sentence.note("new deals")
    found = await take_set(ctx, (Entity.CONTACT,))
    if not found:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.DEALS))
    stage = await known_stage(ctx, FIRST_STAGES, "first")
    name = _deal_name(ctx, match)
    values = {
        "name": name,
        "contact_id": "{{ id }}",
        "company": "{{ company }}",
        "owner": ctx.me,
        "stage": plain(stage.value),
    }
    step = Step(
        kind=BulkType.CRM,
        verb=BulkVerb.CREATE,
        entity=Entity.DEAL,
        source=found.query(),
        values=values,
    )
    reading = readings.create_deals(found.described, stage.value, follow_up=bool(match["follow"]))
    return Drafted(step, reading, found.described)


def _deal_name(ctx: Context, match: re.Match[str]) -> str:
    """The new deals' name: the person's own, which may hold {{ fields }}, or the company's."""
    if match["quote"]:
        return ctx.sentence.text[match.start("quote") + 1 : match.end("quote") - 1].strip()
    return "Follow-up: {{ company }}" if match["follow"] else "{{ company }}"


def first_noun(ctx: Context) -> Entity | None:
    """The first kind of record that is named."""
    located = find_noun(ctx.sentence.rest, nouns=ctx.nouns)
    return located[0].entity if located else None


async def records(ctx: Context) -> Found:
    """The leads or deals an update or a delete is about: never all of them."""
    found = await take_set(ctx, _CRM)
    if not found:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hints.CRM))
    if not found.query().bounded and _only_a_value_is_left(ctx):
        noun = found.noun.shown
        raise ctx.rephrase(words.unbounded(ctx.verb, noun), words.narrower(noun))
    return bounded(ctx, found)


def _only_a_value_is_left(ctx: Context) -> bool:
    """Whether the set has no words of its own left, only the new value after "to" or "as"."""
    marker = TO.search(ctx.sentence.rest) or _AS.search(ctx.sentence.rest)
    before = marker.start() if marker else 0
    return bool(marker) and not any(
        word.start < before and word.text not in FILLERS for word in ctx.sentence.words()
    )


async def new_value(
    ctx: Context,
    found: Found,
    options: Sequence[Option],
    markers: Sequence[re.Pattern[str]],
    label: str,
) -> Name:
    """The new value after "to" or "as"; raises a question where it is missing or unknown."""
    for marker in markers:
        for match in marker.finditer(ctx.sentence.rest):
            named = await name_at(ctx, options, match.end())
            if named:
                name = ctx.one_of(named.hit)
                suffix = _STAGE_WORD.match(ctx.sentence.rest, named.end)
                ctx.sentence.blank(match.start(), suffix.end() if suffix else named.end)
                ctx.sentence.note(name.shown)
                return name
            phrase = normal(" ".join(w.text for w in ctx.sentence.words_from(match.end(), 3)))
            if phrase:
                raise await ctx.unknown(options, phrase, offer_all=options[0] not in STAFF)
    return await _answered_value(ctx, found, options, label)


async def _answered_value(
    ctx: Context, found: Found, options: Sequence[Option], label: str
) -> Name:
    """The new value from the answer to "to what?"; asks where there is none."""
    names = await ctx.names.all_of(options)
    answer = ctx.answer(label)
    chosen = [n for n in names if answer and (n.value == answer or n.normal == normal(answer))]
    if len(chosen) == 1:
        return chosen[0]
    offered = [name for name in names if name.option not in STAFF]
    raise ctx.ask(
        label,
        words.which_value(label, found.described),
        [Choice(label=name.shown, value=name.value) for name in offered],
        open_ended=True,
    )


def change(found: Found, name: str, new: Name) -> Drafted:
    """The update of one field of a set of leads or deals."""
    step = setting(found, name, new.value)
    shown = "you" if is_me(new) else new.shown
    return Drafted(step, readings.set_to(name, found.described, shown, new.value), found.described)
