"""Buttons in containers, on cards and in cells: an app hears of them by the block they stand in."""

import re
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.controls import controls
from tests.playground.tiny_bot import ADA, GENERAL, on_socket


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), **more}


def nested() -> list[dict[str, Any]]:
    card = {"type": "card", "title": plain("Deal"), "actions": [button("Take", action_id="take")]}
    cell = {"type": "action", "element": button("Sort", action_id="sort")}
    row = {"type": "actions", "block_id": "row-1", "elements": [button("Go", action_id="go")]}
    return [
        {"type": "container", "title": plain("Two deals"), "child_blocks": [row]},
        {"type": "carousel", "elements": [{**card, "block_id": "deal-1"}]},
        {
            "type": "data_table",
            "block_id": "numbers",
            "caption": "Numbers",
            "rows": [[{"type": "raw_text", "text": "Deals"}], [cell]],
        },
    ]


async def test_a_click_names_the_inner_block(
    slack: PlaygroundClient, app: AsyncApp, bot: AsyncWebClient
) -> None:
    heard: list[tuple[str, str]] = []

    @app.action(re.compile("take|sort|go"))
    async def pressed(ack: Any, action: dict[str, Any]) -> None:
        heard.append((action["action_id"], action["block_id"]))
        await ack()

    await bot.chat_postMessage(channel=GENERAL, text="x", blocks=nested())
    async with on_socket(app):
        for action_id in ("go", "take", "sort"):
            await slack.press(ADA, action_id=action_id, channel=GENERAL)
    assert heard == [("go", "row-1"), ("take", "deal-1"), ("sort", "numbers")]


async def test_inner_blocks_and_buttons_are_given_the_ids_they_lack(bot: AsyncWebClient) -> None:
    inner = {"type": "actions", "elements": [button("Go")]}
    box = {"type": "container", "title": plain("Box"), "child_blocks": [inner]}
    posted = await bot.chat_postMessage(channel=GENERAL, text="x", blocks=[box])
    stored = posted["message"]["blocks"][0]["child_blocks"][0]
    assert stored["block_id"]
    assert stored["elements"][0]["action_id"]


def test_controls_are_found_in_reading_order_at_any_depth() -> None:
    found = controls(nested())
    assert [(one.label, one.block_id) for one in found] == [
        ("Go", "row-1"),
        ("Take", "deal-1"),
        ("Sort", "numbers"),
    ]
