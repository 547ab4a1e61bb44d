"""The Edit form: what is typed is checked at its field, and the preview shows what it became."""

import pytest

from app.domain.record import Entity
from tests.scenario.colleague import Colleague
from tests.scenario.world import World

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
CUSTOMERS = "Email all customers in Berlin that the office is closed on Friday"


async def editing(sam: Colleague, sentence: str) -> str:
    """Ask and open the form; the form's text."""
    await sam.says(sentence)
    await sam.sees("Confirm All")
    await sam.presses("Edit")
    return await sam.sees_modal("Update preview")


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_subject_and_text_are_rewritten_with_fields(world: World, sam: Colleague) -> None:
    form = await editing(sam, FOLLOW_UP)
    assert "Fields you can use: " in form
    assert "What john@harbor.example will get" in form
    values = {"Subject": "After {{ event_title }}", "Text": "Dear {{ first_name }}, see you soon."}
    assert await sam.submits(values) == {}
    await sam.sees("Subject: After Q4 planning", "Dear John, see you soon.", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent")
    outbox = world.outbox()
    assert all("Subject: After Q4 planning" in message for message in outbox)
    assert any("Dear Sarah, see you soon." in message for message in outbox)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("Text", "Hello {{ first_name", "does not parse"),
        ("Subject", "{% if %}", "does not parse"),
        ("Text", "Hello {{ shoe_size }}", "{{ shoe_size }} is not a field here"),
        ("Subject", "For {{ customer.id }}", "is not a field here"),
        ("Text", "{% for a in b %}" * 3, "does not parse"),
    ],
)
async def test_what_cannot_be_used_is_said_at_its_field(
    world: World, sam: Colleague, field: str, text: str, said: str
) -> None:
    await editing(sam, FOLLOW_UP)
    errors = await sam.submits({field: text})
    assert list(errors) == [field]
    assert said in next(iter(errors.values()))
    assert sam.modal  # still open, with what was typed
    await sam.closes()
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent")
    assert all("Subject: Follow-up: Q4 planning" in message for message in world.outbox())


async def test_a_field_that_is_empty_for_somebody_is_refused_with_an_example(
    sam: Colleague,
) -> None:
    await editing(sam, FOLLOW_UP)
    errors = await sam.submits({"Text": "News for {{ company }}"})
    (said,) = errors.values()
    assert "{{ company }}" in said
    assert "default" in said
    assert await sam.submits({"Text": 'News for {{ company | default: "your team" }}'}) == {}
    await sam.sees("News for your team", "Confirm All")


async def test_a_title_and_a_time_of_an_event_are_changed(world: World, sam: Colleague) -> None:
    await editing(sam, "Invite everyone in sales to a 30-minute pipeline review on Thursday at 10")
    assert await sam.submits({"Length in minutes": "0"}) == {
        "Length in minutes": "Enter between 1 and 20,160 minutes."
    }
    values = {"Title": "Numbers", "Time": "15:30", "Date": "2026-11-27", "Length in minutes": "45"}
    assert await sam.submits(values) == {}
    await sam.sees("Numbers, Fri 27 Nov, 15:30, 45 min (Europe/Berlin)", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("7 invitations sent")
    events = await world.all_of(Entity.EVENT)
    (event,) = [one for one in events if one.text("title") == "Numbers"]
    assert event.text("start") == "2026-11-27T14:30:00Z"
    assert event.text("end") == "2026-11-27T15:15:00Z"


async def test_a_shift_gets_another_length(sam: Colleague) -> None:
    await editing(sam, "Push my meetings tomorrow by 30 minutes")
    errors = await sam.submits({"Move by minutes": "0"})
    assert "other than 0" in errors["Move by minutes"]
    assert await sam.submits({"Move by minutes": "-15"}) == {}
    await sam.sees("11:00–12:30 → 10:45–12:15", "Confirm All")  # noqa: RUF001 - a range


async def test_an_updates_value_is_changed(world: World, sam: Colleague) -> None:
    form = await editing(sam, "Move every deal in Proposal that is older than 30 days to Lost")
    label = "New value: stage"
    assert label in form.replace("Stage", "stage")
    shown = next(one for one in ("New value: stage", "New value: Stage") if one in form)
    assert await sam.submits({shown: "Negotiation"}) == {}
    await sam.sees("Stage: Proposal → Negotiation", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("6 deals")
    await world.settled()
    stages = [deal.text("stage") for deal in await world.all_of(Entity.DEAL)]
    assert stages.count("Negotiation") == 12


async def test_another_tag_reaches_those_too_who_had_the_first(
    world: World, sam: Colleague
) -> None:
    await sam.says("Tag every contact at Acme as vip")
    preview = await sam.sees("8 contacts", "Already so: Odette Petersen", "Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("Add to Tags")
    assert await sam.submits({"Add to Tags": "partner"}) == {}
    await sam.sees_in(preview, "7 contacts", "Left out: 2", "Already so: Emre Novak")
    await sam.presses("Edit", within=preview)
    await sam.sees_modal("Add to Tags")
    assert await sam.submits({"Add to Tags": "gold"}) == {}
    await sam.sees_in(preview, "9 contacts")
    assert "Left out" not in sam.latest(preview)
    await sam.presses("Confirm All", within=preview)
    await sam.sees("9 contacts", "Was this right?")
    await world.settled()
    tagged = [one for one in await world.all_of(Entity.CONTACT) if "gold" in one.fields["tags"]]
    assert {one.text("company") for one in tagged} == {"Acme GmbH"}
    assert len(tagged) == 9


async def test_a_day_of_another_year_shows_it_and_a_past_one_is_refused(sam: Colleague) -> None:
    await editing(sam, "Invite everyone in sales to a 30-minute pipeline review on Thursday at 10")
    errors = await sam.submits({"Date": "2020-11-26"})
    assert errors == {"Date": "That is in the past. Pick a later day or time."}
    assert await sam.submits({"Date": "2031-11-27"}) == {}
    await sam.sees("Pipeline review, Thu 27 Nov 2031, 10:00, 30 min", "Confirm All")


async def test_a_shift_by_a_year_shows_it_and_one_by_an_age_is_refused(sam: Colleague) -> None:
    await editing(sam, "Push my meetings tomorrow by 30 minutes")
    errors = await sam.submits({"Move by minutes": "999999999999"})
    assert "up to 366 days" in errors["Move by minutes"]
    assert await sam.submits({"Move by minutes": "525600"}) == {}
    await sam.sees("Tue 24 Nov, 11:00–12:30 → Wed 24 Nov 2027, 11:00–12:30", "Confirm All")  # noqa: RUF001 - a range


async def test_a_draft_without_anything_to_edit_says_what_can_be_done(sam: Colleague) -> None:
    await sam.says("Delete all contacts tagged bounced")
    await sam.sees("Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("There is nothing to edit here", "press See all")


async def test_after_an_edit_the_old_preview_confirms_nothing(world: World, sam: Colleague) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Confirm All")
    outdated = sam.value_of(preview, "Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("Subject")
    await sam.submits({"Subject": "Closed on Friday"})
    await sam.sees("Subject: Closed on Friday", "Confirm All")
    await sam.forges(*outdated)
    await sam.sees("This preview is out of date")
    await world.settled()
    assert await world.effects() == 0

    await sam.presses("Confirm All", within=preview)
    await sam.sees("10 emails sent")
    await world.settled()


async def test_a_form_left_open_over_a_confirm_changes_nothing_more(
    world: World, sam: Colleague
) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("Subject")
    await sam.forges(*sam.value_of(preview, "Confirm All"))
    await sam.sees("10 emails sent")
    errors = await sam.submits({"Subject": "Too late"})
    (said,) = errors.values()
    assert "The draft was left as it was." in said
    assert "confirmed already" in said
    await world.settled()
    assert not [message for message in world.outbox() if "Too late" in message]


async def test_an_edit_back_to_the_same_is_the_same_draft(world: World, sam: Colleague) -> None:
    await sam.says(CUSTOMERS)
    preview = await sam.sees("Confirm All")
    before = sam.value_of(preview, "Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("Subject")
    assert await sam.submits() == {}
    await world.settled()
    assert sam.value_of(await sam.sees_in(preview, "Confirm All"), "Confirm All") == before
