"""Starts and hours on the clocks of real zones, over their changes too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.domain.schedule import ALL_DAYS, WORKDAYS, Every, Hours, Once, Timing, resolved

BERLIN = "Europe/Berlin"
ZONES = (BERLIN, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")

moments = st.datetimes(
    min_value=datetime(2009, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2037, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
)
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


def at(text: str, zone: str = BERLIN) -> datetime:
    """An instant, by the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_every_monday_keeps_its_local_time_over_a_change_of_the_clocks() -> None:
    mondays = Every(weekdays=(0,), at=time(8), zone=BERLIN)
    first = mondays.next_after(at("2026-10-19T08:00"))
    assert first == at("2026-10-26T08:00") == datetime(2026, 10, 26, 7, tzinfo=UTC)
    assert mondays.next_after(first - timedelta(seconds=1)) == first
    assert mondays.next_after(first) - first == timedelta(days=7)
    assert first - at("2026-10-19T08:00") == timedelta(days=7, hours=1)


def test_a_local_time_that_is_skipped_runs_when_the_clocks_show_the_next() -> None:
    daily = Every(weekdays=ALL_DAYS, at=time(2, 30), zone=BERLIN)
    skipped = daily.next_after(at("2027-03-27T12:00"))
    assert skipped == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert f"{skipped.astimezone(ZoneInfo(BERLIN)):%d %H:%M}" == "28 03:00"
    assert daily.next_after(skipped) == at("2027-03-29T02:30")


def test_a_local_time_that_comes_twice_runs_once() -> None:
    daily = Every(weekdays=ALL_DAYS, at=time(2, 30), zone=BERLIN)
    first = daily.next_after(at("2026-10-24T12:00"))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert daily.next_after(first) == at("2026-10-26T02:30")


def test_the_last_of_a_month_without_that_day_is_its_last_day() -> None:
    rule = Every(month_day=31, at=time(9), zone=BERLIN)
    runs = [at("2027-01-30T00:00")]
    for _ in range(4):
        runs.append(rule.next_after(runs[-1]))
    days = [run.astimezone(ZoneInfo(BERLIN)).date() for run in runs[1:]]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_a_day_that_a_zone_left_out_runs_at_the_beginning_of_the_next() -> None:
    assert resolved(date(2011, 12, 30), time(9), "Pacific/Apia") == at(
        "2011-12-31T00:00", "Pacific/Apia"
    )


@given(moments, minutes, st.sampled_from(ZONES), weekdays)
def test_runs_of_a_rule_follow_one_another_each_on_its_own_day(
    now: datetime, clock: time, zone: str, days: tuple[int, ...]
) -> None:
    rule = Every(weekdays=days, at=clock, zone=zone)
    first = rule.next_after(now)
    second = rule.next_after(first)
    assert now < first < second
    assert first - now <= timedelta(days=8, hours=25)  # and a day that Apia never had
    shown = first.astimezone(ZoneInfo(zone))
    gap = (first - timedelta(seconds=2)).astimezone(ZoneInfo(zone)).utcoffset()
    assert shown.time() == clock or gap != shown.utcoffset()
    assert rule.next_after(first - timedelta(microseconds=1)) == first


def test_business_hours_open_in_the_morning_and_not_at_weekends() -> None:
    hours = Hours(start=time(9), end=time(17))
    assert hours.weekdays == WORKDAYS
    assert hours.is_open(at("2026-11-23T09:00"), BERLIN)
    assert not hours.is_open(at("2026-11-23T17:00"), BERLIN)
    assert not hours.is_open(at("2026-11-28T10:00"), BERLIN)
    friday_evening = at("2026-11-27T17:00")
    assert hours.next_open(friday_evening, BERLIN) == at("2026-11-30T09:00")
    assert hours.next_open(at("2026-11-23T10:00"), BERLIN) == at("2026-11-23T10:00")
    assert hours.next_close(at("2026-11-23T10:00"), BERLIN) == at("2026-11-23T17:00")


def test_the_same_hours_open_at_another_instant_elsewhere() -> None:
    hours = Hours(start=time(9), end=time(17), whose="recipient")
    morning = at("2026-11-23T09:30")
    assert hours.is_open(morning, BERLIN)
    assert hours.next_open(morning, "America/New_York") == at(
        "2026-11-23T09:00", "America/New_York"
    )


@given(moments, minutes, st.integers(1, 600), st.sampled_from(ZONES), weekdays)
def test_hours_open_no_sooner_than_they_say_and_no_later(
    now: datetime, start: time, length: int, zone: str, days: tuple[int, ...]
) -> None:
    end = min(start.hour * 60 + start.minute + length, 23 * 60 + 59)
    if end <= start.hour * 60 + start.minute:
        return
    hours = Hours(start=start, end=time(end // 60, end % 60), weekdays=days)
    opens = hours.next_open(now, zone)
    assert opens >= now
    assert hours.is_open(opens, zone)
    step = max((opens - now) / 50, timedelta(seconds=1))
    assert not any(hours.is_open(now + step * n, zone) for n in range(50) if now + step * n < opens)
    closes = hours.next_close(opens, zone)
    assert closes > opens
    assert not hours.is_open(closes, zone)
    assert hours.is_open(closes - timedelta(microseconds=1), zone)


@pytest.mark.parametrize(
    "given_",
    [
        {"at": time(9), "zone": BERLIN},
        {"at": time(9), "zone": BERLIN, "weekdays": (0,), "month_day": 1},
        {"at": time(9), "zone": BERLIN, "weekdays": (7,)},
        {"at": time(9), "zone": BERLIN, "month_day": 32},
    ],
)
def test_a_rule_names_weekdays_or_a_day_of_the_month(given_: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Every.model_validate(given_)


def test_hours_end_after_they_start_and_have_a_day() -> None:
    for wrong in ({"start": time(17), "end": time(9)}, {"weekdays": ()}):
        with pytest.raises(ValidationError):
            Hours.model_validate({"start": time(9), "end": time(17), **wrong})


def test_what_was_agreed_is_the_same_text_for_the_same_time() -> None:
    once = Timing(start=Once(at=at("2026-11-24T09:00"), zone=BERLIN))
    again = Timing.model_validate_json(once.agreed)
    assert again == once
    assert again.agreed == once.agreed
    assert once.once
    assert once.every is None
    later = Timing(start=Once(at=at("2026-11-24T09:01"), zone=BERLIN))
    assert later.agreed != once.agreed
