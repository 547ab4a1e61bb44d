"""Odd input: empty, huge, in other scripts, or meant to ping everybody."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from app.domain.record import Entity
from app.domain.sources import Comparison, Filter, Query
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.world import World, workspace

FOLLOW_UP = "Send follow-up emails to everyone from yesterday's meeting"
PINGS = ("<!channel>", "<!here>", "<!everyone>", "<!subteam")


def markup(node: Any) -> Iterator[str]:
    """Every text that Slack would read as markup, wherever it is in a message."""
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        for value in node.values():
            yield from markup(value)
    elif isinstance(node, list):
        for value in node:
            yield from markup(value)


def assert_nobody_is_pinged(world: World) -> None:
    shown = [event["message"] for event in world.feed if "message" in event]
    bots = [message for message in shown if message.get("bot_id")]
    assert bots
    for message in bots:
        said = [message["text"], *markup(message.get("blocks"))]
        assert not [text for text in said for ping in PINGS if ping in text]


@pytest.mark.parametrize("said", ["/bulk", "/bulk    ", "@Bulkhead", "/bulk here"])
async def test_an_empty_request_is_answered_with_examples(
    world: World, sam: Colleague, said: str
) -> None:
    await sam.says(said, "sales")
    await sam.sees("Tell me what to do, in one sentence.", "Tag every contact at Acme as vip")
    await world.settled()


async def test_three_thousand_characters_are_read(world: World, sam: Colleague) -> None:
    start = "Email all customers in Berlin that "
    await sam.says(start + "x" * (3_000 - len(start)))
    await sam.sees("Email 10 people", "Confirm All")
    await world.settled()


async def test_one_character_more_is_too_long(world: World, sam: Colleague) -> None:
    start = "Email all customers in Berlin that "
    await sam.says(start + "x" * (3_001 - len(start)))
    await sam.sees("too long for one request", "nothing was done", "3,000 characters")
    await world.settled()
    assert len(world.posted()) == 1


async def test_ten_thousand_recipients_fit_into_one_preview(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "10000"})
    sam = world.sam
    await sam.says("Email all contacts tagged bulk that the office is closed on Friday")
    preview = await sam.sees("Email 10,000 people", "Preview (first 3 of 10,000)", "Confirm All")
    await sam.presses("See all 10,000")
    await sam.sees_modal("recipient.00001@bulk.example", "Page 1 of")
    await sam.searches("Find", "09999")
    await sam.sees_modal("1 found", "recipient.09999@bulk.example")
    await sam.presses("Exclude")
    await sam.sees_modal("9,999 people, 1 taken out")
    await sam.presses("Done")
    await sam.sees_in(preview, "Email 9,999 people")
    await sam.presses("Cancel")
    await sam.sees("Cancelled by @Sam Rivera")
    await world.settled()
    assert world.outbox() == []


async def test_more_than_an_operation_holds_is_refused(make_world: MakeWorld) -> None:
    world = await make_world(office={"OFFICE_CONTACTS": "41"}, settings={"max_items": 40})
    await world.sam.says("Delete all contacts tagged bulk")
    await world.sam.sees("That is 41 items; one operation can hold 40.", "Narrow it down")
    await world.settled()


@pytest.mark.parametrize(
    "text",
    [
        "we are closed 🎉👩‍👩‍👧‍👦 on Friday",
        "אנחנו סגורים ביום שישי",
        "نحن مغلقون يوم الجمعة",
        "金曜日は休業です",
        "*bold* _italic_ ~gone~ `code` > quote & <b>",
        "<!channel> <!here> everybody",
        "see {not a field} and 100 % sure",
        "first line\nsecond line",
    ],
)
async def test_any_text_reaches_people_as_it_was_written(
    world: World, sam: Colleague, text: str
) -> None:
    await sam.says(f"Email all customers in Berlin saying “{text}”")
    await sam.sees("Email 10 people", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("10 emails sent", "Was this right?")
    await world.settled()
    assert_nobody_is_pinged(world)
    bodies = world.bodies()
    assert len(bodies) == 10
    assert all(" ".join(text.split()) in " ".join(body.split()) for body in bodies)


async def test_a_tag_that_would_ping_everybody_pings_nobody(world: World, sam: Colleague) -> None:
    await sam.says("Tag every contact at Acme as “<!channel>”", "sales")
    await sam.says("/bulk here tag every contact at Acme as “<!channel>”", "sales")
    await sam.sees(".")
    await world.settled()
    assert_nobody_is_pinged(world)


async def test_a_record_with_a_hostile_name_pings_nobody(world: World, sam: Colleague) -> None:
    await sam.says("Cancel all my meetings next Tuesday")
    await sam.sees("Confirm All")
    name = Filter(field="title", comparison=Comparison.EQUALS, value="Focus time")
    assert await world.records(Query(entity=Entity.EVENT, filters=(name,)))
    await sam.says("Invite everyone in sales to “<!here> *all*” on Thursday at 10")
    await sam.sees("Invite 7 people", "<!here> *all*", "Confirm All")
    await sam.presses("Confirm All")
    await sam.sees("7 invitations sent", "Was this right?")
    await world.settled()
    assert_nobody_is_pinged(world)


async def test_a_colleague_with_a_hostile_name_pings_nobody(make_world: MakeWorld) -> None:
    people = workspace()
    users = [
        one.model_copy(update={"real_name": "<!channel> *Sam* & <@U0ALEX>"})
        if one.name == "sam"
        else one
        for one in people.users
    ]
    world = await make_world(people=people.model_copy(update={"users": tuple(users)}))
    await world.sam.says(f"/bulk {FOLLOW_UP}", "sales")
    note = await world.priya.sees("is preparing to email 12 people", room="sales")
    await world.sam.presses("Confirm All")
    await world.sam.sees("12 emails sent", "Was this right?")
    await world.priya.sees_in(note, "12 emails sent")
    await world.sam.says(f"/bulk here {FOLLOW_UP}", "sales")
    await world.priya.sees("Email 12 people", room="sales")
    await world.priya.presses("Cancel")
    await world.priya.sees("Only <!channel> *Sam* & <@U0ALEX> can")
    await world.settled()
    assert_nobody_is_pinged(world)


async def test_a_field_that_does_not_exist_is_said_at_once(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin saying “Hello {{ shoe_size }}”")
    await sam.sees("{{ shoe_size }}", "not a field")
    await world.settled()
    assert len(world.posted()) == 1


async def test_a_text_that_does_not_parse_is_said_at_once(world: World, sam: Colleague) -> None:
    await sam.says("Email all customers in Berlin saying “Hello {{ first_name”")
    await sam.sees("does not parse")
    await world.settled()
    assert len(world.posted()) == 1


async def test_a_request_that_is_not_bulk_work_is_turned_down_with_an_example(
    world: World, sam: Colleague
) -> None:
    await sam.says("what is the weather like")
    await sam.sees("Nothing was done.", "For example")
    await world.settled()


async def test_nobody_found_says_what_was_understood(world: World, sam: Colleague) -> None:
    await sam.says("Cancel all my meetings next Sunday")
    await sam.sees("Nothing matches", "I understood")
    await world.settled()


async def test_mentions_of_people_are_read_as_their_names(world: World, sam: Colleague) -> None:
    await sam.says("Email @Priya Nair that lunch is at noon")
    await sam.sees("Email 1 person", "priya@harbor.example", "Confirm All")
    await world.settled()


async def test_a_mention_of_nobody_is_asked_about(world: World, sam: Colleague) -> None:
    await sam.says("Email <@U0NOBODY> that lunch is at noon")
    await sam.sees("I know no email address of U0NOBODY", "Type their email address")
    await world.settled()


async def test_only_the_word_here_alone_asks_for_the_channel(world: World, sam: Colleague) -> None:
    await sam.says("/bulk here's my wish: tag every contact at Acme as vip", "sales")
    await sam.sees(".", room="dm")
    await world.settled()
    assert world.posted("C0SALES") == []


async def test_an_unfinished_markup_is_only_text(world: World, sam: Colleague) -> None:
    await world.hears(
        {
            "type": "message",
            "channel": sam.dm,
            "channel_type": "im",
            "user": sam.user,
            "ts": "1795443000.000100",
            "text": "Email <@U0PRIYA that <http:// <@> <#|> &lt;!channel&gt; <!date^0^x|y>",
        }
    )
    await sam.sees(".")
    await world.settled()
    assert_nobody_is_pinged(world)
