"""A draft of explicit items, made without any planner: shown, narrowed and confirmed alike."""

import pytest

from app.domain.actions import SendMail
from app.domain.identity import Conversation
from app.domain.identity import Person as Member
from app.domain.kinds import BulkType, BulkVerb
from app.domain.operation import BulkDraft, BulkItem
from app.engine.assembly import Origin
from app.slack.deliveries import Request
from tests.scenario.colleague import Colleague
from tests.scenario.world import SAM, TEAM, World

ITEMS = [
    BulkItem(
        id=f"item-{name}",
        parameters=SendMail(to=f"{name}@example.org", subject="Hello", body=f"Dear {name}!"),
        label=f"{name}@example.org",
        preview=f"Dear {name}!",
    )
    for name in ("ana", "bob", "li")
]


@pytest.fixture
async def draft(world: World, sam: Colleague) -> BulkDraft:
    """Three finished messages, shown to Sam."""
    person = Member(tenant=TEAM, user_id=SAM)
    where = Conversation(tenant=TEAM, channel=sam.dm)
    services = world.app.services
    requester = await services.people.requester(person)
    draft = await services.drafts.create_bulk_draft(
        BulkType.EMAIL,
        BulkVerb.SEND,
        ITEMS,
        Origin("draft-1", "Write to three people", requester, where),
    )
    request = Request(person=person, key="api:1", text="", conversation=where)
    await services.previews.show(draft, request)
    return draft


async def test_it_is_shown_and_confirmed(world: World, sam: Colleague, draft: BulkDraft) -> None:
    await sam.sees("Email 3 people", "ana@example.org", "Dear ana!", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("3 emails sent", "Was this right?")
    await world.settled()
    assert world.bodies() == ["Dear ana!\n", "Dear bob!\n", "Dear li!\n"]
    progress = await world.app.engine.tracker.get_bulk_progress(TEAM, draft.id)
    assert (progress.counts.completed, progress.counts.total) == (3, 3)


@pytest.mark.usefixtures("draft")
async def test_items_can_be_taken_out_of_it(world: World, sam: Colleague) -> None:
    preview = await sam.sees("Email 3 people", "Confirm All")
    await sam.presses("See all 3")
    await sam.sees_modal("bob@example.org")
    await sam.presses("Exclude #2")
    await sam.sees_modal("2 people, 1 taken out")
    await sam.presses("Done")
    await sam.presses("Confirm All", within=preview)
    await sam.sees("2 emails sent", "Was this right?")
    await world.settled()
    assert world.bodies() == ["Dear ana!\n", "Dear li!\n"]


@pytest.mark.usefixtures("draft")
async def test_its_texts_are_finished(world: World, sam: Colleague) -> None:
    await sam.sees("Email 3 people", "Confirm All")
    await sam.presses("Edit")
    await sam.sees_modal("This draft came with finished items")
    await sam.closes()
    await world.settled()
