"""Mails that are saved among the drafts: nothing leaves, and no word says that it did."""

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import SAM_ACCOUNT, World

ASKED = "Draft an email to everyone in sales saying the samples arrived"


async def test_drafts_lie_in_the_folder_and_nothing_is_sent(world: World, sam: Colleague) -> None:
    await sam.says(ASKED)
    preview = await sam.sees("Save 7 drafts", "stays among your drafts", CONFIRM)
    assert " sen" not in sam.text_of(preview).lower()
    await sam.presses(CONFIRM)
    await sam.sees("7 drafts saved")
    drafts = await _drafts(world)
    sales = [
        one.text("email")
        for one in await world.all_of(Entity.COLLEAGUE)
        if one.text("department") == "Sales" and one.text("email") != SAM_ACCOUNT
    ]
    assert sorted(one.text("to") for one in drafts) == sorted(sales)
    assert {one.text("sender") for one in drafts} == {SAM_ACCOUNT}
    assert all("The samples arrived." in one.text("body") for one in drafts)
    assert world.outbox() == []


async def test_a_follow_up_to_a_meeting_is_drafted_and_edited(world: World, sam: Colleague) -> None:
    await sam.says("Draft a follow-up to everyone from yesterday's meeting")
    await sam.sees("Save 12 drafts", "Save a draft of the follow-up email", CONFIRM)
    await sam.presses("Edit")
    form = await sam.sees_modal("Update preview", "The draft to")
    assert "will get" not in form
    assert await sam.submits({"Subject": "Yesterday", "Text": "Thank you all."}) == {}
    await sam.sees("Save 12 drafts", "Thank you all.", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("12 drafts saved")
    drafts = await _drafts(world)
    assert {(one.text("subject"), one.text("body")) for one in drafts} == {
        ("Yesterday", "Thank you all.")
    }
    assert world.outbox() == []


async def test_a_draft_whose_fate_is_unknown_is_looked_for_among_the_drafts(
    world: World, sam: Colleague
) -> None:
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 2, Moment.AFTER)
    await sam.says("Draft an email to Priya saying the samples arrived")
    await sam.presses(CONFIRM)
    await sam.sees("may or may not have been saved", "Please look in the drafts of", "It was saved")
    assert len(await _drafts(world)) == 1


async def test_a_draft_is_no_mail_that_could_be_passed_on(world: World, sam: Colleague) -> None:
    await sam.says("Draft an email to Priya that the parrot flew away")
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 draft saved")
    await sam.says("Forward the last email about parrot to Alex")
    await sam.sees("Nothing matches")
    await world.settled()


async def _drafts(world: World) -> list[Record]:
    return [one for one in await world.all_of(Entity.MAIL) if one.text("folder") == "drafts"]
