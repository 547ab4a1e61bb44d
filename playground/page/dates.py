"""Moments in words, in a person's time zone, in the forms that Slack's date tokens name.

Source of the forms: docs.slack.dev/messaging/formatting-message-text, "Date formatting".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_PLACE = re.compile(r"\{(\w+)\}")
_TEENS = frozenset({11, 12, 13})
_ENDINGS: Mapping[int, str] = MappingProxyType({1: "st", 2: "nd", 3: "rd"})
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@dataclass(frozen=True)
class DateText:
    """Dates for somebody in `zone` (an IANA name) at `now` (seconds since 1970)."""

    zone: str = "UTC"
    now: float = 0.0

    def show(self, timestamp: int, form: str) -> str | None:
        """The moment in the words of `form`, for example "{date_short} at {time}".

        None when the timestamp or a name in the form is not one that Slack knows.
        """
        names = set(_PLACE.findall(form))
        local = self._local(timestamp)
        if local is None or not names <= _FORMS.keys() | {"ago"}:
            return None
        return _PLACE.sub(lambda found: self._one(found[1], local, timestamp), form)

    def exact(self, timestamp: int) -> str:
        """The moment for machines: ISO 8601 with the zone's offset; empty when there is none."""
        local = self._local(timestamp)
        return local.isoformat() if local else ""

    def local(self, timestamp: int) -> str:
        """The moment as a date and time field holds it: YYYY-MM-DDTHH:MM in the zone."""
        local = self._local(timestamp)
        return local.strftime("%Y-%m-%dT%H:%M") if local else ""

    def _local(self, timestamp: int) -> datetime | None:
        try:
            return datetime.fromtimestamp(timestamp, self._tz)
        except (OverflowError, OSError, ValueError):
            return None

    @property
    def _tz(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def _one(self, name: str, local: datetime, timestamp: int) -> str:
        if name == "ago":
            return _ago(self.now - timestamp)
        if name.endswith("_pretty"):
            near = self._near(local)
            if near:
                return near
        return _FORMS[name](local)

    def _near(self, local: datetime) -> str:
        """The day's name relative to today; empty when it is further away than a day."""
        today = datetime.fromtimestamp(self.now, self._tz).date()
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        return near.get((local.date() - today) // timedelta(days=1), "")


def _ago(seconds: float) -> str:
    size, said = abs(seconds), "less than a minute"
    for length, unit in _UNITS:
        if size >= length:
            count = int(size // length)
            said = f"{count} {unit}{'s' * (count != 1)}"
            break
    return f"{said} ago" if seconds >= 0 else f"in {said}"


def _ordinal(day: int) -> str:
    return f"{day}{'th' if day in _TEENS else _ENDINGS.get(day % 10, 'th')}"


def _date(local: datetime) -> str:
    return f"{local:%B} {_ordinal(local.day)}, {local.year}"


def _short(local: datetime) -> str:
    return f"{local:%b} {local.day}, {local.year}"


def _long(local: datetime) -> str:
    return f"{local:%A}, {_date(local)}"


def _time(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M} {local:%p}"


_FORMS: Mapping[str, Callable[[datetime], str]] = MappingProxyType(
    {
        "date_num": lambda local: f"{local:%Y-%m-%d}",
        "date_slash": lambda local: f"{local:%m/%d/%Y}",
        "date": _date,
        "date_pretty": _date,
        "date_short": _short,
        "date_short_pretty": _short,
        "date_long": _long,
        "date_long_pretty": _long,
        "date_long_full": _long,
        "day_divider_pretty": _long,
        "time": _time,
        "time_secs": lambda local: f"{local.hour % 12 or 12}:{local:%M:%S} {local:%p}",
    }
)
