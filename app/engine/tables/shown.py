"""A cell of a workbook as people see it there: dates and numbers in the format of the cell."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_NUMBER = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[#0?]+))?")
_OTHERWISE = re.compile(r"general|e\+|/", re.IGNORECASE)
"""Formats of numbers that are written plainly: the general one, powers of ten, fractions."""
_DATE_PART = re.compile(r"y+|m+|d+|h+|s+|am/pm|a/p", re.IGNORECASE)
_ERROR = "e"
_LOCAL = "mm-dd-yy"
"""The short date of whoever looks: written so that everybody reads the same day."""
_MOST_DIGITS = 1e15
_LONGEST = 100
"""Characters of a format; a longer one is nobody's."""
_DAYS = {"yyyy": "%Y", "yyy": "%Y", "yy": "%y", "y": "%y", "dddd": "%A", "ddd": "%a", "dd": "%d"}
_MONTHS = {"mmmm": "%B", "mmm": "%b", "mm": "%m"}
_CLOCK = {"hh": "%H", "ss": "%S", "am/pm": "%p", "a/p": "%p"}


def shown(cell: Any) -> str:
    """The text of a cell; empty where it has none, or a formula that failed."""
    value = cell.value
    if value is None or cell.data_type == _ERROR:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value, _format(cell))
    if isinstance(value, datetime | date | time):
        return date_text(value, _format(cell))
    return _span(value) if isinstance(value, timedelta) else str(value)


def _format(cell: Any) -> str:
    """The format for positive values: what stands before the first semicolon."""
    pattern = str(cell.number_format or "").partition(";")[0]
    return pattern if len(pattern) <= _LONGEST else ""


def number_text(value: float, pattern: str) -> str:
    """A number in its format: decimals, thousands, leading zeros, percent, and what stands beside."""
    bare = _LITERAL.sub("", pattern)
    found = _NUMBER.search(bare)
    if not found or _OTHERWISE.search(bare) or abs(value) >= _MOST_DIGITS:
        return _plain(value)
    if "%" in bare:
        value *= 100
    decimals = len(found["decimals"] or "")
    whole = found[0].partition(".")[0]
    digits = f"{abs(value):{',' if ',' in whole else ''}.{decimals}f}"
    front, point, behind = digits.partition(".")
    front = front.zfill(whole.count("0"))
    behind = _trimmed(behind, found["decimals"] or "")
    digits = f"{front}{point if behind else ''}{behind}"
    sign = "-" if value < 0 and any(one in "123456789" for one in digits) else ""
    beside = _NUMBER.sub("\x00", _LITERAL.sub(_said, pattern), count=1)
    return f"{sign}{beside.replace(chr(0), digits)}".strip()


def _trimmed(behind: str, pattern: str) -> str:
    """Decimals without the zeros at the end that the format does not ask for."""
    wanted = len(pattern.rstrip("#?"))
    while len(behind) > wanted and behind.endswith("0"):
        behind = behind[:-1]
    return behind


def _plain(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < _MOST_DIGITS:
        return str(int(value))
    return f"{value:.15g}"


def _said(match: re.Match[str]) -> str:
    """What a format writes as it stands: quoted, escaped, or a currency."""
    return match[1] or match[2] or match[3] or ""


def date_text(value: date | time, pattern: str) -> str:
    """A date or a time in its format; without one that tells, the way that cannot be mistaken."""
    bare = _LITERAL.sub(_said, pattern)
    parts = _DATE_PART.findall(bare)
    if not parts or bare.lower() == _LOCAL or "general" in bare.lower():
        return _unmistakable(value)
    position, text, before = 0, "", ""
    for part in _DATE_PART.finditer(bare):
        text += bare[position : part.start()]
        text += _part(value, part[0].lower(), before, bare[part.end() :], parts)
        position, before = part.end(), part[0].lower()[0]
    return (text + bare[position:]).strip()


def _part(value: date | time, part: str, before: str, behind: str, parts: list[str]) -> str:
    twelve = any(one.lower() in ("am/pm", "a/p") for one in parts)
    minutes = part[0] == "m" and part != "am/pm" and (before == "h" or _seconds_next(behind))
    if part[0] == "m" and minutes:
        return f"{value:%M}"
    if part[0] == "h" and twelve:
        return f"{value:%I}" if part == "hh" else f"{value:%I}".lstrip("0")
    codes = {**_DAYS, **_MONTHS, **_CLOCK}
    if part in codes:
        return value.strftime(codes[part])
    single = {"m": "%m", "d": "%d", "h": "%H", "s": "%S"}.get(part[0], "%Y")
    return value.strftime(single).lstrip("0") or "0"


def _seconds_next(behind: str) -> bool:
    following = _DATE_PART.search(behind)
    return following is not None and following[0].lower().startswith("s")


def _unmistakable(value: date | time) -> str:
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return f"{value:%Y-%m-%d}" if at_midnight else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else value.isoformat()


def _span(value: timedelta) -> str:
    """A duration, as hours, minutes and seconds."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
