"""A restart in the middle: nothing is lost, nothing is done twice, and the same message goes on."""

from typing import Any

from app.domain.identity import Person
from app.domain.record import Entity
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import SAM, TEAM, World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
CONFIRM = "Confirm All"


def hanging(method: str) -> dict[str, Any]:
    return {"api": [{"kind": "hang", "method": method, "count": 50}]}


async def test_a_run_goes_on_in_the_same_message(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "100"})
    sam = world.sam
    world.gate.shut(after=1)
    await sam.says("Tag every contact tagged bulk as vip")
    preview = await sam.sees("100 contacts", CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees(" of 100 done", " under way")
    await world.restart()
    world.gate.open()
    await sam.sees_in(message, "100 contacts", "Was this right?")
    await world.settled()

    assert await world.effects() == 100
    bulk = [one for one in await world.all_of(Entity.CONTACT) if "bulk" in one.fields["tags"]]
    assert all("vip" in one.fields["tags"] for one in bulk)
    assert {event["ts"] for event in world.posted(sam.dm)} == {preview.ts, message.ts}


async def test_mail_that_was_under_way_is_asked_about_not_sent_again(
    world: World, sam: Colleague
) -> None:
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("5 of 12 done", "7 under way")
    await world.restart()
    await sam.sees_in(message, "5 of 12 emails sent", "7 emails may or may not have been sent")
    await world.settled()
    assert len(world.outbox()) == 5

    world.gate.open()
    await sam.presses("All 7: send again", within=message)
    await sam.sees_in(message, "Total time", "Was this right?", title="12 emails sent")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_a_draft_is_confirmed_after_a_restart(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    await world.restart()
    await sam.presses("See all 12")
    await sam.sees_modal("12 people")
    await sam.presses("Exclude")
    await sam.sees_modal("11 people, 1 taken out")
    await sam.presses("Done")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("11 emails sent", "Was this right?")
    await world.settled()


async def test_a_question_is_answered_after_a_restart(world: World, sam: Colleague) -> None:
    await sam.says("Email Sarah that lunch is at noon")
    question = await sam.sees("Which one do you mean?")
    await world.restart()
    await sam.presses("Sarah Lindqvist")
    await sam.sees("Email 1 person", "sarah@polartools.example", CONFIRM)
    assert sam.buttons_of(question) == []
    await world.settled()


async def test_a_request_that_was_being_read_is_read_again(world: World, sam: Colleague) -> None:
    await world.slack.set_faults(**hanging("conversations.open"))
    await sam.says(FOLLOW_UP)
    await world.until(lambda: world.calls("conversations.open"))
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees("Email 12 people", CONFIRM)
    await world.settled()
    assert len(world.posted(sam.dm)) == 1


async def test_a_confirm_that_was_being_worked_on_runs_once(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    await world.slack.set_faults(**hanging("users.info"))
    asked = len(world.calls("users.info"))
    await sam.presses(CONFIRM)
    await world.until(lambda: len(world.calls("users.info")) > asked)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees("12 emails sent", "Was this right?")
    await sam.sees_in(preview, "Confirmed by @Sam Rivera")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_a_confirm_that_a_restart_cut_off_still_closes_the_preview(
    world: World, sam: Colleague
) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    await world.slack.set_faults(**hanging("chat.update"))
    await sam.presses(CONFIRM)
    await world.until(lambda: len(world.calls("chat.update")) > 1)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees("12 emails sent", "Was this right?")
    await sam.sees_in(preview, "Confirmed by @Sam Rivera at 09:30")
    await world.settled()
    assert len(world.outbox()) == 12


async def test_the_end_that_was_not_shown_is_shown_after_the_restart(
    world: World, sam: Colleague
) -> None:
    world.gate.shut(after=11)
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("11 of 12 done")
    await world.slack.set_faults(**hanging("chat.update"))
    world.gate.open()
    calls = len(world.calls("chat.update"))
    await world.until(lambda: len(world.calls("chat.update")) > calls)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees_in(message, "Total time", "Was this right?", title="12 emails sent")
    await world.settled()


async def test_an_answer_that_was_being_worked_on_counts(world: World, sam: Colleague) -> None:
    await sam.says("Email Sarah that lunch is at noon")
    question = await sam.sees("Which one do you mean?")
    await world.slack.set_faults(**hanging("chat.postMessage"))
    posts = len(world.calls("chat.postMessage"))
    await sam.presses("Sarah Lindqvist")
    await world.until(lambda: len(world.calls("chat.postMessage")) > posts)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees("Email 1 person", "sarah@polartools.example", CONFIRM)
    assert "answered “Sarah Lindqvist”" in sam.latest(question)
    await world.settled()


async def test_an_answer_that_a_restart_works_on_does_not_replace_a_newer_one(
    make_world: MakeWorld,
) -> None:
    world = await make_world(pace={"call": 60.0})  # the first press waits until the restart
    sam = world.sam
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("12 emails sent", "Was this right?")
    await world.settled()
    await world.slack.set_faults(api=[{"kind": "hang", "method": "users.info"}])
    asked = len(world.calls("users.info"))
    await sam.presses("No", within=message)
    await world.until(lambda: len(world.calls("users.info")) > asked)
    await sam.presses("Yes", within=message)
    await sam.sees_in(message, "You said this was right.")

    edits = len(world.calls("chat.update"))
    await world.restart()
    await world.until(lambda: len(world.calls("chat.update")) > edits)  # the first was worked on
    await world.settled()
    assert "You said this was right." in sam.latest(message)
    run = await world.app.storage.operations.newest_of(Person(tenant=TEAM, user_id=SAM))
    assert run is not None
    assert await world.app.storage.operations.was_right(TEAM, run.id) is True


async def test_a_form_is_not_opened_long_after_the_press(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await world.slack.set_faults(**hanging("views.open"))
    await sam.presses("Edit")
    await world.until(lambda: world.calls("views.open"))
    await world.stop_app()
    await world.slack.set_faults()
    opened = len(world.calls("views.open"))
    await world.start_app()
    await sam.says("Tag every contact at Acme as vip")
    await sam.sees("8 contacts", CONFIRM)
    await world.settled()
    assert len(world.calls("views.open")) == opened
    assert sam.modal == ""


async def test_what_was_said_while_the_app_was_away_is_answered(
    world: World, sam: Colleague
) -> None:
    await world.stop_app()
    await sam.says(FOLLOW_UP)
    await world.start_app()
    await sam.sees("Email 12 people", CONFIRM)
    await world.settled()
    assert len(world.posted(sam.dm)) == 1


async def test_send_again_is_not_done_once_more_by_a_restart(world: World, sam: Colleague) -> None:
    world.gate.shut(after=5)
    await sam.says(FOLLOW_UP)
    await sam.sees(CONFIRM)
    await sam.presses(CONFIRM)
    message = await sam.sees("5 of 12 done", "7 under way")
    await world.restart()
    await sam.sees_in(message, "7 emails may or may not have been sent")
    await sam.presses("View Details", within=message)
    await sam.sees_modal("5 sent · 7 in doubt")
    await world.slack.set_faults(**hanging("views.update"))
    shown = len(world.calls("views.update"))
    await sam.presses("Send again")
    await sam.sees_in(message, "1 under way")
    await world.until(lambda: len(world.calls("views.update")) > shown)
    await world.stop_app()  # the press was worked on, and its end not recorded

    await world.slack.set_faults()
    world.gate.open()
    await world.start_app()
    await sam.sees_in(message, "5 of 12 emails sent", "7 emails may or may not have been sent")
    await world.settled()
    assert len(world.outbox()) == 5
    assert "5 of 12 emails sent" in sam.latest(message)
    assert "7 emails may or may not have been sent" in sam.latest(message)


async def test_an_exclusion_outlasts_a_restart(world: World, sam: Colleague) -> None:
    await sam.says(FOLLOW_UP)
    preview = await sam.sees(CONFIRM)
    await sam.presses("See all 12")
    await sam.sees_modal("12 people")
    await world.slack.set_faults(**hanging("views.update"))
    shown = len(world.calls("views.update"))
    await sam.presses("Exclude")
    await sam.sees_in(preview, "Email 11 people", "You took out 1")
    await world.until(lambda: len(world.calls("views.update")) > shown)
    await world.stop_app()
    await world.slack.set_faults()
    await world.start_app()
    await sam.sees_modal("11 people, 1 taken out")
    await world.settled()
    assert "Email 11 people" in sam.latest(preview)
    await sam.presses("Done")
    await sam.presses(CONFIRM, within=preview)
    await sam.sees("11 emails sent", "Was this right?")
    await world.settled()
