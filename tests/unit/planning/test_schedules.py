"""When people want a thing done, in their words: at the beginning or at the end of a request."""

from datetime import UTC, datetime, time

import pytest

from app.domain.plan import Question
from app.domain.schedule import ALL_DAYS, WORKDAYS, Every, Start, Timing
from tests.unit.planning.acting import ACTING
from tests.unit.planning.timed import BERLIN, TELL, berlin, planned, weekly
from tests.unit.planning.workspace import SAM, read

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
