"""/api/METHOD: authentication, limits, faults and the record of every call."""

import asyncio
import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

import playground.api
from playground.api.method import Answer, Arguments, Method
from playground.errors import ApiError
from playground.faults import ApiFault
from playground.hub import Hub

_OK = 200
_TOO_MANY = 429
_UNANSWERED = 0  # what the record shows for a call that got no answer


@dataclass(frozen=True)
class _Reply:
    body: Answer
    status: int = _OK
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiEndpoint:
    """Answers Web API calls."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._methods: Mapping[str, Method] = {method.name: method for method in _methods()}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request to /api/METHOD."""
        name = request.match_info["method"]
        started = asyncio.get_running_loop().time()
        try:
            arguments = await _read_arguments(request)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = _take_token(request, arguments)
        fault = self._hub.faults.take(name)
        if fault is None:
            reply = self._answer(name, token, arguments)
        else:
            if fault.after_effect:
                self._answer(name, token, arguments)
            reply = _faulty(fault)
        self._record(name, arguments, reply, started, fault)
        if fault is not None and fault.kind in ("hang", "drop"):
            return await self._no_answer(request, fault)
        return web.json_response(reply.body, status=reply.status, headers=self._headers(reply))

    def _answer(self, name: str, token: str, arguments: Arguments) -> _Reply:
        method = self._methods.get(name)
        if method is None:
            return _Reply({"ok": False, "error": "unknown_method", "req_method": name})
        try:
            self._authenticate(method, token)
            wait = self._hub.limits.take(name, arguments.text("channel"))
            if wait is not None:
                return _rate_limited(wait)
            method.check(arguments)
            return _Reply({"ok": True, **method.answer(self._hub, arguments)})
        except ApiError as refused:
            if refused.messages:
                self._hub.feed.append(
                    "refused", method=name, error=refused.error, messages=list(refused.messages)
                )
            return _Reply(_refusal(refused))

    def _authenticate(self, method: Method, token: str) -> None:
        app = self._hub.app
        if not token:
            raise ApiError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise ApiError("invalid_auth")
        if token != (app.bot_token if method.caller == "bot" else app.app_token):
            raise ApiError("not_allowed_token_type")

    def _record(
        self,
        name: str,
        arguments: Arguments,
        reply: _Reply,
        started: float,
        fault: ApiFault | None,
    ) -> None:
        took = (asyncio.get_running_loop().time() - started) * 1000
        self._hub.feed.append(
            "api_call",
            method=name,
            status=reply.status,
            ok=reply.body["ok"],
            error=reply.body.get("error"),
            ms=round(took, 2),
            arguments=dict(arguments),
            retry_after=_retry_after(reply),
            fault=fault.kind if fault else None,
        )

    async def _no_answer(self, request: web.Request, fault: ApiFault) -> web.StreamResponse:
        if fault.kind == "hang":
            await self._hub.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)  # never leaves: the connection is gone

    def _headers(self, reply: _Reply) -> dict[str, str]:
        scopes = ",".join(self._hub.app.scopes)
        return {"x-oauth-scopes": scopes, "x-accepted-oauth-scopes": scopes, **reply.headers}


def _methods() -> Iterator[Method]:
    """The METHODS of every module in this package: a new family is one new file."""
    for found in pkgutil.iter_modules(playground.api.__path__):
        family = importlib.import_module(f"{playground.api.__name__}.{found.name}")
        yield from getattr(family, "METHODS", ())


async def _read_arguments(request: web.Request) -> Arguments:
    # slack_sdk sends some calls with a query string, some as a form and some as JSON.
    arguments = Arguments(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        body: Any = json.loads(text) if text else {}
        arguments.update(body if isinstance(body, dict) else {})
    elif request.method == "POST":
        form = await request.post()
        arguments.update({key: value for key, value in form.items() if isinstance(value, str)})
    return arguments


def _take_token(request: web.Request, arguments: Arguments) -> str:
    given = str(arguments.pop("token", ""))
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or given


def _refusal(refused: ApiError) -> Answer:
    body: Answer = {"ok": False, "error": refused.error}
    if refused.messages:
        body["response_metadata"] = {"messages": list(refused.messages)}
    return body


def _rate_limited(wait: int) -> _Reply:
    body = {"ok": False, "error": "ratelimited"}
    return _Reply(body, _TOO_MANY, {"Retry-After": str(wait)})


def _faulty(fault: ApiFault) -> _Reply:
    if fault.kind == "rate_limited":
        return _rate_limited(fault.retry_after)
    if fault.kind == "server_error":
        return _Reply({"ok": False, "error": "internal_error"}, fault.status)
    return _Reply({"ok": False, "error": fault.kind}, _UNANSWERED)


def _retry_after(reply: _Reply) -> int | None:
    value = reply.headers.get("Retry-After")
    return int(value) if value else None
