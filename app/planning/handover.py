"""One lead or deal, by its name, given to another colleague: "reassign Ana Silva to Lena"."""

from app.domain.record import Entity
from app.domain.sources import Comparison
from app.domain.words import crm as words
from app.planning import crm, meetings
from app.planning.context import Context, Drafted
from app.planning.lexicon import noun_of
from app.planning.names import STAFF, Option
from app.planning.narrowing import Found, name_at

_NAMES: tuple[Option, ...] = ((Entity.LEAD, "name"), (Entity.DEAL, "name"))


async def move(ctx: Context) -> Drafted:
    """Give a lead or a deal that is named to a colleague; what else is moved are meetings."""
    found = await _named(ctx)
    return await _to(ctx, found) if found else await meetings.shift(ctx)


async def assign(ctx: Context) -> Drafted:
    """Give a lead or a deal that is named to a colleague."""
    found = await _named(ctx)
    return await _to(ctx, found) if found else await crm.assign(ctx)


async def _to(ctx: Context, found: Found) -> Drafted:
    return crm.change(found, "owner", await crm.new_value(ctx, found, STAFF, (crm.TO,), "owner"))


async def _named(ctx: Context) -> Found | None:
    """The records of exactly the name that the sentence begins with."""
    named = await name_at(ctx, _NAMES, ctx.after_verb)
    if not named:
        return None
    name = ctx.one_of(named.hit)
    ctx.sentence.blank(ctx.after_verb, named.end)
    ctx.sentence.note(name.shown)
    found = Found(noun_of(name.option[0]))
    found.add("name", Comparison.EQUALS, name.value, words.named(name.shown))
    return found
