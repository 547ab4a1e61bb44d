"""Words that name days: "next Tuesday", "24 Nov", "the last 7 days".

"Next Tuesday" is the Tuesday of the next calendar week, "last quarter" the previous calendar
quarter, a bare weekday the closest one. People differ on these, so every reading is shown.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from app.planning.days import Calendar, Days, Direction

_MONTH_NAMES = (
    "january february march april may june july august september october november december"
)
_MONTHS = {name[:3]: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_WEEKDAYS = {name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
} | {"a": 1, "an": 1, "couple": 2}

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNT = r"(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = r"(?P<unit>day|week|month|quarter|year)s?"
_OFFSETS = {"this": 0, "current": 0, "next": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}
_OFFSET = r"(?P<offset>this|current|next|coming|last|previous|past)"


_OWN = r"(?:s(?=\s+[a-z\x00]))?"
"""The apostrophe left out: "tomorrows meetings"."""


def number(word: str) -> int:
    """The number that digits or a number word stand for."""
    return int(word) if word.isdigit() else _NUMBERS[word]


def _named_day(match: re.Match[str], cal: Calendar, _: Direction) -> Days:
    """Today and its neighbours."""
    offsets = {"today": 0, "tomorrow": 1, "yesterday": -1}
    offset = offsets.get(match["name"], 1) * (2 if match["beyond"] else 1)
    day = cal.today + timedelta(days=offset)
    return Days(day, day)


def _weekday(match: re.Match[str], cal: Calendar, direction: Direction) -> Days:
    """A weekday, with the week it is in where the words say so."""
    number_of_day = _WEEKDAYS[match["weekday"][:3]]
    word = match["which"] or match["week"]
    if word == "last" and match["which"]:
        day = cal.weekday(number_of_day, Direction.PAST)
    elif word in ("this", "next", "last"):
        day = cal.week(_OFFSETS[word]).first + timedelta(days=number_of_day)
    elif word == "coming":
        day = cal.weekday(number_of_day, Direction.FUTURE)
    else:
        day = cal.weekday(number_of_day, direction)
    return Days(day, day)


def _period(match: re.Match[str], cal: Calendar, _: Direction) -> Days:
    """A whole week, month, quarter or year of the calendar."""
    offset = _OFFSETS[match["offset"]]
    periods = {"week": cal.week, "month": cal.month, "quarter": cal.quarter, "year": cal.year}
    return periods[match["unit"]](offset)


def _rest_of(match: re.Match[str], cal: Calendar, _: Direction) -> Days:
    """From today to the end of the running week, month, quarter or year."""
    periods = {"week": cal.week, "month": cal.month, "quarter": cal.quarter, "year": cal.year}
    whole = periods[match["unit"]](0) if match["unit"] != "day" else Days(cal.today, cal.today)
    return Days(cal.today, whole.last)


def _month(match: re.Match[str], cal: Calendar, direction: Direction) -> Days:
    """A month by its name: of the year given, else the closest (the running one included)."""
    month = _MONTHS[match["month"][:3]]
    if match["year"]:
        return cal.months(int(match["year"]), month)
    word = match["which"]
    if word == "this":
        return cal.months(cal.today.year, month)
    past = word == "last" or (direction is Direction.PAST and word != "next")
    ahead = month > cal.today.month if not word else month >= cal.today.month
    if past:
        return cal.months(cal.today.year - (1 if ahead else 0), month)
    behind = month < cal.today.month if not word else month <= cal.today.month
    return cal.months(cal.today.year + (1 if behind else 0), month)


def _date(match: re.Match[str], cal: Calendar, direction: Direction) -> Days:
    """A day by its number and month."""
    groups = match.groupdict()
    month = groups.get("number") or _MONTHS[groups["month"][:3]]
    first, last = int(groups["day"]), int(groups.get("until") or groups["day"])
    if groups.get("year"):
        begin = date(int(groups["year"]), int(month), first)
    else:
        begin = cal.closest(int(month), first, direction)
    return Days(begin, begin.replace(day=last))


def _span(match: re.Match[str], cal: Calendar, _: Direction) -> Days:
    """So many days, weeks or months before or after today."""
    count = number(match["count"])
    if match["offset"] in ("next", "coming"):
        return Days(cal.today, cal.back(-count, match["unit"]))
    return Days(cal.back(count, match["unit"]), cal.today)


def _distance(match: re.Match[str], cal: Calendar, _: Direction) -> Days:
    """The one day that lies so far from today."""
    count = number(match["count"])
    day = cal.back(count if match["ago"] else -count, match["unit"])
    return Days(day, day)


def _slashed(match: re.Match[str], cal: Calendar, direction: Direction) -> Days:
    """24/11 or 11/24, where only one order makes a date."""
    one, two = int(match["one"]), int(match["two"])
    day, month = (one, two) if two <= 12 < one else (two, one)  # noqa: PLR2004 - months a year
    if not month <= 12 < day:  # noqa: PLR2004 - both could be the month: nobody can tell
        raise ValueError("either could be the month")
    if match["year"]:
        found = date(int(match["year"]), month, day)
    else:
        found = cal.closest(month, day, direction)
    return Days(found, found)


_Handler = Callable[[re.Match[str], Calendar, Direction], Days]
_RULES: tuple[tuple[re.Pattern[str], _Handler], ...] = tuple(
    (re.compile(rf"(?:the\s+)?{pattern}(?![\w@]|-[a-z])"), handler)
    for pattern, handler in (
        (
            rf"(?P<beyond>day\s+(?:after|before)\s+)?(?P<name>today|tomorrow|tmrw|tmr|yesterday){_OWN}",
            _named_day,
        ),
        (
            (
                rf"(?:(?P<which>this|next|last|coming)\s+)?{_WEEKDAY}"
                r"(?:\s+(?:of\s+)?(?P<week>this|next|last)\s+week)?"
            ),
            _weekday,
        ),
        (rf"(?P<week>this|next|last)\s+week\s+(?:on\s+)?(?P<which>){_WEEKDAY}", _weekday),
        (rf"{_OFFSET}\s+(?P<unit>week|month|quarter|year){_OWN}", _period),
        (r"rest\s+of\s+(?:the|this|my)\s+(?P<unit>day|week|month|quarter|year)", _rest_of),
        (
            rf"(?:in|during|of|for)\s+(?:(?P<which>this|next|last)\s+)?{_MONTH}(?:\s+{_YEAR})?",
            _month,
        ),
        (rf"(?P<which>this|next|last)\s+{_MONTH}(?P<year>)", _month),
        (rf"(?P<which>){_MONTH}\s+{_YEAR}", _month),
        (rf"{_YEAR}-(?P<number>0[1-9]|1[0-2])-(?P<day>\d\d)", _date),
        (
            rf"{_DAY}(?:\s*(?:-|\u2013|to)\s*(?P<until>\d{{1,2}})(?:st|nd|rd|th)?)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
            _date,
        ),
        (
            rf"{_MONTH}\s+{_DAY}(?:\s*(?:-|\u2013|to)\s*(?P<until>\d{{1,2}})(?:st|nd|rd|th)?)?(?:,?\s+{_YEAR})?",
            _date,
        ),
        (rf"(?P<day>\d{{1,2}})\.(?P<number>0?[1-9]|1[0-2])\.{_YEAR}?", _date),
        (rf"(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?:/{_YEAR})?", _slashed),
        (rf"(?P<offset>last|past|previous|next|coming)\s+{_COUNT}\s+{_UNIT}", _span),
        (rf"(?:in\s+{_COUNT}\s+{_UNIT}(?P<ago>))", _distance),
        (rf"{_COUNT}\s+{_UNIT}\s+(?P<ago>ago)", _distance),
    )
)


_BARE_MONTH = re.compile(rf"(?P<which>){_MONTH}(?:\s+{_YEAR})?(?![\w@]|-[a-z])")


def month_at(text: str, at: int, cal: Calendar, direction: Direction) -> tuple[int, Days] | None:
    """A month by its name alone, which only "before" and the like make sure is one."""
    match = _BARE_MONTH.match(text, at)
    return (match.end(), _month(match, cal, direction)) if match else None


def days_at(text: str, at: int, cal: Calendar, direction: Direction) -> tuple[int, Days] | None:
    """The longest phrase at a position that names days, and where it ends."""
    best: tuple[int, Days] | None = None
    for pattern, handler in _RULES:
        match = pattern.match(text, at)
        if not match or (best and match.end() <= best[0]):
            continue
        try:
            best = (match.end(), handler(match, cal, direction))
        except (ValueError, OverflowError):  # 31 February, or beyond what a calendar holds
            continue
    return best
