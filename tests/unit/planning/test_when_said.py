"""What was said earlier, and times that stand in odd places: never read as something else."""

from datetime import UTC, datetime

import pytest

from app.domain.plan import Plan, Question, Reading, Refusal
from app.domain.schedule import Once, Timing
from tests.unit.planning.workspace import read

BERLIN = "Europe/Berlin"
TELL = "all customers in Berlin that we moved"
BEFORE = datetime(2026, 11, 23, 22, 58, tzinfo=UTC)
AFTER = datetime(2026, 11, 23, 23, 2, tzinfo=UTC)
"""Two minutes before midnight in Berlin, and two minutes after it."""


def at(day: int, hour: int, minute: int = 0) -> Timing:
    """A start in November 2026 by Berlin's clock, an hour ahead of UTC."""
    return Timing(start=Once(at=datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC), zone=BERLIN))


def timing(reading: Reading) -> Timing | None:
    assert isinstance(reading, Plan), reading
    return reading.timing


def key(reading: Reading) -> str:
    assert isinstance(reading, Question), reading
    return reading.key


async def test_tomorrow_stays_the_day_it_was_when_the_answer_comes_after_midnight() -> None:
    text = f"Tomorrow email {TELL}"
    assert key(await read(text, now=BEFORE)) == "start_time"
    later = await read(text, {"start_time": "09:00"}, now=AFTER, said_at=BEFORE)
    assert timing(later) == at(24, 9)


async def test_what_is_over_by_the_time_of_the_answer_is_asked_about() -> None:
    text = f"Today email {TELL}"
    over = await read(text, {"start_time": "23:30"}, now=AFTER, said_at=BEFORE)
    assert isinstance(over, Question)
    assert over.text == "Mon 23 Nov, 23:30 is over. When should it start?"
    answers = {"start_time": "23:30", "start": "tomorrow at 9"}
    assert timing(await read(text, answers, now=AFTER, said_at=BEFORE)) == at(25, 9)
    in_a_while = await read(f"In 1 minute email {TELL}", now=AFTER, said_at=BEFORE)
    assert key(in_a_while) == "start"


async def test_yesterday_stays_the_day_before_it_was_said() -> None:
    text = "Email everyone from yesterday's meeting"
    said = await read(text, {"text": "Thanks"}, now=BEFORE)
    later = await read(text, {"text": "Thanks"}, now=AFTER, said_at=BEFORE)
    assert isinstance(said, Plan)
    assert isinstance(later, Plan)
    assert later.steps == said.steps


@pytest.mark.parametrize(
    "text",
    [
        "Move all my meetings tomorrow to Friday at 9",
        "Move my meetings tomorrow to Friday 9:30",
        "Move all my meetings tomorrow to Friday at 2pm",
        "Move all my meetings tomorrow to Friday, at 9",
        "Move all my meetings tomorrow to Friday morning",
    ],
)
async def test_a_time_after_the_day_that_meetings_go_to_is_no_filter(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert "to a time" in reading.text


async def test_the_time_of_the_meetings_that_go_to_another_day_is_a_filter() -> None:
    reading = await read("Move my meeting tomorrow at 10 to Friday")
    assert isinstance(reading, Plan), reading
    assert "10:00" in " ".join(reading.reading)


ENDS = "Email all customers in Berlin that the sale ends tomorrow, tomorrow at 9"


@pytest.mark.parametrize(
    "text",
    [
        ENDS,
        "Email all customers in Berlin that we moved, tomorrow at 9",
        "Email all customers in Berlin saying that we moved, on Friday at 14:30.",
        "Email all customers in Berlin that we moved, every Monday at 8:00",
        "Email all customers in Berlin that we moved, at 9 tomorrow, please",
    ],
)
async def test_a_time_after_a_message_may_belong_to_it_or_say_when(text: str) -> None:
    assert key(await read(text)) == "message_time"
    assert timing(await read(text, {"message_time": "text"})) is None
    later = await read(text, {"message_time": "later"})
    assert timing(later) is not None


async def test_what_says_when_is_no_part_of_the_message() -> None:
    later = await read(ENDS, {"message_time": "later"})
    assert isinstance(later, Plan)
    assert later.timing == at(24, 9)
    template = later.steps[0].template
    assert template
    assert "The sale ends tomorrow (Tue 24 Nov)." in template.body
    assert "at 9" not in template.body
    said = await read(ENDS, {"message_time": "text"})
    assert isinstance(said, Plan)
    template = said.steps[0].template
    assert template
    assert "at 9" in template.body


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (f"Tonight at 8 email {TELL}", at(23, 20)),
        (f"Tonight at 20:00, email {TELL}", at(23, 20)),
        ("Tag every contact at Acme as vip tonight at 8", at(23, 20)),
        ("Tag every contact at Acme as vip this afternoon at 4", at(23, 16)),
        (f"This evening at 7:30 email {TELL}", at(23, 19, 30)),
        (f"At 18 UTC email {TELL}", at(23, 19)),
        (f"Tomorrow at 9 UTC, email {TELL}", at(24, 10)),
        ("Tag every contact at Acme as vip tomorrow at 9am UTC", at(24, 10)),
    ],
)
async def test_parts_of_the_day_and_utc_are_understood(text: str, start: Timing) -> None:
    assert timing(await read(text)) == start


async def test_this_morning_is_over_in_the_afternoon() -> None:
    reading = await read(f"This morning at 9 email {TELL}")
    assert isinstance(reading, Question)
    assert reading.text == "Mon 23 Nov, 09:00 is over. When should it start?"
    early = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    assert timing(await read(f"This morning at 9 email {TELL}", now=early)) == at(23, 9)
