"""The app streams an answer, and people watch it grow."""

from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import ADA, GENERAL, RANDOM, button, on_socket, seen

TEAM = "T0PLAYGRND"
FOR_ADA: dict[str, Any] = {"recipient_team_id": TEAM, "recipient_user_id": ADA}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}


async def test_the_sdks_stream_grows_one_message_and_ends_it(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    asked = await slack.say(ADA, "Tell me everything")
    stream = await bot.chat_stream(**_thread(asked), buffer_size=8)
    assert await stream.append(markdown_text="**Once**") is not None
    begun = await seen(slack, "message_posted", ts=stream.ts)
    assert begun["message"]["streaming_state"] == "in_progress"
    assert begun["thread_ts"] == asked["ts"]
    await stream.append(markdown_text=" upon a time")
    await stream.stop(markdown_text=".", blocks=[button("more")])

    message = (await slack.messages(asked["channel"], ADA))[-1]
    assert message["streaming_state"] == "completed"
    assert message["text"] == "**Once** upon a time."
    assert [block["type"] for block in message["blocks"]] == ["markdown", "actions"]
    assert message["blocks"][0]["text"] == "**Once** upon a time."
    assert "edited" not in message


async def test_tasks_of_a_timeline_stand_between_the_words(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    asked = await slack.say(ADA, "Clean up", GENERAL)
    stream = await bot.chat_stream(**_thread(asked), **FOR_ADA)
    await stream.append(
        chunks=[
            MarkdownTextChunk(text="Looking."),
            TaskUpdateChunk(id="find", title="Find", status="in_progress", details="3 so far"),
        ]
    )
    await stream.append(
        chunks=[
            TaskUpdateChunk(
                id="find",
                title="Found",
                status="complete",
                details=", 5 in all",
                output="5 channels",
                sources=[{"type": "url", "url": "https://x.example", "text": "List"}],
            ),
            MarkdownTextChunk(text="Done."),
        ]
    )
    await stream.stop()
    blocks = (await slack.messages(GENERAL, ADA))[-1]["blocks"]
    assert [block["type"] for block in blocks] == ["markdown", "task_card", "markdown"]
    card = blocks[1]
    assert (card["task_id"], card["title"], card["status"]) == ("find", "Found", "complete")
    assert _words(card["details"]) == "3 so far, 5 in all"
    assert _words(card["output"]) == "5 channels"
    assert card["sources"][0]["url"] == "https://x.example"


async def test_tasks_of_a_plan_stand_together_under_its_title(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    asked = await slack.say(ADA, "Clean up", GENERAL)
    stream = await bot.chat_stream(**_thread(asked), **FOR_ADA, task_display_mode="plan")
    await stream.append(
        chunks=[
            PlanUpdateChunk(title="Thinking"),
            TaskUpdateChunk(id="a", title="First", status="complete"),
            MarkdownTextChunk(text="Half way."),
            TaskUpdateChunk(id="b", title="Second", status="pending"),
        ]
    )
    await stream.stop(chunks=[PlanUpdateChunk(title="All done")])
    plan, words = (await slack.messages(GENERAL, ADA))[-1]["blocks"]
    assert (plan["type"], plan["title"]) == ("plan", "All done")
    assert [task["task_id"] for task in plan["tasks"]] == ["a", "b"]
    assert words["text"] == "Half way."


async def test_a_stream_that_is_over_takes_no_more(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    place = await _started(slack, bot)
    stopped = await bot.chat_stopStream(
        **place, markdown_text="Bye", metadata={"event_type": "done", "event_payload": {}}
    )
    assert stopped["message"]["text"] == "Bye"
    assert stopped["message"]["metadata"]["event_type"] == "done"
    over = "message_not_in_streaming_state"
    assert await _refusal(bot.chat_appendStream(**place, markdown_text="x")) == over
    assert await _refusal(bot.chat_stopStream(**place)) == over
    updated = await bot.chat_update(**place, text="Rewritten")
    assert updated["message"]["text"] == "Rewritten"


async def test_slack_ends_a_stream_that_takes_too_long(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    place = await _started(slack, bot)
    clock.move(299)
    await bot.chat_appendStream(**place, markdown_text="still here")
    clock.move(10)
    late = bot.chat_appendStream(**place, markdown_text="too late")
    assert await _refusal(late) == "message_not_in_streaming_state"
    message = (await slack.messages(GENERAL, ADA))[-1]
    assert (message["streaming_state"], message["text"]) == ("errored", "still here")


async def test_a_stream_that_its_app_forgot_ends_by_itself(
    slack: PlaygroundClient, bot: AsyncWebClient, clock: Clock
) -> None:
    await _started(slack, bot)
    clock.move(300)
    await slack.tick()
    assert (await slack.messages(GENERAL, ADA))[-1]["streaming_state"] == "in_progress"
    clock.move(1)
    await slack.tick()
    assert (await slack.messages(GENERAL, ADA))[-1]["streaming_state"] == "errored"


async def test_nobody_else_touches_a_message_while_it_streams(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    place = await _started(slack, bot)
    assert await _refusal(bot.chat_update(**place, text="x")) == "streaming_state_conflict"
    assert await _refusal(bot.chat_delete(**place)) == "cant_delete_message"


async def test_slack_refuses_streams_without_their_person_or_thread(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    asked = await slack.say(ADA, "hi", GENERAL)
    place = _thread(asked)

    async def start(**more: Any) -> str:
        return await _refusal(bot.chat_startStream(**{**place, **FOR_ADA, **more}))

    assert await start(recipient_team_id=None) == "missing_recipient_team_id"
    assert await start(recipient_user_id=None) == "missing_recipient_user_id"
    assert await start(recipient_user_id="U0NOBODY") == "user_not_found"
    assert await start(channel="C0NOWHERE") == "channel_not_found"
    assert await start(channel=RANDOM) == "not_in_channel"
    assert await start(thread_ts="1.000001") == "thread_not_found"
    assert await start(markdown_text="x" * 12_001) == "msg_too_long"
    assert await start(chunks=[{"type": "confetti"}]) == "invalid_arguments"
    unknown_status = {"type": "task_update", "id": "a", "title": "A", "status": "maybe"}
    assert await start(chunks=[unknown_status]) == "invalid_arguments"
    long_title = {"type": "plan_update", "title": "x" * 257}
    assert await start(chunks=[long_title]) == "msg_too_long"
    ready_made = {"type": "blocks", "blocks": [{"type": "section"}]}
    assert await start(chunks=[ready_made]) == "invalid_blocks"
    others = bot.chat_appendStream(channel=GENERAL, ts=asked["ts"], markdown_text="x")
    assert await _refusal(others) == "message_not_owned_by_app"
    empty = await _started(slack, bot)
    assert await _refusal(bot.chat_appendStream(**empty)) == "no_text"


async def test_a_stream_keeps_its_session_busy_until_it_stops(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    place = await _started(slack, bot)
    busy = await seen(slack, "agent_session")
    assert (busy["status"], busy["user"], busy["can_be_stopped"]) == ("processing", ADA, True)
    await bot.chat_stopStream(**place, session_status="suspended")
    free = await seen(slack, "agent_session", after=busy["seq"])
    assert free["status"] == "suspended"


async def test_markdown_text_stands_for_text_and_blocks(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    posted = await bot.chat_postMessage(channel=GENERAL, markdown_text="# Hello")
    assert [block["type"] for block in posted["message"]["blocks"]] == ["markdown"]
    assert posted["message"]["blocks"][0]["text"] == posted["message"]["text"] == "# Hello"
    place = {"channel": GENERAL, "ts": posted["ts"]}
    longer = await bot.api_call(
        "chat.update", json={**place, "markdown_text": "*" + "long " * 1_500}
    )
    assert longer["message"]["blocks"][0]["text"].startswith("*long")
    await bot.api_call(
        "chat.postEphemeral", json={"channel": GENERAL, "user": ADA, "markdown_text": "psst"}
    )
    assert (await slack.messages(GENERAL, ADA))[-1]["blocks"][0]["text"] == "psst"

    async def post(**content: Any) -> str:
        return await _refusal(
            bot.api_call("chat.postMessage", json={"channel": GENERAL, **content})
        )

    assert await post(markdown_text="a", text="b") == "markdown_text_conflict"
    assert await post(markdown_text="a", blocks=[button("go")]) == "markdown_text_conflict"
    assert await post(markdown_text="x" * 12_001) == "msg_too_long"


async def test_blocks_that_are_too_long_together_have_an_error_of_their_own(
    bot: AsyncWebClient,
) -> None:
    wall = [SECTION] * 5
    posting = bot.chat_postMessage(channel=GENERAL, text="wall", blocks=wall)
    assert await _refusal(posting) == "msg_blocks_too_long"
    attached = bot.chat_postMessage(channel=GENERAL, text="wall", attachments=[{"blocks": wall}])
    assert await _refusal(attached) == "msg_blocks_too_long"
    broken = bot.chat_postMessage(channel=GENERAL, text="wall", blocks=[*wall, {"type": "header"}])
    assert await _refusal(broken) == "invalid_blocks"
    await bot.chat_postMessage(channel=GENERAL, text="wall", blocks=wall[:4])


async def test_a_response_url_takes_blocks_that_are_too_long_to_post(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    @app.command("/tiny")
    async def answer(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="wall", blocks=[SECTION] * 5)

    async with on_socket(app):
        await slack.say(ADA, "/tiny", GENERAL)
        shown = await seen(slack, "ephemeral")
    assert len(shown["message"]["blocks"]) == 5


def _thread(said: dict[str, Any]) -> dict[str, Any]:
    return {"channel": said["channel"], "thread_ts": said["ts"]}


async def _started(slack: PlaygroundClient, bot: AsyncWebClient) -> dict[str, Any]:
    asked = await slack.say(ADA, "hi", GENERAL)
    started = await bot.chat_startStream(**_thread(asked), **FOR_ADA)
    return {"channel": GENERAL, "ts": started["ts"]}


def _words(rich_text: dict[str, Any]) -> str:
    (section,) = rich_text["elements"]
    return "".join(element["text"] for element in section["elements"])


async def _refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])
