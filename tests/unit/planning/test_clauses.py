"""Sentences around a request: reasons, needs, wishes and courtesies."""

import pytest

from app.domain.plan import Plan, Question, Refusal, Step
from app.domain.record import Entity
from app.domain.sources import Comparison, Filter
from app.planning.clauses import arrange
from tests.unit.planning.steps import (
    AKIRAS,
    JINSOO,
    TOMORROW,
    cancel,
    crm_delete,
    crm_set,
    equals,
)
from tests.unit.planning.workspace import read

_WITH_TOM = Filter(field="attendees", comparison=Comparison.HAS, value="tom@harbor.example")
_TOMS_TOMORROW = cancel(_WITH_TOM, *TOMORROW)

_ONE_REQUEST: tuple[tuple[Step, tuple[str, ...]], ...] = (
    (
        _TOMS_TOMORROW,
        (
            "Tom has left. Please cancel tomorrow's meetings with him",
            "Tom is on holiday. Could you cancel my meetings with him tomorrow?",
            "sadly tom quit. cancel my meetings with him tomorrow pls",
            "Tom is sick; cancel my meetings with them tomorrow",
            "Hi! Tom is away. Cancel my meetings with Tom tomorrow. Thanks a lot!",
            "I need to cancel my meetings with Tom tomorrow. Can you take care of it for me?",
            "My meetings with Tom tomorrow have to be cancelled. Could you do that please?",
            "I'm cancelling my meetings with Tom tomorrow. Can you update the calendar?",
        ),
    ),
    (
        cancel(*TOMORROW),
        (
            "I'm ill. Cancel all my meetings tomorrow",
            "Cancel all my meetings tomorrow. I'm on leave.",
            "I'd love to cancel my meetings tomorrow",
            "I was hoping you could cancel my meetings tomorrow",
            "Would you mind cancelling my meetings tomorrow?",
            "It would be great if you could cancel my meetings tomorrow",
            "Good morning! Cancel my meetings tomorrow",
        ),
    ),
    (
        crm_delete(Entity.LEAD, equals("status", "Lost"), AKIRAS),
        (
            "We no longer need Akira's leads in status Lost. Can you delete them?",
            "I don't want to keep Akira's leads in status Lost any more. Please remove them",
            "Akira's leads in status Lost are no longer needed. Get rid of them",
        ),
    ),
    (
        crm_set(Entity.LEAD, "owner", JINSOO, AKIRAS),
        (
            "Jinsoo takes over all of Akira's leads. Please reassign them",
            "Jinsoo will take over all of Akira's leads. Could you transfer them to him?",
            "We are transferring all of Akira's leads to Jinsoo. Can you make that change?",
        ),
    ),
)


@pytest.mark.parametrize(
    ("step", "text"),
    [(step, text) for step, texts in _ONE_REQUEST for text in texts],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_clauses_make_one_request(step: Step, text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Plan), reading
    assert reading.steps == (step,)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Tom is off sick. Cancel my meetings tomorrow", "Tom is off sick."),
        ("It is snowing here. Cancel my meetings tomorrow", "It is snowing here."),
        ("Cancel my meetings tomorrow. The client said so.", "The client said so."),
        ("Tom is off sick today. Cancel my meetings tomorrow", "Tom is off sick today."),
    ],
)
async def test_a_fact_that_nothing_explains_is_asked_about(text: str, left: str) -> None:
    question = await read(text)
    assert isinstance(question, Question), question
    assert left in question.not_understood
    going_on = question.choices[0]
    assert isinstance(await read(text, {question.key: going_on.value}), Plan)


@pytest.mark.parametrize(
    "text",
    [
        "Don't touch Tom's. Cancel my meetings tomorrow",
        "Wait until Friday is clear. Cancel my meetings tomorrow",
        "Only those with Tom. Cancel my meetings tomorrow",
        "Delete all contacts in Berlin. Just kidding.",
        "Cancel my meetings tomorrow. Except the one with Tom.",
    ],
)
async def test_going_on_is_not_offered_without_what_turns_the_request_round(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, (Question, Refusal)), reading
    if isinstance(reading, Question):
        assert not any(choice.value.startswith("without") for choice in reading.choices)


@pytest.mark.parametrize(
    "text",
    [
        "Tom needs Akira's leads. Can you delete them?",
        "I don't need to delete the contacts in Berlin any more. Remove them",
        "We are not deleting the contacts in Berlin. Can you do that?",
        "My meetings tomorrow should not be cancelled. Can you do that?",
        "Tom wants to delete all contacts in Berlin. Can you do that?",
        "We no longer need contacts. Delete them",
        "Tom has left and Priya is ill. Cancel my meetings with them tomorrow",
        "Tom has left. Priya is ill. Cancel my meetings with them tomorrow",
        "Tom and Priya have left. Cancel my meetings with them tomorrow",
        "Tom moved to Lisbon. Cancel my meetings with him tomorrow",
        "Jinsoo is taking over Akira's leads. Reassign them to Priya",
        "Tom said he left. Delete all contacts in Berlin",
        "Sarah told me this: Tom has left. Delete her contacts",
        "I have a lot of meetings tomorrow. Cancel some of them",
        "We are moving to Berlin. Can you do that?",
        "Cancel my meetings tomorrow. Delete all contacts tagged bounced.",
        "Cancel my meetings tomorrow. Then email everyone in sales that I'm ill",
        "Can you do that?",
        "Tom has left.",
        "We no longer need Akira's leads.",
        "Should my meetings tomorrow be cancelled? Can you do that?",
        "Sarah would like Akira's leads. Reassign them",
    ],
)
async def test_what_is_no_one_request_is_not_acted_on(text: str) -> None:
    assert isinstance(await read(text), (Question, Refusal))


@pytest.mark.parametrize(
    ("text", "request_text"),
    [
        (
            'Tom and Priya need the last mail about "Roadmap". Could you forward it?',
            'forward the last mail about "Roadmap" to Tom and Priya',
        ),
        (
            'Find the mail about "Roadmap" and forward it to Tom',
            'forward the mail about "Roadmap" to Tom',
        ),
        (
            (
                'Look up the mail about "Roadmap" and book a meeting called "Sync" with the sender '
                "on Friday at 10"
            ),
            'book a meeting called "Sync" on Friday at 10 with the sender of the mail about "Roadmap"',
        ),
        (
            "I need to book a half hour sync on Friday at 10. It's with Tom. Can you arrange that?",
            "I need to book a half hour sync on Friday at 10 with Tom.",
        ),
        (
            'Book an hour with Tom on Friday at 10 and call it "Sync"',
            'Book an hour with Tom on Friday at 10 called "Sync"',
        ),
        (
            "There are a few deals in Proposal. Move them to Lost",
            "Move all deals in Proposal to Lost",
        ),
    ],
)
def test_two_halves_are_said_again_as_one(text: str, request_text: str) -> None:
    arranged = arrange(text)
    assert (arranged.request, arranged.asides) == (request_text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Email everyone in sales: we moved. Tom has left. Please update your lists.",
        "Tell everyone in sales that Tom is ill. Could you help him?",
        'Email Tom "It is done. Can you do that?"',
        "Meet Dr. Weber at 3 p.m. on Friday",
    ],
)
def test_a_message_keeps_its_sentences(text: str) -> None:
    assert arrange(text).request == text
