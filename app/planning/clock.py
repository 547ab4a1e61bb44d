"""Times of day, durations and ages."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.planning.day_words import number
from app.planning.days import Calendar
from app.planning.sentence import Sentence

DAY_MINUTES = 24 * 60
_HOUR_MINUTES = 60
_NOON = 12
_LAST_AFTERNOON_HOUR = 6
"""Without am or pm, one to six o'clock mean the afternoon."""

_UNIT_AHEAD = r"(?![\d.:]*\s*-?\s*(?:min|hour|hr|day|week|month|year))"


def _clock(n: int) -> str:
    return (
        rf"(?:(?P<word{n}>noon|midday|midnight)|(?P<hour{n}>\d{{1,2}})(?:[:.](?P<minute{n}>[0-5]\d))?"
        rf"\s*(?P<half{n}>[ap]\.?m\b\.?)?(?P<oclock{n}>\s*o'clock)?){_UNIT_AHEAD}(?![\w/%])"
    )


_BETWEEN = re.compile(
    rf"\b(?:from|between|at)\s+{_clock(1)}\s*(?:to|and|until|till|-|\u2013)\s*{_clock(2)}"
)
_DASHED = re.compile(rf"(?<![\w.:/-]){_clock(1)}\s*(?:-|\u2013)\s*{_clock(2)}")
_AFTER = re.compile(rf"\b(?:after|from|since)\s+{_clock(1)}(?:\s+on(?:wards)?\b)?")
_BEFORE = re.compile(rf"\b(?:before|until|till|by)\s+{_clock(1)}")
_AT = re.compile(rf"(?:\b(?:at|around)|@)\s*{_clock(1)}")
_BARE = re.compile(
    r"(?<![\w.:/-])(?:(?P<word1>noon|midday|midnight)"
    r"|(?P<hour1>\d{1,2})(?:[:.](?P<minute1>[0-5]\d))?\s*(?P<half1>[ap]\.?m\b\.?)(?P<oclock1>)"
    r"|(?P<hour2>\d{1,2})(?::(?P<minute2>[0-5]\d)|\s*o'clock))(?![\w/%])"
)

_DURATION = re.compile(
    r"(?<![\w.-])(?:(?P<halfhour>half[\s-]+(?:an?\s+)?hour)|(?P<quarter>(?:a\s+)?quarter\s+of\s+an\s+hour)"
    r"|(?P<count>\d{1,4}(?:[.,]\d{1,2})?|an?|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?P<andhalf>\s+and\s+a\s+half)?\s*-?\s*"
    r"(?P<unit>hours?|hrs?|h|minutes?|mins?|m|days?|weeks?)(?P<andhalf2>\s+and\s+a\s+half)?"
    r"(?:\s*(?:and\s+)?(?P<more>\d{1,2})\s*(?:minutes?|mins?)|(?P<tight>[0-5]\d))?)(?:-long)?(?!\w)"
)
_FOR = re.compile(r"\b(?:for|lasting)\s+(?=\x00)")

_AGE = re.compile(
    r"\b(?:(?P<older>older\s+than|more\s+than|over)|(?P<newer>newer\s+than|younger\s+than|less\s+than))"
    r"\s+(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+"
    r"(?P<unit>day|week|month|quarter|year)s?(?P<old>\s+(?:old|ago))?(?!\w)"
)


@dataclass(frozen=True)
class Clock:
    """Times of day: one exact time (`end` is None and `exact`), or a stretch open on a side."""

    start: time | None
    end: time | None
    exact: bool
    words: str


@dataclass(frozen=True)
class Age:
    """A limit on how old records are: created before (or, when `newer`, since) an instant."""

    at: datetime
    newer: bool
    words: str


def _time(match: re.Match[str], n: int, half: str = "") -> time | None:
    """The time a match stands for; None when there is no such hour."""
    groups = match.groupdict()
    word = groups.get(f"word{n}")
    if word:
        return time(0 if word == "midnight" else _NOON)
    written = groups[f"hour{n}"]
    hour, minute = int(written), int(groups.get(f"minute{n}") or 0)
    half = ((groups.get(f"half{n}") or half).replace(".", ""))[:1]
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    elif 1 <= hour <= _LAST_AFTERNOON_HOUR and not written.startswith("0"):
        hour += _NOON
    return time(hour, minute) if hour < 24 else None  # noqa: PLR2004 - hours of a day


def take_clock(sentence: Sentence) -> Clock | None:
    """The first time of day, or stretch of one, that is left in a sentence."""
    for pattern in (_BETWEEN, _DASHED, _AFTER, _BEFORE, _AT, _BARE):
        for match in pattern.finditer(sentence.rest):
            clock = _read(pattern, match, sentence.verbatim(*match.span()))
            if clock:
                sentence.blank(*match.span())
                sentence.note(clock.words)
                return clock
    return None


def clock_at(text: str, position: int, *, bare: bool = False) -> tuple[int, time] | None:
    """The exact time of day that stands just there, and where it ends; `bare`: also without "at"."""
    for pattern in (_AT, _BARE) if bare else (_AT,):
        match = pattern.match(text, position)
        clock = _read(pattern, match, match[0]) if match else None
        if match and clock and clock.start:
            return match.end(), clock.start
    return None


def stretch_at(text: str, position: int) -> tuple[int, time, time] | None:
    """The stretch "between 9 and 17" that begins just there, and where it ends."""
    match = _BETWEEN.match(text, position)
    clock = _stretch(_BETWEEN, match, match[0]) if match else None
    if not match or not clock or not clock.start or not clock.end:
        return None
    return match.end(), clock.start, clock.end


def _read(pattern: re.Pattern[str], match: re.Match[str], words: str) -> Clock | None:
    groups = match.groupdict()
    if pattern is _BARE:
        at = _time(match, 2 if groups["hour2"] else 1)
        return Clock(at, None, exact=True, words=words) if at else None
    if pattern in (_BETWEEN, _DASHED):
        return _stretch(pattern, match, words)
    at = _time(match, 1)
    if at is None:
        return None
    if pattern is _BEFORE:
        return Clock(None, at, exact=False, words=words)
    return Clock(at, None, exact=pattern is _AT, words=words)


def _stretch(pattern: re.Pattern[str], match: re.Match[str], words: str) -> Clock | None:
    """From one time to another; a pm at the end holds for the beginning too where it must."""
    groups = match.groupdict()
    marked = any(groups[f"{name}{n}"] for name in ("minute", "half", "word") for n in (1, 2))
    if pattern is _DASHED and not marked:
        return None
    first, second = _time(match, 1, groups["half2"] or ""), _time(match, 2)
    if first and second and first >= second:
        first = _time(match, 1)
    if first is None or second is None or first >= second:
        return None
    return Clock(first, second, exact=False, words=words)


def take_minutes(sentence: Sentence, start: int = 0) -> int | None:
    """The first duration left at or after a position, in minutes; days are 24 hours."""
    match = _DURATION.search(sentence.rest, start)
    if not match:
        return None
    sentence.blank(*match.span())
    before = _FOR.search(sentence.rest)
    if before and before.end() == match.start():
        sentence.blank(*before.span())
    minutes = _minutes(match)
    sentence.note(f"{minutes} minutes")
    return minutes


def _minutes(match: re.Match[str]) -> int:
    if match["halfhour"] or match["quarter"]:
        return 30 if match["halfhour"] else 15
    unit = match["unit"][0]
    scale = {"m": 1, "h": _HOUR_MINUTES, "d": DAY_MINUTES, "w": 7 * DAY_MINUTES}[unit]
    written = match["count"].replace(",", ".")
    count = float(written) if written[0].isdigit() else float(number(written))
    if match["andhalf"] or match["andhalf2"]:
        count += 0.5
    return round(count * scale) + int(match["more"] or match["tight"] or 0)


def take_age(sentence: Sentence, cal: Calendar) -> Age | None:
    """A limit such as "older than 30 days"; days and weeks are counted by the hour."""
    for match in _AGE.finditer(sentence.rest):
        word = match["older"] or match["newer"]
        if not match["old"] and not word.startswith(("older", "newer", "younger")):
            continue
        try:
            at = ago(number(match["count"]), match["unit"], cal)
        except (ValueError, OverflowError):  # before the first year there is
            continue
        words = sentence.verbatim(*match.span())
        sentence.blank(*match.span())
        sentence.note(words)
        return Age(at, newer=bool(match["newer"]), words=words)
    return None


def ago(count: int, unit: str, cal: Calendar) -> datetime:
    if unit in ("day", "week"):
        return cal.now - timedelta(days=count * (7 if unit == "week" else 1))
    return cal.instant(cal.back(count, unit), cal.local(cal.now).time())
