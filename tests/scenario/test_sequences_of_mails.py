"""Mails answered and put away in one request."""

from app.domain.record import Entity
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World

YESTERDAY = "2026-11-22"


async def of_yesterday(world: World, folder: str) -> list[str]:
    mails = await world.all_of(Entity.MAIL)
    return [
        one.id
        for one in mails
        if one.text("folder") == folder and one.text("date").startswith(YESTERDAY)
    ]


async def test_mails_are_answered_then_archived(world: World, sam: Colleague) -> None:
    before = await of_yesterday(world, "inbox")
    assert before
    await sam.says('Reply to all emails from yesterday with "Thanks" and archive them')
    await sam.sees("Reply to", "Then: Archive", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees(f"{len(before)} emails answered")
    await sam.sees(f"{len(before)} emails archived")
    await world.settled()
    assert len(world.outbox()) == len(before)
    assert set(before) <= set(await of_yesterday(world, "archive"))


async def test_mails_are_archived_and_marked_as_read_at_once(world: World, sam: Colleague) -> None:
    before = await of_yesterday(world, "inbox")
    await sam.says("Archive all emails from yesterday and mark them as read")
    await sam.sees(f"Update {len(before)} emails", "and mark those emails as read", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("emails updated")
    await world.settled()
    mails = {one.id: one for one in await world.all_of(Entity.MAIL)}
    assert all(mails[one].text("folder") == "archive" for one in before)
    assert all(mails[one].fields["read"] for one in before)
