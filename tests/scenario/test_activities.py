"""Calls, emails and notes that are logged in the office's CRM."""

from app.connectors.office import Moment
from app.domain.errors import NetworkFailed
from app.domain.record import Entity, Record
from tests.scenario.colleague import Colleague
from tests.scenario.later import CONFIRM
from tests.scenario.world import World


async def test_a_call_is_logged_for_everyone_of_a_company(world: World, sam: Colleague) -> None:
    before = await _activities(world)
    acme = {
        one.id: one
        for one in await world.all_of(Entity.CONTACT)
        if one.text("company") == "Acme GmbH"
    }
    await sam.says("Log a call with everyone at Acme yesterday saying they want a demo")
    await sam.sees(f"Log {len(acme)} activities", "Call, Sun 22 Nov: They want a demo", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees(f"{len(acme)} activities logged")
    logged = [one for key, one in (await _activities(world)).items() if key not in before]
    assert {one.text("about_id") for one in logged} == acme.keys()
    assert {
        (one.text("about"), one.text("kind"), one.text("text"), one.text("at"), one.text("owner"))
        for one in logged
    } == {("contact", "call", "They want a demo", "2026-11-21T23:00:00Z", "sam@harbor.example")}


async def test_a_note_may_say_whom_it_is_about(world: World, sam: Colleague) -> None:
    before = await _activities(world)
    await sam.says('Log a note "Offer sent to {{ company }}" for all of Akira\'s leads')
    await sam.sees("Log", "Offer sent to", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("activities logged")
    leads = {one.id: one for one in await world.all_of(Entity.LEAD)}
    logged = [one for key, one in (await _activities(world)).items() if key not in before]
    assert logged
    for one in logged:
        lead = leads[one.text("about_id")]
        assert lead.text("owner") == "akira@harbor.example"
        assert one.text("text") == f"Offer sent to {lead.text('company')}"


async def test_a_note_without_a_text_is_asked_for_and_can_be_edited(
    world: World, sam: Colleague
) -> None:
    before = await _activities(world)
    await sam.says("Log a note for everyone at Acme")
    await sam.sees("What should the note on contacts at Acme GmbH say?")
    await sam.presses("Type an answer")
    await sam.sees_modal("What should the note on contacts at Acme GmbH say?")
    assert await sam.submits({"Answer": "Sent the brochure"}) == {}
    await sam.sees("Sent the brochure", CONFIRM)
    await sam.presses("Edit")
    form = await sam.sees_modal("Update preview")
    assert "About id" not in form
    assert await sam.submits({"Text": "Sent the catalogue"}) == {}
    await sam.sees("Sent the catalogue", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("activities logged")
    logged = [one for key, one in (await _activities(world)).items() if key not in before]
    assert {one.text("text") for one in logged} == {"Sent the catalogue"}


async def test_a_lost_answer_logs_nothing_twice(world: World, sam: Colleague) -> None:
    before = await _activities(world)
    world.office.faults.fail_next(NetworkFailed("The connection dropped."), 1, Moment.AFTER)
    await sam.says("Log a call with everyone at Acme")
    await sam.presses(CONFIRM)
    await sam.sees("activities logged")
    logged = [one for key, one in (await _activities(world)).items() if key not in before]
    assert len(logged) == len({one.text("about_id") for one in logged}) == await world.effects()


async def _activities(world: World) -> dict[str, Record]:
    return {one.id: one for one in await world.all_of(Entity.ACTIVITY)}
