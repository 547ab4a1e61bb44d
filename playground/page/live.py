"""Keeping windows up to date: rounds of feed events become frames over a WebSocket a window."""

import asyncio
import importlib
import json
import logging
import pkgutil
from collections.abc import Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from playground.feed import Feed, FeedEvent
from playground.page import panes
from playground.page.window import Frame, Pane, Window

_BREATH = 0.02
"""Seconds in which further events join a round, so that a message that changes many times a
second is drawn once for all of them; far below what an eye tells apart."""

_RELOAD: tuple[Frame, ...] = ({"op": "reload"},)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Update:
    """What a window is sent, as JSON ("" for nothing), and the feed's place that it brings it to.

    After the last one the window is told nothing more.
    """

    text: str
    seq: int
    is_last: bool = False


class Rounds:
    """Draws what changed since the last round, for every window that is open.

    Windows that keep up get the same events in a round, so what equal ones show is drawn once. Only
    one is drawn at a time, and the loop goes round in between: however many windows are open, a
    call of the app waits for one of them at most.
    """

    def __init__(self, feed: Feed, parts: Sequence[Pane]) -> None:
        self._feed = feed
        self._panes = parts
        self._end = 0  # the feed's place at which the present round ends
        self._drawn: dict[tuple[Hashable, int, int], Update] = {}  # in this round
        self._turn = asyncio.Lock()

    async def update(self, window: Window, after: int, *, joins: bool = False) -> Update:
        """What is new for the window since that place of the feed, of which there must be some.

        One that `joins` is brought to the present, wherever the round of the others is.
        """
        async with self._turn:
            if self._end <= after:  # the first that has seen this round begins the next
                self._end = self._feed.seq
                self._drawn.clear()
            end = self._feed.seq if joins else self._end
            key = (window.look, after, end)
            if key not in self._drawn:
                self._drawn[key] = self._draw(window, after, end)
                await asyncio.sleep(0)
            return self._drawn[key]

    def _draw(self, window: Window, after: int, end: int) -> Update:
        present = window.now()
        if present is None:  # removed from the room: loading again says so
            return Update(json.dumps(_RELOAD), end, is_last=True)
        events = [event for event in self._feed.since(after) if event["seq"] <= end]
        frames = [frame for pane in self._panes for frame in _frames(pane, present, events)]
        place = {"op": "seq", "seq": end}
        return Update(json.dumps([*frames, place]) if frames else "", end)


def known_panes() -> tuple[Pane, ...]:
    """Every module in panes/: a new part of the page is one new file."""
    names = sorted(found.name for found in pkgutil.iter_modules(panes.__path__))
    return tuple(importlib.import_module(f"{panes.__name__}.{name}") for name in names)


async def serve(
    window: Window, rounds: Rounds, request: web.Request, after: int
) -> web.WebSocketResponse:
    """Send what changes after the feed's place `after` until the window goes."""
    # Nothing is won by compressing for the same machine, and a window that closes in the middle of
    # a large frame would leave the compressing task behind.
    socket = web.WebSocketResponse(heartbeat=30, compress=False)
    await socket.prepare(request)
    sending = asyncio.create_task(_send(window, rounds, socket, after), name="playground-page")
    try:
        async for _ in socket:  # reading is what notices that the window was closed
            pass
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    return socket


async def _send(window: Window, rounds: Rounds, socket: web.WebSocketResponse, after: int) -> None:
    feed = window.hub.feed
    joins = feed.seq > after  # what was missed meanwhile comes at once
    with suppress(ConnectionError):
        while feed.reaches_back_to(after) and await feed.moved(after):
            await asyncio.sleep(0 if joins else _BREATH)
            update = await rounds.update(window, after, joins=joins)
            if update.text:
                await socket.send_str(update.text)
            if update.is_last:
                break
            after, joins = update.seq, False
        else:
            if not feed.reaches_back_to(after):
                await socket.send_json(_RELOAD)
        await socket.close()


def _frames(pane: Pane, window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    try:
        yield from pane.frames(window, events)
    except Exception:  # noqa: BLE001 - a part that cannot be drawn must not end the window's connection
        _log.exception("A part of the page could not be brought up to date.")
