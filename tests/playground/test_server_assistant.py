"""Assistant threads: bolt's Assistant middleware, the status line, prompts and titles."""

import asyncio
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.assistant.async_assistant import AsyncAssistant
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground.assistants import Assistants
from playground.client import PlaygroundClient, PlaygroundError
from playground.feed import Feed
from playground.server import PlaygroundServer
from playground.store import Store
from playground.workspace import default_workspace
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    INSTALLED,
    PROJECTS,
    RANDOM,
    on_socket,
    seen,
    web_client,
)

PROMPTS = [{"title": "Plan a trip", "message": "Plan a trip to the sea."}]


async def test_a_whole_conversation_with_an_assistant(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    assistant = AsyncAssistant()

    @assistant.thread_started
    async def greet(say: Any, set_suggested_prompts: Any) -> None:
        await say("What can I do?")
        await set_suggested_prompts(prompts=PROMPTS, title="Some ideas")

    @assistant.user_message
    async def reply(payload: Any, set_status: Any, set_title: Any, say: Any) -> None:
        await set_title(payload["text"])
        await set_status("is thinking...", loading_messages=["Reading", "Writing"])
        await say("Done.")

    app.assistant(assistant)
    async with on_socket(app):
        thread = await slack.open_assistant(ADA, viewing=GENERAL)
        prompts = await seen(slack, "assistant_prompts")
        await slack.say(ADA, "To the sea", thread["channel"], thread["thread_ts"])
        title = await seen(slack, "assistant_title")
        thinking = await seen(slack, "assistant_status", status="is thinking...")
        cleared = await seen(slack, "assistant_status", after=thinking["seq"])
        messages = await slack.messages(thread["channel"])
    assert (prompts["prompts"], prompts["title"]) == (PROMPTS, "Some ideas")
    assert (prompts["user"], prompts["thread_ts"]) == (INSTALLED.bot_user_id, thread["thread_ts"])
    assert title["title"] == "To the sea"
    assert thinking["loading_messages"] == ["Reading", "Writing"]
    assert cleared["status"] == ""
    assert [m["text"] for m in messages] == ["To the sea", "What can I do?", "To the sea", "Done."]
    assert messages[0]["subtype"] == "assistant_app_thread"
    assert messages[0]["assistant_app_thread"]["title"] == "To the sea"


async def test_the_assistant_knows_which_channel_is_on_the_screen(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    assistant = AsyncAssistant()
    viewed: asyncio.Queue[str] = asyncio.Queue()

    @assistant.thread_started
    async def greet(say: Any, get_thread_context: Any, save_thread_context: Any) -> None:
        await say("Hello.")
        context = await get_thread_context()
        await save_thread_context(context)
        viewed.put_nowait(context.channel_id)

    @assistant.user_message
    async def reply(get_thread_context: Any) -> None:
        viewed.put_nowait((await get_thread_context()).channel_id)

    app.assistant(assistant)
    async with on_socket(app), asyncio.timeout(20):
        thread = await slack.open_assistant(ADA, viewing=GENERAL)
        first = await viewed.get()
        before = await slack.seq()
        await slack.look_elsewhere(ADA, thread["thread_ts"], viewing=PROJECTS)
        await seen(slack, "message_edited", after=before)  # where bolt keeps the context
        await slack.say(ADA, "and now?", thread["channel"], thread["thread_ts"])
        second = await viewed.get()
    assert (first, second) == (GENERAL, PROJECTS)


async def test_an_app_cannot_be_shown_channels_that_the_person_does_not_see(
    slack: PlaygroundClient,
) -> None:
    with pytest.raises(PlaygroundError, match="cannot see it"):
        await slack.open_assistant("U0CHLOE", viewing=RANDOM)
    with pytest.raises(PlaygroundError, match="no assistant thread"):
        await slack.look_elsewhere(ADA, "1.0", viewing=GENERAL)


async def test_a_status_goes_when_it_is_cleared_or_forgotten(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    thread = await slack.open_assistant(ADA)
    place = {"channel_id": thread["channel"], "thread_ts": thread["thread_ts"]}
    await bot.assistant_threads_setStatus(**place, status="is thinking...")
    shown = await seen(slack, "assistant_status")
    await bot.assistant_threads_setStatus(**place, status="")
    gone = await seen(slack, "assistant_status", after=shown["seq"])
    assert shown["until"] == shown["at"] + 120
    assert gone["status"] == ""


def test_a_status_lasts_two_minutes_and_a_restart(clock: Clock) -> None:
    store = Store(None)
    Assistants("U0BOT", store, Feed(store, clock), clock).set_status("D0", "1.1", "is thinking...")
    restarted = Assistants("U0BOT", store, Feed(store, clock), clock)
    clock.move(119)
    assert restarted.thread("D0", "1.1").status == "is thinking..."
    clock.move(1)
    assert restarted.thread("D0", "1.1").status == ""
    store.close()


async def test_prompts_without_a_thread_stand_above_the_composer(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    channel = await slack.open_messages(ADA)
    await bot.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=PROMPTS)
    prompts = await seen(slack, "assistant_prompts")
    assert (prompts["channel"], prompts["thread_ts"]) == (channel, "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel_id": "D0NOWHERE"}, "channel_not_found"),
        ({"channel_id": RANDOM}, "channel_not_found"),
        ({"thread_ts": "1.000000"}, "invalid_thread_ts"),
        ({"prompts": []}, "invalid_arguments"),
        ({"prompts": PROMPTS * 5}, "invalid_arguments"),
        ({"prompts": [{"title": "No message"}]}, "invalid_arguments"),
    ],
)
async def test_unusable_prompts_are_refused(
    slack: PlaygroundClient, bot: AsyncWebClient, arguments: dict[str, Any], error: str
) -> None:
    thread = await slack.open_assistant(ADA)
    good = {"channel_id": thread["channel"], "thread_ts": thread["thread_ts"], "prompts": PROMPTS}
    with pytest.raises(SlackApiError) as refused:
        await bot.assistant_threads_setSuggestedPrompts(**{**good, **arguments})
    assert refused.value.response["error"] == error


async def test_at_most_ten_loading_messages(slack: PlaygroundClient, bot: AsyncWebClient) -> None:
    thread = await slack.open_assistant(ADA)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await bot.assistant_threads_setStatus(
            channel_id=thread["channel"],
            thread_ts=thread["thread_ts"],
            status="is thinking...",
            loading_messages=["Hm"] * 11,
        )


async def test_without_the_scope_there_are_no_prompts_but_a_status() -> None:
    modest = INSTALLED.model_copy(update={"scopes": ("chat:write",)})
    async with (
        PlaygroundServer(default_workspace(modest)) as server,
        PlaygroundClient(server.url) as slack,
    ):
        bot = web_client(server.url)
        thread = await slack.open_assistant(ADA)
        place = {"channel_id": thread["channel"], "thread_ts": thread["thread_ts"]}
        await bot.assistant_threads_setStatus(**place, status="is thinking...")
        with pytest.raises(SlackApiError) as refused:
            await bot.assistant_threads_setTitle(**place, title="A trip")
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "assistant:write")
    assert answer["provided"] == "chat:write"
