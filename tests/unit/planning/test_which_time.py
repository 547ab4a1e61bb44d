"""Times that are not clear are asked about; what is not understood says what works."""

import pytest

from app.domain.plan import Plan, Refusal
from app.domain.schedule import Start, Timing
from tests.unit.planning.timed import TELL, asked, berlin, planned, weekly
from tests.unit.planning.workspace import read


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
