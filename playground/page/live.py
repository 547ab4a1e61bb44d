"""Keeping a window up to date: batches of feed events become frames over one WebSocket."""

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from contextlib import suppress

from aiohttp import web

from playground.feed import FeedEvent
from playground.page import panes
from playground.page.window import Frame, Pane, Window

_BREATH = 0.02
"""Seconds in which further events join a batch, so that a message that changes many times a
second is drawn once for all of them; far below what an eye tells apart."""


def known_panes() -> tuple[Pane, ...]:
    """Every module in panes/: a new part of the page is one new file."""
    names = sorted(found.name for found in pkgutil.iter_modules(panes.__path__))
    return tuple(importlib.import_module(f"{panes.__name__}.{name}") for name in names)


async def serve(window: Window, request: web.Request, after: int) -> web.WebSocketResponse:
    """Send what changes after the feed's place `after` until the window goes."""
    # Nothing is won by compressing for the same machine, and a window that closes in the middle of
    # a large frame would leave the compressing task behind.
    socket = web.WebSocketResponse(heartbeat=30, compress=False)
    await socket.prepare(request)
    sending = asyncio.create_task(_send(window, socket, after), name="playground-page")
    try:
        async for _ in socket:  # reading is what notices that the window was closed
            pass
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    return socket


async def _send(window: Window, socket: web.WebSocketResponse, after: int) -> None:
    feed, every = window.hub.feed, known_panes()
    if not feed.reaches_back_to(after):
        await socket.send_json([{"op": "reload"}])
        return
    with suppress(ConnectionError):
        async for events in feed.batches(after, _BREATH):
            changes = list(_frames(window, every, events))
            if changes:
                await socket.send_json([*changes, {"op": "seq", "seq": events[-1]["seq"]}])
        await socket.close()


def _frames(window: Window, every: Sequence[Pane], events: Sequence[FeedEvent]) -> Iterator[Frame]:
    for pane in every:
        yield from pane.frames(window, events)
