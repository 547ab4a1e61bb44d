"""The date grammar: phrases → a stretch of time in the requester's zone, symbolic to the end.

It joins the words that name days (day_words.py) with bounds, ranges and parts of the day.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.planning.day_words import days_at, month_at
from app.planning.days import Calendar, Days, Direction, When
from app.planning.sentence import Sentence

_PLAIN = re.compile(r"(?:on|in|during|for|over|within|at|of|from)\s+")
_BOUND = re.compile(r"(?P<bound>after|since|before|until|till|by|starting(?:\s+(?:from|on))?)\s+")
_FROM = re.compile(r"(?:from|between)\s+")
_TO = re.compile(r"\s*(?:to|until|till|through|and|-|\u2013)\s*")
_ONWARDS = re.compile(r"\s+(?:on|onwards?)(?!\w)")
_PART = re.compile(r"\s+(?:in\s+the\s+)?(?P<part>morning|afternoon|evening)(?!\w)")
_THIS_PART = re.compile(r"(?:this\s+(?P<part>morning|afternoon|evening)|tonight)(?!\w)")
_PARTS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}
_OWNER_OF = re.compile(
    r"^(?P<day>.*?)(?:['\u2019]s|(?<=today)s|(?<=terday)s|(?<=row)s|(?<=rw)s|(?<=[stg] week)s|(?<=[stg] month)s)$",
    re.IGNORECASE,
)
"""The day of "tomorrow's meetings", and of "tomorrows meetings"."""
_POSSESSIVE = re.compile(r"'s(?!\w)")
_WEEK, _YEAR = timedelta(weeks=1), timedelta(days=366)
_WORD_START = re.compile(r"(?<![\w'.:/-])\w")


@dataclass(frozen=True)
class Found:
    """A date phrase in a text: where it stands and what it means."""

    start: int
    end: int
    days: Days
    when: When


def find_when(
    text: str, cal: Calendar, direction: Direction = Direction.FUTURE, start: int = 0
) -> Found | None:
    """The first date phrase of a lower-case text at or after a position."""
    for match in _WORD_START.finditer(text, start):
        found = _phrase_at(text, match.start(), cal, direction)
        if found:
            return found
    return None


def take_when(
    sentence: Sentence, cal: Calendar, direction: Direction = Direction.FUTURE
) -> When | None:
    """The first date phrase that is left in a sentence, in the person's own words."""
    found = find_when(sentence.rest, cal, direction)
    if not found:
        return None
    words = _OWNER_OF.sub(r"\g<day>", sentence.verbatim(found.start, found.end))
    sentence.blank(found.start, found.end)
    when = found.when.model_copy(update={"words": words})
    sentence.note(when.label)
    return when


def _phrase_at(text: str, at: int, cal: Calendar, direction: Direction) -> Found | None:
    for reader in (_this_part, _range, _bounded, _plain):
        found = reader(text, at, cal, direction)
        if found:
            return found
    return None


def _this_part(text: str, at: int, cal: Calendar, _: Direction) -> Found | None:
    match = _THIS_PART.match(text, at)
    if not match:
        return None
    today = Days(cal.today, cal.today)
    return Found(at, match.end(), today, _part_of(today, match["part"] or "evening", cal))


def _range(text: str, at: int, cal: Calendar, direction: Direction) -> Found | None:
    """From one day to another."""
    opening = _FROM.match(text, at)
    first = days_at(text, opening.end() if opening else at, cal, direction)
    joint = _TO.match(text, first[0]) if first else None
    second = days_at(text, joint.end(), cal, direction) if joint else None
    if not first or not joint or not second:
        return None
    between = bool(opening and opening[0].startswith("between"))
    if between != (joint[0].strip() == "and"):  # "Monday and Friday" are two days, no range
        return None
    last = second[1].last
    if last < first[1].first and second[1].first == last:
        last += _WEEK  # "from Monday to Wednesday", said on a Monday
    if not first[1].last < last < first[1].first + _YEAR:
        return None
    days = Days(first[1].first, last)
    return Found(at, second[0], days, _whole(days, cal))


def _bounded(text: str, at: int, cal: Calendar, direction: Direction) -> Found | None:
    """After, since, before or until a day; "from Monday on" too."""
    bound = _BOUND.match(text, at) or _FROM.match(text, at)
    found = _days_or_month(text, bound.end(), cal, direction) if bound else None
    if not bound or not found:
        return None
    end, days = found
    word = bound.groupdict().get("bound")
    if word is None:
        onwards = _ONWARDS.match(text, end)
        if not onwards:
            return None
        word, end = "since", onwards.end()
    start, stop = _sides(word, days, cal)
    return Found(at, end, days, When(words="", start=start, end=stop, label=cal.label(days)))


def _days_or_month(
    text: str, at: int, cal: Calendar, direction: Direction
) -> tuple[int, Days] | None:
    return days_at(text, at, cal, direction) or month_at(text, at, cal, direction)


def _sides(word: str, days: Days, cal: Calendar) -> tuple[datetime | None, datetime | None]:
    if word == "after":
        return cal.ends(days), None
    if word == "before":
        return None, cal.starts(days)
    if word in ("until", "till", "by"):
        return None, cal.ends(days)
    return cal.starts(days), None


def _plain(text: str, at: int, cal: Calendar, direction: Direction) -> Found | None:
    """Days, perhaps with a part of the day."""
    opening = _PLAIN.match(text, at)
    found = days_at(text, at, cal, direction)
    if not found and opening:
        found = days_at(text, opening.end(), cal, direction)
    if not found:
        return None
    end, days = found
    part = _PART.match(text, end) if days.first == days.last else None
    when = _part_of(days, part["part"], cal) if part else _whole(days, cal)
    possessive = _POSSESSIVE.match(text, part.end() if part else end)
    return Found(at, possessive.end() if possessive else part.end() if part else end, days, when)


def _whole(days: Days, cal: Calendar) -> When:
    return When(words="", start=cal.starts(days), end=cal.ends(days), label=cal.label(days))


def _part_of(days: Days, part: str, cal: Calendar) -> When:
    begin, stop = _PARTS[part]
    start = cal.instant(days.first, time(begin))
    end = cal.ends(days) if stop == 24 else cal.instant(days.first, time(stop))  # noqa: PLR2004 - midnight
    return When(
        words="", start=start, end=end, label=f"{cal.label(days)}, {begin:02}:00\u2013{stop:02}:00"
    )
