"""Words of a later step that stand for those of the first: "them", "it", "the attendees"."""

import re
from collections.abc import Mapping, Sequence

from app.domain.plan import Step, Via
from app.domain.record import Entity
from app.domain.sources import Hop, Query, Relation, Source
from app.domain.words import readings
from app.planning.context import Context, Drafted
from app.planning.lexicon import NOUNS, Act, Noun
from app.planning.narrowing import Found
from app.planning.pronouns import command_end
from app.planning.sentence import SAME

_PRONOUN = re.compile(
    r"\b(?:(?:all|each|both)\s+(?:of\s+)?)?(?:them|those|these|they|it|him"
    r"|her(?=\s+(?:that|to|as|with|about|know)\b|\s*[,.:!]|\s*$))\b(?!\s+(?:that\s+are|who|which|in(?!\s+(?:the|our|my)\s+crm)|at|on)\b)"
    r"|\bthe\s+same\s+(?:people|ones|contacts|leads|deals|meetings|events|e-?mails|mails)\b"
)
_ARTICLE = r"\b(?:(?:all|each)\s+(?:of\s+)?)?(?:the|their|its)\s+"
_ROLES: Mapping[Entity, tuple[tuple[re.Pattern[str], Relation], ...]] = {
    Entity.EVENT: (
        (
            re.compile(
                rf"{_ARTICLE}(?:attendees|participants|invitees|guests|people)\b"
                r"|\b(?:everyone|everybody)(?:\s+(?:on|in|invited\s+to)\s+(?:it|them))?"
                r"(?=\s*[:.,!]|\s*$|\s+(?:know|that|about)\b)"
            ),
            Relation.ATTENDEES,
        ),
    ),
    Entity.DEAL: (
        (re.compile(rf"{_ARTICLE}(?:customers?|contacts?|clients?)\b"), Relation.CUSTOMER),
        (re.compile(rf"{_ARTICLE}owners?\b"), Relation.OWNER),
    ),
    Entity.LEAD: ((re.compile(rf"{_ARTICLE}owners?\b"), Relation.OWNER),),
    Entity.MAIL: ((re.compile(rf"{_ARTICLE}(?:senders?|authors?)\b"), Relation.SENDER),),
}
"""What leads from the records of the first step to people, and how it is called."""

_REACHABLE = frozenset({Entity.PERSON, Entity.COLLEAGUE, Entity.CONTACT, Entity.LEAD})
"""Records that have an address of their own."""

_PEOPLE_OF_CRM = (Entity.CONTACT, Entity.LEAD)
"""Where people are looked up by their address, in this order."""

_TOKEN = re.compile(f"{SAME}+")


def mark_same(ctx: Context) -> None:
    """Mask the words that stand for the first step's records; only in the command, never a text."""
    if not ctx.before:
        return
    rest = ctx.sentence.rest
    # What was done, as in "log that I emailed them", is no text of the person's own.
    end = len(rest) if ctx.act is Act.LOG else max(ctx.after_verb, command_end(rest))
    for pattern, relation in (*_ROLES.get(ctx.before.kind, ()), (_PRONOUN, None)):
        match = pattern.search(rest, ctx.after_verb)
        if match and match.start() <= end:
            ctx.sentence.put(match.start(), match.end(), SAME)
            ctx.role = relation
            return


def has_same(ctx: Context) -> bool:
    """Whether such words are still to be read."""
    return bool(ctx.before and _TOKEN.search(ctx.sentence.rest))


def entity_of_same(ctx: Context) -> Entity | None:
    """Which records a verb is about that stands before such words."""
    if not ctx.before or not has_same(ctx) or ctx.role:
        return None
    kind = ctx.before.kind
    if kind not in (Entity.PERSON, Entity.COLLEAGUE):
        return kind
    return Entity.LEAD if ctx.act in (Act.MOVE, Act.ASSIGN, Act.MARK) else Entity.CONTACT


def take_same(ctx: Context, entities: Sequence[Entity]) -> Found | None:
    """The records of the first step, or those of its people, as a set of one of these kinds."""
    if not ctx.before or ctx.role or not has_same(ctx):
        return None
    entity = next((one for one in entities if one is ctx.before.kind), None)
    if entity is None and ctx.before.kind in _REACHABLE:
        entity = next((one for one in _PEOPLE_OF_CRM if one in entities), None)
        ctx.via = Via(relation=Relation.CONTACT, entity=entity) if entity else None
    if entity is None:
        return None
    ctx.sentence.take(_TOKEN)
    ctx.took_same = True
    query = ctx.before.query
    known = next((noun.shown for noun in NOUNS if noun.entity is entity), readings.MAILS)
    shown = readings.those(known)
    ctx.sentence.note(shown)
    return Found(
        Noun(entity, "", "", shown),
        filters=list(query.filters),
        of=query.of,
        order_by=query.order_by,
        limit=query.limit,
    )


def take_same_people(ctx: Context) -> tuple[Source, str] | None:
    """The people of the first step, and how they are said back."""
    if not ctx.before or not has_same(ctx):
        return None
    if ctx.role is None and ctx.before.kind not in _REACHABLE:
        return None
    ctx.sentence.take(_TOKEN)
    ctx.took_same = True
    if ctx.role is None:
        return ctx.before.step.source, readings.those("people")
    ctx.via = Via(relation=ctx.role, entity=Entity.PERSON)
    hop = Hop(relation=ctx.role, query=ctx.before.query)
    return Query(entity=Entity.PERSON, of=hop), readings.ROLES[ctx.role]


def after_first(ctx: Context, drafted: Drafted) -> Drafted | None:
    """The step as one for the same ones; None where words for them, or an exception, are left."""
    if not ctx.before:
        return drafted
    if has_same(ctx):
        return None
    if not ctx.took_same:
        return drafted
    source = ctx.before.step.source
    if _excluded(drafted.step.source) != (() if ctx.via else _excluded(source)):
        return None
    update = {"source": source, "same_items_as": 0, "via": ctx.via}
    step = Step.model_validate({**dict(drafted.step), **update})
    return Drafted(step, drafted.reading, drafted.target)


def _excluded(source: Source) -> tuple[str, ...]:
    return getattr(source, "exclude", ())
