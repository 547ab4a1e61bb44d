"""What the script of the builders' panel asks, and what a person then reads."""

import asyncio
import html
import json
import re
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp

from tests.playground.tiny_bot import ADA, GENERAL

Frame = dict[str, Any]
_LINE = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Panel:
    """Asks what the panel's script asks."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def get(self, path: str, **query: str) -> str:
        async with self._session.get(f"{self._url}{path}", params=query) as response:
            return await response.text()

    async def lines(self, **query: str) -> list[str]:
        """The lines as one reads them, newest first, without their time."""
        page = await self.get("/page/trace", user=ADA, **query)
        return [words(line).split(" ", 1)[1] for line in _LINE.findall(page)]

    async def detail(self, text: str) -> str:
        """The contents of the newest line with that text."""
        page = await self.get("/page/trace", text=text)
        found = re.search(r'data-trace="(\d+)"', page)
        assert found is not None, f"no line has {text}"
        return html.unescape(await self.get(f"/page/trace/{found[1]}"))

    async def part(self, name: str) -> str:
        return words(await self.get(f"/page/builder/{name}"))

    async def do(self, name: str, **arguments: Any) -> str:
        """Use a switch; the sentence that comes back, good or bad."""
        address = f"{self._url}/page/builder/{name}"
        async with self._session.post(address, json=arguments) as response:
            answer = await response.json()
        assert answer["ok"] == (response.status == 200)
        return str(answer["result"] if answer["ok"] else answer["error"])

    async def frames(self, builder: int = 1, after: int = 0) -> AsyncGenerator[Frame, None]:
        query = {"room": GENERAL, "builder": str(builder), "after": str(after)}
        address = f"{self._url}/as/{ADA}/live"
        async with self._session.ws_connect(address, params=query) as socket:
            async for message in socket:
                for frame in json.loads(message.data):
                    yield frame

    async def watch(self, text: str, **query: int) -> list[Frame]:
        """The frames up to the first one with that text; fails after twenty seconds."""
        frames = []
        async with asyncio.timeout(20):
            live = self.frames(**query)
            try:
                async for frame in live:
                    frames.append(frame)
                    if text in words(str(frame.get("html", ""))):
                        return frames
            finally:
                await live.aclose()
        raise AssertionError(f"the page went without {text}")


def words(piece: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", piece)).split())
