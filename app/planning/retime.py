"""One meeting moved to a time of day: "move my meeting with Tom tomorrow to 16:00"."""

import re
from dataclasses import dataclass
from datetime import date, time

from app.domain.plan import ChangeHow, Refusal
from app.domain.words import hints, readings
from app.domain.words import meetings as words
from app.domain.words import planning as planning_words
from app.planning.clock import clock_at
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import find_when
from app.planning.days import Days, iso
from app.planning.narrowing import Found
from app.planning.steps import setting

_TO = re.compile(r"\bto\s+(?:(?:start|begin)\s+)?(?=\S)")
_GAP = re.compile(r"[\s,]*")
_SURE = re.compile(r"\d[:.]\d\d|[ap]\.?m\b|noon|midday|o'clock|\b(?:1[3-9]|2[0-3])\b")
"""What makes a time of it, and not half a day early or late: "16:00", "4pm"; "to 4" is neither."""


@dataclass(frozen=True)
class Target:
    """Where a meeting goes: a time, and the day where one was said."""

    at: time
    day: Days | None = None


def take_target(ctx: Context) -> Target | None:
    """Cut the time that a meeting is moved to out of the sentence."""
    rest = ctx.sentence.rest
    for to in _TO.finditer(rest):
        day = find_when(rest, ctx.calendar, start=to.end())
        day = day if day and day.start == to.end() and day.days.first == day.days.last else None
        gap = _GAP.match(rest, day.end if day else to.end())
        at = gap.end() if gap else to.end()
        clock = clock_at(rest, at, bare=True)
        if not clock or (not day and not _SURE.search(rest[at : clock[0]])):
            continue
        ctx.sentence.blank(to.start(), clock[0])
        return Target(clock[1], day.days if day else None)
    return None


def moved(ctx: Context, found: Found, target: Target) -> Drafted:
    """The one meeting, to that time on its own day or on the one that was said."""
    if not (found.exact or found.limit == 1 or (found.singular and ctx.answer("all") != "all")):
        raise Asked(Refusal(text=words.one_for_a_time(), hint=hints.TO_TIME))
    start = ctx.calendar.instant(_day(found, target), target.at)
    if start <= ctx.calendar.now:
        moment = ctx.calendar.moment_label(start)
        raise Asked(Refusal(text=planning_words.in_the_past(moment), hint=hints.TO_TIME))
    step = setting(found, "start", iso(start), ChangeHow.START)
    described = readings.your(found.described)
    reading = readings.shift(described, words.to_time(ctx.calendar.moment_label(start)))
    return Drafted(step, reading, described)


def _day(found: Found, target: Target) -> date:
    day = target.day or found.day
    if not day:
        raise Asked(Refusal(text=words.day_for_a_time(), hint=hints.TO_TIME))
    return day.first
