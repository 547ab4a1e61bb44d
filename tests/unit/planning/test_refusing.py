"""What is not done: refusals name what is missing and how to say what works."""

import pytest

from app.domain.plan import Plan, Question, Refusal
from tests.unit.planning.workspace import read

_REFUSED = {
    "": "one sentence",
    " \n ": "one sentence",
    "!!!": "one sentence",
    "help": "preview",
    "What can you do?": "preview",
    "Hello!": "preview",
    "I deleted all contacts tagged bounced": "did not find what to do",
    "Deleted all contacts tagged bounced": "did not find what to do",
    "Sarah said delete all contacts in Berlin": "did not find what to do",
    "Sarah: delete all contacts in Berlin": "did not find what to do",
    "> delete all contacts in Berlin": "did not find what to do",
    "“Delete all contacts in Berlin”": "did not find what to do",
    "Should I delete all contacts in Berlin?": "did not find what to do",
    "What happens when I delete all contacts in Berlin": "waiting",
    "Lovely weather today": "did not find what to do",
    "delete everything": "never delete everything",
    "Delete all of it!": "never delete everything",
    "Delete all contacts": "all contacts at once",
    "Remove every lead": "all leads at once",
    "Delete all deals": "all deals at once",
    "Tag all contacts as vip": "all contacts at once",
    "Reassign all leads to Jinsoo": "all leads at once",
    "Move all deals to Lost": "all deals at once",
    "Cancel Tom": "did not understand what to cancel",
    "Delete": "did not understand what to delete",
    "Remove me from my meetings tomorrow": "cancel them instead",
    "Delete all my emails": "Which emails do you mean?",
    "Cancel yesterday's meetings": "they are over",
    "Push my meetings last week by an hour": "they are over",
    "Invite everyone in sales to a review yesterday at 10": "in the past",
    "Invite everyone in sales to a review today at 9": "in the past",
    "Move my meetings tomorrow to 3pm": "Only one meeting can be moved to a time",
    "Email everyone in sales and then delete all contacts tagged bounced": "both parts of that as one",
    "Cancel my meetings tomorrow. Delete all contacts tagged bounced.": "both parts of that as one",
    "If Tom replies, cancel my meetings tomorrow": "conditions",
    "Cancel my meetings tomorrow unless Tom is there": "conditions",
    "Delete all contacts in Berlin who haven't replied": "who replied",
    "Email everyone from yesterday's meeting who has not answered": "who replied",
    "Don't cancel my meetings tomorrow": "not",
    "Please do not delete the contacts in Berlin": "not",
    "Delete all contacts that are not in Berlin": "not",
    "Send follow-up emails to everyone from yesterday's meeting with the slides attached": "attach",
    "Add everyone from the CSV to my contacts": "Attach the file",
    "Invite everyone in sales to a sync every Thursday at 10": "repeating",
    "Once Tom agrees, cancel my meetings tomorrow": "waiting",
    "Show all customers in Berlin": "looking things up",
    "Undo that": "undoing",
    "Email <@U123> that lunch is ready": "no email address of U123",
    "Add Ana Lima to my contacts": "email addresses",
    "Cancel all my meetings next week after 3pm": "needs one day",
    "Add john@harbor.example, john@harbor.example and broken@ to my contacts": "“broken@” is not",
    "Add broken@ to my contacts": "“broken@” is not",
    "Email broken@ and john@harbor.example that lunch is ready": "“broken@” is not",
    "Email john@harbor.example and Ana@harbor that lunch is ready": "“Ana@harbor” is not",
}


@pytest.mark.parametrize(("text", "why"), _REFUSED.items(), ids=list(_REFUSED))
async def test_what_is_refused_says_why(text: str, why: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal), reading
    assert why in f"{reading.text} {reading.hint}"
    assert reading.hint


async def test_two_actions_that_are_not_one_request_are_said_back_as_two_halves() -> None:
    reading = await read("Archive all mails from Tom and delete all contacts tagged bounced")
    assert isinstance(reading, Refusal)
    halves = "“Archive all mails from Tom”, then “delete all contacts tagged bounced”"
    assert halves in reading.hint


async def test_a_long_text_is_refused_at_once() -> None:
    reading = await read("delete " * 1000)
    assert isinstance(reading, Refusal)
    assert "3,000" in reading.text


async def test_help_comes_with_examples_that_work() -> None:
    reading = await read("help")
    assert isinstance(reading, Refusal)
    examples = reading.hint.split("“")[1:]
    assert len(examples) == 3
    for example in examples:
        assert isinstance(await read(example.split("”")[0]), Plan)


async def test_a_message_may_speak_of_anything_when_it_is_quoted() -> None:
    reading = await read('Email everyone in sales: "if you can, cancel all and delete the rest"')
    assert isinstance(reading, Plan)


async def test_markup_in_a_name_is_only_text() -> None:
    reading = await read("Delete all contacts at *<!channel>* {{ name }}")
    assert isinstance(reading, (Question, Refusal))
