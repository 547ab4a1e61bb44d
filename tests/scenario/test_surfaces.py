"""The same request from wherever people write, and what others there get to see of it."""

import json

import pytest

from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import RANDOM, SALES, World

REQUEST = "Send follow-up emails to everyone from yesterday's meeting"
SECRETS = ("harbor.example", "polartools", "lumenworks", "Q4 planning", "Thank you", "Hello")
"""Of the recipients, the subject and the text: no channel may see any of it."""


def told(world: World, channel: str) -> str:
    """Everything the app ever showed a whole channel, as it was sent."""
    return json.dumps([event["message"] for event in world.posted(channel)])


def assert_counts_only(world: World, channel: str) -> None:
    said = told(world, channel)
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("delivery", ["socket", "http"])
async def test_a_command_in_a_channel_shows_the_channel_counts_only(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says(f"/bulk {REQUEST}", "sales")
    await sam.sees("only you can see it", room="sales")
    await sam.sees("Email 12 people", "john@harbor.example", room="dm")
    note = await priya.sees("Sam Rivera is preparing to email 12 people", room="sales")

    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?", room="dm")
    await priya.sees_in(note, "Sam Rivera: 12 emails sent.")
    assert_counts_only(world, SALES)
    assert not [text for text in priya.screen if "only you can see it" in text]


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_mention_is_answered_in_private_and_noted_where_it_was_made(
    world: World, sam: Colleague, priya: Colleague, *, in_thread: bool
) -> None:
    thread = await priya.says("How was the planning meeting?", "sales") if in_thread else None
    said = await sam.says(f"@Bulkhead {REQUEST}", "sales", thread_ts=thread)
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    note = await priya.sees("Sam Rivera is preparing to email 12 people", room="sales")

    assert note.message.get("thread_ts") == thread
    assert said != note.ts
    await world.settled()
    assert len(world.posted(SALES)) == 1  # the mention came as two events
    assert len(world.posted(sam.dm)) == 1
    assert_counts_only(world, SALES)


async def test_a_direct_message_needs_no_mention_and_tells_nobody_else(
    world: World, sam: Colleague
) -> None:
    await sam.says(REQUEST)
    await sam.sees("Email 12 people", "Confirm All")
    await world.settled()
    assert {event["channel"] for event in world.posted()} == {sam.dm}


async def test_a_direct_message_in_a_thread_is_answered_in_that_thread(
    world: World, sam: Colleague
) -> None:
    thread = await sam.says("Hello, can you help me with something")
    await sam.sees("For example")
    await sam.says(REQUEST, thread_ts=thread)
    preview = await sam.sees("Email 12 people", "Confirm All")
    await sam.presses("Confirm All")
    summary = await sam.sees("12 emails sent", "Was this right?")
    assert preview.message["thread_ts"] == summary.message["thread_ts"] == thread
    await world.settled()


@pytest.mark.parametrize("request_", [f"/bulk here {REQUEST}", f"@Bulkhead here, {REQUEST}"])
async def test_here_shows_the_preview_to_the_channel(
    world: World, sam: Colleague, priya: Colleague, request_: str
) -> None:
    await sam.says(request_, "sales")
    preview = await priya.sees("Email 12 people", "john@harbor.example", room="sales")
    await sam.presses("Confirm All", within=preview)
    summary = await priya.sees("12 emails sent", "Was this right?", room="sales")
    assert summary.message["thread_ts"] == preview.ts
    await world.settled()
    assert world.posted(sam.dm) == []


async def test_a_command_where_the_app_is_not_works_in_private(
    world: World, sam: Colleague
) -> None:
    await sam.says(f"/bulk {REQUEST}", "random")
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?", room="dm")
    await world.settled()
    assert world.posted(RANDOM) == []


async def test_here_where_the_app_is_not_falls_back_to_private(
    world: World, sam: Colleague
) -> None:
    await sam.says(f"/bulk here {REQUEST}", "random")
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?", room="dm")
    await world.settled()


async def test_a_command_between_two_people_is_answered_in_the_apps_own_messages(
    world: World, sam: Colleague
) -> None:
    command = {"command": "/bulk", "text": REQUEST, "user_id": sam.user}
    await world.dispatches(**command, channel_id="D0SAMPRIYA", trigger_id="1.2.3")
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?", room="dm")
    await world.settled()


async def test_a_cancelled_preview_is_told_to_the_channel_without_a_word_more(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says(f"/bulk {REQUEST}", "sales")
    note = await priya.sees("is preparing to email 12 people", room="sales")
    await sam.presses("Cancel")
    await priya.sees_in(note, "Sam Rivera: the preview was cancelled. No email was sent.")
    await sam.sees("Cancelled by @Sam Rivera at 09:30")
    assert_counts_only(world, SALES)
    assert await world.effects() == 0


async def test_a_question_is_asked_in_private(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await sam.says("@Bulkhead email Sarah that lunch is at noon", "sales")
    await sam.sees("Which one do you mean?", "Sarah Lindqvist", room="dm")
    await world.settled()
    assert world.posted(SALES) == []
    assert not [text for text in priya.screen if "Sarah Lindqvist" in text]


async def test_every_delivery_twice_has_one_effect(world: World, sam: Colleague) -> None:
    await world.slack.set_faults(duplicate_deliveries=True)
    await sam.says(f"@Bulkhead {REQUEST}", "sales")
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    await sam.presses("Edit")
    await sam.sees_modal("Subject")
    await sam.submits({"Subject": "The plan"})
    await sam.sees("Subject: The plan")
    await sam.presses("Confirm All")
    await sam.sees("12 emails sent", "Was this right?")
    await sam.presses("Done")
    await world.settled()

    assert await world.effects() == 12
    assert len(world.outbox()) == 12
    posts = [event for event in world.posted(sam.dm) if event["event"] == "message_posted"]
    assert len(posts) == 2  # the preview and the run
    assert len(world.calls("views.open")) == 1


async def test_a_repeated_command_is_one_request(world: World, sam: Colleague) -> None:
    await sam.says(f"/bulk {REQUEST}", "sales")
    await sam.sees("Email 12 people", "Confirm All", room="dm")
    await world.slack.repeat_last("slash_commands")
    await world.settled()
    assert len(world.posted(sam.dm)) == 1


async def test_what_people_say_to_each_other_is_not_for_the_app(
    world: World, sam: Colleague, priya: Colleague
) -> None:
    await priya.says(REQUEST, "sales")
    await sam.says("@Priya Nair can you send follow-up emails to everyone?", "sales")
    await world.settled()
    assert world.posted() == []


@pytest.mark.parametrize(
    "mark",
    [
        {"bot_id": "B0OTHER"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"edited": {"user": "U0SAM", "ts": "1"}},
        {"subtype": "channel_join"},
    ],
    ids=["bot", "changed", "deleted", "edited", "joined"],
)
async def test_bots_and_edits_are_not_requests(
    world: World, sam: Colleague, mark: dict[str, object]
) -> None:
    event = {"type": "message", "channel": sam.dm, "channel_type": "im", "user": sam.user}
    said = {**event, "ts": "1795443000.000100", "text": REQUEST, **mark}
    await world.hears(said)
    await world.hears({**said, "type": "app_mention", "channel": SALES})
    await world.settled()
    assert world.posted() == []


@pytest.mark.parametrize(
    "said",
    [
        "email Sarah that lunch is at noon",
        "order pizza for everybody",
        "tag every contact at Nowhere Ltd as vip",
    ],
    ids=["question", "refusal", "nothing found"],
)
async def test_a_mention_says_to_whoever_made_it_where_the_answer_is(
    world: World, sam: Colleague, priya: Colleague, said: str
) -> None:
    await sam.says(f"@Bulkhead {said}", "sales")
    await sam.sees("only you can see it", room="sales")
    await world.settled()
    assert world.posted(SALES) == []
    assert len(world.posted(sam.dm)) == 1
    assert not [text for text in priya.screen if "only you can see it" in text]


async def test_a_mention_of_everybody_here_does_not_show_the_preview_to_them(
    world: World, sam: Colleague
) -> None:
    event = {"type": "app_mention", "channel": SALES, "user": sam.user, "ts": "1795443000.000100"}
    await world.hears({**event, "text": f"<!here> {REQUEST}"})
    await world.settled()
    assert_counts_only(world, SALES)


async def test_the_details_are_turned_page_by_page_and_by_status(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "40"})
    sam = world.sam
    await sam.says("Tag every contact tagged bulk as vip")
    await sam.sees("40 contacts", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("40 contacts", "Was this right?")
    await sam.presses("View Details")
    first = await sam.sees_modal("Recipient 00001", "Page 1 of 3")
    assert first.count("  tagged, ") == 15
    await sam.presses("Next")
    assert "Recipient 00001" not in await sam.sees_modal("Page 2 of 3")
    await sam.presses("Next")
    assert (await sam.sees_modal("Page 3 of 3")).count("  tagged, ") == 10
    await world.settled()
