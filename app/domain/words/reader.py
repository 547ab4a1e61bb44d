"""Numbers, dates and times as one person reads them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.identity import Requester
from app.domain.value import Value

_SHORTEST = 0.1
_DECIMAL_BELOW = 9.95
"""Seconds up to which a decimal still tells something."""


class Reader(Value):
    """Whom a sentence speaks to: their language and their time zone (IANA).

    `now` is when they read it, where dates of another year are to show their year.
    """

    locale: str = "en"
    zone: str = "UTC"
    now: datetime | None = None

    @classmethod
    def of(cls, requester: Requester) -> "Reader":
        """The reader that a requester is."""
        return cls(locale=requester.locale, zone=requester.zone)

    def reading_at(self, now: datetime) -> "Reader":
        """The same reader at that moment: a date of another year is shown with its year."""
        return self.model_copy(update={"now": now})

    def local(self, at: datetime) -> datetime:
        """The instant on this reader's clock."""
        return at.astimezone(ZoneInfo(self.zone))

    def day(self, at: datetime) -> str:
        """Like "Mon 23 Nov", or "Thu 27 Nov 2031" where `now` is in another year."""
        local = self.local(at)
        other_year = self.now is not None and self.local(self.now).year != local.year
        return f"{local:%a} {local.day} {local:%b}{f' {local.year}' if other_year else ''}"

    def time(self, at: datetime) -> str:
        """Like "14:32"."""
        return f"{self.local(at):%H:%M}"

    def second(self, at: datetime) -> str:
        """Like "14:32:05"."""
        return f"{self.local(at):%H:%M:%S}"

    def moment(self, at: datetime) -> str:
        """Like "Mon 23 Nov, 14:32"."""
        return f"{self.day(at)}, {self.time(at)}"

    def number(self, value: int) -> str:
        """Like "10,000"."""
        return f"{value:,}"

    def duration(self, seconds: float) -> str:
        """Like "0.4 s", "12 s", "3 min 42 s" or "2 h 5 min"; "under 0.1 s" for next to nothing."""
        if seconds < _SHORTEST:
            return f"under {_SHORTEST} s"
        if seconds < _DECIMAL_BELOW:
            return f"{seconds:.1f} s"
        whole = timedelta(seconds=round(seconds))
        hours, rest = divmod(int(whole.total_seconds()), 3600)
        minutes, left = divmod(rest, 60)
        if hours:
            return f"{hours} h {minutes} min"
        return f"{minutes} min {left} s" if minutes else f"{left} s"


def plural(count: int, one: str, many: str = "") -> str:
    """Like "1 email" or "1,200 emails"; `many` defaults to `one` with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
