"""Leads that were not heard of for long: "who haven't responded in 3 weeks"."""

import re
from datetime import datetime

from app.domain.record import Entity
from app.domain.sources import Comparison, Filter
from app.domain.words import crm as words
from app.domain.words import readings
from app.planning.clock import ago
from app.planning.context import Context
from app.planning.dates import find_when
from app.planning.day_words import number
from app.planning.days import Direction, iso
from app.planning.names import normal

_SILENT = re.compile(
    r"\b(?:(?:that|who|which|whom)\s+)?(?:(?:i|we)\s+)?(?:have|has|did)(?:n't|\s+not)\s+"
    r"(?:been\s+(?:contacted|in\s+touch(?:\s+with)?)|responded|replied|answered|contacted"
    r"|heard\s+from|(?:talked|spoken)\s+(?:to|with))"
    r"(?:\s+to\s+(?:an?|the|our|my)\s+(?P<stage>[\w-]+))?"
    r"(?P<between>(?:\s+for\s+(?:the|our)\s+[\w -]{2,40}?)?)"
    r"\s+(?P<when>(?:(?:in|for|within)\s+(?:the\s+(?:last|past)\s+|over\s+|more\s+than\s+|at\s+least\s+)?"
    r"(?P<count>\d{1,3}|[a-z]+)\s+(?P<unit>day|week|month)s?\b)|since\s+)"
)


async def take_silence(ctx: Context) -> None:
    """Cut it out of a sentence about leads; what it cannot tell stays, and is refused."""
    match = _SILENT.search(ctx.sentence.rest)
    if not match:
        return
    before = _since(ctx, match.end()) if not match["count"] else _counted(ctx, match)
    status = await _status(ctx, match["stage"]) if match["stage"] else ()
    if before is None or status is None:
        return
    at, end = before
    limit = Filter(field="contacted_at", comparison=Comparison.BELOW, value=iso(at))
    ctx.silent = (*status, (limit, words.not_heard_of(ctx.calendar.moment_label(at))))
    ctx.sentence.blank(match.start("when"), end)
    ctx.sentence.blank(match.start(), match.start("between"))


def _counted(ctx: Context, match: re.Match[str]) -> tuple[datetime, int] | None:
    try:
        return ago(number(match["count"]), match["unit"], ctx.calendar), match.end()
    except (ValueError, OverflowError):  # no number, or before the first year there is
        return None


def _since(ctx: Context, start: int) -> tuple[datetime, int] | None:
    found = find_when(ctx.sentence.rest, ctx.calendar, Direction.PAST, start=start)
    if not found or found.start != start or not found.when.start:
        return None
    return found.when.start, found.end


async def _status(ctx: Context, written: str) -> tuple[tuple[Filter, str], ...] | None:
    """Those who have a proposal are in the status of that name; None where there is none."""
    for known in await ctx.names.of((Entity.LEAD, "status")):
        if known.normal == normal(written):
            held = Filter(field="status", comparison=Comparison.EQUALS, value=known.value)
            return ((held, readings.in_status(known.shown)),)
    return None
