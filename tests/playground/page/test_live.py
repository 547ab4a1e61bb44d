"""Windows that stay open: many at once, on a bad day, and after their person had to leave."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.feed import FeedEvent
from playground.page.live import Rounds
from playground.page.painter import Painter
from playground.page.window import Frame, Window
from playground.server import PlaygroundServer
from tests.playground.tiny_bot import ADA, BEN, CHLOE, GENERAL


class Recorder:
    """A part of the page that remembers for whom it was drawn, and in which turn of the loop."""

    def __init__(self) -> None:
        self.drawn: list[tuple[str, int]] = []
        self.turn = 0

    def frames(self, window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
        self.drawn.append((window.person.id, self.turn))
        yield {"op": "say", "text": f"{window.person.id} saw {len(events)}"}

    async def count_turns(self) -> None:
        while True:
            self.turn += 1
            await asyncio.sleep(0)


class Broken:
    """A part of the page that cannot be drawn."""

    def frames(self, window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
        raise ValueError(f"{window.person.id} {len(events)}")


def window_of(server: PlaygroundServer, user: str) -> Window:
    hub = server.hub
    person = hub.actor(user)
    return Window(hub, Painter(hub.now), person, hub.room_of(person, GENERAL))


async def test_what_equal_windows_show_is_drawn_once(server: PlaygroundServer) -> None:
    feed, pane = server.hub.feed, Recorder()
    rounds, ada, ben = Rounds(feed, (pane,)), window_of(server, ADA), window_of(server, BEN)
    start = feed.append("something")["seq"] - 1
    windows = [*(replace(ada) for _ in range(50)), *(replace(ben) for _ in range(50))]
    updates = await asyncio.gather(*(rounds.update(one, start) for one in windows))
    assert [user for user, _ in pane.drawn] == [ADA, BEN]
    assert {update.seq for update in updates} == {feed.seq}
    assert all("U0ADA saw 1" in update.text for update in updates[:50])
    assert all("U0BEN saw 1" in update.text for update in updates[50:])


async def test_calls_are_served_between_the_drawing_of_two_windows(
    server: PlaygroundServer,
) -> None:
    feed, pane = server.hub.feed, Recorder()
    rounds, start = Rounds(feed, (pane,)), feed.seq
    feed.append("something")
    windows = [
        replace(window_of(server, user), thread=thread)
        for user in (ADA, BEN, CHLOE)
        for thread in (None, "1.0", "2.0")
    ]
    turns = asyncio.create_task(pane.count_turns())
    await asyncio.gather(*(rounds.update(window, start) for window in windows))
    turns.cancel()
    await asyncio.gather(turns, return_exceptions=True)
    assert len({turn for _, turn in pane.drawn}) == len(windows)


async def test_a_window_that_was_behind_misses_nothing_and_then_keeps_up(
    server: PlaygroundServer,
) -> None:
    feed, pane = server.hub.feed, Recorder()
    rounds, start = Rounds(feed, (pane,)), feed.seq
    window = window_of(server, ADA)
    feed.append("first")
    there = await rounds.update(window, start)
    feed.append("second")
    joined = await rounds.update(replace(window), start, joins=True)
    assert "saw 2" in joined.text
    feed.append("third")
    both = await asyncio.gather(
        rounds.update(window, there.seq), rounds.update(replace(window), joined.seq)
    )
    assert "saw 2" in both[0].text  # the second and the third
    assert "saw 1" in both[1].text
    assert both[0].seq == both[1].seq == feed.seq


async def test_a_part_that_cannot_be_drawn_is_logged_and_the_others_are_shown(
    server: PlaygroundServer, caplog: pytest.LogCaptureFixture
) -> None:
    feed = server.hub.feed
    rounds, start = Rounds(feed, (Broken(), Recorder())), feed.seq
    feed.append("something")
    update = await rounds.update(window_of(server, ADA), start)
    assert "U0ADA saw 1" in update.text
    assert "could not be brought up to date" in caplog.text


async def test_somebody_who_is_removed_reads_no_further_in_an_open_window(
    server: PlaygroundServer, bot: AsyncWebClient
) -> None:
    address = f"{server.url}/as/{BEN}/live?room={GENERAL}&after={server.hub.feed.seq}"
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(address) as window:
            await bot.conversations_kick(channel=GENERAL, user=BEN)
            await bot.chat_postMessage(channel=GENERAL, text="not for Ben")
            told = [message.data async for message in window]
        assert [json.loads(text) for text in told] == [[{"op": "reload"}]]
        async with session.get(f"{server.url}/as/{BEN}/{GENERAL}") as page:
            assert page.status == 404
            assert "cannot see it" in await page.text()


@pytest.mark.parametrize(
    "odd", [{"blocks": 7}, {"thread_ts": [1]}, {"reactions": [{}]}, {"attachments": 1.5}]
)
async def test_a_message_that_cannot_be_drawn_takes_nothing_else_with_it(
    server: PlaygroundServer, bot: AsyncWebClient, odd: dict[str, Any]
) -> None:
    rooms, start = server.hub.conversations, server.hub.feed.seq
    await bot.chat_postMessage(channel=GENERAL, text="the one before")
    rooms.post(GENERAL, {"user": BEN, "text": "odd", **odd})
    await bot.chat_postMessage(channel=GENERAL, text="the one after")
    address = f"{server.url}/as/{ADA}/live?room={GENERAL}&after={start}"
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/as/{ADA}/{GENERAL}") as page:
            text = await page.text()
            assert page.status == 200
        async with session.ws_connect(address) as window:
            live = (await window.receive(timeout=5)).data
    for shown in (text, live):
        assert "the one before" in shown
        assert "odd" in shown
        assert "the one after" in shown
