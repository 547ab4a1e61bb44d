"""Agent sessions: the Messages tab, what an agent is doing, and Slack's own Stop button."""

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
from tests.playground.tiny_bot import (
    ADA,
    BEN,
    GENERAL,
    INSTALLED,
    RANDOM,
    on_socket,
    seen,
    web_client,
)


async def test_an_agent_greets_whoever_opens_its_messages(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    opened: list[dict[str, Any]] = []

    @app.event("app_home_opened")
    async def greet(event: dict[str, Any], client: Any) -> None:
        opened.append(event)
        await client.chat_postMessage(channel=event["channel"], text="Hello.")

    async with on_socket(app):
        channel = await slack.open_messages(ADA)
        await seen(slack, "message_posted", channel=channel)
    assert (opened[0]["tab"], opened[0]["user"]) == ("messages", ADA)
    assert "view" not in opened[0]


async def test_stop_reaches_the_agent_which_then_says_that_it_stopped(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    stops: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("message")
    async def work(event: dict[str, Any], client: Any) -> None:
        await client.agents_sessions_setStatus(
            channel_id=event["channel"],
            thread_ts=event["ts"],
            status="processing",
            title="Counting the stars",
            initiator_user_id=event["user"],
        )

    @app.event("agent_session_stopped")
    async def stop(event: dict[str, Any], client: Any) -> None:
        stops.put_nowait(event)
        await client.agents_sessions_setStatus(
            channel_id=event["channel"], thread_ts=event["thread_ts"], status="active"
        )

    async with on_socket(app), asyncio.timeout(20):
        said = await slack.say(ADA, "count the stars")
        working = await seen(slack, "agent_session", status="processing")
        await slack.stop_agent(ADA, said["channel"])
        stopped = await stops.get()
        idle = await seen(slack, "agent_session", status="active")
        with pytest.raises(PlaygroundError, match="nothing to stop"):
            await slack.stop_agent(ADA, said["channel"], said["ts"])
    assert (working["title"], working["user"]) == ("Counting the stars", ADA)
    assert (working["can_be_stopped"], idle["can_be_stopped"]) == (True, False)
    assert {name: stopped[name] for name in ("type", "user", "channel", "thread_ts")} == {
        "type": "agent_session_stopped",
        "user": ADA,
        "channel": said["channel"],
        "thread_ts": said["ts"],
    }
    assert stopped["streaming_message_ts"] == []


async def test_the_status_stays_until_the_app_changes_it(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "count", GENERAL)
    place = {"channel_id": GENERAL, "thread_ts": said["ts"]}
    await bot.agents_sessions_setStatus(**place, status="processing")
    await slack.stop_agent(BEN, GENERAL, said["ts"])
    await slack.stop_agent(BEN, GENERAL)  # still there to be pressed


async def test_stop_ends_what_was_being_streamed(slack: PlaygroundClient, app: AsyncApp) -> None:
    stops: asyncio.Queue[list[str]] = asyncio.Queue()

    @app.event("agent_session_stopped")
    async def stop(event: dict[str, Any]) -> None:
        stops.put_nowait(event["streaming_message_ts"])

    async with on_socket(app), asyncio.timeout(20):
        said = await slack.say(ADA, "count")
        place = {"channel": said["channel"], "thread_ts": said["ts"]}
        stream = await app.client.chat_startStream(**place, markdown_text="One, ")
        done = await app.client.chat_startStream(**place, markdown_text="Zero.")
        await app.client.chat_stopStream(
            channel=said["channel"], ts=done["ts"], session_status="processing"
        )
        await slack.stop_agent(ADA, said["channel"])
        assert await stops.get() == [stream["ts"]]
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        await app.client.chat_appendStream(
            channel=said["channel"], ts=stream["ts"], markdown_text="two"
        )


async def test_a_title_is_given_once_and_changed_by_renaming(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "count", GENERAL)
    place = {"channel_id": GENERAL, "thread_ts": said["ts"]}
    first = await bot.agents_sessions_setStatus(**place, status="processing", title="Stars")
    second = await bot.agents_sessions_setStatus(**place, status="suspended", title="Moons")
    renamed = await bot.agents_sessions_rename(**place, title="Comets")
    assert (first["status"], first["agent_status"]) == ("processing", "processing")
    assert (second["status"], second["title"]) == ("suspended", "Stars")
    assert renamed["title"] == "Comets"
    assert await seen(slack, "agent_session", title="Comets", status="suspended")


async def test_the_app_hears_when_a_person_names_its_session(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    named: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.event("agent_session_title_changed")
    async def rename(event: dict[str, Any]) -> None:
        named.put_nowait(event)

    async with on_socket(app), asyncio.timeout(20):
        said = await slack.say(ADA, "count")
        with pytest.raises(PlaygroundError, match="no agent session"):
            await slack.name_session(ADA, said["channel"], said["ts"], "Stars")
        await app.client.agents_sessions_setStatus(
            channel_id=said["channel"], thread_ts=said["ts"], status="active"
        )
        await slack.name_session(ADA, said["channel"], said["ts"], "Stars")
        first = await named.get()
        await slack.name_session(ADA, said["channel"], said["ts"], "Moons")
        second = await named.get()
    assert "previous_title" not in first
    assert (second["previous_title"], second["title"], second["user"]) == ("Stars", "Moons", ADA)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"status": "thinking"}, "invalid_status"),
        ({"thread_ts": None}, "thread_ts_required"),
        ({"thread_ts": "1.000000"}, "invalid_arguments"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": RANDOM}, "not_authorized"),
        ({"initiator_user_id": "U0NOBODY"}, "user_not_found"),
        ({"title": "x" * 201}, "invalid_arguments"),
    ],
)
async def test_unusable_sessions_are_refused(
    slack: PlaygroundClient, bot: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    said = await slack.say(ADA, "count", GENERAL)
    good = {"channel_id": GENERAL, "thread_ts": said["ts"], "status": "processing"}
    with pytest.raises(SlackApiError) as refused:
        await bot.agents_sessions_setStatus(**{**good, **arguments})
    assert refused.value.response["error"] == error


async def test_only_an_app_that_is_an_agent_has_sessions() -> None:
    ordinary = INSTALLED.model_copy(update={"scopes": ("chat:write",)})
    async with (
        PlaygroundServer(default_workspace(ordinary)) as server,
        PlaygroundClient(server.url) as slack,
    ):
        said = await slack.say(ADA, "count", GENERAL)
        with pytest.raises(SlackApiError, match="not_authorized"):
            await web_client(server.url).agents_sessions_setStatus(
                channel_id=GENERAL, thread_ts=said["ts"], status="processing"
            )


async def test_a_session_that_never_began_cannot_be_renamed(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    said = await slack.say(ADA, "count", GENERAL)
    with pytest.raises(SlackApiError, match="session_not_found"):
        await bot.agents_sessions_rename(channel_id=GENERAL, thread_ts=said["ts"], title="Stars")


async def test_a_working_agent_can_be_stopped_after_a_restart(tmp_path: Path) -> None:
    workspace = default_workspace(INSTALLED)
    async with (
        PlaygroundServer(workspace, tmp_path) as server,
        PlaygroundClient(server.url) as slack,
    ):
        said = await slack.say(ADA, "count", GENERAL)
        await web_client(server.url).agents_sessions_setStatus(
            channel_id=GENERAL, thread_ts=said["ts"], status="processing"
        )
    async with (
        PlaygroundServer(workspace, tmp_path) as server,
        PlaygroundClient(server.url) as slack,
    ):
        await slack.stop_agent(ADA, GENERAL, said["ts"])
