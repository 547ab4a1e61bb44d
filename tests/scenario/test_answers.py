"""Invitations that Sam accepts and declines; what he organises himself needs no answer."""

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import SAM_ACCOUNT, World

TOMORROW = "2026-11-24"


async def test_invitations_are_declined_and_own_meetings_left_out(
    world: World, sam: Colleague
) -> None:
    before = await _events(world)
    invited = _invited(before, TOMORROW)
    assert len(invited) == 1
    await sam.says("Decline all my meetings tomorrow")
    await sam.sees(
        "Decline 1 meeting",
        "Your answer: not answered → declined",
        "You organise it",
        "Medium, the organiser hears of it",
        CONFIRM,
    )
    await sam.presses(CONFIRM)
    await sam.sees("1 meeting declined")
    after = await _events(world)
    for key, event in after.items():
        said = [SAM_ACCOUNT] if key in invited else []
        assert event.fields["declined"] == said
        assert event.fields["attendees"] == before[key].fields["attendees"]


async def test_an_answer_can_change_and_is_not_given_twice(world: World, sam: Colleague) -> None:
    invited = _invited(await _events(world), TOMORROW)
    await sam.says("Accept all my meetings tomorrow")
    await sam.sees("Accept", "Low, answers for yourself only", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 meeting accepted")
    await sam.says("Accept all meetings tomorrow")
    await sam.sees("Everything that matches was left out", "answered so already")
    await sam.says("Tentatively accept all meetings tomorrow")
    await sam.sees("Your answer: accepted → tentative", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("1 meeting tentatively accepted")
    events = await _events(world)
    assert {key for key, one in events.items() if one.fields["tentative"]} == invited
    assert not [one for one in events.values() if one.fields["accepted"]]


async def test_a_lost_answer_is_given_once(world: World, sam: Colleague) -> None:
    invited = _invited(await _events(world), TOMORROW)
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 1, Moment.AFTER)
    await sam.says("Decline all my meetings tomorrow")
    await sam.presses(CONFIRM)
    await sam.sees("1 meeting declined")
    assert await world.effects() == len(invited) == 1


def _invited(events: dict[str, Record], day: str) -> set[str]:
    """The meetings of a day that somebody else has asked Sam to."""
    return {
        key
        for key, one in events.items()
        if one.text("start").startswith(day)
        and SAM_ACCOUNT in one.fields["attendees"]
        and one.text("organizer") != SAM_ACCOUNT
    }


async def _events(world: World) -> dict[str, Record]:
    """The meetings, each with all the fields that one has."""
    return {one.id: one for one in await world.all_of(Entity.EVENT)}
