"""Doing what the page's scripts do, and the blocks that stories of it act on."""

from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from tests.playground.tiny_bot import (
    ADA,
    GENERAL,
    modal,
)

Json = dict[str, Any]


class Refused(Exception):
    """The sentence that the page would show."""


class Browser:
    """Does what the page's scripts do."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def act(self, act: str, **arguments: Any) -> Any:
        async with self.session.post(f"{self.url}/page/act/{act}", json=arguments) as response:
            answer = await response.json()
        assert answer["ok"] == (response.status == 200)
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer["result"]

    async def upload(self, user: str, name: str, content: bytes, **more: str) -> Json:
        form = aiohttp.FormData({"user": user, **more})
        form.add_field("file", content, filename=name)
        async with self.session.post(f"{self.url}/page/upload", data=form) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise Refused(answer["error"])
        result: Json = answer["result"]
        return result


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(block_id: str, kind: str, *, live: bool = False, **element: Any) -> Json:
    """An input block with one element, "a"; `live` ones tell the app of each change."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("x"),
        "element": {"type": kind, "action_id": "a", **element},
        "dispatch_action": live,
    }


def filled(block_id: str, *raw: str) -> Json:
    return {"block_id": block_id, "action_id": "a", "raw": raw}


COLOURS = [{"text": plain(name), "value": name.lower()} for name in ("Red", "Blue")]
GO = {"block_id": "block_go", "action_id": "go"}


async def place_of(bot: AsyncWebClient, blocks: list[Json], channel: str = GENERAL) -> Json:
    posted = await bot.chat_postMessage(channel=channel, text="x", blocks=blocks)
    return {"channel": channel, "ts": posted["ts"]}


async def opened(
    bot: AsyncWebClient, slack: PlaygroundClient, app: AsyncApp, blocks: list[Json], **more: Any
) -> str:
    """Open a modal with these blocks for Ada; returns its id. The app must be connected."""

    @app.command("/tiny")
    async def show(ack: Any, command: Json) -> None:
        view = modal(blocks=blocks, **more)
        await bot.views_open(trigger_id=command["trigger_id"], view=view)
        await ack()

    await slack.say(ADA, "/tiny", GENERAL)
    return str((await slack.views(ADA))[-1]["id"])
