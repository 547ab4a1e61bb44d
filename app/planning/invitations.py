"""Invitations: one new event, and the people on it."""

import re
from datetime import date, datetime, time

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Choice, EventDetails, Refusal, Step
from app.domain.record import Entity
from app.domain.words import hints, readings
from app.domain.words import planning as words
from app.planning.audience import take_audience
from app.planning.clock import Clock, take_clock, take_minutes
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import take_when
from app.planning.days import When, iso
from app.planning.lexicon import INVITATION
from app.planning.sentence import QUOTED, Sentence

DEFAULT_MINUTES = 30
_MAX_MINUTES = 14 * 24 * 60
_MAX_TITLE = 120

_ARTICLE = r"(?:(?:an?|the|our|my)\b)?[\s\x00]*(?:(?:new|short|quick)\s+)?"
_TITLE = r"(?P<title>[^\x00,.;:!?]+)"
_QUOTED_TITLE = re.compile(
    rf"(?:\b(?:called|titled|named|entitled)\s+)?(?P<quote>{QUOTED}+)"
    r"(?:\s+(?:meeting|call|event|session))?"
)
_TO_TITLE = re.compile(rf"\b(?:to|for)\s+(?:attend\s+|join\s+)?{_ARTICLE}{_TITLE}")
_FOR_TITLE = re.compile(rf"\bfor\s+{_ARTICLE}(?P<title>[^\x00,.;:!?]+?)(?=\s+to\s)")
_TITLE_WITH = re.compile(rf"^[\s\x00]*{_ARTICLE}(?P<title>[^\x00,.;:!?]+?)[\s\x00]+(?:with|for)\s+")
_GENERIC = re.compile(
    r"\b(?:to\s+|for\s+)?(?:an?\s+|the\s+)?(?:meeting|call|event|session|appointment|review)\b"
)
_TRAILING = re.compile(r"(?:\s+(?:on|at|for|from|the|a|with|in|and))+$")


async def invite(ctx: Context) -> Drafted:
    """Invite people to a new event; day, time and title are asked for where they are missing."""
    inviting = ctx.verb == "invite" or bool(ctx.sentence.take(INVITATION))
    days = _days(ctx)
    clock = take_clock(ctx.sentence)
    minutes = take_minutes(ctx.sentence)
    title = _title(ctx, inviting=inviting)
    audience = await take_audience(ctx, met=False)
    start = _start(ctx, days, clock)
    length = minutes or _length(clock) or DEFAULT_MINUTES
    if minutes == 0 or length > _MAX_MINUTES:
        raise Asked(Refusal(text=words.too_long_event(), hint=hints.INVITE))
    event = EventDetails(
        title=title, start=iso(start), minutes=length, zone=ctx.request.requester.zone
    )
    step = Step(
        kind=BulkType.CALENDAR,
        verb=BulkVerb.CREATE,
        entity=Entity.EVENT,
        source=audience.source,
        event=event,
    )
    moment = ctx.calendar.moment_label(start)
    reading = readings.invite(audience.described, title, moment, length)
    return Drafted(step, f"{reading}{audience.but}", audience.described)


def _days(ctx: Context) -> list[When]:
    """Every day that the sentence speaks of."""
    days = []
    while when := take_when(ctx.sentence, ctx.calendar):
        days.append(when)
    return days


def _title(ctx: Context, *, inviting: bool) -> str:
    """The event's title: quoted, or the words after "to" (or before "with")."""
    quoted = ctx.sentence.take(_QUOTED_TITLE)
    if quoted:
        ctx.sentence.take(_GENERIC)
        return ctx.sentence.text[quoted.start("quote") + 1 : quoted.end("quote") - 1].strip()
    patterns = (_FOR_TITLE, _TO_TITLE) if inviting and ctx.verb != "invite" else (_TO_TITLE,)
    found = (p.search(ctx.sentence.rest) for p in (patterns if inviting else (_TITLE_WITH,)))
    match = next((m for m in found if m), None)
    words_of_title = _TRAILING.sub("", match["title"].strip()) if match else ""
    if match and words_of_title:
        start = match.start("title") + match["title"].index(words_of_title[0])
        ctx.sentence.blank(match.start(), start + len(words_of_title))
        title = ctx.sentence.verbatim(start, start + len(words_of_title))
        ctx.sentence.note(title)
        return (title[:1].upper() + title[1:])[:_MAX_TITLE]
    if not ctx.answer("title"):
        raise ctx.ask("title", words.which_title(), open_ended=True)
    return ctx.answer("title")[:_MAX_TITLE]


def _start(ctx: Context, days: list[When], clock: Clock | None) -> datetime:
    """The instant the event begins."""
    day = _day(ctx, days)
    at = clock.start if clock else None
    if at is None and ctx.answer("time"):
        answered = take_clock(Sentence(f"at {ctx.answer('time').removeprefix('at ')}"))
        at = answered.start if answered else None
    if at is None:
        choices = [Choice(label=f"{hour:02}:00", value=f"{hour:02}:00") for hour in (9, 10, 14, 16)]
        raise ctx.ask("time", words.which_time(), choices, open_ended=True)
    start = ctx.calendar.instant(day, at)
    if start <= ctx.calendar.now:
        raise Asked(
            Refusal(text=words.in_the_past(ctx.calendar.moment_label(start)), hint=hints.INVITE)
        )
    return start


def _day(ctx: Context, days: list[When]) -> date:
    """The one day of the event; none, several or a whole week are a question."""
    single = [day for day in (_single(ctx, when) for when in days) if day]
    if ctx.answer("day"):
        answered = take_when(Sentence(ctx.answer("day")), ctx.calendar)
        day = _single(ctx, answered) if answered else None
        if day:
            return day
    if len(single) == 1 and len(days) == 1:
        return single[0]
    choices = [Choice(label=ctx.calendar.day_label(day), value=day.isoformat()) for day in single]
    offered = choices or [Choice(label=label, value=value) for label, value in words.DAY_CHOICES]
    raise ctx.ask("day", words.which_day(), offered, open_ended=True)


def _single(ctx: Context, when: When) -> date | None:
    if not when.start or not when.end:
        return None
    first = ctx.calendar.local(when.start)
    ends = ctx.calendar.instant(first.date(), time.max)
    return first.date() if when.end.timestamp() <= ends.timestamp() + 1 else None


def _length(clock: Clock | None) -> int | None:
    """The minutes of "from 10 to 11"."""
    if not clock or not clock.start or not clock.end:
        return None
    begin, end = (at.hour * 60 + at.minute for at in (clock.start, clock.end))
    return end - begin
