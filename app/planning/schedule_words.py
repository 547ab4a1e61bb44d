"""The phrases that say when to do something, part by part: days, times, rules, hours."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.domain.schedule import ALL_DAYS, WORKDAYS, Hours
from app.planning.clock import clock_at, stretch_at
from app.planning.day_words import days_at, number
from app.planning.days import Calendar, Direction

Rule = tuple[tuple[int, ...], int | None]
"""Weekdays (Monday is 0), or a day of the month."""

_BUSINESS = (time(9), time(17))
_LAST = 31
_NUMBER = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTHS = {"first": 1, "second": 2, "third": 3, "last": _LAST}
_NTH = r"(?P<nth>first|second|third|last|\d{1,2}(?:st|nd|rd|th))(?:\s+day)?"

_JOINT = re.compile(r"[\s,]*(?:and\s+(?=only\b))?")
_ON = re.compile(r"(?:on\s+)?(?:this\s+coming\s+)?")
_PART = re.compile(r"\s+(?:in\s+the\s+)?(?P<part>morning|afternoon|evening)(?!\w)")
_THIS_PART = re.compile(r"(?:this\s+(?P<part>morning|afternoon|evening)|tonight)(?!\w)")
_UTC = re.compile(r"\s*(?:utc|gmt)(?![\w+-])")
_MORNING = re.compile(r"\d\s*a\.?m")
_NOON = 12
_IN = re.compile(
    rf"in\s+(?:(?P<half>half\s+an\s+hour)|(?P<count>{_NUMBER})\s*(?P<unit>h(?:ou)?rs?|h|min(?:ute)?s?))"
    r"(?:\s+from\s+now)?(?!\w)"
)
_EVERY = re.compile(
    r"(?:on\s+)?(?:(?:every|each)\s+(?:single\s+)?(?:(?P<day>day)"
    r"|(?P<work>weekday|workday|(?:working|business)\s+day)"
    rf"|(?P<days>{_DAY}(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+)(?:every\s+|each\s+)?{_DAY})*))"
    rf"|(?P<daily>daily)|(?P<workdays>weekdays|workdays)"
    rf"|(?P<plural>{_DAY}s(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+){_DAY}s)*))(?![\w'])"
)
_MONTHLY = re.compile(
    rf"(?:on\s+)?the\s+{_NTH}\s+(?:of\s+)?(?:every|each)\s+month(?!\w)"
    rf"|(?:every|each)\s+month\s+on\s+the\s+{_NTH.replace('nth', 'nth2')}(?!\w)"
)
_ONLY = re.compile(r"only\s+(?:(?:on|at)\s+)?")
_OFFICE = re.compile(
    r"(?:during|in|within)\s+(?:(?P<whose>my|our|their|the|each\s+recipient's|the\s+recipients?'?s?)\s+)?"
    r"(?:own\s+)?(?:business|office|working|work)\s+hours(?!\w)"
)
_THEIRS = re.compile(
    r"[\s,]*(?:(?:in|on|by)\s+)?(?:(?:their|each\s+(?:recipient|person)'s|everyone's|the\s+recipients?'?s?"
    r"|recipients?'?s?)\s+(?:own\s+)?(?:local\s+)?|local\s+)time(?:\s*zones?)?(?!\w)"
)
_MINE = re.compile(
    r"[\s,]*(?:(?:in|on|by)\s+)?(?:my|our)\s+(?:own\s+)?(?:local\s+)?time(?:\s*zone)?(?!\w)"
)
_ANY_DAY = re.compile(
    r"[\s,]*(?:(?:on|including|also\s+(?:on|at))\s+)?(?:(?:any|all)\s+days?|every\s+day|(?:the\s+)?weekends?(?:\s+too)?)(?!\w)"
)
_WORK_DAYS = re.compile(
    r"[\s,]*(?:on\s+)?(?:weekdays|work(?:ing)?\s*days|monday\s+(?:to|through)\s+friday)(?!\w)"
)


@dataclass(frozen=True)
class Said:
    """What a phrase says: up to where it goes, and the parts that it names.

    `ahead` says that the day can only be one to come, whichever way one looks; `late` that it is
    the afternoon or evening of it; `zone` is the one that the time names.
    """

    end: int
    day: date | None = None
    clock: time | None = None
    rule: Rule | None = None
    instant: datetime | None = None
    hours: Hours | None = None
    ahead: bool = False
    late: bool = False
    zone: str = ""

    @property
    def starts(self) -> bool:
        """Whether it says when to start, and not only within which hours."""
        return bool(self.day or self.clock or self.rule or self.instant)

    @property
    def exact(self) -> bool:
        """Whether the start needs no question."""
        return bool(self.instant or (self.clock and (self.day or self.rule)))


def phrase_at(text: str, at: int, cal: Calendar) -> Said | None:
    """The phrase of a lower-case text that says when and begins just there."""
    said = Said(at)
    position = at
    while part := _part_at(text, position, said, cal):
        said = part
        joint = _JOINT.match(text, said.end)
        position = joint.end() if joint else said.end
    return said if said.end > at else None


def _part_at(text: str, at: int, said: Said, cal: Calendar) -> Said | None:
    """What was said so far with one more part, if there is one."""
    for read in _PARTS:
        part = read(text, at, said, cal)
        if part:
            return part
    return None


def _hours(text: str, at: int, said: Said, _: Calendar) -> Said | None:
    if said.hours:
        return None
    only = _ONLY.match(text, at)
    begin = only.end() if only else at
    days = _WORK_DAYS.match(text, begin) or _ANY_DAY.match(text, begin) if only else None
    begin = days.end() if days else begin
    begin += len(text[begin:]) - len(text[begin:].lstrip()) if days else 0
    found = _office(text, begin) or _between(text, begin, only=bool(only))
    if found is None:
        return None
    end, hours = found
    if days and days.re is _ANY_DAY:
        hours = hours.model_copy(update={"weekdays": ALL_DAYS})
    return _with_tails(text, replace(said, end=end, hours=hours))


def _between(text: str, at: int, *, only: bool) -> tuple[int, Hours] | None:
    stretch = stretch_at(text, at)
    if not stretch or not (only or text.startswith("between", at)):
        return None
    end, start, until = stretch
    return end, Hours(start=start, end=until)


def _office(text: str, at: int) -> tuple[int, Hours] | None:
    match = _OFFICE.match(text, at)
    if not match:
        return None
    theirs = (match["whose"] or "").startswith(("their", "each", "the recipient"))
    whose = "recipient" if theirs else "sender"
    start, end = _BUSINESS
    return match.end(), Hours.model_validate({"start": start, "end": end, "whose": whose})


def _with_tails(text: str, said: Said) -> Said:
    """Whose time it is, and on which days, said after the hours."""
    changes = (
        (_THEIRS, {"whose": "recipient"}),
        (_MINE, {"whose": "sender"}),
        (_ANY_DAY, {"weekdays": ALL_DAYS}),
        (_WORK_DAYS, {"weekdays": WORKDAYS}),
    )
    for _ in range(2):
        for pattern, update in changes:
            match = pattern.match(text, said.end)
            if match and said.hours:
                said = replace(said, end=match.end(), hours=said.hours.model_copy(update=update))
    return said


def _in_a_while(text: str, at: int, said: Said, cal: Calendar) -> Said | None:
    match = None if said.starts else _IN.match(text, at)
    if not match:
        return None
    minutes = 30
    if not match["half"]:
        minutes = number(match["count"]) * (60 if match["unit"].startswith("h") else 1)
    instant = (cal.said_at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return replace(said, end=match.end(), instant=max(instant, cal.said_at))


def _again(text: str, at: int, said: Said, _: Calendar) -> Said | None:
    if said.rule or said.day or said.instant:
        return None
    monthly = _MONTHLY.match(text, at)
    if monthly:
        day = _nth(monthly["nth"] or monthly["nth2"])
        return replace(said, end=monthly.end(), rule=((), day)) if day else None
    match = _EVERY.match(text, at)
    if not match:
        return None
    return replace(said, end=match.end(), rule=(_weekdays(match), None))


def _nth(word: str) -> int | None:
    day = _NTHS.get(word) or int(re.sub(r"\D", "", word))
    return day if 1 <= day <= _LAST else None


def _weekdays(match: re.Match[str]) -> tuple[int, ...]:
    if match["day"] or match["daily"]:
        return ALL_DAYS
    if match["work"] or match["workdays"]:
        return WORKDAYS
    named = re.findall(_DAY, match["days"] or match["plural"])
    return tuple(sorted({_WEEKDAYS.index(name[:3]) for name in named}))


def _one_day(text: str, at: int, said: Said, cal: Calendar) -> Said | None:
    if said.starts and not (said.clock and not (said.day or said.rule or said.instant)):
        return None
    this = _THIS_PART.match(text, at)
    if this:
        return _of_part(replace(said, end=this.end(), day=cal.today), this["part"] or "evening")
    opening = _ON.match(text, at)
    begin = opening.end() if opening else at
    found = days_at(text, begin, cal, Direction.FUTURE)
    if not found or found[1].first != found[1].last or found[1].first < cal.today:
        return None
    end, days = found
    back = days_at(text, begin, cal, Direction.PAST)
    part = _PART.match(text, end)
    said = replace(
        said,
        end=part.end() if part else end,
        day=days.first,
        ahead=bool(back and back[1].first > cal.today),
    )
    return _of_part(said, part["part"]) if part else said


def _of_part(said: Said, part: str) -> Said:
    late = part != "morning"
    return replace(said, late=late, clock=said.clock and in_part(said.clock, late=late))


def in_part(clock: time, *, late: bool) -> time:
    """Eight in the evening is 20:00."""
    return clock.replace(hour=clock.hour + _NOON) if late and 0 < clock.hour < _NOON else clock


def _time_of_day(text: str, at: int, said: Said, _: Calendar) -> Said | None:
    if said.clock or said.instant:
        return None
    found = clock_at(text, at, bare=bool(said.day or said.rule))
    if not found:
        return None
    end, clock = found
    late = said.late and not _MORNING.search(text[at:end])
    utc = _UTC.match(text, end)
    return replace(
        said,
        end=utc.end() if utc else end,
        clock=in_part(clock, late=late),
        zone="UTC" if utc else "",
    )


_Part = Callable[[str, int, Said, Calendar], Said | None]
_PARTS: tuple[_Part, ...] = (_hours, _in_a_while, _again, _one_day, _time_of_day)
