"""A playground that runs for weeks: what is over is let go of."""

import asyncio
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import deliveries
from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from tests.playground.conftest import Clock
from tests.playground.tiny_bot import ADA, GENERAL, button, on_socket, seen

CHOICE: dict[str, Any] = {
    "type": "actions",
    "block_id": "choice",
    "elements": [
        {
            "type": "static_select",
            "action_id": "pick",
            "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
        }
    ],
}


def _waiting_tasks() -> int:
    return sum(task.get_name() == "playground-delivery" for task in asyncio.all_tasks())


async def test_response_urls_are_forgotten_once_they_have_expired(
    server: PlaygroundServer, clock: Clock
) -> None:
    urls = server.hub.response_urls
    for _ in range(50):
        urls.mint(GENERAL, ADA)
    clock.move(1_801)
    fresh = urls.mint(GENERAL, ADA)
    assert len(urls._urls) == 1
    assert urls.use(fresh.rpartition("/")[2]).user == ADA


async def test_what_was_chosen_in_a_message_goes_with_the_message(
    server: PlaygroundServer, slack: PlaygroundClient, bot: AsyncWebClient, app: AsyncApp
) -> None:
    @app.action("pick")
    @app.action("press")
    async def pressed(ack: Any) -> None:
        await ack()

    posted = await bot.chat_postMessage(
        channel=GENERAL, text="choose", blocks=[CHOICE, button("press")]
    )
    async with on_socket(app):
        await slack.press(ADA, action_id="press", channel=GENERAL)
        assert server.hub.selections == {}  # a button holds no choice
        chosen = {"selected_option": {"value": "1"}}
        await slack.press(ADA, action_id="pick", channel=GENERAL, selection=chosen)
    (kept,) = server.hub.selections.values()
    assert kept["choice"]["pick"]["selected_option"]["value"] == "1"
    await bot.chat_delete(channel=GENERAL, ts=posted["ts"])
    assert server.hub.selections == {}


async def test_an_upload_that_is_never_completed_is_dropped_after_an_hour(
    server: PlaygroundServer, bot: AsyncWebClient, clock: Clock
) -> None:
    files = server.hub.files
    old = await bot.files_getUploadURLExternal(filename="old.txt", length=3)
    await files.receive(old["upload_url"].rpartition("/")[2], b"old")
    clock.move(3_601)
    new = await bot.files_getUploadURLExternal(filename="new.txt", length=3)
    await files.receive(new["upload_url"].rpartition("/")[2], b"new")
    assert list(files._in_memory.values()) == [b"new"]
    with pytest.raises(SlackApiError, match="file_not_found"):
        await bot.files_completeUploadExternal(files=[{"id": old["file_id"]}])
    assert (await bot.files_completeUploadExternal(files=[{"id": new["file_id"]}]))["ok"]


async def test_many_messages_wait_for_the_app_in_one_queue_and_reach_it_in_order(
    slack: PlaygroundClient, app: AsyncApp
) -> None:
    heard: list[str] = []

    @app.event("message")
    async def written(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    for number in range(100):
        await slack.say(ADA, f"number {number}", GENERAL)
    assert _waiting_tasks() == 1
    async with on_socket(app):
        after = 0
        for _ in range(100):
            after = (await seen(slack, "ack", after))["seq"]
    assert sorted(heard) == sorted(f"number {number}" for number in range(100))
    sent = [one["payload"]["event"]["text"] for one in await _deliveries(slack)]
    assert sent == [f"number {number}" for number in range(100)]


async def test_the_queue_for_an_app_that_never_comes_has_an_end(server: PlaygroundServer) -> None:
    for number in range(deliveries.MOST_WAITING + 10):
        event = {"type": "reaction_added", "number": number}
        server.hub.deliveries.send_event({"type": "event_callback", "event": event})
    assert len(server.hub.deliveries._waiting) == deliveries.MOST_WAITING
    assert server.hub.deliveries._waiting[0]["event"]["number"] == 10


async def _deliveries(slack: PlaygroundClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    events = slack.events(0)
    async for entry in events:
        if entry["event"] == "delivery":
            found.append(entry)
        if len(found) == 100:
            break
    await events.aclose()
    return found
