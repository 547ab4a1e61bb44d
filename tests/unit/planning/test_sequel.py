"""Several things in one request: the later ones for the same, or for others."""

import pytest

from app.domain.kinds import BulkType, BulkVerb
from app.domain.plan import Plan, Question, Refusal, Via
from app.domain.record import Entity
from app.domain.sources import Relation
from tests.unit.planning.workspace import read


async def plan_of(text: str, **answers: str) -> Plan:
    reading = await read(text, answers)
    assert isinstance(reading, Plan), reading
    return reading


SAME = {
    'Email everyone in sales: "hi" and tag them vip': (
        "Email everyone in Sales: “hi”, except you",
        "Add the tag “VIP” to those contacts",
    ),
    "Tag all contacts at Acme GmbH as vip and email them that the demo is on Friday": (
        "Add the tag “VIP” to contacts at Acme GmbH",
        "Email those people: “The demo is on Friday”",
    ),
    "Cancel my meetings tomorrow and let the attendees know that I am ill": (
        "Cancel your meetings tomorrow (Tue 24 Nov)",
        "Email everyone on those meetings: “I am ill”",
    ),
    'Add ana@example.org to my contacts, then email her: "Welcome"': (
        "Add ana@example.org to your contacts",
        "Email those people: “Welcome”",
    ),
}


@pytest.mark.parametrize(("text", "lines"), SAME.items(), ids=list(SAME))
async def test_a_second_thing_for_the_same_ones(text: str, lines: tuple[str, str]) -> None:
    plan = await plan_of(text)
    assert plan.reading == lines
    first, second = plan.steps
    assert second.same_items_as == 0
    assert second.source == first.source


async def test_what_leads_from_one_step_to_the_other_is_in_the_plan() -> None:
    meetings = await plan_of("Cancel my meetings tomorrow and email everyone on them that I am ill")
    assert meetings.steps[1].via == Via(relation=Relation.ATTENDEES, entity=Entity.PERSON)
    tagged = await plan_of('Email everyone in sales: "hi" and tag them vip')
    assert tagged.steps[1].via == Via(relation=Relation.CONTACT, entity=Entity.CONTACT)


async def test_a_second_thing_of_its_own_is_read_as_any_request() -> None:
    plan = await plan_of('Cancel my meetings tomorrow and email everyone in sales: "I\'m ill"')
    second = plan.steps[1]
    assert (second.kind, second.verb) == (BulkType.EMAIL, BulkVerb.SEND)
    assert second.same_items_as is None


async def test_three_things_are_three_steps() -> None:
    plan = await plan_of(
        'Tag the Acme GmbH contacts as vip, email them "hello" and log a call with them'
    )
    assert [one.verb for one in plan.steps] == [BulkVerb.UPDATE, BulkVerb.SEND, BulkVerb.CREATE]
    assert [one.same_items_as for one in plan.steps] == [None, 0, 0]
    assert len(plan.reading) == 3


async def test_words_behind_a_message_may_be_part_of_it() -> None:
    text = "Email everyone in sales that we moved and tag them vip"
    asked = await read(text)
    assert isinstance(asked, Question)
    assert "“tag them vip”" in asked.text
    two = await plan_of(text, second="step")
    assert [one.kind for one in two.steps] == [BulkType.EMAIL, BulkType.CONTACT]
    one = await plan_of(text, second="text")
    assert one.steps[0].template is not None
    assert "and tag them vip" in one.steps[0].template.body


async def test_a_question_about_the_second_thing_is_its_own() -> None:
    text = "Add ana@example.org to my contacts, then email her"
    asked = await read(text)
    assert isinstance(asked, Question)
    assert asked.key == "then2:text"
    answered = await plan_of(text, **{"then2:text": "Welcome"})
    assert answered.reading[1] == "Email those people: “Welcome”"


TWO_REQUESTS = (
    "Archive all mails from Tom and delete all contacts tagged bounced",  # others, and for good
    "Cancel my meetings tomorrow and email them that I am ill",  # a meeting has no address
    'Email everyone in sales: "hi" and remind them on Friday: "hi again"',
    'Email everyone in sales: "hi" and tag them except Tom as vip',
    'Email everyone in sales: "hi" and tag them in Berlin as vip',
    "Every Monday at 9:00, archive all mails from Tom and mark them as read",
)


@pytest.mark.parametrize("text", TWO_REQUESTS)
async def test_what_is_no_one_request_is_not_acted_on(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal | Question), reading
    if isinstance(reading, Refusal):
        assert reading.hint


async def test_two_changes_of_the_same_records_are_one_step() -> None:
    plan = await plan_of("Archive all mails from Tom, then mark them as read")
    assert [one.field for one in plan.steps[0].changes] == ["folder", "read"]
    assert plan.reading == (
        "Archive emails in your inbox from Tom Weber, and mark those emails as read",
    )
    three = await plan_of(
        'Email all leads in status New "hi", move them to Contacted and assign them to Tom'
    )
    assert [one.verb for one in three.steps] == [BulkVerb.SEND, BulkVerb.UPDATE]


async def test_what_is_changed_and_then_deleted_is_two_requests() -> None:
    for text in (
        "Archive all mails from Tom and delete them",
        "Tag all contacts at Acme GmbH vip and tag them partner",
    ):
        assert isinstance(await read(text), Refusal)
