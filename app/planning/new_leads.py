"""New leads for typed addresses: "add ana@example.org and bo@example.org as leads in status New"."""

import re

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Listed
from app.domain.words import crm as words
from app.domain.words import hints, readings
from app.domain.words import planning as planning_words
from app.planning.audience import refuse_broken, typed_entries
from app.planning.contacts import MAX_ADDED
from app.planning.context import Asked, Context, Drafted
from app.planning.lexicon import FIRST_STAGES, noun_of
from app.planning.names import Option
from app.planning.narrowing import Found, take_slot
from app.planning.slots import SLOTS
from app.planning.templates import plain

_STATUS: Option = (Entity.LEAD, "status")
_AS_LEADS = re.compile(
    r"\b(?:(?:to|in|into|as|for)\s+)?(?:(?:my|our|the|new|an?)\s+)*leads?\b(?:\s+for\b)?"
)


async def add(ctx: Context) -> Drafted:
    """One lead a typed address, of the requester's own, in the status that was said."""
    entries = {one.address.casefold(): one for one in typed_entries(ctx)}
    refuse_broken(ctx, ctx.sentence.words())
    if not entries:
        raise Asked(Refusal(text=words.no_addresses(), hint=hints.LEADS))
    if len(entries) > MAX_ADDED:
        refused = planning_words.too_many_addresses(MAX_ADDED)
        raise Asked(Refusal(text=refused, hint=hints.LEADS))
    ctx.sentence.take(_AS_LEADS)
    status = await _status(ctx)
    values = {"name": "{{ name }}", "email": "{{ email }}", "owner": ctx.me}
    if status:
        values["status"] = plain(status)
    source = Listed(entries=tuple(entries.values()))
    step = Step(
        kind=BulkType.CRM,
        verb=BulkVerb.CREATE,
        entity=Entity.LEAD,
        source=source,
        values=values,
    )
    target = readings.listed([one.address for one in source.entries])
    return Drafted(step, words.add_leads(target, status), target)


async def _status(ctx: Context) -> str:
    """The status that was said; without one, what the CRM calls new, where it calls it so."""
    found = Found(noun_of(Entity.LEAD))
    slot = next(one for one in SLOTS[Entity.LEAD] if one.options == (_STATUS,))
    if await take_slot(ctx, found, slot):
        return str(found.filters[0].value)
    known = {one.normal: one.value for one in await ctx.names.of(_STATUS)}
    return next((known[name] for name in FIRST_STAGES if name in known), "")
