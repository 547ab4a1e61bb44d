"""Group messages, the list of rooms, coming and going, and small facts about the workspace."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient, PlaygroundError
from playground.server import PlaygroundServer
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    CHLOE,
    GENERAL,
    INSTALLED,
    LEE,
    PROJECTS,
    RANDOM,
    SANA,
    button,
    on_socket,
    seen,
    web_client,
)

BOT = INSTALLED.bot_user_id


async def test_the_app_opens_a_group_and_everybody_in_it_talks(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("message")
    async def written(event: dict[str, Any]) -> None:
        heard.append(event)

    opened = await bot.conversations_open(users=[ADA, BEN], return_im=True)
    group = opened["channel"]
    assert (group["is_mpim"], group["is_im"], group["is_private"]) == (True, False, True)
    assert group["name"] == "mpdm-ada--ben--helper-1"
    again = await bot.conversations_open(users=f"{BEN},{ADA}")
    assert (again["channel"]["id"], again["already_open"]) == (group["id"], True)
    assert (await bot.conversations_members(channel=group["id"]))["members"] == [ADA, BEN, BOT]

    await bot.chat_postMessage(channel=group["id"], text="Hello, both")
    async with on_socket(app):
        await slack.say(BEN, "hi", group["id"])
        await seen(slack, "ack")
    assert heard[0]["channel_type"] == "mpim"
    with pytest.raises(PlaygroundError, match="cannot see it"):
        await slack.say(CHLOE, "let me in", group["id"])


async def test_a_group_is_only_of_people_who_can_be_reached(bot: AsyncWebClient) -> None:
    async def opening(*users: str) -> str:
        return await _refusal(bot.api_call("conversations.open", json={"users": ",".join(users)}))

    assert await opening() == "users_list_not_supplied"
    assert await opening(BOT) == "not_enough_users"
    assert await opening(ADA, "U0NOBODY") == "user_not_found"
    assert await opening(ADA, LEE) == "user_disabled"
    assert await opening(ADA, SANA) == "user_not_visible"
    assert await opening(*(f"U{number}" for number in range(9))) == "too_many_users"


async def test_rooms_are_listed_by_kind(bot: AsyncWebClient) -> None:
    direct = (await bot.conversations_open(users=ADA))["channel"]["id"]
    group = (await bot.conversations_open(users=[ADA, BEN]))["channel"]["id"]

    async def ids(**filters: Any) -> list[str]:
        return [room["id"] for room in (await bot.conversations_list(**filters))["channels"]]

    assert await ids() == [GENERAL, PROJECTS, RANDOM]
    assert await ids(types="im,mpim") == [direct, group]
    assert await _refusal(bot.conversations_list(types="secret")) == "invalid_types"
    listed = (await bot.conversations_list())["channels"][0]
    assert (listed["name"], listed["num_members"], listed["is_member"]) == ("general", 5, True)
    first_page = await bot.conversations_list(limit=2)
    assert [len(page["channels"]) async for page in first_page] == [2, 1]

    mine = await bot.users_conversations()
    assert [room["id"] for room in mine["channels"]] == [GENERAL, PROJECTS]
    hers = await bot.users_conversations(user=ADA, types="public_channel,mpim")
    assert [room["id"] for room in hers["channels"]] == [GENERAL, PROJECTS, RANDOM, group]
    assert await _refusal(bot.users_conversations(user="U0NOBODY")) == "user_not_found"
    info = await bot.conversations_info(channel=GENERAL)
    assert "num_members" not in info["channel"]
    counted = await bot.conversations_info(channel=GENERAL, include_num_members=True)
    assert counted["channel"]["num_members"] == 5


async def test_the_app_joins_a_channel_speaks_and_leaves(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[dict[str, Any]] = []

    @app.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        heard.append(event)

    async with on_socket(app):
        room = (await bot.conversations_join(channel=RANDOM))["channel"]
        await seen(slack, "ack")
    assert (room["id"], room["is_member"]) == (RANDOM, True)
    assert (heard[0]["user"], heard[0]["channel"], heard[0]["channel_type"]) == (BOT, RANDOM, "C")
    line = (await slack.messages(RANDOM, ADA))[-1]
    assert (line["subtype"], line["text"]) == ("channel_join", f"<@{BOT}> has joined the channel")

    await bot.chat_postMessage(channel=RANDOM, text="Hello")
    assert (await bot.conversations_join(channel=RANDOM))["warning"] == "already_in_channel"
    await bot.conversations_leave(channel=RANDOM)
    assert await _refusal(bot.chat_postMessage(channel=RANDOM, text="x")) == "not_in_channel"
    assert (await bot.conversations_leave(channel=RANDOM))["not_in_channel"] is True


async def test_the_app_invites_and_removes_people(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    moves: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("member_joined_channel")
    @app.event("member_left_channel")
    async def moved(event: dict[str, Any]) -> None:
        moves.put_nowait(event)

    @app.event("message")
    async def written() -> None:
        """The lines that a channel shows are messages, too."""

    async with on_socket(app):
        invited = await bot.conversations_invite(channel=PROJECTS, users=[CHLOE])
        assert invited["channel"]["id"] == PROJECTS
        came = await moves.get()
        assert (came["type"], came["user"], came["inviter"]) == (
            "member_joined_channel",
            CHLOE,
            BOT,
        )
        await slack.say(CHLOE, "thanks", PROJECTS)
        await bot.conversations_kick(channel=PROJECTS, user=CHLOE)
        went = await moves.get()
        assert (went["type"], went["user"]) == ("member_left_channel", CHLOE)
    with pytest.raises(PlaygroundError, match="cannot see it"):
        await slack.say(CHLOE, "hello?", PROJECTS)


async def test_nobody_is_moved_who_may_not_be(bot: AsyncWebClient) -> None:
    direct = (await bot.conversations_open(users=ADA))["channel"]["id"]

    async def invite(user: str, channel: str = PROJECTS) -> str:
        return await _refusal(bot.conversations_invite(channel=channel, users=user))

    assert await invite(BOT) == "cant_invite_self"
    assert await invite(ADA) == "already_in_channel"
    assert await invite("U0NOBODY") == "user_not_found"
    assert await invite(CHLOE, RANDOM) == "not_in_channel"
    assert await invite(CHLOE, direct) == "method_not_supported_for_channel_type"
    assert await invite("") == "no_user"

    async def kick(user: str) -> str:
        return await _refusal(bot.conversations_kick(channel=PROJECTS, user=user))

    assert await kick(BOT) == "cant_kick_self"
    assert await kick(CHLOE) == "not_in_channel"
    assert await kick("U0NOBODY") == "user_not_found"
    for leaving in (
        bot.conversations_leave(channel=direct),
        bot.conversations_join(channel=direct),
    ):
        assert await _refusal(leaving) == "method_not_supported_for_channel_type"


async def test_groups_and_members_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    workspace = default_workspace(INSTALLED)
    async with PlaygroundServer(workspace, tmp_path, now=clock) as server:
        bot = web_client(server.url)
        group = (await bot.conversations_open(users=[ADA, BEN]))["channel"]["id"]
        await bot.conversations_join(channel=RANDOM)
        await bot.conversations_kick(channel=PROJECTS, user=BEN)
    async with PlaygroundServer(workspace, tmp_path, now=clock) as server:
        bot = web_client(server.url)
        assert (await bot.conversations_open(users=[ADA, BEN]))["channel"]["id"] == group
        assert BOT in (await bot.conversations_members(channel=RANDOM))["members"]
        assert BEN not in (await bot.conversations_members(channel=PROJECTS))["members"]


async def test_the_app_marks_what_it_read_and_speaks_of_itself(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "hi", GENERAL)
    await bot.conversations_mark(channel=GENERAL, ts=said["ts"])
    assert await _refusal(bot.conversations_mark(channel=GENERAL, ts="now")) == "invalid_timestamp"
    me = await bot.chat_meMessage(channel=GENERAL, text="is thinking")
    message = (await slack.messages(GENERAL, ADA))[-1]
    assert (message["ts"], message["subtype"]) == (me["ts"], "me_message")


async def test_a_press_reaches_a_button_in_an_attachment(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    pressed: list[dict[str, Any]] = []

    @app.action("go")
    async def went(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        pressed.append(body)

    attachment = {"color": "#36a64f", "blocks": [button("go")]}
    posted = await bot.chat_postMessage(
        channel=GENERAL, text="Ready?", attachments=[{"text": "before"}, attachment]
    )
    async with on_socket(app):
        await slack.press(ADA, action_id="go", channel=GENERAL)
    container = pressed[0]["container"]
    assert container["type"] == "message_attachment"
    assert container["attachment_id"] == 2
    assert container["message_ts"] == posted["ts"]
    assert pressed[0]["message"]["attachments"][1]["color"] == "#36a64f"


async def test_the_app_unfurls_a_link_that_a_person_posted(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "see https://x.example/a?b=1&c=2", GENERAL)
    unfurl = {"https://x.example/a?b=1&c=2": {"title": "A page", "blocks": [button("open")]}}
    await bot.chat_unfurl(**said, unfurls=unfurl)
    await bot.chat_unfurl(**said, unfurls=unfurl)
    message = (await slack.messages(GENERAL, ADA))[-1]
    (shown,) = message["attachments"]
    assert (shown["title"], shown["is_app_unfurl"], shown["id"]) == ("A page", True, 1)
    assert message["text"].startswith("see <https://x.example/")

    async def refused(**more: Any) -> str:
        arguments = {**said, "unfurls": unfurl, **more}
        return await _refusal(bot.api_call("chat.unfurl", json=arguments))

    assert await refused(unfurls={}) == "missing_unfurls"
    assert await refused(unfurls=["x"]) == "invalid_unfurls_format"
    assert await refused(unfurls={"https://y.example": {}}) == "cannot_unfurl_url"
    assert await refused(ts="1.000001") == "cannot_find_message"
    assert await refused(channel="C0NOWHERE") == "cannot_find_channel"


async def test_the_workspace_describes_itself(bot: AsyncWebClient) -> None:
    team = (await bot.team_info())["team"]
    assert (team["id"], team["domain"]) == ("T0PLAYGRND", "lighthouse-works")
    assert await _refusal(bot.team_info(team="T0OTHER")) == "team_not_found"
    helper = (await bot.bots_info(bot=INSTALLED.bot_id))["bot"]
    assert (helper["name"], helper["user_id"]) == ("Helper", BOT)
    assert await _refusal(bot.bots_info(bot="B0OTHER")) == "bot_not_found"
    assert (await bot.emoji_list())["emoji"] == {}
    assert (await bot.dnd_info(user=ADA))["dnd_enabled"] is False
    assert await _refusal(bot.dnd_info(user="U0NOBODY")) == "user_not_found"
    assert set((await bot.dnd_teamInfo(users=[ADA, "U0NOBODY"]))["users"]) == {ADA}


async def test_a_channel_is_named_only_where_something_is_written(bot: AsyncWebClient) -> None:
    for name in ("#general", "general"):
        posted = await bot.chat_postMessage(channel=name, text="by its name")
        assert posted["channel"] == GENERAL
        assert (await bot.chat_postEphemeral(channel=name, user=ADA, text="psst"))["ok"]
        assert await _refusal(bot.conversations_history(channel=name)) == "channel_not_found"
        assert await _refusal(bot.conversations_info(channel=name)) == "channel_not_found"
        assert await _refusal(bot.chat_delete(channel=name, ts="1.1")) == "channel_not_found"
    assert await _refusal(bot.chat_postMessage(channel="none", text="x")) == "channel_not_found"


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_members_come_page_by_page_and_a_thread_names_who_wrote(
    bot: AsyncWebClient, slack: PlaygroundClient
) -> None:
    members: list[str] = []
    pages = 0
    async for page in await bot.conversations_members(channel=GENERAL, limit=2):
        members += page["members"]
        pages += 1
    assert {ADA, BEN, BOT} <= set(members)
    assert len(members) == len(set(members))
    assert pages == -(-len(members) // 2)
    first = await slack.say(ADA, "who is in?", GENERAL)
    await slack.say(BEN, "me", GENERAL, first["ts"])
    wrote: list[str] = []
    async for page in await bot.conversations_replies(channel=GENERAL, ts=first["ts"], limit=1):
        wrote += [one["user"] for one in page["messages"]]
    assert wrote == [ADA, BEN]
