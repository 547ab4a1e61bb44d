"""When people want a thing done, in their words: at the beginning or at the end of a request."""

from datetime import UTC, datetime, time

import pytest

from app.domain.plan import Plan, Question, Reading, Refusal
from app.domain.schedule import ALL_DAYS, WORKDAYS, Every, Hours, Once, Start, Timing
from tests.unit.planning.acting import ACTING
from tests.unit.planning.workspace import SAM, read

BERLIN = "Europe/Berlin"
TELL = "all customers in Berlin that we moved"


def berlin(day: int, hour: int, minute: int = 0) -> Once:
    """A start in November 2026, an hour ahead of UTC."""
    return Once(at=datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC), zone=BERLIN)


def weekly(*days: int, at: time = time(8)) -> Every:
    return Every(weekdays=days, at=at, zone=BERLIN)


def planned(reading: Reading) -> Plan:
    assert isinstance(reading, Plan), reading
    return reading


def asked(reading: Reading) -> Question:
    assert isinstance(reading, Question), reading
    return reading


_STARTS: tuple[tuple[Start, str, tuple[str, ...]], ...] = (
    (
        berlin(24, 9),
        "Starts Tue 24 Nov 09:00 (Berlin)",
        (
            f"Tomorrow at 9, email {TELL}",
            f"tomorrow at 9:00 please email {TELL}",
            f"Please email {TELL.replace(' that', ' tomorrow at 9 that')}",
            f"Email tomorrow at 9 {TELL}",
            "Email all customers in Berlin “We moved” tomorrow at 9",
            "Email all customers in Berlin “We moved” at 9 tomorrow, please",
            "Tag every contact at Acme as vip tomorrow at 9am",
            "Delete all contacts tagged bounced on Tuesday at 09:00",
            "Reassign all of Akira's leads to Jinsoo tomorrow morning at 9",
            "Send follow-up emails to everyone from yesterday's meeting tomorrow at 9",
            "Move every deal in Proposal that is older than 30 days to Lost on 24 Nov at 9",
        ),
    ),
    (
        berlin(27, 14, 30),
        "Starts Fri 27 Nov 14:30 (Berlin)",
        (
            f"On Friday at 14:30 email {TELL}",
            f"This Friday, 2:30pm, email {TELL}",
            "Delete all contacts tagged bounced on Friday at 14:30",
            "Create a follow-up deal for every customer who closed last quarter on Friday at 14:30",
        ),
    ),
    (
        berlin(23, 17),
        "Starts Mon 23 Nov 17:00 (Berlin)",
        (
            "at 5pm send follow-up emails to everyone from yesterday's meeting",
            f"At 17:00 email {TELL}",
            "Tag every contact at Acme as vip at 17:00",
            "today at 17:00 tag every contact at Acme as vip",
        ),
    ),
    (
        berlin(23, 16),
        "Starts Mon 23 Nov 16:00 (Berlin)",
        (
            f"In 2 hours email {TELL}",
            f"In two hours, please email {TELL}",
            "Tag every contact at Acme as vip in 120 minutes",
            "In 2 hours cancel all my meetings next Tuesday",
        ),
    ),
    (
        berlin(30, 8),
        "Starts Mon 30 Nov 08:00 (Berlin)",
        (f"Next Monday 8am email {TELL}", "Tag every contact at Acme as vip next Monday 8am"),
    ),
    (
        weekly(0),
        "Every Monday at 08:00 (Berlin), first on Mon 30 Nov",
        (
            f"Every Monday at 8:00 email {TELL}",
            f"On Mondays at 8, email {TELL}",
            f"At 8 every Monday email {TELL}",
            "Tag every contact at Acme as vip every Monday at 8:00",
            "Every Monday at 8 cancel all my meetings next Tuesday",
        ),
    ),
    (
        weekly(0, 3),
        "Every Monday and Thursday at 08:00 (Berlin), first on Thu 26 Nov",
        (f"Every Monday and Thursday at 8 email {TELL}",),
    ),
    (
        weekly(*WORKDAYS, at=time(9)),
        "Every weekday at 09:00 (Berlin), first on Tue 24 Nov",
        (f"Every weekday at 9 email {TELL}", "Tag every contact at Acme as vip on weekdays at 9"),
    ),
    (
        weekly(*ALL_DAYS, at=time(9)),
        "Every day at 09:00 (Berlin), first on Tue 24 Nov",
        (f"Every day at 9, email {TELL}", f"Daily at 9 email {TELL}"),
    ),
    (
        Every(month_day=1, at=time(9), zone=BERLIN),
        "On the 1st of each month at 09:00 (Berlin), first on Tue 1 Dec",
        (
            f"On the first of each month at 9 email {TELL}",
            f"Every month on the 1st at 9, email {TELL}",
        ),
    ),
    (
        Every(month_day=31, at=time(17), zone=BERLIN),
        "On the last day of each month at 17:00 (Berlin), first on Mon 30 Nov",
        (f"On the last day of each month at 17:00 email {TELL}",),
    ),
)
_CASES = [
    pytest.param(text, start, said, id=text) for start, said, texts in _STARTS for text in texts
]


@pytest.mark.parametrize(("text", "start", "said"), _CASES)
async def test_a_start_is_understood_and_said_back_with_its_date(
    text: str, start: Start, said: str
) -> None:
    plan = planned(await read(text))
    assert plan.timing == Timing(start=start)
    assert plan.reading[1:] == (said,)


async def test_only_the_time_is_taken_out_of_a_request() -> None:
    at_once = planned(await read(f"Email {TELL}"))
    later = planned(await read(f"Tomorrow at 9, email {TELL}"))
    assert later.steps == at_once.steps
    assert later.reading[0] == at_once.reading[0]
    assert at_once.timing is None


_WINDOWS: tuple[tuple[Hours, tuple[str, ...]], ...] = (
    (
        Hours(start=time(9), end=time(17)),
        (
            f"Only between 9 and 17, email {TELL}",
            "Email all customers in Berlin “We moved” only between 9:00 and 17:00",
            "Email all customers in Berlin “We moved” during business hours",
            "Email all customers in Berlin “We moved”, only on weekdays between 9 and 5",
            "Email all customers in Berlin “We moved” between 9 and 17 in my time",
        ),
    ),
    (
        Hours(start=time(9), end=time(17), whose="recipient"),
        (
            "Email all customers in Berlin “We moved” between 9:00 and 17:00 in their time zone",
            "Email all customers in Berlin “We moved” only between 9 and 17 recipient's time",
            "Email all customers in Berlin “We moved” during their business hours",
            f"During business hours in each recipient's time, email {TELL}",
            "Email all customers in Berlin “We moved” only from 9 to 17 local time",
        ),
    ),
    (
        Hours(start=time(8), end=time(20, 30), weekdays=ALL_DAYS),
        ("Email all customers in Berlin “We moved” only between 8 and 20:30 on any day",),
    ),
)


@pytest.mark.parametrize(
    ("text", "hours"),
    [pytest.param(text, hours, id=text) for hours, texts in _WINDOWS for text in texts],
)
async def test_hours_are_understood(text: str, hours: Hours) -> None:
    plan = planned(await read(text))
    assert plan.timing == Timing(hours=hours)
    assert plan.reading[1].startswith(f"Only between {hours.start:%H:%M} and {hours.end:%H:%M}")


async def test_a_start_and_hours_go_together() -> None:
    hours = Hours(start=time(9), end=time(17), whose="recipient")
    for text in (
        "Tomorrow at 9, only between 9 and 17 in their time, email all customers “We moved”",
        "Tomorrow at 9 email all customers “We moved” only between 9 and 17 in their time zone",
        "Email all customers “We moved” tomorrow at 9, only between 9 and 17 in their time zone",
    ):
        plan = planned(await read(text))
        assert plan.timing == Timing(start=berlin(24, 9), hours=hours)
        assert plan.reading[1] == (
            "Starts Tue 24 Nov 09:00 (Berlin); Only between 09:00 and 17:00, Monday to Friday, "
            "in each recipient's time"
        )


@pytest.mark.parametrize(
    "text",
    [
        "Email all customers in Berlin that the office opens tomorrow at 9",
        "Email all customers in Berlin about tomorrow at 9",
        "Send an email to everyone in sales about the offsite on Friday at 14:30",
        "Remind everyone in sales to submit their numbers every Monday at 8:00",
        "Email everyone in sales: only between 9 and 17",
        'Email everyone in sales "tomorrow at 9"',
    ],
)
async def test_what_is_to_be_said_is_no_time(text: str) -> None:
    reading = await read(text)
    if isinstance(reading, Question):
        assert reading.key == "text"
    else:
        assert planned(reading).timing is None


@pytest.mark.parametrize("texts", ACTING)
async def test_no_golden_request_waits(texts: tuple[object, tuple[str, ...]]) -> None:
    for text in texts[1]:
        assert planned(await read(text)).timing is None


@pytest.mark.parametrize(
    ("text", "which", "later"),
    [
        ("Tomorrow at 9 cancel all my meetings", True, True),
        ("Tomorrow, cancel all my meetings", True, False),
        ("Email everyone in the Q4 planning meeting tomorrow at 9: we start late", True, True),
    ],
)
async def test_what_could_be_either_is_asked(text: str, *, which: bool, later: bool) -> None:
    question = asked(await read(text))
    assert question.key == "leading"
    assert {choice.value for choice in question.choices} == {"which", "later"}
    meant_which = await read(text, {"leading": "which"})
    assert isinstance(meant_which, Plan) == which
    if isinstance(meant_which, Plan):
        assert meant_which.timing is None
    meant_later = await read(text, {"leading": "later", "when": "today"})
    if later and isinstance(meant_later, Plan):
        assert meant_later.timing == Timing(start=berlin(24, 9))
    else:
        assert asked(meant_later).key in {"start_time", "when"}


async def test_a_meeting_on_a_repeating_day_may_be_which_or_when() -> None:
    text = "Cancel my meetings next Tuesday every Monday at 8"
    assert asked(await read(text)).key == "leading"
    later = planned(await read(text, {"leading": "later"}))
    assert later.timing == Timing(start=weekly(0))
    assert isinstance(await read(text, {"leading": "which"}), Refusal)


@pytest.mark.parametrize(
    ("text", "answer", "start"),
    [
        ("Tomorrow morning email all customers in Berlin that we moved", "9:30", berlin(24, 9, 30)),
        ("Email all customers in Berlin tomorrow that we moved", "09:00", berlin(24, 9)),
        ("Delete all contacts tagged bounced tomorrow", "at 5pm", berlin(24, 17)),
        (f"Every Monday, email {TELL}", "08:00", weekly(0)),
        ("Tag every contact at Acme as vip today", "17:00", berlin(23, 17)),
        ("Tag every contact at Acme as vip today", "now", None),
    ],
)
async def test_a_day_without_a_time_is_asked_about(
    text: str, answer: str, start: Start | None
) -> None:
    question = asked(await read(text))
    assert question.key == "start_time"
    assert question.open_ended
    plan = planned(await read(text, {"start_time": answer}))
    assert (plan.timing.start if plan.timing else None) == start
    assert asked(await read(text, {"start_time": "soon"})).key == "start_time"


async def test_a_time_that_is_over_is_asked_about() -> None:
    text = f"At 9 email {TELL}"
    question = asked(await read(text))
    assert question.key == "start"
    assert question.text == "Mon 23 Nov, 09:00 is over. When should it start?"
    tomorrow, now = question.choices
    assert tomorrow.label == "Tue 24 Nov, 09:00"
    plan = planned(await read(text, {"start": tomorrow.value}))
    assert plan.timing == Timing(start=berlin(24, 9))
    assert planned(await read(text, {"start": now.value})).timing is None
    typed = planned(await read(text, {"start": "Friday at 14:30"}))
    assert typed.timing == Timing(start=berlin(27, 14, 30))
    assert asked(await read(text, {"start": "at 8"})).key == "start"


async def test_a_time_within_a_gap_of_the_clocks_is_read_as_the_next_there_is() -> None:
    now = datetime(2027, 3, 27, 9, 0, tzinfo=UTC)
    plan = planned(await read(f"Tomorrow at 02:30 email {TELL}", now=now))
    assert plan.timing
    assert plan.timing.once
    assert plan.timing.once.at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert plan.reading[1] == "Starts Sun 28 Mar 03:00 (Berlin)"


async def test_the_zone_is_the_askers() -> None:
    in_new_york = SAM.model_copy(update={"zone": "America/New_York"})
    plan = planned(await read(f"Tomorrow at 9 email {TELL}", requester=in_new_york))
    assert plan.timing
    assert plan.timing.once
    assert plan.timing.once.at == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    assert plan.reading[1] == "Starts Tue 24 Nov 09:00 (New York)"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"Every other Monday email {TELL}", "every Monday at 8:00"),
        ("Invite everyone in sales to a sync every Thursday at 10", "repeating meetings"),
        ("Tag every contact at Acme as vip every week", "every Monday at 8:00"),
        ("Next week email all customers in Berlin that we moved", "Tomorrow at 9"),
        ("At 9 tomorrow I saw Tom", "Tomorrow at 9"),
        ("Tomorrow at 9 email all customers “hi” on Friday at 10", "Tomorrow at 9"),
    ],
)
async def test_what_is_not_understood_says_what_works(text: str, why: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert why in f"{reading.text} {reading.hint}"
