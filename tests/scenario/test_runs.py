"""A run: one message from its first item to its last, and a true report at the end."""

import json
import re
from typing import Any

from app.connectors.office import Moment
from app.domain.errors import InvalidItem, PermissionRefused, RateLimited
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
CUSTOMERS = "Email all customers in Berlin that the office is closed on Friday"
EVERYBODY = "Email all contacts tagged bulk that the office is closed on Friday"


async def confirmed(sam: Colleague, sentence: str) -> str:
    """Ask and confirm; the preview's ts."""
    await sam.says(sentence)
    preview = await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    return preview.ts


async def test_a_run_is_one_message_in_the_previews_thread(world: World, sam: Colleague) -> None:
    world.gate.shut(after=5)
    preview = await confirmed(sam, FOLLOW_UP)
    message = await sam.sees("Emailing 12 people", "5 of 12 done")
    assert message.message["thread_ts"] == preview
    assert sam.buttons_of(message) == ["Pause", "Cancel Execution"]
    assert "7 under way" in sam.text_of(message)

    world.gate.open()
    await sam.sees_in(message, "12 emails sent", "Total time", "Was this right?")
    assert sam.buttons_of(message) == ["View Details", "Done", "Yes", "No"]
    await world.settled()
    shown = {event["ts"] for event in world.posted(sam.dm)}
    assert shown == {preview, message.ts}


async def test_cancelling_a_run_stops_it_and_reports_what_happened(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.gate.shut(after=25)
    await confirmed(sam, EVERYBODY)
    message = await sam.sees("Emailing 60 people", "25 of 60 done", " under way")
    await sam.presses("Cancel Execution")
    await sam.sees_in(message, "Stopping: emailing 60 people")
    assert sam.buttons_of(message) == []

    world.gate.open()
    await sam.sees_in(message, "Total time", title="Cancelled: ")
    await world.settled()
    sent = len(world.outbox())
    assert 25 < sent < 60
    said = sam.latest(message)
    assert f"Cancelled: {sent} of 60 emails sent" in said
    assert f"{60 - sent} not started" in said
    assert "Retry" not in said
    assert "Was this right?" not in said


async def test_failures_are_grouped_by_reason_and_only_they_are_retried(
    world: World, sam: Colleague
) -> None:
    faults = world.office.faults
    faults.fail_next(InvalidItem("The mailbox does not exist."), calls=2)
    faults.fail_next(PermissionRefused("Sending to this domain is not allowed."), calls=1)
    await confirmed(sam, FOLLOW_UP)
    message = await sam.sees("9 of 12 emails sent", "Failed: 3", "Was this right?")
    text = sam.text_of(message)
    assert "The mailbox does not exist" in text
    assert "Sending to this domain is not allowed" in text

    await sam.presses("Retry Failed (3)")
    await sam.sees_in(message, "Total time", "Was this right?", title="12 emails sent")
    assert "Retry" not in sam.latest(message)
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 12


async def test_when_nothing_worked_that_is_what_is_said(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(PermissionRefused("You may not send."), calls=10)
    await confirmed(sam, CUSTOMERS)
    await sam.sees("Nothing was sent", "Failed: 10", "You may not send", "Retry Failed (10)")
    await world.settled()
    assert world.outbox() == []


async def test_a_busy_office_is_waited_for(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(RateLimited("Slow down.", retry_after=0.2), calls=3)
    await confirmed(sam, FOLLOW_UP)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_what_waits_for_its_next_attempt_says_so_and_until_when(
    world: World, sam: Colleague
) -> None:
    world.office.faults.fail_next(RateLimited("Slow down.", retry_after=90), calls=1)
    await confirmed(sam, FOLLOW_UP)
    message = await sam.sees(" queued", "retrying   john@harbor.example", without=" under way")
    assert re.search(r"Trying again at \d\d:\d\d:\d\d: Slow down\n", sam.text_of(message))
    waiting = 12 - len(world.outbox())  # the provider asks the whole account to wait
    await sam.presses("Cancel Execution")
    end = f"Cancelled: {12 - waiting} of 12 emails sent"
    await sam.sees_in(message, end, f"{waiting} not started")
    await world.settled()


async def test_an_account_with_a_quota_never_goes_beyond_it(make_world: MakeWorld) -> None:
    quotas = json.dumps({"bulk_email": {"limit": 8, "seconds": 0.3}})
    world = await make_world(office={"OFFICE_QUOTAS": quotas})
    await confirmed(world.sam, FOLLOW_UP)
    await world.sam.sees("8 of 12 done", "4 queued")
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.settled()


async def test_details_are_shown_by_page_and_by_status(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.office.faults.fail_next(InvalidItem("The mailbox does not exist."), calls=3)
    await confirmed(sam, EVERYBODY)
    await sam.sees("57 of 60 emails sent", "Was this right?")
    await sam.presses("View Details")
    first = await sam.sees_modal("57 sent · 3 failed", "Page 1 of", "The mailbox does not exist")
    assert first.rindex("  failed: ") < first.index("  sent")  # what failed comes first
    await sam.presses("Next")
    assert "  failed: " not in await sam.sees_modal("Page 2 of")
    await sam.presses("Failed (3)")
    failed = await sam.sees_modal("The mailbox does not exist")
    assert "  sent" not in failed
    assert "Page" not in failed
    await sam.closes()
    await world.settled()


async def test_done_takes_the_buttons_away_and_keeps_the_report(
    world: World, sam: Colleague
) -> None:
    world.office.faults.fail_next(InvalidItem("The mailbox does not exist."))
    await confirmed(sam, FOLLOW_UP)
    message = await sam.sees("11 of 12 emails sent", "Was this right?")
    await sam.presses("Done")
    await sam.sees_in(message, "11 of 12 emails sent", "The mailbox does not exist")
    await world.settled()
    assert sam.buttons_of(message) == []
    assert "Was this right?" not in sam.latest(message)


async def test_whether_it_was_right_is_asked_once(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(InvalidItem("The mailbox does not exist."))
    await confirmed(sam, FOLLOW_UP)
    message = await sam.sees("11 of 12 emails sent", "Was this right?")
    await sam.presses("No", within=message)
    await sam.sees_in(message, "You said this was not right. Thank you.")
    assert sam.buttons_of(message) == ["Retry Failed (1)", "View Details", "Done"]
    await sam.presses("Retry Failed (1)")
    await sam.sees_in(message, "Total time", title="12 emails sent")
    await world.settled()
    assert "Was this right?" not in sam.latest(message)


async def test_a_long_run_is_also_told_in_a_reply_once(world: World, sam: Colleague) -> None:
    world.office.faults.fail_next(InvalidItem("The mailbox does not exist."))
    world.gate.shut(after=4)
    preview = await confirmed(sam, FOLLOW_UP)
    message = await sam.sees("4 of 12 done", "1 failed")
    world.clock.passes(minutes=3)
    world.gate.open()
    await sam.sees_in(message, "11 of 12 emails sent", "Total time: 3 min")
    reply = await sam.sees("Finished: 11 of 12 emails sent (1 failed)")
    assert reply.message["thread_ts"] == preview

    await sam.presses("Retry Failed (1)", within=message)
    await sam.sees_in(message, "Total time", title="12 emails sent")
    await world.settled()
    assert len([one for one in sam.screen if one.startswith(("Done: ", "Finished: "))]) == 1


async def test_a_short_run_needs_no_reply(world: World, sam: Colleague) -> None:
    await confirmed(sam, FOLLOW_UP)
    await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    posts = [one for one in world.posted(sam.dm) if one["event"] == "message_posted"]
    assert len(posts) == 2


async def test_two_runs_at_once_do_not_mix(world: World, sam: Colleague) -> None:
    world.gate.shut(after=3)
    await sam.says(FOLLOW_UP)
    first = await sam.sees("Email 12 people", "Confirm All")
    await sam.says(CUSTOMERS)
    second = await sam.sees("Email 10 people", "Confirm All")
    await sam.presses("Confirm All", within=first)
    await sam.presses("Confirm All", within=second)
    await sam.sees("Emailing 10 people")
    world.gate.open()
    await sam.sees("10 emails sent", "Was this right?")
    await world.settled()
    ends: list[Any] = [one for one in sam.screen if "emails sent" in one]
    assert sorted(one.splitlines()[0] for one in ends) == ["10 emails sent", "12 emails sent"]
    assert await world.effects() == 22


async def test_a_connection_that_fails_before_sending_is_tried_again(
    world: World, sam: Colleague
) -> None:
    world.office.faults.fail_next(
        RateLimited("Busy.", retry_after=0.05, before_sending=True), 5, Moment.BEFORE
    )
    await confirmed(sam, CUSTOMERS)
    await sam.sees("10 emails sent", "Was this right?")
    await world.settled()
    assert len(world.outbox()) == 10
