"""Meetings that exist: cancelling and moving them."""

import re
from collections.abc import Sequence
from datetime import timedelta

from app.domain.plan import ChangeHow, Choice, FieldChange, Refusal
from app.domain.sources import Comparison, Filter
from app.domain.words import hints, readings
from app.domain.words import meetings as meeting_words
from app.domain.words import planning as words
from app.planning.clock import DAY_MINUTES, clock_at, stretch_at, take_minutes
from app.planning.context import Asked, Context, Drafted
from app.planning.dates import Found as Day
from app.planning.dates import find_when
from app.planning.days import Days, Direction, iso
from app.planning.events import ask_when, take_events
from app.planning.lexicon import Act
from app.planning.meeting_words import NEW_NAME, RENAMED
from app.planning.narrowing import Found
from app.planning.ordinals import say_ordinal
from app.planning.retime import moved, take_target
from app.planning.sentence import QUOTED, Sentence
from app.planning.steps import deleting, setting, updating

_MAX_SHIFT = 366 * DAY_MINUTES
_EARLIER = re.compile(r"\b(?:earlier|sooner|ahead)\b")
_LATER = re.compile(r"\b(?:later|back|out)\b")
_FORWARD = re.compile(r"\bforwards?\b")
_BY_BARE = re.compile(r"\bby\s+\d{1,4}(?=[\s.!?]|$)")
_BY = re.compile(r"\bby\s+")
_TO_DAY = re.compile(r"\bto\s+")
_GAP = re.compile(r"[\s,]*")
_TO_TIME = re.compile(
    r"\bto\s+(?:(?:start\s+)?at\s+)?(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b|o'clock|$|[\s,.!?]*$)|\d{1,2}:\d\d|noon\b|midday\b)"
)
_TO_AGAIN = re.compile(r"\bto\b")
_UPCOMING = re.compile(r"\b(?:future|upcoming|remaining|(?:the\s+)?rest\s+of)\b")
_EARLIER_VERBS = ("bring", "pull", "advance")
_LATER_VERBS = ("push", "postpone", "delay", "defer", "put")


async def cancel(ctx: Context) -> Drafted:
    """Cancel the requester's own meetings of a time, with a person or of a title."""
    found = await own_meetings(ctx)
    step = deleting(found)
    described = readings.your(found.described)
    return Drafted(step, readings.cancel(described), described)


async def shift(ctx: Context) -> Drafted:
    """Move the requester's own meetings by a stretch of time, or from one day to another."""
    to_time = take_target(ctx)
    if to_time:
        return moved(ctx, await own_meetings(ctx), to_time)
    if _TO_TIME.search(ctx.sentence.rest):
        raise Asked(Refusal(text=words.no_move_to_time(), hint=hints.TO_TIME))
    target = _target_day(ctx)
    direction = _direction(ctx)
    by = _BY.search(ctx.sentence.rest)
    minutes = take_minutes(ctx.sentence, by.end() if by else 0) if not target else None
    found = await own_meetings(ctx)
    minutes = _days_apart(ctx, found, target) if target else _signed(ctx, minutes, direction)
    change = FieldChange(field="start", how=ChangeHow.SHIFT, value=minutes)
    step = updating(found, change)
    described = readings.your(found.described)
    way = readings.to_day(ctx.calendar.label(target)) if target else readings.by_minutes(minutes)
    return Drafted(step, readings.shift(described, way), described)


async def rename(ctx: Context) -> Drafted:
    """Give the requester's own meetings another title or place; what else is set is refused."""
    said = ctx.sentence.take(RENAMED) if ctx.act is Act.SET else None
    if ctx.act is Act.SET and not said:
        raise Asked(Refusal(text=words.which_field(), hint=hints.RENAME))
    field = "location" if said and said["place"] else "title"
    name = _new_name(ctx)
    found = await own_meetings(ctx)
    step = setting(found, field, name)
    described = readings.your(found.described)
    say = readings.rename if field == "title" else meeting_words.set_location
    return Drafted(step, say(described, name), described)


def _new_name(ctx: Context) -> str:
    """The new title: quoted, or the words behind the only "to"."""
    match = NEW_NAME.search(ctx.sentence.rest)
    if not match or (not match["name"].startswith(QUOTED) and _TO_AGAIN.search(match["name"])):
        raise Asked(Refusal(text=meeting_words.which_name(), hint=hints.RENAME))
    name = ctx.sentence.quoted(*match.span("name"))
    ctx.sentence.blank(*match.span())
    return name


async def own_meetings(
    ctx: Context, having: Sequence[tuple[Filter, str]] = (), hint: str = hints.CANCEL
) -> Found:
    """The meetings to change: those still to come, and never all of them without a limit.

    `having` narrows them by what the sentence said elsewhere, each with its words.
    """
    upcoming = bool(ctx.sentence.take(_UPCOMING))
    found = await take_events(ctx, Direction.FUTURE, named=True)
    if not found:
        raise Asked(Refusal(text=words.which_object(ctx.verb), hint=hint))
    for condition, said in having:
        found.filters.append(condition)
        found.said.append(said)
    if upcoming:
        found.said.append(readings.upcoming())
    if len(found.filters) == 1 and not found.limit:
        raise ask_when(ctx, Direction.FUTURE)
    if found.singular and not found.limit and not ctx.sentence.leftover():
        _only_one(ctx, found)
    _from_now_on(ctx, found)
    say_ordinal(found)
    return found


def _only_one(ctx: Context, found: Found) -> None:
    """Ask when the words speak of one ("my meeting tomorrow"), for there may be more.

    A time to the minute says which, and so does a title with a day.
    """
    titled = any(condition.field == "title" for condition in found.filters)
    if found.exact or (titled and found.day) or ctx.answer("all") == "all":
        return
    if ctx.answer("all") == "next":
        found.order_by, found.limit = "start", 1
        return
    choices = [Choice(label=label, value=value) for value, label in meeting_words.HOW_MANY]
    raise ctx.ask("all", meeting_words.next_or_all(readings.your(found.described)), choices)


def _from_now_on(ctx: Context, found: Found) -> None:
    """Leave out what is over: a meeting that has begun is neither cancelled nor moved."""
    now = iso(ctx.calendar.now)
    ends = [c for c in found.filters if c.field == "start" and c.comparison is Comparison.BELOW]
    begins = [
        c for c in found.filters if c.field == "start" and c.comparison is Comparison.AT_LEAST
    ]
    if ends and min(str(c.value) for c in ends) <= now:
        raise Asked(
            Refusal(text=words.already_over(readings.your(found.described)), hint=hints.CANCEL)
        )
    if begins and min(str(c.value) for c in begins) >= now:
        return
    found.filters = [condition for condition in found.filters if condition not in begins]
    already = readings.upcoming() in found.said
    found.add("start", Comparison.AT_LEAST, now, "" if already else readings.from_now_on())


def _target_day(ctx: Context) -> Days | None:
    """The day that meetings are moved to: "to Friday"."""
    for match in _TO_DAY.finditer(ctx.sentence.rest):
        found = find_when(ctx.sentence.rest, ctx.calendar, start=match.end())
        if found and found.start == match.end() and found.days.first == found.days.last:
            _refuse_time(ctx, found)
            _refuse_past(ctx, found.days)
            ctx.sentence.blank(match.start(), found.end)
            return found.days
    return None


def _refuse_past(ctx: Context, target: Days) -> None:
    if ctx.calendar.ends(target) <= ctx.calendar.now:
        said = meeting_words.into_the_past(ctx.calendar.label(target))
        raise Asked(Refusal(text=said, hint=hints.SHIFT))


def _refuse_time(ctx: Context, target: Day) -> None:
    """A time after the day is where the meetings are to go, and never which ones are meant."""
    rest, cal = ctx.sentence.rest, ctx.calendar
    behind = _GAP.match(rest, target.end)
    at = behind.end() if behind else target.end
    whole = (cal.starts(target.days), cal.ends(target.days))
    timed = clock_at(rest, at, bare=True) or stretch_at(rest, at)
    if timed or (target.when.start, target.when.end) != whole:
        raise Asked(Refusal(text=words.no_move_to_time(), hint=hints.SHIFT))


def _days_apart(ctx: Context, found: Found, target: Days) -> int:
    """The minutes between the two days; days on which the clocks change are a refusal.

    A shift is the same number of minutes for every meeting, so across such a day some would
    land an hour off.
    """
    cal = ctx.calendar
    source = found.day
    if not source:
        raise ctx.rephrase(words.one_day_to_move(), hints.SHIFT)
    day = timedelta(days=1)
    if any(cal.ends(days) - cal.starts(days) != day for days in (source, target)):
        raise Asked(Refusal(text=words.clocks_change(), hint=hints.SHIFT))
    return int((cal.starts(target) - cal.starts(source)).total_seconds() // 60)


def _direction(ctx: Context) -> int:
    """1 for later, -1 for earlier; 0 where the words can be read both ways."""
    earlier = bool(ctx.sentence.take(_EARLIER)) or ctx.verb.startswith(_EARLIER_VERBS)
    later = bool(ctx.sentence.take(_LATER)) or ctx.verb.startswith(_LATER_VERBS)
    forward = bool(ctx.sentence.take(_FORWARD))
    answer = ctx.answer("direction")
    if answer in ("later", "earlier"):
        return 1 if answer == "later" else -1
    if (earlier and later) or (forward and not earlier):
        return 0
    return -1 if earlier else 1


def _signed(ctx: Context, minutes: int | None, direction: int) -> int:
    """The signed shift; raises a question for a missing amount or an unclear direction."""
    if minutes is None and ctx.answer("by"):
        minutes = take_minutes(Sentence(ctx.answer("by")))
        ctx.sentence.take(_BY_BARE)
    if not minutes or minutes > _MAX_SHIFT:
        choices = [Choice(label=label, value=value) for label, value in words.BY_CHOICES]
        raise ctx.ask("by", words.by_how_much(), choices, open_ended=True)
    if direction == 0:
        choices = [
            Choice(label=readings.by_minutes(s * minutes), value=v)
            for v, s in (("later", 1), ("earlier", -1))
        ]
        raise ctx.ask("direction", words.which_direction(), choices)
    return direction * minutes
