"""What is unclear is asked, once and in private, and every answer counts once."""

import asyncio

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World

LUNCH = "Email Sarah that lunch is at noon"
FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"


async def test_of_two_sarahs_the_chosen_one_is_written_to(world: World, sam: Colleague) -> None:
    await sam.says(LUNCH)
    question = await sam.sees("I know 2 people", "Which one do you mean?")
    assert "Sarah Lindqvist: sarah@polartools.example" in sam.text_of(question)
    await sam.presses("Sarah Lindqvist")
    await sam.sees("Email 1 person", "sarah@polartools.example")
    await sam.sees_in(question, "@Sam Rivera answered “Sarah Lindqvist” at 09:30")
    assert sam.buttons_of(question) == []

    await sam.presses("Confirm All")
    await sam.sees("1 email sent", "Was this right?")
    (message,) = world.outbox()
    assert "sarah@polartools.example" in message


async def test_of_two_meetings_yesterday_the_chosen_one_is_followed_up(
    make_world: MakeWorld,
) -> None:
    world = await make_world(office={"OFFICE_SEED": "ambiguous"})
    sam = world.sam
    await sam.says(FOLLOW_UP)
    await sam.sees("There is more than one meeting that fits", "Q4 planning", "Budget review")
    await sam.presses("Budget review")
    await sam.sees("Email 4 people", "Subject: Follow-up: Budget review")
    await sam.presses("Confirm All")
    await sam.sees("4 emails sent")
    await world.settled()


async def test_an_answer_can_be_typed(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin")
    question = await sam.sees("What should the email to customers in Berlin say?")
    await sam.presses("Type an answer")
    await sam.sees_modal("What should the email to customers in Berlin say?")
    errors = await sam.submits({"Answer": "   "})
    assert list(errors) == ["Answer"]
    assert await sam.submits({"Answer": "We moved to Friedrichstraße 5"}) == {}
    await sam.sees("Email 10 people", "We moved to Friedrichstraße 5", "Confirm All")
    assert "answered “We moved to Friedrichstraße 5”" in sam.latest(question)
    await world.settled()
    assert world.log.surprises == []


async def test_one_answer_can_lead_to_the_next_question(world: World, sam: Colleague) -> None:
    await sam.says("Invite Priya on Thursday")
    await sam.sees("What should the meeting be called?")
    await sam.presses("Type an answer")
    await sam.sees_modal("What should the meeting be called?")
    await sam.submits({"Answer": "Roof repair"})
    await sam.sees("At what time does it start?")
    await sam.presses("Type an answer")
    await sam.sees_modal("At what time does it start?")
    await sam.submits({"Answer": "10:00"})
    preview = await sam.sees("Invite 1 person", "Roof repair", "Confirm All")
    assert "Thu 26 Nov, 10:00" in sam.text_of(preview)
    await world.settled()


async def test_a_question_can_be_called_off(world: World, sam: Colleague) -> None:
    await sam.says(LUNCH)
    question = await sam.sees("Which one do you mean?")
    _, value = sam.value_of(question, "Sarah Okafor")
    await sam.presses("Cancel")
    await sam.sees_in(question, "Cancelled by @Sam Rivera at 09:30. Nothing was done.")
    assert sam.buttons_of(question) == []

    await sam.forges("answer:0", value)
    await sam.sees("This question was answered already, or is too old")
    await world.settled()
    assert len(world.posted(sam.dm)) == 2


async def test_buttons_of_an_answered_question_count_no_more(world: World, sam: Colleague) -> None:
    await sam.says(LUNCH)
    question = await sam.sees("Which one do you mean?")
    other, cancel = (sam.value_of(question, one) for one in ("Sarah Okafor", "Cancel"))
    await sam.presses("Sarah Lindqvist")
    await sam.sees("Email 1 person", "sarah@polartools.example")
    await world.settled()
    shown = len(world.posted(sam.dm))

    for action, value in (other, cancel):
        await sam.forges(action, value)
        await sam.sees("This question was answered already, or is too old")
    await world.settled()
    assert len(world.posted(sam.dm)) == shown


async def test_an_earlier_questions_buttons_do_not_answer_the_next_one(
    world: World, sam: Colleague
) -> None:
    await sam.says("Invite Sarah to lunch on Thursday")
    first = await sam.sees("Which one do you mean?")
    old = sam.value_of(first, "Sarah Okafor")
    await sam.presses("Sarah Lindqvist")
    await sam.sees("At what time does it start?")
    await sam.forges(*old)
    await sam.sees("earlier question")
    await sam.forges("answer_cancel", sam.value_of(first, "Cancel")[1])
    await sam.sees("This question was answered already")
    assert "Type an answer" in sam.labels
    await world.settled()


async def test_two_answers_at_once_are_one(world: World, sam: Colleague) -> None:
    await sam.says(LUNCH)
    question = await sam.sees("Which one do you mean?")
    values = [sam.value_of(question, one) for one in ("Sarah Okafor", "Sarah Lindqvist")]
    await asyncio.gather(*(sam.forges(*value) for value in values))
    await sam.sees("This question was answered already, or is too old")
    await sam.sees("Email 1 person", "Confirm All")
    await world.settled()
    previews = [one for one in sam.screen if one.startswith("Email 1 person")]
    assert len(previews) == 1


async def test_a_question_that_somebody_deleted_can_still_not_hurt(
    world: World, sam: Colleague
) -> None:
    await sam.says(LUNCH)
    question = await sam.sees("Which one do you mean?")
    value = sam.value_of(question, "Sarah Lindqvist")
    await world.bot().chat_delete(channel=question.channel, ts=question.ts)
    await sam.forges(*value)
    await sam.sees("Email 1 person", "sarah@polartools.example", "Confirm All")
    await world.settled()


async def test_many_choices_are_searched(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "200"})
    sam = world.sam
    await sam.says("Email Recipient that lunch is at noon")
    question = await sam.sees("Which one do you mean?")
    await sam.chooses("00012", "Type to find one of 25")
    await sam.sees("Email 1 person", "recipient.00012@bulk.example", "Confirm All")
    await sam.sees_in(question, "@Sam Rivera answered “Recipient 00012” at 09:30")
    await world.settled()
