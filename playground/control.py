"""The control API under /playground/: what people's screens and tests drive the workspace with.

Every call is POST /playground/call/NAME with its arguments as a JSON object; the answer is
{"ok": true, "result": …} or {"ok": false, "error": "a sentence"} with status 400. The feed is a
WebSocket at /playground/events?after=SEQ.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from types import MappingProxyType
from typing import Any, get_args

from aiohttp import web

from playground.calls import Call, Calls
from playground.deliveries import Kind
from playground.errors import CannotActError, DeliveryError
from playground.faults import FaultPlan
from playground.hub import Hub
from playground.people import agents, clicks, entrances, modals, reacting, talk, uploading
from playground.scheduled import catch_up


async def _workspace(hub: Hub) -> dict[str, Any]:
    shown = {"team", "users", "channels", "user_groups"}
    public = hub.workspace.model_dump(mode="json", include=shown)
    return {
        **public,
        "bot": {"user_id": hub.app.bot_user_id, "name": hub.app.bot_name},
        "commands": [command.model_dump() for command in hub.app.commands],
        "shortcuts": [shortcut.model_dump() for shortcut in hub.app.shortcuts],
    }


async def _repeat_last(hub: Hub, kind: Kind = "events") -> None:
    if not await hub.deliveries.repeat(kind):
        raise CannotActError(f"Nothing of the kind {kind} was delivered yet ({get_args(Kind)}).")


def put_in_force(hub: Hub, faults: FaultPlan) -> None:
    """Let these faults happen from now on, instead of those before."""
    hub.faults.set(faults)
    hub.limits.rescale(faults.limit_scale)
    if faults.drop_sockets:
        hub.sockets.drop()


async def _set_faults(hub: Hub, faults: FaultPlan) -> None:
    put_in_force(hub, faults)


async def _refresh_sockets(hub: Hub) -> None:
    await hub.sockets.refresh()


async def _turn_sockets(hub: Hub, *, on: bool) -> None:
    if on:
        hub.sockets.turn_on()
    else:
        await hub.sockets.turn_off()


async def _verify_url(hub: Hub) -> bool:
    try:
        return await hub.webhooks.verify_url()
    except DeliveryError as failed:
        raise CannotActError(f"The request_url did not answer: {failed.reason}.") from failed


async def _tick(hub: Hub) -> int:
    return catch_up(hub)


async def _seq(hub: Hub) -> int:
    return hub.feed.seq


CALLS: Mapping[str, Call] = MappingProxyType(
    {
        "workspace": _workspace,
        "dm": talk.dm,
        "say": talk.say,
        "messages": talk.messages,
        "react": reacting.react,
        "upload": uploading.upload,
        "share_files": uploading.share_files,
        "delete_file": uploading.delete_file,
        "press": clicks.press,
        "options": clicks.options,
        "forge": clicks.forge,
        "views": modals.views,
        "submit": modals.submit,
        "close": modals.close,
        "shortcut": entrances.shortcut,
        "home": entrances.home,
        "open_messages": agents.open_messages,
        "open_assistant": agents.open_assistant,
        "look_elsewhere": agents.look_elsewhere,
        "stop_agent": agents.stop_agent,
        "name_session": agents.name_session,
        "repeat_last": _repeat_last,
        "set_faults": _set_faults,
        "refresh_sockets": _refresh_sockets,
        "turn_sockets": _turn_sockets,
        "verify_url": _verify_url,
        "tick": _tick,
        "seq": _seq,
    }
)


class Control:
    """Serves the control API of one playground."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._calls = Calls(hub, CALLS)

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve."""
        return [
            web.post("/playground/call/{name}", self._calls.answer),
            web.get("/playground/events", self._events),
        ]

    async def _events(self, request: web.Request) -> web.StreamResponse:
        after = _sequence(request.query.get("after", "0"))
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sending = asyncio.create_task(self._send_feed(socket, after), name="playground-feed")
        try:
            # Reading is what notices that the follower left, and answers its closing handshake.
            async for _ in socket:
                pass
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return socket

    async def _send_feed(self, socket: web.WebSocketResponse, after: int) -> None:
        async with aclosing(self._hub.feed.follow(after)) as entries:
            async for entry in entries:
                await socket.send_json(entry)
        await socket.close()


def _sequence(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise web.HTTPBadRequest(text="after must be a number.") from None
