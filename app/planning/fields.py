"""Any field of contacts, leads and deals, set to a value: "the city of all contacts at Acme"."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.plan import Refusal
from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import crm as words
from app.domain.words import hints
from app.planning import crm, meetings
from app.planning.amounts import amount_of
from app.planning.contacts import contacts_to_change
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import find_when
from app.planning.days import iso
from app.planning.lexicon import noun_of
from app.planning.meeting_words import RENAMED
from app.planning.names import Option
from app.planning.narrowing import POSSESSIVE, Found, owner_before
from app.planning.sentence import ADDRESS, QUOTED
from app.planning.steps import setting

_WORDS: Mapping[str, str] = {
    r"phone(?:\s+numbers?)?": "phone",
    r"e-?mail(?:\s+address(?:es)?)?": "email",
    r"city|town": "city",
    r"company": "company",
    r"products?(?:\s+interests?)?": "product",
    r"notes?": "notes",
    r"follow[- ]?up(?:\s+dates?)?": "follow_up_at",
    r"amounts?|values?": "amount",
}
_HELD: Mapping[Entity, frozenset[str]] = {
    Entity.CONTACT: frozenset({"phone", "email", "city", "company"}),
    Entity.LEAD: frozenset({"phone", "email", "company", "product", "notes", "follow_up_at"}),
    Entity.DEAL: frozenset({"company", "amount"}),
}
_NAMED = "|".join(f"(?P<f{number}>{words_})" for number, words_ in enumerate(_WORDS))
_FIRST = re.compile(rf"^[\s\x00]*(?:the\s+)?(?:{_NAMED})\s+(?:of|for|on)\b")
_LAST = re.compile(rf"'s\s+(?:{_NAMED})(?=\s+to\b)")
_VALUE = re.compile(r"\bto\s+(?:be\s+)?(?P<value>\S[^\x00]*?)[\s.!?]*$")
_TO = re.compile(r"\bto\b")


async def set_field(ctx: Context) -> Drafted:
    """Set a field of a set of records, or of the one contact whose it is."""
    rest = ctx.sentence.rest
    if RENAMED.search(rest):
        return await meetings.rename(ctx)
    match = _FIRST.search(rest) or _LAST.search(rest)
    if not match:
        return await crm.set_field(ctx)
    name = next(
        field for number, field in enumerate(_WORDS.values()) if match[f"f{number}"] is not None
    )
    written = _written(ctx)
    if match.re is _LAST:
        found = await _whose(ctx, match)
    else:
        ctx.sentence.blank(*match.span())
        found = await _several(ctx)
    entity = found.noun.entity
    if name not in _HELD[entity]:
        raise Asked(
            Refusal(
                text=words.no_such_field(found.noun.shown, words.FIELD_NAMES.get(name, name)),
                hint=hints.FIELD,
            )
        )
    value = await _typed(ctx, (entity, name), written)
    step = setting(found, name, value)
    shown = words.FIELD_NAMES.get(name, name)
    return Drafted(step, words.set_field(shown, found.described, written), found.described)


def _written(ctx: Context) -> str:
    """The new value: quoted, or the words behind the only "to"."""
    match = _VALUE.search(ctx.sentence.rest)
    if not match or (match["value"][0] not in (QUOTED, ADDRESS) and _TO.search(match["value"])):
        raise Asked(Refusal(text=words.which_value(), hint=hints.FIELD))
    value = ctx.sentence.quoted(*match.span("value"))
    ctx.sentence.blank(*match.span())
    return value


async def _whose(ctx: Context, match: re.Match[str]) -> Found:
    """The contact before the apostrophe, by their address."""
    ctx.sentence.blank(match.start() + len("'s"), match.end())
    contacts = ((Entity.CONTACT, "name_email"),)
    for owner in POSSESSIVE.finditer(ctx.sentence.rest):
        person = await owner_before(ctx, owner, contacts)
        if person:
            found = Found(noun_of(Entity.CONTACT))
            found.add("email", Comparison.EQUALS, person.value, words.named(person.shown))
            return found
    raise Asked(Refusal(text=words.which_value(), hint=hints.FIELD))


async def _several(ctx: Context) -> Found:
    located = crm.first_noun(ctx)
    if located is Entity.CONTACT:
        return await contacts_to_change(ctx)
    return await crm.records(ctx)


async def _typed(ctx: Context, option: Option, written: str) -> Any:
    """The value as the field holds it. Refused where it cannot."""
    name = option[1]
    if name == "product":
        return await ctx.names.spelled(option, written)
    value = _READ.get(name, _text)(ctx, written)
    if value is None:
        shown = words.FIELD_NAMES.get(name, name)
        raise Asked(Refusal(text=words.no_such_value(shown, written), hint=hints.FIELD))
    return value


def _text(_ctx: Context, written: str) -> Any:
    return written


def _amount(_ctx: Context, written: str) -> Any:
    return amount_of(written)


def _date(ctx: Context, written: str) -> Any:
    found = find_when(written.casefold(), ctx.calendar)
    whole = found and found.start == 0 and found.end == len(written) and found.when.start
    return iso(found.when.start) if found and whole and found.when.start else None


_READ = {"amount": _amount, "follow_up_at": _date}
