"""When to do it: "tomorrow at 9", "every Monday at 8:00", "only between 9 and 17".

Such words are taken at the beginning or at the end of a request, never out of what is to be said.
Where they could as well say which meetings are meant, that is asked.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from app.domain.plan import Choice
from app.domain.record import Entity
from app.domain.schedule import Every, Once, Timing, resolved
from app.domain.words import schedule as words
from app.planning.context import Asked, Context
from app.planning.days import Calendar
from app.planning.lexicon import POLITE_END, Act
from app.planning.schedule_words import Said, in_part, phrase_at
from app.planning.sentence import Sentence

_NOT_WHEN = re.compile(
    r"\b(?:created|closed|opened|added|made|since|before|after|until|till|by|from|to|for|starting"
    r"|about|regarding)\s+$"
)
"""After one of these, a date says something else than when to do it."""

_COMMA = re.compile(r",\s*")
_WORD_START = re.compile(r"(?<![\w'.:/-])\w")
_MEETING = re.compile(
    r"\b(?:meetings?|events?|appointments?|attendees|participants|invitees|attended)\b"
)
_MAILING = (Act.MAIL, Act.SEND, Act.FOLLOW_UP)
_DATED = (Entity.LEAD, Entity.DEAL)
_HOURS_OFFERED = (8, 9, 12, 17)
_YEAR = timedelta(days=366)
NOW = "now"


def take(ctx: Context, said: Said, start: int) -> None:
    """Take these words as the time of the request."""
    words_said = ctx.sentence.verbatim(start, said.end).strip(" ,")
    ctx.sentence.blank(start, said.end)
    ctx.sentence.note(words_said)
    ctx.when = said if ctx.when is None else _joined(ctx, ctx.when, said)


def _joined(ctx: Context, one: Said, other: Said) -> Said:
    """Hours and a start may stand apart; two starts are one too many."""
    if (one.starts and other.starts) or (one.hours and other.hours):
        raise ctx.rephrase(words.UNCLEAR_WHEN, words.SAY_WHEN)
    keep, extra = (one, other) if one.starts else (other, one)
    return replace(keep, hours=keep.hours or extra.hours)


def take_ending(ctx: Context, entity: Entity | None, *, about_events: bool) -> None:
    """Take the words at the end, or right after the verb, that say when."""
    while found := _at_end(ctx):
        start, said = found
        if not _means_when(ctx, entity, said, start, about_events=about_events):
            break
        take(ctx, said, start)
    after = phrase_at(ctx.sentence.rest, _next(ctx), ctx.calendar)
    if after and after.exact and ctx.act in _MAILING:
        take(ctx, after, _next(ctx))


def _next(ctx: Context) -> int:
    rest = ctx.sentence.rest[ctx.after_verb :]
    return ctx.after_verb + len(rest) - len(rest.lstrip(" ,"))


def _at_end(ctx: Context) -> tuple[int, Said] | None:
    """The longest phrase that says when, with nothing after it."""
    rest = ctx.sentence.rest
    for match in _WORD_START.finditer(rest, ctx.after_verb):
        said = phrase_at(rest, match.start(), ctx.calendar)
        if said and _ends(rest[said.end :]) and not _NOT_WHEN.search(rest[: match.start()]):
            return match.start(), said
    return None


def _ends(tail: str) -> bool:
    tail = tail.replace("\x00", " ").strip(" ,.!?;")
    return not tail or bool(POLITE_END.fullmatch(tail))


def take_behind_message(ctx: Context) -> None:
    """Words behind the last comma of a message that say when: the person says whose they are."""
    said_already = ctx.when and ctx.when.starts
    message = Sentence(ctx.message.text)
    for comma in _COMMA.finditer(message.rest):
        said = phrase_at(message.rest, comma.end(), ctx.calendar)
        if (
            said_already
            or not said
            or not _stands_alone(said)
            or not _ends(message.rest[said.end :])
        ):
            continue
        phrase = message.verbatim(comma.end(), said.end)
        if not _sent_then(ctx, phrase):
            return
        ctx.message = replace(ctx.message, text=message.text[: comma.start()].rstrip())
        ctx.sentence.note(phrase)
        ctx.when = said if ctx.when is None else _joined(ctx, ctx.when, said)
        return


def _stands_alone(said: Said) -> bool:
    """Whether the words may say when, without any others: a start, or hours to keep to."""
    return said.exact or (said.hours is not None and not said.starts)


def _sent_then(ctx: Context, phrase: str) -> bool:
    """Whether the person said that the words are no part of the message."""
    answer = ctx.answer("message_time")
    if answer not in ("text", "later"):
        choices = [Choice(label=label, value=value) for value, label in words.MESSAGE_CHOICES]
        raise ctx.ask("message_time", words.message_or_start(phrase), choices)
    return answer == "later"


def _means_when(
    ctx: Context, entity: Entity | None, said: Said, start: int, *, about_events: bool
) -> bool:
    """Whether the words say when to do it; where they may say which meetings, the person does."""
    if about_events:
        return bool(said.rule) and ctx.act is not Act.INVITE and _asked(ctx, said, start)
    if not said.starts or said.instant or said.rule:
        return True
    if entity in _DATED and said.clock is None:
        return said.day is not None and said.ahead
    if _MEETING.search(ctx.sentence.rest[:start]):
        other_day = _other_day(ctx, start)
        if said.day and other_day:
            return True
        return said.clock is not None and _asked(ctx, said, start)
    return True


def _other_day(ctx: Context, before: int) -> bool:
    """Whether a day is named before that position: then that one says which meeting."""
    rest = ctx.sentence.rest[:before]
    days = r"\b(?:yesterday|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|last|\d)"
    return bool(re.search(days, rest))


def _asked(ctx: Context, said: Said, start: int) -> bool:
    """Whether the person said that the words mean when."""
    answer = ctx.answer("leading")
    if answer not in ("which", "later"):
        phrase = ctx.sentence.verbatim(start, said.end).strip(" ,")
        choices = [Choice(label=label, value=value) for value, label in words.WHICH_CHOICES]
        raise ctx.ask("leading", words.which_or_start(phrase), choices)
    return answer == "later"


def timing_of(ctx: Context) -> Timing | None:
    """When the request says to do it; asks for a time that is missing or over."""
    said = ctx.when
    if said is None:
        return None
    start = _start(ctx, said) if said.starts else None
    timing = Timing(start=start, hours=said.hours)
    return timing if timing != Timing() else None


def _start(ctx: Context, said: Said) -> Once | Every | None:
    zone = ctx.request.requester.zone
    if said.instant:
        return _still(ctx, said.instant)
    at = said.clock or _clock_asked(ctx, said)
    if at is None:
        return None
    if said.rule:
        weekdays, month_day = said.rule
        return Every(at=at, zone=said.zone or zone, weekdays=weekdays, month_day=month_day)
    start = resolved(said.day or ctx.calendar.today, at, said.zone or zone)
    return _still(ctx, start, None if said.zone else at)


def _still(ctx: Context, start: datetime, at: time | None = None) -> Once | None:
    """That start, or the one that an answer gives where it is over by now or too far off."""
    if start <= ctx.calendar.now or start > ctx.calendar.now + _YEAR:
        return _another(ctx, start, at or ctx.calendar.local(start).time())
    return Once(at=start, zone=ctx.request.requester.zone)


def _clock_asked(ctx: Context, said: Said) -> time | None:
    """The time of day that an answer gives; None for at once."""
    today = said.day == ctx.calendar.today
    answer = ctx.answer("start_time").lower()
    if answer == NOW and today:
        return None
    found = phrase_at(f"at {answer.removeprefix('at ')}", 0, ctx.calendar) if answer else None
    if found and found.clock:
        return in_part(found.clock, late=said.late)
    offered = [time(hour) for hour in _HOURS_OFFERED]
    now = ctx.calendar.now
    choices = [
        Choice(label=words.clock(at), value=words.clock(at))
        for at in offered
        if not said.day or ctx.calendar.instant(said.day, at) > now
    ]
    if today:
        choices.append(Choice(label=words.RIGHT_NOW, value=NOW))
    named = _named(ctx.calendar, said)
    raise ctx.ask("start_time", words.which_time(named), choices, open_ended=True)


def _named(cal: Calendar, said: Said) -> str:
    return f"on {cal.day_label(said.day)}" if said.day else "each time"


def _another(ctx: Context, over: datetime, at: time) -> Once | None:
    """The start that an answer gives in place of one that is over; None for at once."""
    answer = ctx.answer("start").lower()
    if answer == NOW:
        return None
    cal = Calendar(ctx.calendar.now, ctx.calendar.zone.key)  # its "tomorrow" is not the request's
    found = phrase_at(Sentence(answer).rest, 0, cal) if answer else None
    start = _future(cal, found) if found else None
    if start:
        return Once(at=start, zone=ctx.request.requester.zone)
    raise _when_then(ctx, over, at)


def _future(cal: Calendar, said: Said) -> datetime | None:
    """The instant that was said, where it is still to come."""
    if said.rule or (said.clock is None and said.instant is None):
        return None
    zone = said.zone or cal.zone.key
    start = said.instant or resolved(said.day or cal.today, said.clock or time(), zone)
    return start if cal.now < start <= cal.now + _YEAR else None


def _when_then(ctx: Context, over: datetime, at: time) -> Asked:
    cal = ctx.calendar
    choices = [Choice(label=words.RIGHT_NOW, value=NOW)]
    tomorrow = _tomorrow(cal.local(cal.now).date())
    if over <= cal.now:
        label = f"{cal.day_label(tomorrow)}, {words.clock(at)}"
        value = f"{tomorrow.isoformat()} at {words.clock(at)}"
        choices.insert(0, Choice(label=label, value=value))
    said = cal.moment_label(over)
    text = words.over_already(said) if over <= cal.now else words.too_far(said)
    return ctx.ask("start", text, choices, open_ended=True)


def _tomorrow(today: date) -> date:
    return today + timedelta(days=1)
