"""How a meeting that moves is told: each day once, and no time that means two."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.words.moves import moved
from app.domain.words.reader import Reader

BERLIN = Reader(zone="Europe/Berlin")


def told(start: str, minutes: int, by: int, reader: Reader = BERLIN) -> str:
    """A meeting of so many minutes, moved by as many."""
    begins = datetime.fromisoformat(start).replace(tzinfo=UTC)
    ends, shift = begins + timedelta(minutes=minutes), timedelta(minutes=by)
    return " → ".join(moved(reader, (begins, ends), (begins + shift, ends + shift)))


@pytest.mark.parametrize(
    ("start", "minutes", "by", "said"),
    [
        ("2026-11-24T10:00", 90, 30, "11:00–12:30 → 11:30–13:00"),  # noqa: RUF001 - a range
        (
            "2026-11-24T22:00",
            30,
            60,
            "Tue 24 Nov, 23:00–23:30 → Wed 25 Nov, 00:00–00:30",  # noqa: RUF001 - a range
        ),
        (
            "2026-11-24T22:30",
            60,
            -60,
            "Tue 24 Nov, 23:30 – Wed 25 Nov, 00:30 → Tue 24 Nov, 22:30–23:30",  # noqa: RUF001 - a range
        ),
        ("2026-11-24T10:00", 0, 30, "11:00 → 11:30"),
    ],
)
def test_the_day_is_told_only_where_it_changes(
    start: str, minutes: int, by: int, said: str
) -> None:
    assert told(start, minutes, by) == said


def test_each_reader_has_their_own_clock() -> None:
    tokyo = Reader(zone="Asia/Tokyo")
    assert told("2026-11-24T14:00", 30, 60, BERLIN) == "15:00–15:30 → 16:00–16:30"  # noqa: RUF001 - a range
    assert told("2026-11-24T14:00", 30, 60, tokyo) == (
        "Tue 24 Nov, 23:00–23:30 → Wed 25 Nov, 00:00–00:30"  # noqa: RUF001 - a range
    )


def test_where_the_clocks_change_each_time_says_which_it_is() -> None:
    assert told("2026-10-25T00:30", 15, 60) == (
        "02:30 CEST–02:45 CEST → 02:30 CET–02:45 CET"  # noqa: RUF001 - a range
    )
    assert told("2026-03-29T00:30", 15, 60) == (
        "01:30 CET–01:45 CET → 03:30 CEST–03:45 CEST"  # noqa: RUF001 - a range
    )
