"""What starts later, as Slack shows it: within its limits, and with nothing that pings anybody."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from app.domain.kinds import OperationStatus
from app.domain.operation import Appointment, BulkDraft, BulkOperation
from app.domain.recurring import Schedule
from app.domain.schedule import ALL_DAYS, WORKDAYS, Every, Hours, Timing
from app.domain.words import schedule as words
from app.domain.words.reader import Reader
from blocks import schedule
from blocks.message import Message
from blocks.preview import Shown, preview
from blocks.progress import progress
from tests.blocks.checks import assert_fits, shown
from tests.blocks.samples import DELETE_STEP, MAIL_STEP, NOW, READER, SAM, draft, mail, run
from tests.blocks.strategies import texts

START = NOW + timedelta(hours=19, minutes=28)  # the next morning at 10:00 in Berlin
MONDAYS = Every(weekdays=(0,), at=time(8), zone="Europe/Berlin")


def waiting(**changed: object) -> BulkOperation:
    """Sam's confirmed operation that starts later."""
    made = draft()
    return BulkOperation.model_validate(
        {
            "id": "o1",
            "draft_id": made.id,
            "type": made.type,
            "operation": made.operation,
            "title": made.title,
            "requester": SAM,
            "conversation": made.conversation,
            "account": made.account,
            "metadata": made.metadata,
            "digest": made.digest,
            "status": OperationStatus.SCHEDULED,
            "confirmed_by": SAM.person,
            "confirmed_at": NOW,
            "appointment": Appointment(starts_at=START, step=MAIL_STEP),
            **changed,
        }
    )


def weekly(request: str = "Every Monday at 8:00 email them", **changed: object) -> Schedule:
    return Schedule.model_validate(
        {
            "id": "s1",
            "requester": SAM,
            "conversation": draft().conversation,
            "request": request,
            "reading": (),
            "step": MAIL_STEP,
            "rule": MONDAYS,
            "next_at": MONDAYS.next_after(NOW),
            "created_at": NOW,
            **changed,
        }
    )


def recurring(**changed: Any) -> BulkDraft:
    return draft(timing=Timing(start=MONDAYS), **changed)


def labels(message: Message) -> list[str]:
    """What can be pressed, in order; a menu by what it says now."""
    found = []
    for block in message.blocks:
        accessory = [block["accessory"]] if "accessory" in block else []
        for one in [*block.get("elements", []), *accessory]:
            if one["type"] == "button":
                found.append(one["text"]["text"])
            if one["type"] == "static_select":
                found.append(one["initial_option"]["text"]["text"])
    return found


def test_a_start_says_when_in_whose_hours_and_what_comes_before() -> None:
    hours = Hours(start=time(9), end=time(17))
    message = schedule.scheduled(waiting(hours=hours), READER, "Confirmed by itself.")
    text = shown(message.blocks)
    assert "Scheduled: emailing 12 people" in text
    assert "Starts Tue 24 Nov 10:00 (Berlin)" in text
    assert "Only between 09:00 and 17:00, Monday to Friday, in your time (Berlin)" in text
    assert "Confirmed by itself." in text
    assert labels(message) == ["Start now", "Cancel"]


def test_the_preview_of_a_schedule_offers_to_run_without_asking() -> None:
    message = preview(Shown(recurring(), [mail(0)]), (), READER)
    assert labels(message)[:2] == ["Confirm schedule", "Ask each time"]
    allowed = preview(Shown(recurring(without_asking=50), [mail(0)]), (), READER)
    assert labels(allowed)[1] == "Run without asking, up to 50 items"
    odd = preview(Shown(recurring(without_asking=7), [mail(0)]), (), READER)
    assert labels(odd)[1] == "Run without asking, up to 7 items"
    assert_fits(odd)


def test_a_delete_is_not_offered_it() -> None:
    message = preview(Shown(draft(DELETE_STEP, timing=Timing(start=MONDAYS)), []), (), READER)
    assert "Ask each time" not in labels(message)


def test_a_list_of_everything_fits_into_one_message() -> None:
    message = schedule.listing([weekly('"' * 3_000)] * 10, [waiting()] * 10, READER)
    assert_fits(message)
    assert labels(message) == ["Stop"] * 6 + ["Cancel"] * 6
    ids = [block["accessory"]["action_id"] for block in message.blocks if "accessory" in block]
    assert len(set(ids)) == 12
    assert "Only what comes next" in shown(message.blocks)
    nothing = schedule.listing([], [], READER)
    assert "Nothing of yours is scheduled" in nothing.text


@settings(max_examples=50, deadline=None)
@given(texts)
def test_whatever_was_asked_and_whatever_went_wrong_fits(text: str) -> None:
    said = weekly(text)
    for message in (
        schedule.scheduled(waiting(), READER, text),
        schedule.held(waiting(), READER),
        schedule.expired(waiting(), READER, text),
        schedule.notice(text or "-"),
        schedule.adopted(said, READER),
        schedule.ended(said, text or "-"),
        schedule.no_run(said, READER, text, missed=True),
        schedule.no_run(said, READER, text, missed=False),
        schedule.listing([said], [waiting()], READER),
    ):
        assert_fits(message)


def test_a_run_outside_of_its_hours_says_until_when_it_waits() -> None:
    view = run(status=OperationStatus.EXECUTING)
    for at, said in ((START, "Waits until Tue 24 Nov 10:00 (Berlin)"), (NOW, "Waits until 14:32")):
        waits = view.progress.model_copy(update={"opens_at": at + timedelta(seconds=1)})
        message = progress(type(view)(**{**vars(view), "progress": waits}))
        assert said in shown(message.blocks)
        assert_fits(message)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (MONDAYS, "Every Monday at 08:00 (Berlin)"),
        (Every(weekdays=WORKDAYS, at=time(9), zone="UTC"), "Every weekday at 09:00 (UTC)"),
        (Every(weekdays=ALL_DAYS, at=time(9), zone="UTC"), "Every day at 09:00 (UTC)"),
        (
            Every(weekdays=(0, 2, 4), at=time(9), zone="America/New_York"),
            "Every Monday, Wednesday and Friday at 09:00 (New York)",
        ),
        (Every(month_day=1, at=time(9), zone="UTC"), "On the 1st of each month at 09:00 (UTC)"),
        (Every(month_day=12, at=time(9), zone="UTC"), "On the 12th of each month at 09:00 (UTC)"),
        (Every(month_day=23, at=time(9), zone="UTC"), "On the 23rd of each month at 09:00 (UTC)"),
        (
            Every(month_day=31, at=time(9), zone="UTC"),
            "On the last day of each month at 09:00 (UTC)",
        ),
    ],
)
def test_rules_are_said_in_words(rule: Every, said: str) -> None:
    assert words.again(rule) == said


def test_a_start_in_another_year_says_so() -> None:
    reader = Reader(zone="Europe/Berlin").reading_at(NOW)
    at = datetime.fromisoformat("2027-01-04T08:00:00+00:00")
    assert words.moment(reader, at) == "Mon 4 Jan 2027 09:00 (Berlin)"
