"""What people ask for, from the sentence to the effect in the office."""

import pytest

from app.domain.record import Entity, Record
from app.domain.sources import Comparison, Filter, Query
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import SAM_ACCOUNT, World


def equals(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.EQUALS, value=value)


def has(field: str, value: str) -> Filter:
    return Filter(field=field, comparison=Comparison.HAS, value=value)


async def found(world: World, entity: Entity, *filters: Filter) -> list[Record]:
    return await world.records(Query(entity=entity, filters=filters))


async def runs(sam: Colleague, sentence: str, title: str, result: str) -> str:
    """Ask, look at the preview, confirm, and wait for the summary; the preview's text."""
    await sam.says(sentence)
    preview = await sam.sees(title, "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees(result, "Was this right?")
    await sam.sees_in(preview, "Confirmed by @Sam Rivera at 09:30")
    assert sam.buttons_of(preview) == []
    return sam.text_of(preview)


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_follow_up_emails_go_to_everyone_from_yesterdays_meeting(
    world: World, sam: Colleague
) -> None:
    sentence = "Send follow-up emails to everyone from yesterday's meeting"
    preview = await runs(sam, sentence, "Email 12 people", "12 emails sent")

    assert "Subject: Follow-up: Q4 planning" in preview
    assert "2 medium · 10 low" in preview
    assert await world.effects() == 12
    assert all("Subject: Follow-up: Q4 planning" in message for message in world.outbox())
    assert not any(f"To: {SAM_ACCOUNT}" in message for message in world.outbox())


async def test_customers_in_berlin_read_that_the_office_is_closed(
    world: World, sam: Colleague
) -> None:
    sentence = "Email all customers in Berlin that the office is closed on Friday"
    await runs(sam, sentence, "Email 10 people", "10 emails sent")

    outbox = world.outbox()
    assert len(outbox) == 10
    assert all("The office is closed on Friday" in message for message in outbox)


async def test_everyone_in_sales_is_invited_to_the_pipeline_review(
    world: World, sam: Colleague
) -> None:
    sentence = "Invite everyone in sales to a 30-minute pipeline review on Thursday at 10"
    preview = await runs(sam, sentence, "Invite 7 people", "7 invitations sent")

    assert "Pipeline review, Thu 26 Nov, 10:00, 30 min (Europe/Berlin)" in preview
    (event,) = await found(world, Entity.EVENT, equals("title", "Pipeline review"))
    assert event.fields["start"] == "2026-11-26T09:00:00Z"
    assert len({*event.fields["attendees"]} - {SAM_ACCOUNT}) == 7


async def test_all_meetings_next_tuesday_are_cancelled(world: World, sam: Colleague) -> None:
    mine = has("attendees", SAM_ACCOUNT)
    before = await found(world, Entity.EVENT, mine)
    preview = await runs(
        sam, "Cancel all my meetings next Tuesday", "Cancel 4 events", "4 events cancelled"
    )

    assert "6 guests get a cancellation from the calendar" in preview
    assert "Organised by ruth@harbor.example: Operations stand-up" in preview
    after = await found(world, Entity.EVENT, mine)
    gone = [event for event in before if event.id not in {one.id for one in after}]
    assert {event.text("start")[:10] for event in gone} == {"2026-12-01"}
    assert len(gone) == 4


async def test_meetings_tomorrow_are_pushed_by_half_an_hour(world: World, sam: Colleague) -> None:
    mine = has("attendees", SAM_ACCOUNT)
    sentence = "Push my meetings tomorrow by 30 minutes"
    await runs(sam, sentence, "3 events", "3 events")

    tomorrow = [
        event
        for event in await found(world, Entity.EVENT, mine)
        if event.text("start").startswith("2026-11-24")
    ]
    starts = {event.text("title"): event.text("start")[11:16] for event in tomorrow}
    assert starts["Focus time"] == "10:30"
    assert starts["Operations stand-up"] == "08:30"  # it is Ruth's, and stays where it is


async def test_three_people_become_contacts_with_a_tag(world: World, sam: Colleague) -> None:
    sentence = (
        "Add ana@example.org, bob@example.org and li@example.org to my contacts "
        "with the tag partner"
    )
    await runs(sam, sentence, "3 contacts", "3 contacts")

    tagged = await found(world, Entity.CONTACT, has("tags", "partner"))
    added = {one.text("email") for one in tagged if one.text("email").endswith("@example.org")}
    assert added == {"ana@example.org", "bob@example.org", "li@example.org"}


async def test_every_contact_at_acme_is_tagged(world: World, sam: Colleague) -> None:
    preview = await runs(sam, "Tag every contact at Acme as vip", "8 contacts", "8 contacts")

    assert "Already so" in preview
    at_acme = await found(world, Entity.CONTACT, equals("company", "Acme GmbH"))
    assert len(at_acme) == 9
    assert all("vip" in one.fields["tags"] for one in at_acme)


async def test_bounced_contacts_are_deleted_after_a_second_look(
    world: World, sam: Colleague
) -> None:
    preview = await runs(
        sam, "Delete all contacts tagged bounced", "Delete 7 contacts", "7 contacts deleted"
    )

    assert "Risk: High, removes a record" in preview
    assert await found(world, Entity.CONTACT, has("tags", "bounced")) == []


async def test_akiras_leads_become_jinsoos(world: World, sam: Colleague) -> None:
    await runs(sam, "Reassign all of Akira's leads to Jinsoo", "8 leads", "8 leads")

    assert await found(world, Entity.LEAD, equals("owner", "akira@harbor.example")) == []
    assert len(await found(world, Entity.LEAD, equals("owner", "jinsoo@harbor.example"))) == 15


async def test_old_proposals_are_lost(world: World, sam: Colleague) -> None:
    sentence = "Move every deal in Proposal that is older than 30 days to Lost"
    await runs(sam, sentence, "6 deals", "6 deals")

    proposed = await found(world, Entity.DEAL, equals("stage", "Proposal"))
    assert len(proposed) == 4
    assert all(one.text("created_at") > "2026-10-24T08:30" for one in proposed)


async def test_customers_who_closed_last_quarter_get_a_follow_up_deal(
    world: World, sam: Colleague
) -> None:
    before = len(await world.all_of(Entity.DEAL))
    sentence = "Create a follow-up deal for every customer who closed last quarter"
    preview = await runs(sam, sentence, "Create 6 deals", "6 deals created")

    assert "in Qualification" in preview
    assert len(await world.all_of(Entity.DEAL)) == before + 6


async def test_the_same_again_within_a_day_is_warned_of(sam: Colleague) -> None:
    sentence = "Email all customers in Berlin that the office is closed on Friday"
    await runs(sam, sentence, "Email 10 people", "10 emails sent")
    await sam.says(sentence)
    again = await sam.sees("Email 10 people", "Confirm All")
    assert "The same was already run on Mon 23 Nov, 09:30" in sam.text_of(again)


@pytest.mark.parametrize(
    ("slots", "said"), [(50, "under a minute"), (4, "about 2 minutes"), (1, "about 6 minutes")]
)
async def test_how_long_it_takes_depends_on_how_much_happens_at_once(
    make_world: MakeWorld, slots: int, said: str
) -> None:
    world = await make_world(office={"OFFICE_LATENCY": "30"}, settings={"slots": slots})
    await world.sam.says("Send follow-up emails to everyone from yesterday's meeting")
    await world.sam.sees("Email 12 people", f"Takes {said}")
    await world.settled()
