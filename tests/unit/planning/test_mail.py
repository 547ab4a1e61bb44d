"""Mail: whom it goes to, and the letter that it becomes."""

import pytest

from app.domain.plan import Plan, Step
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Hop, Listed, Query, Typed
from tests.unit.planning.steps import MINE, YESTERDAY, contacts, equals
from tests.unit.planning.workspace import read

_ATTENDEES = Query(
    entity=Entity.PERSON,
    of=Hop(
        relation="attendees",
        query=Query(entity=Entity.EVENT, filters=(MINE, *YESTERDAY)),
        one=True,
    ),
    exclude=(ME,),
)


async def mail(text: str, **answers: str) -> Step:
    reading = await read(text, answers)
    assert isinstance(reading, Plan), reading
    return reading.steps[0]


def body(step: Step) -> str:
    assert step.template
    return step.template.body


@pytest.mark.parametrize(
    "text",
    [
        "Send follow-up emails to everyone from yesterday's meeting",
        "send a follow up to everyone who attended yesterday\u2019s meeting",
        "Could you send everyone from yesterday's meeting a follow-up email?",
        "Please follow up with everyone from yesterday's meeting",
        "To everyone from yesterday's meeting send follow-up emails",
        "Send the follow-up to all participants of the meeting yesterday. Thanks!",
        "Send follow-ups to the attendees of yesterday's meeting",
    ],
)
async def test_a_follow_up_goes_to_the_others_of_yesterdays_meeting(text: str) -> None:
    step = await mail(text)
    assert step.source == _ATTENDEES
    assert step.template
    assert step.template.name == "follow_up"
    assert step.template.subject == 'Follow-up: {{ event_title | default: "our meetings" }}'
    assert "{{ event_day | default:" in step.template.body


async def test_the_chosen_meeting_replaces_its_description() -> None:
    step = await mail("Send follow-up emails to everyone from yesterday's meeting", event="ev-12")
    assert isinstance(step.source, Query)
    assert step.source.of
    assert equals("id", "ev-12") in step.source.of.query.filters
    assert step.source.of.one is False


@pytest.mark.parametrize(
    "text",
    [
        "Email all customers in Berlin that the office is closed on Friday",
        "please email every customer in berlin that the office is closed on Friday.",
        "Let all customers in Berlin know that the office is closed on Friday",
        "Tell all our clients in Berlin that the office is closed on Friday, thanks",
        "Send an email to all Berlin customers saying the office is closed on Friday",
        "Notify all customers based in Berlin that the office is closed on Friday",
        "Write to all customers in Berlin that the office is closed on Friday please",
    ],
)
async def test_an_announcement_becomes_a_letter_in_good_english(text: str) -> None:
    step = await mail(text)
    assert contacts(equals("kind", "customer"), equals("city", "Berlin")) == step.source
    assert step.template
    assert step.template.subject == "The office is closed on Friday"
    assert step.template.body == (
        'Hello {{ first_name | default: "there" }},\n\n'
        "The office is closed on Friday (27 Nov).\n\n"
        "Best regards,\n{{ my_name }}"
    )


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ("we're closed tomorrow", "We're closed tomorrow (Tue 24 Nov)."),
        ("the office was closed on Friday", "The office was closed on Friday (20 Nov)."),
        ("we meet every Friday", "We meet every Friday."),
        ("their order is ready", "Your order is ready."),
        ("the fair is on 3 December", "The fair is on 3 December."),
        ("prices rise next week", "Prices rise next week (Mon 30 Nov \u2013 Sun 6 Dec)."),
        ("delete means delete", "Delete means delete."),
        ("Friday's talk is off!", "Friday's talk is off!"),
    ],
)
async def test_dates_in_an_announcement_are_printed_beside_the_words(
    clause: str, sentence: str
) -> None:
    assert sentence in body(await mail(f"Email everyone in sales that {clause}"))


async def test_text_after_a_colon_is_taken_as_it_stands() -> None:
    step = await mail("email everyone in marketing: if you can, delete all contacts and call me")
    assert "\n\nif you can, delete all contacts and call me\n\n" in body(step)
    assert step.source == Query(
        entity=Entity.COLLEAGUE, filters=(equals("department", "Marketing"),), exclude=(ME,)
    )


async def test_quoted_text_and_subject() -> None:
    step = await mail('Send “Hi all, lunch?” to the marketing team with subject "Lunch"')
    assert step.template
    assert (step.template.subject, step.template.body) == ("Lunch", "Hi all, lunch?")


async def test_fields_in_the_persons_own_text_stay() -> None:
    step = await mail("Email all customers: {{ first_name }}, your {{ company }} order is ready")
    assert "{{ first_name }}, your {{ company }} order is ready" in body(step)
    assert step.template
    assert step.template.subject == "Message from {{ my_name }}"


async def test_named_people_and_typed_addresses() -> None:
    step = await mail("Email Tom, zoe muller and <bob@example.org> that the report is ready")
    assert isinstance(step.source, Listed)
    assert set(step.source.entries) == {
        Typed(address="tom@harbor.example", name="Tom Weber"),
        Typed(address="zoe@harbor.example", name="Zoë Müller"),
        Typed(address="bob@example.org"),
    }


async def test_a_request_to_people_is_put_to_them() -> None:
    step = await mail("Remind everyone in sales to submit their numbers by Friday")
    assert "Please remember to submit your numbers by Friday (27 Nov)." in body(step)


async def test_people_can_be_left_out() -> None:
    reading = await read("Email everyone in sales except Tom that lunch is at 12")
    assert isinstance(reading, Plan)
    source = reading.steps[0].source
    assert isinstance(source, Query)
    assert source.exclude == (ME, "tom@harbor.example")
    assert reading.reading == (
        "Email everyone in Sales: “Lunch is at 12”, except you and Tom Weber",
    )


async def test_a_description_after_that_is_no_message() -> None:
    step = await mail("Email all contacts that are tagged newsletter that prices change")
    assert step.source == contacts(
        Filter(field="tags", comparison=Comparison.HAS, value="newsletter")
    )


async def test_several_cities() -> None:
    step = await mail("Email all customers in Berlin, Hamburg and New York that prices change")
    assert isinstance(step.source, Query)
    assert step.source.filters[1].value == ["Berlin", "Hamburg", "New York"]


async def test_a_name_in_the_address_is_kept() -> None:
    step = await mail("Email Ana Lima <ana@example.org> that the contract is signed")
    assert step.source == Listed(entries=(Typed(address="ana@example.org", name="Ana Lima"),))


async def test_a_typed_address_and_a_name_go_together() -> None:
    step = await mail("Email ana@example.org and Tom that the contract is signed")
    assert step.source == Listed(
        entries=(
            Typed(address="ana@example.org"),
            Typed(address="tom@harbor.example", name="Tom Weber"),
        )
    )
