"""On a real pseudo-terminal: messages as they come, edits in place, an end that is clean."""

import asyncio
import os
import pty
import re
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any, Self

from slack_sdk.web.async_client import AsyncWebClient

from playground.client import PlaygroundClient
from playground.server import PlaygroundServer
from playground.terminal import converse
from playground.terminal.display import Display
from playground.terminal.talk import newest_of_each
from tests.playground.preview_bot import preview
from tests.playground.tiny_bot import ADA, seen


class Terminal:
    """A real pseudo-terminal with somebody at it."""

    def __init__(self) -> None:
        self._person, program = pty.openpty()
        self.stdin = os.fdopen(program)
        self.stdout = os.fdopen(os.dup(program), "w")
        self.shown = ""
        self._new = asyncio.Event()

    def __enter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._person, self._read)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._person)
        self.stdout.close()
        os.close(self._person)
        for thread in threading.enumerate():
            if thread.name == "playground-stdin":
                thread.join(5)  # it meets the end of the line now
        self.stdin.close()

    def type(self, line: str) -> None:
        os.write(self._person, f"{line}\n".encode())

    async def until(self, text: str) -> None:
        """Wait until `text` was shown; fails after twenty seconds."""
        async with asyncio.timeout(20):
            while text not in self.shown:
                self._new.clear()
                await self._new.wait()

    def _read(self) -> None:
        self.shown += os.read(self._person, 65_536).decode(errors="replace")
        self._new.set()


@asynccontextmanager
async def talking_at_terminal(
    slack: PlaygroundClient, environ: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[Terminal]:
    """Ada sits at a terminal and quits in the end."""
    with Terminal() as terminal:
        talking = asyncio.create_task(
            converse(slack, ADA, terminal.stdin, terminal.stdout, environ)
        )
        await terminal.until("Ada Okafor > ")
        yield terminal
        terminal.type(":quit")
        async with asyncio.timeout(20):
            await talking


async def _watched(
    slack: PlaygroundClient, bot: AsyncWebClient, environ: Mapping[str, str]
) -> tuple[str, float]:
    """A progress message is edited ten times; what was shown, and how many seconds it took."""
    room = await slack.dm(ADA)
    async with talking_at_terminal(slack, environ) as terminal:
        posted = await bot.chat_postMessage(channel=room, text="*Sent* 0 of 10")
        await terminal.until("0 of 10")
        began = asyncio.get_running_loop().time()
        for done in range(1, 11):
            await bot.chat_update(channel=room, ts=posted["ts"], text=f"*Sent* {done} of 10")
        await terminal.until("10 of 10")
        return terminal.shown, asyncio.get_running_loop().time() - began


async def test_progress_is_drawn_in_place_and_at_most_twice_a_second(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    shown, seconds = await _watched(slack, bot, {})
    assert "\x1b[3A\x1b[J" in shown  # back over heading, text and the empty line
    assert "edited" not in shown
    assert len(re.findall(r"\x1b\[\d+A", shown)) <= 2 * seconds + 1
    assert "\x1b[1mSent\x1b[0m" in shown


async def test_no_color_is_honoured(slack: PlaygroundClient, bot: AsyncWebClient) -> None:
    shown, _ = await _watched(slack, bot, {"NO_COLOR": "1"})
    assert re.findall(r"\x1b\[[\d;]*m", shown) == []
    assert "Sent 10 of 10" in shown


async def test_a_cancelled_conversation_ends_at_once(slack: PlaygroundClient) -> None:
    with Terminal() as terminal:
        talking = asyncio.create_task(converse(slack, ADA, terminal.stdin, terminal.stdout, {}))
        await terminal.until("Ada Okafor > ")
        talking.cancel()
        async with asyncio.timeout(20):
            await asyncio.gather(talking, return_exceptions=True)
        assert talking.cancelled()
        left = {one.get_name() for one in asyncio.all_tasks()}
        assert not left & {"playground-terminal", f"playground-viewer-{ADA}"}


async def test_an_edit_is_told_anew_once_the_person_wrote_below_it(
    slack: PlaygroundClient, bot: AsyncWebClient
) -> None:
    room = await slack.dm(ADA)
    async with talking_at_terminal(slack) as terminal:
        posted = await bot.chat_postMessage(channel=room, text="p", blocks=preview("old"))
        await terminal.until("Page 2")
        terminal.type("and more")
        await seen(slack, "message_posted", user=ADA)
        await bot.chat_update(channel=room, ts=posted["ts"], text="done", blocks=[])
        await terminal.until("edited")
        await terminal.until("done")
        assert "\x1b[J" not in terminal.shown


async def test_a_playground_that_stops_is_told(
    server: PlaygroundServer, slack: PlaygroundClient
) -> None:
    async with talking_at_terminal(slack) as terminal:
        await server.stop()
        await terminal.until("The playground has stopped.")
        terminal.type("hello?")
        await terminal.until("The playground can't be reached.")


def test_of_several_edits_only_the_last_is_shown_and_nothing_else_is_lost() -> None:
    def edit(ts: str, text: str) -> dict[str, Any]:
        return {"event": "message_edited", "channel": "D1", "ts": ts, "text": text}

    posted = {"event": "message_posted", "channel": "D1", "ts": "3"}
    batch = [edit("1", "a"), posted, edit("2", "b"), edit("1", "c"), posted]
    assert newest_of_each(batch) == [posted, edit("2", "b"), edit("1", "c"), posted]


def test_a_block_higher_than_the_screen_is_not_drawn_over() -> None:
    written: list[str] = []
    display = Display(written.append, lambda: 5, interactive=True)
    display.show(["one"], "key")
    assert display.can_redraw("key")
    assert not display.can_redraw("other")
    display.show(["line"] * 9, "key")
    assert not display.can_redraw("key")
    display.show(["line"], "key")
    display.entered()
    assert not display.can_redraw("key")
