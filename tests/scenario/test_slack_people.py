"""People are meant by where they are together in Slack: a channel, a thread, a user group, a mention."""

import pytest

from app.demo_company import ZONE
from app.domain.record import Entity
from playground.viewer import Shown
from playground.workspace import Channel, Person, UserGroup, Workspace
from tests.scenario.colleague import Colleague
from tests.scenario.conftest import MakeWorld
from tests.scenario.later import CONFIRM, STARTS, UNTIL_LOOK
from tests.scenario.world import ALEX, LEE, PRIYA, RANDOM, SALES, SAM, World, workspace

LAUNCH, BOARD, CLOSED = "C0LAUNCH", "C0BOARD", "C0CLOSED"
NOA, CREW = "U0NOA", "S0CREW"
IN_LAUNCH = f"<#{LAUNCH}|launch>"


def office() -> Workspace:
    """The company with a launch channel, one that Sam is not in, and a user group."""
    base = workspace()
    bot = base.app.bot_user_id
    noa = Person(id=NOA, name="noa", real_name="Noa Levi", tz=ZONE)
    return base.model_copy(
        update={
            "users": (*base.users, noa),
            "channels": (
                *base.channels,
                Channel(id=LAUNCH, name="launch", members=(SAM, PRIYA, ALEX, LEE, NOA, bot)),
                Channel(id=BOARD, name="board", members=(PRIYA, ALEX, bot)),
                Channel(id=CLOSED, name="closed", members=(PRIYA, bot), is_private=True),
            ),
            "user_groups": (
                UserGroup(id=CREW, handle="crew", name="Crew", users=(SAM, PRIYA, ALEX, NOA)),
            ),
        }
    )


@pytest.fixture
async def world(make_world: MakeWorld) -> World:
    return await make_world(people=office())


def at_app(world: World, text: str) -> str:
    return f"<@{world.installed.bot_user_id}> {text}"


async def test_everyone_in_a_channel_gets_a_mail(world: World, sam: Colleague) -> None:
    await sam.says("email everyone in #launch saying 'We ship on Friday'")
    preview = await sam.sees("Email 2 people", "everyone in #launch", "except you", CONFIRM)
    said = sam.text_of(preview)
    assert "No address: Noa Levi" in said
    for silent in ("Lee Wong", "lee@", "No address: Bulkhead", "• sam@harbor.example"):
        assert silent not in said, said
    await sam.presses(CONFIRM)
    await sam.sees("2 emails sent")
    assert sorted(to_of(one) for one in world.outbox()) == [
        "alex@harbor.example",
        "priya@harbor.example",
    ]
    assert all("We ship on Friday" in body for body in world.bodies())


async def test_a_user_group_is_invited(world: World, sam: Colleague) -> None:
    await sam.says(f"invite <!subteam^{CREW}|@crew> to a sync tomorrow at 3pm")
    await sam.sees("Invite 2 people", "everyone in @crew", "No address: Noa Levi", CONFIRM)
    await sam.presses(CONFIRM)
    await sam.sees("2 invitations sent")
    [event] = [one for one in await world.all_of(Entity.EVENT) if one.text("title") == "Sync"]
    assert set(event.fields["attendees"]) >= {"alex@harbor.example", "priya@harbor.example"}


async def test_a_user_group_that_slack_does_not_name_has_its_handle(sam: Colleague) -> None:
    await sam.says(f"email everyone in <!subteam^{CREW}>: see you at 6")
    await sam.sees("Email 2 people", "everyone in @crew", CONFIRM)


async def test_this_channel_is_where_it_was_said(world: World, sam: Colleague) -> None:
    await world.slack.say(SAM, at_app(world, "email everyone in this channel: lunch at 1"), LAUNCH)
    await sam.sees("Email 2 people", "everyone in #launch", CONFIRM, room="dm")


async def test_this_channel_of_direct_messages_is_none(sam: Colleague) -> None:
    await sam.says("email everyone in this channel: lunch at 1")
    await sam.sees("I cannot tell which channel you mean", "Name the channel", "#launch")


async def test_this_thread_is_those_who_wrote_in_it(world: World, sam: Colleague) -> None:
    first = await world.slack.say(PRIYA, "who is in?", LAUNCH)
    thread = first["ts"]
    await world.slack.say(NOA, "me", LAUNCH, thread)
    await world.slack.say(PRIYA, "good", LAUNCH, thread)
    await world.bot().chat_postMessage(channel=LAUNCH, text="noted", thread_ts=thread)
    text = at_app(world, "email everyone in this thread: see you there")
    await world.slack.say(SAM, text, LAUNCH, thread)
    preview = await sam.sees("Email 1 person", "the thread in #launch", "Noa Levi", room="dm")
    assert "priya@harbor.example" in sam.text_of(preview)
    assert "alex@harbor.example" not in sam.text_of(preview)


async def test_a_message_in_no_thread_has_no_thread(world: World, sam: Colleague) -> None:
    await world.slack.say(SAM, at_app(world, "email everyone in this thread: hello all"), LAUNCH)
    await sam.sees("Your message is in no thread", room="dm")


async def test_a_mention_is_exactly_that_person(world: World, sam: Colleague) -> None:
    await sam.says(f"email <@{PRIYA}> and <@{ALEX}>: hello from <@{PRIYA}>")
    preview = await sam.sees("Email 2 people", "hello from Priya Nair", CONFIRM)
    assert "hello from Priya Nair <" not in sam.text_of(preview)
    await sam.presses(CONFIRM)
    await sam.sees("2 emails sent")
    assert {to_of(one) for one in world.outbox()} == {
        "alex@harbor.example",
        "priya@harbor.example",
    }


async def test_a_mention_without_an_address_is_nobody_else(sam: Colleague) -> None:
    await sam.says(f"email <@{NOA}>: hello")
    await sam.sees("no email address of Noa Levi", "Type their email address")


async def test_somebody_is_left_out_by_mention_or_afterwards(sam: Colleague) -> None:
    await sam.says(f"email everyone in {IN_LAUNCH} except <@{ALEX}>: lunch at 1")
    preview = await sam.sees("Email 1 person", "except you and Alex Kim", CONFIRM)
    assert "alex@harbor.example" not in sam.text_of(preview)
    await sam.says(f"email everyone in {IN_LAUNCH}: dinner at 8")
    again = await sam.sees("Email 2 people", "dinner", CONFIRM)
    await sam.says("not Alex Kim")
    await sam.sees("Changed: Email 1 person")
    await sam.sees_in(again, "priya@harbor.example")
    await sam.says("only the ones in Berlin", thread_ts=again.ts)
    await sam.sees("I know nothing else of them to choose by", "not Sarah")


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        (f"<#{BOARD}|board>", "You are not in #board"),
        (f"<#{CLOSED}|closed>", "I cannot see #closed"),
        (f"<#{RANDOM}|random>", "I am not in #random"),
        ("<#C0NOWHERE|nowhere>", "I cannot see #nowhere"),
        ("<!subteam^S0GONE|@gone>", "There is no user group @gone"),
    ],
)
async def test_people_of_places_that_are_not_theirs_are_refused(
    world: World, sam: Colleague, channel: str, why: str
) -> None:
    await sam.says(f"email everyone in {channel}: lunch at 1")
    await sam.sees(why)
    assert world.outbox() == []


async def test_a_missing_permission_is_named(make_world: MakeWorld) -> None:
    base = office()
    lacking = {"channels:read", "groups:read", "im:read", "mpim:read"}
    scopes = tuple(one for one in base.app.scopes if one not in lacking)
    app = base.app.model_copy(update={"scopes": scopes})
    world = await make_world(people=base.model_copy(update={"app": app}))
    await world.sam.says(f"email everyone in {IN_LAUNCH}: lunch at 1")
    await world.sam.sees("add the permission channels:read", "install me again")


async def test_more_people_than_fit_are_too_many(make_world: MakeWorld) -> None:
    world = await make_world(people=office(), settings={"max_items": 2})
    await world.sam.says(f"email everyone in {IN_LAUNCH}: lunch at 1")
    await world.sam.sees("There are 3 people", "can hold 2", "smaller channel")


async def test_a_large_channel_is_read_page_by_page(make_world: MakeWorld) -> None:
    base = office()
    many = tuple(
        Person(
            id=f"U1{number:04}",
            name=f"p{number}",
            real_name=f"Person {number}",
            email=f"p{number}@harbor.example",
        )
        for number in range(230)
    )
    launch = Channel(
        id="C0CROWD",
        name="crowd",
        members=(SAM, base.app.bot_user_id, *(one.id for one in many)),
    )
    crowd = base.model_copy(
        update={"users": (*base.users, *many), "channels": (*base.channels, launch)}
    )
    world = await make_world(people=crowd)
    await world.sam.says("email everyone in <#C0CROWD|crowd>: lunch at 1")
    await world.sam.sees("Email 230 people")
    assert len(world.calls("conversations.members")) == 2
    assert len(world.calls("users.info")) < 10


async def test_a_slack_that_fails_is_said_and_can_be_asked_again(
    world: World, sam: Colleague
) -> None:
    await world.slack.set_faults(
        api=[{"kind": "server_error", "method": "conversations.members", "count": 1}]
    )
    await sam.says(f"email everyone in {IN_LAUNCH}: lunch at 1")
    await sam.sees("Slack did not say who is in #launch", "try again")
    await sam.says(f"email everyone in {IN_LAUNCH}: lunch at 1")
    await sam.sees("Email 2 people", CONFIRM)


async def test_a_channel_by_itself_is_asked_about(sam: Colleague) -> None:
    await sam.says(f"send {IN_LAUNCH} a reminder that lunch is at 1")
    await sam.sees("each person in #launch?", "I do not post in channels")
    await sam.presses("Each person in #launch")
    await sam.sees("Email 2 people", CONFIRM)


async def test_a_scheduled_mail_looks_who_is_there_then(world: World, sam: Colleague) -> None:
    waiting = await scheduled_for_launch(world, sam)
    await world.bot().conversations_kick(channel=LAUNCH, user=ALEX)
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "1 of 2 emails sent", "Skipped: 1")
    assert [to_of(one) for one in world.outbox()] == ["priya@harbor.example"]


async def test_a_scheduled_mail_does_not_start_for_somebody_who_left_the_channel(
    world: World, sam: Colleague
) -> None:
    waiting = await scheduled_for_launch(world, sam)
    await world.bot().conversations_kick(channel=LAUNCH, user=SAM)
    world.clock.skip(**UNTIL_LOOK)
    await world.settled()
    world.clock.skip(minutes=2)
    await sam.sees_in(waiting, "Not started", "You are not in #launch")
    assert world.outbox() == []


async def test_a_department_of_the_same_name_stays_the_department(sam: Colleague) -> None:
    await sam.says("email everyone in sales: the numbers are out")
    await sam.sees("Email 7 people", "everyone in Sales", CONFIRM)
    await sam.says(f"email everyone in <#{SALES}|sales>: the numbers are out")
    await sam.sees("everyone in #sales", CONFIRM)


async def scheduled_for_launch(world: World, sam: Colleague) -> Shown:
    """A mail to a channel, confirmed for tomorrow at nine."""
    await sam.says(f"tomorrow at 9 email everyone in {IN_LAUNCH} that we moved")
    await sam.sees(STARTS, CONFIRM)
    await sam.presses(CONFIRM)
    waiting = await sam.sees("Scheduled: emailing 2 people", STARTS)
    await world.settled()
    return waiting


def to_of(message: str) -> str:
    """Whom a message in the outbox went to."""
    [line] = [one for one in message.splitlines() if one.startswith("To: ")]
    return line.removeprefix("To: ").rpartition("<")[2].rstrip(">")
