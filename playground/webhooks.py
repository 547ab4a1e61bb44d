"""HTTP delivery: the same payloads as signed POST requests to the app's request_url."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from playground.deliveries import Envelope, Kind, Payload
from playground.errors import DeliveryError
from playground.incoming import loaded, whole
from playground.workspace import LOOPBACK_HOSTS, InstalledApp

# Slack follows two redirects, by its guide to the Events API, and calls a third too_many_redirects.
_MAX_REDIRECTS = 2
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Slack's names for what went wrong, the special before the general.
_REASONS = (
    (aiohttp.ClientSSLError, "ssl_error"),
    (aiohttp.ClientConnectorError, "connection_failed"),
)
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def _as_json(payload: Payload) -> tuple[str, str]:
    return _JSON, json.dumps(payload)


def _as_fields(payload: Payload) -> tuple[str, str]:
    return _FORM, urlencode(payload)


def _as_payload_field(payload: Payload) -> tuple[str, str]:
    return _FORM, urlencode({"payload": json.dumps(payload)})


_ENCODERS: Mapping[Kind, Callable[[Payload], tuple[str, str]]] = MappingProxyType(
    {"events": _as_json, "slash_commands": _as_fields, "interactive": _as_payload_field}
)


class Webhooks:
    """Posts envelopes to the request_url; a 2xx answer is the acknowledgement.

    `is_unreachable` tells that nobody listened the last time. `patience` is how many seconds the url_verification challenge waits for its answer.
    """

    late = "http_timeout"

    def __init__(self, app: InstalledApp, patience: float) -> None:
        self._app = app
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self.is_unreachable = False

    async def ready(self) -> None:
        """Return at once: whether the app listens shows when it is called."""

    async def deliver(self, envelope: Envelope) -> Payload | None:
        """Post and return what the answer says. Raises DeliveryError."""
        content_type, body = _ENCODERS[envelope.kind](envelope.payload)
        headers = self._headers(content_type, body)
        if envelope.attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.attempt)
            headers["X-Slack-Retry-Reason"] = envelope.reason
        return await self._post(body, headers)

    async def verify_url(self) -> bool:
        """Send the url_verification challenge; whether it came back. Raises DeliveryError."""
        challenge = secrets.token_hex(16)
        payload = {"type": "url_verification", "token": "playground", "challenge": challenge}
        content_type, body = _as_json(payload)
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._post(body, self._headers(content_type, body))
        except TimeoutError as late:
            raise DeliveryError(self.late) from late
        return answer is not None and challenge in answer.values()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: str, headers: Mapping[str, str]) -> Payload | None:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = URL(self._app.request_url or "")
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                async with self._session.post(
                    url, data=body.encode(), headers=headers, allow_redirects=False
                ) as answer:
                    self.is_unreachable = False
                    if answer.status not in _REDIRECTS:
                        return await _acknowledgement(answer)
                    url = _next_stop(url, answer)
        except aiohttp.ClientError as broken:
            self.is_unreachable = isinstance(broken, aiohttp.ClientConnectorError)
            raise DeliveryError(_reason(broken)) from broken
        raise DeliveryError("too_many_redirects")

    def _headers(self, content_type: str, body: str) -> dict[str, str]:
        # Receivers compare the timestamp with their own clock, so it is the real time, whatever
        # clock the workspace runs by.
        timestamp = str(int(time.time()))
        signed = hmac.new(
            self._app.signing_secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256
        )
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
        }


async def _acknowledgement(answer: aiohttp.ClientResponse) -> Payload | None:
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - the 2xx range
        final = answer.headers.get("X-Slack-No-Retry") == "1"
        raise DeliveryError("http_error", final=final)
    return _read(answer.content_type, await answer.text())


def _next_stop(url: URL, answer: aiohttp.ClientResponse) -> URL:
    """Where a redirect leads. What is signed for the app never leaves this machine."""
    try:
        target = url.join(URL(answer.headers["Location"]))
    except (KeyError, ValueError) as unusable:
        raise DeliveryError("http_error") from unusable
    if target.host not in LOOPBACK_HOSTS:
        raise DeliveryError("unknown_error")
    return target


def _reason(broken: aiohttp.ClientError) -> str:
    return next((reason for kind, reason in _REASONS if isinstance(broken, kind)), "unknown_error")


def _read(content_type: str, text: str) -> Payload | None:
    if not text:
        return None
    if content_type != _JSON:
        return {"text": whole(text)}
    try:
        answer: Any = loaded(text)
    except ValueError:
        return None  # acknowledged, but with nothing usable
    return answer if isinstance(answer, dict) else None
