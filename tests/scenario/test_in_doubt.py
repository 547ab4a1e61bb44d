"""What may or may not have happened is never done again unasked: the person says what they found."""

import pytest

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from playground.viewer import Shown
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def doubtful(world: World, sam: Colleague, calls: int) -> Shown:
    """A run of twelve in which the answers of so many calls were lost; its summary."""
    lost = NetworkFailed("The connection dropped.")
    world.office.faults.fail_next(lost, calls, Moment.AFTER)
    await sam.says(FOLLOW_UP)
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    return await sam.sees(
        "emails sent", f"\n{calls} email", "may not have been sent", "Please look"
    )


async def test_nothing_in_doubt_is_sent_again_by_itself(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 2)
    assert "10 of 12 emails sent" in sam.text_of(summary)
    assert "2 emails may or may not have been sent" in sam.text_of(summary)
    await world.settled()
    assert len(world.outbox()) == 12  # they did arrive, but only the recipients know


async def test_one_by_one_it_was_sent(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 2)
    await sam.presses("It was sent", within=summary)
    await sam.sees_in(summary, "11 of 12 emails sent", "1 email may or may not have been sent")
    await sam.presses("It was sent", within=summary)
    await sam.sees_in(summary, "Total time", "Was this right?", title="12 emails sent")
    assert "in doubt" not in sam.latest(summary)
    await world.settled()
    assert await world.effects() == len(world.outbox()) == 12


async def test_one_is_sent_again_on_request(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 2)
    await sam.presses("Send again", within=summary)
    await sam.sees_in(summary, "11 of 12 emails sent", "1 email may or may not have been sent")
    await world.settled()
    assert len(world.outbox()) == 13


@pytest.mark.parametrize(
    ("answer", "sent"), [("All 3: it was sent", 12), ("All 3: send again", 15)]
)
async def test_all_in_doubt_are_answered_at_once(
    world: World, sam: Colleague, answer: str, sent: int
) -> None:
    summary = await doubtful(world, sam, 3)
    await sam.presses(answer, within=summary)
    await sam.sees_in(summary, "Total time", "Was this right?", title="12 emails sent")
    await world.settled()
    assert len(world.outbox()) == sent


async def test_an_item_in_doubt_is_answered_in_the_details_too(
    world: World, sam: Colleague
) -> None:
    summary = await doubtful(world, sam, 2)
    await sam.presses("View Details", within=summary)
    await sam.sees_modal("10 sent · 2 in doubt")
    await sam.presses("It was sent")
    await sam.sees_modal("11 sent · 1 in doubt")
    await sam.sees_in(summary, "11 of 12 emails sent", "1 email may or may not have been sent")
    await sam.closes()
    await world.settled()


async def test_two_answers_in_a_row_both_stand_in_the_summary(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 3)
    values = [sam.value_of(summary, f"It was sent #{number}") for number in (1, 2, 3)]
    for value in values:
        await sam.forges(*value)
    await sam.sees_in(summary, "Total time", title="12 emails sent")
    await world.settled()
    assert "in doubt" not in sam.latest(summary)


async def test_an_answer_keeps_what_was_said_of_the_run(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 2)
    await sam.presses("Yes", within=summary)
    await sam.sees_in(summary, "You said this was right. Thank you.")
    await sam.presses("It was sent", within=summary)
    await sam.sees_in(
        summary,
        "11 of 12 emails sent",
        "1 email may or may not have been sent",
        "You said this was right. Thank you.",
    )
    await world.settled()


async def test_after_a_cancel_what_is_in_doubt_is_only_recorded(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "60"})
    sam = world.sam
    world.gate.shut()
    await sam.says("Email all contacts tagged bulk that the office is closed on Friday")
    await sam.sees("Confirm All")
    await sam.presses("Confirm All")
    message = await sam.sees("Emailing 60 people", "20 under way")
    await sam.presses("Cancel Execution")
    await sam.sees_in(message, "Stopping")
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    world.gate.open()
    await sam.sees_in(
        message, "Cancelled: 18 of 60 emails sent", "2 emails may or may not", "40 not started"
    )
    labels = sam.buttons_of(message)
    assert "Send again" not in labels
    await sam.presses("It was not sent", within=message)
    await sam.sees_in(message, "18 of 60", "Failed: 1", "1 email may or may not have been sent")
    await world.settled()
    assert len(world.outbox()) == 20


async def test_done_leaves_the_answers_that_are_still_owed(world: World, sam: Colleague) -> None:
    summary = await doubtful(world, sam, 2)
    await sam.presses("Done", within=summary)
    await world.settled()
    assert "Done" not in sam.buttons_of(summary)
    await sam.presses("All 2: it was sent", within=summary)
    await sam.sees_in(summary, "Total time", title="12 emails sent")
    await world.settled()
