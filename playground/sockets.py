"""Socket Mode: the app's WebSocket connections and the envelopes that go over them."""

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from aiohttp import WSMsgType, web

from playground.deliveries import Envelope, Kind, Payload
from playground.errors import DeliveryError
from playground.feed import Feed
from playground.workspace import InstalledApp

# Slack allows an app ten connections at a time.
MAX_CONNECTIONS = 10
_ENVELOPE_TYPES: Mapping[Kind, str] = MappingProxyType(
    {"events": "events_api", "slash_commands": "slash_commands", "interactive": "interactive"}
)


@dataclass(frozen=True, eq=False)
class _Connection:
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None


class Sockets:
    """The open connections. Payloads go to them in turn: on Slack, too, any may get one."""

    late = "timeout"

    def __init__(self, app: InstalledApp, feed: Feed) -> None:
        self._app = app
        self._feed = feed
        self._connections: list[_Connection] = []
        self._waiting: dict[str, tuple[_Connection, asyncio.Future[Payload | None]]] = {}
        self._connected = asyncio.Event()
        self._sent = 0

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
        if len(self._connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await socket.send_json(self._hello())
        await self._serve(_Connection(socket, request.transport))
        return socket

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
        """Ask all connections to reconnect, as Slack does every few hours."""
        for connection in list(self._connections):
            await connection.socket.send_json(
                {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
            )

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

    async def _serve(self, connection: _Connection) -> None:
        self._connections.append(connection)
        self._connected.set()
        try:
            async for frame in connection.socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._forget(connection)

    def _acknowledge(self, text: str) -> None:
        try:
            frame = json.loads(text)
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
        if not self._connections:
            self._connected.clear()
        for owner, answer in self._waiting.values():
            if owner is connection and not answer.done():
                answer.set_exception(DeliveryError(self.late))

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "debug_info": {
                "host": "playground",
                "build_number": 1,
                "approximate_connection_time": 18060,
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
        "accepts_response_payload": envelope.kind != "events",
    }
    if envelope.kind == "events":
        frame |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
    return frame
