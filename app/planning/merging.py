"""Duplicates that become one: "merge duplicate contacts", "merge leads with the same name"."""

import re

from app.domain.plan import ChangeHow, Refusal
from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import hints
from app.domain.words import merging as words
from app.domain.words import planning as planning_words
from app.planning.context import Asked, Context, Drafted
from app.planning.sets import take_set
from app.planning.steps import setting

_MERGED = (Entity.CONTACT, Entity.LEAD, Entity.DEAL)
_DUPLICATE = re.compile(r"(?<!tagged )(?<!label )(?<!tag )\b(?:duplicates?|duplicated|doubles?)\b")
_SAME = re.compile(
    r"\b(?:(?:that|who|which)\s+)?(?:(?:with|have|has|having|share|sharing|by)\s+)?"
    r"(?:(?:the|an?)\s+)?(?:same|identical|equal)\s+(?P<field>[a-z-]+(?:\s+(?:address(?:es)?|numbers?))?)"
    r"|\b(?:by|based\s+on)\s+(?:their\s+|the\s+)?(?P<by>e-?mails?(?:\s+address(?:es)?)?|names?)\b"
)
_EMAIL = re.compile(r"(?:e-?mails?|mails?)(?:\s+address(?:es)?)?|address(?:es)?")
_NAME = re.compile(r"names?")


async def merge(ctx: Context) -> Drafted:
    """Groups of records that share an address, or a name where that was said, become one each."""
    alike = bool(ctx.sentence.take(_DUPLICATE)) or ctx.verb.startswith("de")
    same = ctx.sentence.take(_SAME)
    found = await take_set(ctx, _MERGED)
    if not found:
        refused = planning_words.which_object(ctx.verb)
        raise Asked(Refusal(text=refused, hint=hints.MERGE, unread=True))
    if not alike and not same:
        refused = words.what_they_share(found.noun.shown)
        raise Asked(Refusal(text=refused, hint=hints.MERGE))
    field = _field((same["field"] or same["by"]) if same else "")
    if found.noun.entity is Entity.DEAL and field != "name":
        raise Asked(Refusal(text=words.deals_by_name(), hint=hints.MERGE))
    described = found.described
    found.add(field, Comparison.NOT_EMPTY, None, "")
    step = setting(found, field, None, ChangeHow.MERGE)
    return Drafted(step, words.merge(described, field), described)


def _field(said: str) -> str:
    """What the records share: their address, unless it is their name."""
    if not said or _EMAIL.fullmatch(said):
        return "email"
    if _NAME.fullmatch(said):
        return "name"
    raise Asked(Refusal(text=words.only_by(said), hint=hints.MERGE))
