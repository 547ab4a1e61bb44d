"""Socket Mode: the app's WebSocket connections and the envelopes that go over them."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aiohttp import ClientConnectionResetError, WSMsgType, web

from playground.deliveries import Envelope, Kind, Payload
from playground.errors import DeliveryError
from playground.feed import Feed
from playground.incoming import loaded
from playground.signals import Signal
from playground.timing import Timing
from playground.workspace import InstalledApp

# Slack allows an app ten connections at a time.
MAX_CONNECTIONS = 10
# How long Slack says that a connection will live, in seconds; here it lives until it is refreshed.
_USUAL_LIFE = 18_060
_HOST = "playground"
_ENVELOPE_TYPES: Mapping[Kind, str] = MappingProxyType(
    {"events": "events_api", "slash_commands": "slash_commands", "interactive": "interactive"}
)


# By Slack's guide to Socket Mode, an acknowledgement may carry a payload where it is an answer.
_ANSWERED = frozenset({"view_submission", "block_suggestion"})


@dataclass(frozen=True, eq=False)
class _Connection:
    """An open connection; with a `life` it is refreshed by itself after so many seconds."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    life: float | None

    async def disconnect(self, reason: str) -> None:
        """Say why the connection will end; the app may be gone already."""
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}
        with suppress(ConnectionError):
            await self.socket.send_json(frame)


class Sockets:
    """The open connections. Payloads go to them in turn: on Slack, too, any may get one.

    Each that comes or goes is announced in the feed: connections (open, how many there are now).
    """

    late = "timeout"

    def __init__(self, app: InstalledApp, feed: Feed, timing: Timing) -> None:
        self._app = app
        self._feed = feed
        self._timing = timing
        self._connections: list[_Connection] = []
        self._waiting: dict[str, tuple[_Connection, asyncio.Future[Payload | None]]] = {}
        self._connected = asyncio.Event()
        self._changed = Signal()
        self._sent = 0
        self.is_on = True

    def ticket(self) -> str:
        """A ticket for /link/.

        It is signed rather than remembered, so that an SDK which retries the same address still
        gets in after the playground was restarted.
        """
        nonce = secrets.token_hex(8)
        return f"{nonce}-{self._sign(nonce)}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it closes."""
        nonce, _, signature = request.query.get("ticket", "").partition("-")
        if not hmac.compare_digest(signature.encode(), self._sign(nonce).encode()):
            raise web.HTTPForbidden(text="This ticket is not valid: call apps.connections.open.")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        life = self._timing.debug_connection if _is_debugged(request) else None
        connection = _Connection(socket, request.transport, life)
        refusal = self._refusal()
        if refusal is not None:
            await connection.disconnect(refusal)
            await socket.close()
            return socket
        await socket.send_json(self._hello(connection))
        await self._serve(connection)
        return socket

    @property
    def open_connections(self) -> int:
        """How many connections the app has open."""
        return len(self._connections)

    async def ready(self) -> None:
        """Return once a connection is open."""
        await self._connected.wait()

    async def deliver(self, envelope: Envelope) -> Payload | None:
        """Send to one connection and wait for its acknowledgement.

        Raises DeliveryError when none is open, or when the one that was chosen closes.
        """
        if not self._connections:
            raise DeliveryError("no_connection")
        connection = self._connections[self._sent % len(self._connections)]
        self._sent += 1
        answer: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope.id] = (connection, answer)
        try:
            await connection.socket.send_json(_to_json(envelope))
            return await answer
        except ConnectionError as broken:
            raise DeliveryError(self.late) from broken
        finally:
            self._waiting.pop(envelope.id, None)

    async def refresh(self) -> None:
        """Have all connections renewed, as Slack does with each of them every few hours.

        They are renewed one after the other, so that an app with several always has one open.
        Returns when the app is back, or does not come back within the time of a warning.
        """
        for connection in list(self._connections):
            await self._renew(connection)

    async def turn_off(self) -> None:
        """Turn Socket Mode off in the app's settings: what is open ends, and nothing new opens."""
        self.is_on = False
        for connection in list(self._connections):
            await connection.disconnect("link_disabled")
            await connection.socket.close()

    def turn_on(self) -> None:
        """Turn Socket Mode on again."""
        self.is_on = True

    def drop(self) -> None:
        """Cut all connections without a word."""
        for connection in list(self._connections):
            self._forget(connection)
            if connection.transport is not None:
                connection.transport.abort()

    async def close(self) -> None:
        """Close all connections in good order."""
        for connection in list(self._connections):
            await connection.socket.close()

    async def _renew(self, connection: _Connection) -> None:
        """Warn, wait, then refresh: an app that heeds the warning has reconnected by then."""
        before = len(self._connections)
        await connection.disconnect("warning")
        await self._wait_until(lambda: connection not in self._connections)
        if connection in self._connections:
            await connection.disconnect("refresh_requested")
            await connection.socket.close()
        await self._wait_until(lambda: len(self._connections) >= before)

    async def _renew_in_time(self, connection: _Connection, life: float) -> None:
        await asyncio.sleep(life)
        await self._renew(connection)

    async def _wait_until(self, done: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.refresh_warning):
                while not done():
                    await self._changed.wait()

    async def _serve(self, connection: _Connection) -> None:
        self._connections.append(connection)
        self._connected.set()
        self._tell_of_change()
        timers: list[asyncio.Task[None]] = []
        if connection.life is not None:
            renewal = self._renew_in_time(connection, connection.life)
            timers.append(asyncio.create_task(renewal, name="playground-refresh"))
        try:
            # A ping may come in while the connection closes: then there is nobody left to answer.
            with suppress(ClientConnectionResetError):
                async for frame in connection.socket:
                    if frame.type is WSMsgType.TEXT:
                        self._acknowledge(frame.data)
        finally:
            self._forget(connection)
            for timer in timers:
                timer.cancel()
            await asyncio.gather(*timers, return_exceptions=True)

    def _acknowledge(self, text: str) -> None:
        try:
            frame = loaded(text)
            envelope_id = str(frame["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return  # no acknowledgement; Slack ignores such frames too
        _, answer = self._waiting.get(envelope_id, (None, None))
        if answer is not None and not answer.done():
            payload = frame.get("payload")
            answer.set_result(payload if isinstance(payload, dict) else None)
        else:
            self._feed.append("ack", id=envelope_id, ms=None, late=True, payload=None)

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            self._tell_of_change()
        if not self._connections:
            self._connected.clear()
        for owner, answer in self._waiting.values():
            if owner is connection and not answer.done():
                answer.set_exception(DeliveryError(self.late))

    def _refusal(self) -> str | None:
        """Say why no further connection may be opened now; None when one may."""
        if not self.is_on:
            return "link_disabled"
        return "too_many_websockets" if len(self._connections) >= MAX_CONNECTIONS else None

    def _tell_of_change(self) -> None:
        self._feed.append("connections", open=len(self._connections))
        self._changed.fire()

    def _hello(self, connection: _Connection) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "debug_info": {
                "host": _HOST,
                "build_number": 1,
                "approximate_connection_time": int(connection.life or _USUAL_LIFE),
            },
            "connection_info": {"app_id": self._app.app_id},
        }

    def _sign(self, nonce: str) -> str:
        return hmac.new(self._app.app_token.encode(), nonce.encode(), hashlib.sha256).hexdigest()


def _to_json(envelope: Envelope) -> dict[str, Any]:
    frame = {
        "envelope_id": envelope.id,
        "type": _ENVELOPE_TYPES[envelope.kind],
        "payload": envelope.payload,
        "accepts_response_payload": _may_be_answered(envelope),
    }
    if envelope.kind == "events":
        frame |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
    return frame


def _may_be_answered(envelope: Envelope) -> bool:
    return envelope.kind == "slash_commands" or envelope.payload.get("type") in _ANSWERED


def _is_debugged(request: web.Request) -> bool:
    # The switch for developers that Slack's guide to Socket Mode describes.
    return request.query.get("debug_reconnects") == "true"
