"""Questions: what was understood, what was not, and how an answer is taken up."""

import pytest

from app.domain.plan import Choice, Plan, Question, Refusal
from app.domain.record import Entity
from app.domain.sources import ME, Comparison, Filter, Listed, Query
from tests.unit.planning.workspace import read


async def question(text: str, **answers: str) -> Question:
    reading = await read(text, {key.replace("__", ":"): value for key, value in answers.items()})
    assert isinstance(reading, Question), reading
    return reading


async def answered(text: str, **answers: str) -> Plan:
    reading = await read(text, {key.replace("__", ":"): value for key, value in answers.items()})
    assert isinstance(reading, Plan), reading
    return reading


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Email Sarah that I'll be late", "person:sarah"),
        ("Invite Sarah to a call tomorrow at 10", "person:sarah"),
        ("Email Sarha that I'll be late", "person:sarha"),
        ("Tag every contact at Globex as vip", "company:globex"),
        ("Delete all contacts at Globex", "company:globex"),
        ("Delete all contacts at Gloobex", "company:gloobex"),
        ("Email all customers in Paris that we moved", "city:paris"),
        ("Email everyone in gardening: hello", "department:gardening"),
        ("Remove the tag gold from all contacts in Berlin", "tag:gold"),
        ("Reassign all of Akra's leads to Jinsoo", "person:akra"),
        ("Reassign all of Akira's leads to Jinso", "person:jinso"),
        ("Reassign all of Akira's leads", "owner"),
        ("Move every deal in Proposal to Foo", "stage:foo"),
        ("Set the stage of all deals owned by Akira", "stage"),
        ("Email all customers in Berlin", "text"),
        ("Send an email saying hello", "who"),
        ("Email everyone: hello", "who"),
        ("Send a follow-up to everyone from the meeting", "when"),
        ("Cancel all my meetings", "when"),
        ("Cancel all my upcoming meetings", "when"),
        ("Tomorrow, cancel all my meetings", "leading"),
        ("Cancel my meeting tomorrow", "all"),
        ("Delete the contact at Acme", "all"),
        ("Delete all customers", "all"),
        ("Postpone all my meetings tomorrow", "by"),
        ("Push my meetings tomorrow forward by 30 minutes", "direction"),
        ("Move my meetings tomorrow by -30 minutes", "by"),
        ("Cancel my Tom meetings tomorrow", "leftover"),
        ("Cancel all my meetings with Acme tomorrow", "person:acme"),
        ("Cancel the next Year-End Performance meeting", "leftover"),
        ("Invite Tom to a call at 10", "day"),
        ("Invite Tom to a call next week at 10", "day"),
        ("Invite everyone in sales to a Friday standup on Thursday at 10", "day"),
        ("Invite Tom to a call on Friday", "time"),
        ("Invite Tom tomorrow at 10", "title"),
        ("Tag every contact at Acme", "tag"),
        ("Delete all deals last month", "date"),
        ("Cancel my golf meetings tomorrow", "leftover"),
        ("Cancel my first meeting with Tom", "leftover"),
        ("Cancel my last meeting with Tom", "leftover"),
        ("Cancel all my meetings tomorrow but the standup", "leftover"),
        ("Cancel all my meetings on Monday and Friday", "leftover"),
        ("Delete all contacts in Berlin and all leads owned by Akira", "leftover"),
        ("Delete some contacts in Berlin", "leftover"),
        ("Delete the first 10 contacts tagged bounced", "leftover"),
        ("Move every red deal in Proposal to Lost", "leftover"),
        ("Email everyone in sales and Bob's team: hello", "leftover"),
    ],
)
async def test_what_is_unclear_is_asked(text: str, key: str) -> None:
    assert key == (await question(text)).key


async def test_two_sarahs_are_offered_with_their_addresses() -> None:
    asked = await question("Email Sarah that I'll be late")
    assert asked.choices == (
        Choice(label="Sarah Lind", value="sarah@harbor.example", detail="sarah@harbor.example"),
        Choice(label="Sarah Okafor", value="sarah@okafor.example", detail="sarah@okafor.example"),
    )
    plan = await answered("Email Sarah that I'll be late", person__sarah="sarah@okafor.example")
    source = plan.steps[0].source
    assert isinstance(source, Listed)
    assert [entry.address for entry in source.entries] == ["sarah@okafor.example"]


async def test_an_unexplained_word_is_never_ignored_in_a_deletion() -> None:
    asked = await question("Cancel my golf meetings tomorrow")
    assert asked.understood == ("cancel", "meetings", "Tue 24 Nov")
    assert asked.not_understood == ("golf",)
    assert [choice.label for choice in asked.choices] == [
        "Only meetings whose title contains “golf”",
        "All your meetings tomorrow (Tue 24 Nov)",
        "Say it in other words",
    ]
    plan = await answered("Cancel my golf meetings tomorrow", leftover=asked.choices[0].value)
    source = plan.steps[0].source
    assert isinstance(source, Query)
    golf = Filter(field="title", comparison=Comparison.CONTAINS, value="golf")
    assert golf == source.filters[-1]
    assert "golf" in plan.reading[0]
    every = await answered("Cancel my golf meetings tomorrow", leftover=asked.choices[1].value)
    assert every.reading == ("Cancel your meetings tomorrow (Tue 24 Nov)",)
    again = await read("Cancel my golf meetings tomorrow", {"leftover": asked.choices[2].value})
    assert isinstance(again, Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "Delete the first 10 contacts tagged bounced",
        "Cancel all my meetings tomorrow but the standup",
        "Cancel my first meeting with Tom",
        "Cancel all my meetings on Monday and Friday",
        "Cancel Tom's meetings tomorrow",
    ],
)
async def test_a_word_that_narrows_offers_no_way_around_it(text: str) -> None:
    assert [choice.value for choice in (await question(text)).choices] == ["rephrase"]


async def test_a_forged_answer_does_not_get_around_it_either() -> None:
    asked = await question(
        "Delete the first 10 contacts tagged bounced", leftover="without:first 10"
    )
    assert asked.key == "leftover"


async def test_a_mail_may_go_on_without_a_word() -> None:
    text = "Send follow-up emails quickly to everyone from yesterday's meeting"
    asked = await question(text)
    assert asked.not_understood == ("quickly",)
    plan = await answered(text, leftover=asked.choices[0].value)
    assert plan.reading[0].startswith("Send the follow-up email to")


async def test_an_answer_about_other_words_is_not_taken() -> None:
    asked = await question("Cancel my golf meetings tomorrow", leftover="without:tennis")
    assert asked.key == "leftover"


_ROUND_TRIPS = [
    ("Cancel all my meetings", {"when": "next week"}, "next week (Mon 30 Nov \u2013 Sun 6 Dec)"),
    ("Cancel all my meetings", {"when": "on 1 December"}, "(Tue 1 Dec)"),
    ("Tomorrow, cancel all my meetings", {"leading": "which"}, "(Tue 24 Nov)"),
    ("Cancel my meeting tomorrow", {"all": "all"}, "Cancel your meetings tomorrow"),
    ("Delete all customers", {"all": "all"}, "Delete customers"),
    ("Postpone all my meetings tomorrow", {"by": "60 minutes"}, "1 hour later"),
    ("Push my meetings tomorrow by 30", {"by": "30 minutes"}, "30 minutes later"),
    (
        "Push my meetings tomorrow forward by 30 minutes",
        {"direction": "earlier"},
        "30 minutes earlier",
    ),
    ("Email all customers in Berlin", {"text": "We moved."}, "“We moved”"),
    ("Email everyone: hello", {"who": "everyone in sales"}, "everyone in Sales"),
    ("Email everyone: hello", {"who": "all contacts"}, "Email contacts"),
    ("Email everyone: hello", {"who": "Tom and bob@example.org"}, "Tom Weber"),
    ("Invite Tom to a call on Friday", {"time": "10:30"}, "Fri 27 Nov, 10:30"),
    ("Invite Tom to a call on Friday", {"time": "at 3pm"}, "Fri 27 Nov, 15:00"),
    ("Invite Tom to a call at 10", {"day": "tomorrow"}, "Tue 24 Nov, 10:00"),
    (
        "Invite everyone in sales to a Friday standup on Thursday at 10",
        {"day": "2026-11-26"},
        "“Standup” on Thu 26 Nov",
    ),
    ("Invite Tom tomorrow at 10", {"title": "Budget"}, "“Budget”"),
    ("Tag every contact at Acme", {"tag": "vip"}, "Add the tag “VIP”"),
    ("Tag every contact at Globex as vip", {"company:globex": "Globex Labs"}, "at Globex Labs"),
    ("Tag every contact at Gloobex as vip", {"company:gloobex": "globex labs"}, "at Globex Labs"),
    ("Email all customers in Paris: hi", {"city:paris": "Berlin"}, "in Berlin"),
    ("Email everyone in gardening: hi", {"department:gardening": "Sales"}, "in Sales"),
    ("Remove the tag gold from all contacts in Berlin", {"tag:gold": "VIP"}, "the tag “VIP”"),
    ("Reassign all of Akra's leads to Jinsoo", {"person:akra": "akira@harbor.example"}, "Akira"),
    ("Reassign all of Akira's leads", {"owner": "jinsoo@harbor.example"}, "Jinsoo Park"),
    ("Reassign all of Akira's leads", {"owner": "Jinsoo Park"}, "Jinsoo Park"),
    ("Move every deal in Proposal to Foo", {"stage:foo": "Lost"}, "to Lost"),
    ("Set the stage of all deals owned by Akira", {"stage": "Won"}, "to Won"),
    ("Delete all deals last month", {"date": "closed_at"}, "closed last month"),
    ("Send a follow-up to everyone from the meeting", {"when": "yesterday"}, "(Sun 22 Nov)"),
    ("Email Nobody that hi", {"person:nobody": "new@example.org"}, "new@example.org"),
]


@pytest.mark.parametrize(("text", "answers", "said"), _ROUND_TRIPS)
async def test_an_answer_completes_the_sentence(
    text: str, answers: dict[str, str], said: str
) -> None:
    before = await read(text)
    assert isinstance(before, Question)
    assert [before.key] == list(answers)
    reading = await read(text, answers)
    assert isinstance(reading, Plan), reading
    assert said in reading.reading[0]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Cancel all my meetings", {"when": "whenever"}),
        ("Delete all contacts at Globex", {"company:globex": "Initech"}),
        ("Reassign all of Akira's leads", {"owner": "stranger@example.org"}),
        ("Postpone all my meetings tomorrow", {"by": "a bit"}),
        ("Email everyone: hello", {"who": "the usual suspects"}),
        ("Delete all customers", {"all": "yes"}),
    ],
)
async def test_an_answer_that_fits_nothing_is_asked_again(
    text: str, answers: dict[str, str]
) -> None:
    assert isinstance(await read(text, answers), Question)


async def test_everyone_can_be_everyone_in_the_company() -> None:
    plan = await answered("Email everyone: hello", who="all colleagues")
    assert plan.steps[0].source == Query(entity=Entity.COLLEAGUE, exclude=(ME,))
