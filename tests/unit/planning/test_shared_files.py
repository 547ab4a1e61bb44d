"""Requests with a file: its people, a question, or a refusal by name; never a guess."""

import pytest

from app.domain.files import Attached, FoundColumn, FoundTable
from app.domain.kinds import BulkType
from app.domain.plan import Plan, Question, Refusal, Step
from app.domain.ports import PlanRequest
from app.domain.record import Entity
from app.domain.sources import Upload
from app.planning.following import RulesFollowUps
from tests.unit.planning.workspace import NOW, SAM, VOCABULARY, read

GUESTS = FoundTable(
    columns=(
        FoundColumn(heading="Name", filled=9),
        FoundColumn(heading="Mail", filled=9, addresses=8),
        FoundColumn(heading="Seat No.", filled=7),
    )
)
FILE = Attached(id="F0GUESTS", name="guests.csv", tables=(GUESTS,))

MAILED = (
    "email everyone in this file that the doors open at 6",
    "Email the people in the attached CSV: the doors open at 6",
    "Please email all the people on this list that the doors open at 6",
    "send the attached list a reminder saying 'the doors open at 6'",
    "send a message to everyone in the spreadsheet saying the doors open at 6",
    "email this list: the doors open at 6",
    "write to everyone listed in the attached excel file that the doors open at 6",
    "let them know that the doors open at 6",
    "tell these people that the doors open at 6",
    "email the attached contacts that the doors open at 6",
    "remind everyone on the attached sheet that the doors open at 6",
    "Email everyone from this file that the doors open at 6",
)
INVITED = (
    "invite everyone in the spreadsheet to a demo on Friday at 3pm",
    "Invite these people to a demo on Friday at 15:00",
    "invite them to a demo on Friday at 3pm",
    "set up a demo with everyone in the attached file on Friday at 3pm",
    "send an invitation for a demo to everyone in this csv on Friday at 3pm",
)
ADDED = (
    "add these people as contacts tagged event",
    "import this file as contacts with the tag event",
    "import the attached list as contacts tagged event",
    "add everyone in this file to my contacts with the tag event",
    "save the people in the spreadsheet as contacts tagged event",
    "upload these people to my contacts with the tag event",
    "create contacts from this file with the tag event",
)
ALONG = (
    "attach this file to an email to everyone in sales",
    "send this file to everyone in sales",
    "email the spreadsheet to Tom",
    "forward this file to everyone in sales",
    "email everyone in sales with this file attached: see you",
    "send everyone in sales an email with the attachment saying 'see you'",
)
SILENT = (
    "email everyone in sales that lunch is ready",
    "cancel my meetings tomorrow",
    "add ana@example.org to my contacts",
)
OTHERS = (
    "delete all contacts in this file",
    "tag everyone in this file as vip",
    "add everyone in this file to my meeting tomorrow",
    "create a deal for everyone in this file",
)


async def step(text: str, attached: Attached = FILE) -> Step:
    """The step that comes of a sentence with a file."""
    reading = await read(text, attached=attached)
    assert isinstance(reading, Plan), reading
    assert not reading.not_understood
    return reading.steps[0]


async def question(text: str, attached: Attached = FILE) -> Question:
    """What is asked."""
    reading = await read(text, attached=attached)
    assert isinstance(reading, Question), reading
    return reading


@pytest.mark.parametrize("text", MAILED)
async def test_a_mail_goes_to_the_people_in_the_file(text: str) -> None:
    found = await step(text)
    assert found.kind is BulkType.EMAIL
    assert isinstance(found.source, Upload)
    assert found.source.file == "F0GUESTS"
    assert [(one.heading, one.field) for one in found.source.columns] == [
        ("Name", "name"),
        ("Mail", "email"),
        ("Seat No.", "seat_no"),
    ]
    assert found.template
    assert "doors open at 6" in found.template.body


@pytest.mark.parametrize("text", INVITED)
async def test_the_people_in_the_file_are_invited(text: str) -> None:
    found = await step(text)
    assert isinstance(found.source, Upload)
    assert found.event
    assert found.event.start == "2026-11-27T14:00:00Z"
    assert found.event.title.endswith("emo")


@pytest.mark.parametrize("text", ADDED)
async def test_the_people_in_the_file_become_contacts(text: str) -> None:
    found = await step(text)
    assert isinstance(found.source, Upload)
    assert found.entity is Entity.CONTACT
    assert found.values == {"email": "{{ email }}", "name": "{{ name }}", "tags": ["event"]}


@pytest.mark.parametrize("text", [*MAILED[:6], *INVITED[:1], *ADDED[1:5]])
async def test_a_file_that_is_spoken_of_and_not_there_is_to_be_attached(text: str) -> None:
    reading = await read(text)
    assert isinstance(reading, Refusal)
    assert "none came with your message" in reading.text
    assert "Attach the file" in reading.hint


@pytest.mark.parametrize("attached", [FILE, None])
@pytest.mark.parametrize("text", ALONG)
async def test_what_is_to_be_sent_along_is_refused_by_name(
    text: str, attached: Attached | None
) -> None:
    reading = await read(text, attached=attached)
    assert isinstance(reading, Refusal), reading
    assert "attachments" in reading.text


@pytest.mark.parametrize("text", SILENT)
async def test_a_file_that_nobody_speaks_of_is_asked_about(text: str) -> None:
    asked = await question(text)
    assert [one.value for one in asked.choices] == ["use", "ignore"]
    without = await read(text)
    assert await read(text, {asked.key: "ignore"}, attached=FILE) == without


@pytest.mark.parametrize("text", OTHERS)
async def test_nothing_else_is_done_with_the_people_of_a_file(text: str) -> None:
    reading = await read(text, attached=FILE)
    assert isinstance(reading, Refusal), reading
    assert "nothing else with it yet" in reading.text


async def test_others_beside_the_file_are_never_left_out_in_silence() -> None:
    asked = await question("email everyone in this file and everyone in sales that we moved")
    assert any("sales" in one for one in asked.not_understood)
    asked = await question("email all customers in this file that we moved")
    assert "customers" in asked.not_understood


async def test_somebody_can_be_left_out() -> None:
    found = await step("email everyone in this file except Tom that we moved")
    assert isinstance(found.source, Upload)
    assert found.source.exclude == ("tom@harbor.example",)


async def test_a_text_calls_columns_as_the_file_does() -> None:
    found = await step("email everyone in this file: Hi {{ Name }}, take seat {{ Seat No. }}")
    assert found.template
    assert found.template.body == "Hi {{ name }}, take seat {{ seat_no }}"


async def test_the_sheet_and_the_column_are_asked_for_where_they_are_unclear() -> None:
    home = FoundColumn(heading="Home", filled=9, addresses=9)
    work = FoundColumn(heading="Work", filled=9, addresses=9)
    may = FoundTable(name="May", columns=(home, work))
    june = FoundTable(name="June", columns=GUESTS.columns)
    notes = FoundTable(name="Notes", columns=(FoundColumn(heading="Remark", filled=3),))
    attached = Attached(id="F1", name="a.xlsx", tables=(may, june, notes))
    text = "email them that we moved"
    sheet = await question(text, attached)
    assert [one.label for one in sheet.choices] == ["May", "June"]
    column = await read(text, {sheet.key: "May"}, attached=attached)
    assert isinstance(column, Question)
    assert [one.label for one in column.choices] == ["Home", "Work"]
    plan = await read(text, {sheet.key: "May", column.key: "Work"}, attached=attached)
    assert isinstance(plan, Plan)
    assert "(column Work, sheet May)" in plan.reading[0]


async def test_a_file_without_addresses_is_refused() -> None:
    bare = FoundTable(columns=(FoundColumn(heading="Email", filled=3),))
    reading = await read(
        "email them that we moved", attached=Attached(id="F", name="a.csv", tables=(bare,))
    )
    assert isinstance(reading, Refusal)
    assert "No column" in reading.text


async def test_a_file_is_not_read_again_and_again() -> None:
    reading = await read(
        "every Monday at 9 email everyone in this file that we moved", attached=FILE
    )
    assert isinstance(reading, Refusal)
    assert "on a schedule" in reading.text


async def test_a_sentence_that_follows_leaves_somebody_out_or_says_it_anew() -> None:
    plan = await read("email everyone in this file that we moved", attached=FILE)
    assert isinstance(plan, Plan)
    less = await following(plan, "not Tom")
    assert isinstance(less.steps[0].source, Upload)
    assert less.steps[0].source.exclude == ("tom@harbor.example",)
    anew = await following(plan, 'say "Hi, take seat {{ Seat No. }}" instead')
    assert anew.steps[0].template
    assert "{{ seat_no }}" in anew.steps[0].template.body


async def following(plan: Plan, said: str) -> Plan:
    """The plan as a follow-up sentence changes it."""
    request = PlanRequest(text=said, requester=SAM, now=NOW)
    reading = await RulesFollowUps().read(request, plan, VOCABULARY)
    assert isinstance(reading, Plan), reading
    return reading
