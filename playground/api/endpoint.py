"""/api/METHOD: authentication, limits, faults and the record of every call."""

import asyncio
import importlib
import logging
import pkgutil
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

import playground.api
from playground.api.method import Answer, Arguments, Caller, DetailedError, Method
from playground.errors import ApiError
from playground.faults import ApiFault
from playground.hub import Hub
from playground.incoming import loaded, whole

_OK = 200
_TOO_MANY = 429
_SECRETS = frozenset({"client_secret", "code", "code_verifier", "refresh_token"})
_HANDED_OUT = frozenset({"access_token", "refresh_token"})
# What reading a call raises: no JSON, bytes that are no text, an unknown charset.
_UNREADABLE = (ValueError, LookupError)
_UNANSWERED = 0  # what the record shows for a call that got no answer
_log = logging.getLogger(__name__)


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
        except _UNREADABLE:
            reply = _Reply({"ok": False, "error": "invalid_json"})
            self._record(name, Arguments(), reply, started, None)
            return web.json_response(reply.body)
        token = _take_credentials(request, arguments)
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
        return web.json_response(reply.body, status=reply.status, headers=dict(reply.headers))

    def _answer(self, name: str, token: str, arguments: Arguments) -> _Reply:
        method = self._methods.get(name)
        if method is None:
            return _Reply({"ok": False, "error": "unknown_method", "req_method": name})
        try:
            arguments.caller = self._authenticate(method, token)
            method.allow(arguments.caller)
            wait = self._hub.limits.take(name, arguments.text("channel"))
            if wait is not None:
                return _rate_limited(wait)
            method.check(arguments)
            body = {"ok": True, **method.answer(self._hub, arguments)}
        except ApiError as refused:
            if refused.messages:
                self._hub.feed.append(
                    "refused", method=name, error=refused.error, messages=list(refused.messages)
                )
            body = _refusal(refused)
        except Exception:  # noqa: BLE001 - the last net: Slack answers in JSON even then
            _log.exception("%s could not be answered", name)
            body = {"ok": False, "error": "internal_error"}
        return _Reply(body, headers=_scope_headers(method, arguments.caller))

    def _authenticate(self, method: Method, token: str) -> Caller:
        if method.caller == "client":
            return Caller()
        if not token:
            raise ApiError("not_authed")
        is_app_token = token == self._hub.app.app_token
        scopes = () if is_app_token else self._hub.tokens.check(token).scopes
        if is_app_token != (method.caller == "app"):
            raise ApiError("not_allowed_token_type")
        return Caller(token, scopes)

    def _record(
        self,
        name: str,
        arguments: Arguments,
        reply: _Reply,
        started: float,
        fault: ApiFault | None,
    ) -> None:
        took = (asyncio.get_running_loop().time() - started) * 1000
        call = self._hub.feed.append(
            "api_call",
            method=name,
            status=reply.status,
            ok=reply.body["ok"],
            error=reply.body.get("error"),
            ms=round(took, 2),
            arguments=_public(arguments),
            retry_after=_retry_after(reply),
            fault=fault.kind if fault else None,
        )
        if reply.status != _UNANSWERED:
            self._hub.answers.put(call["seq"], _without_tokens(reply.body))

    async def _no_answer(self, request: web.Request, fault: ApiFault) -> web.StreamResponse:
        if fault.kind == "hang":
            await self._hub.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)  # never leaves: the connection is gone


def known_methods() -> tuple[str, ...]:
    """The names of all methods that are answered, in order."""
    return tuple(sorted(method.name for method in _methods()))


def _methods() -> Iterator[Method]:
    """The METHODS of every module in this package: a new family is one new file."""
    for found in pkgutil.iter_modules(playground.api.__path__):
        family = importlib.import_module(f"{playground.api.__name__}.{found.name}")
        yield from getattr(family, "METHODS", ())


async def _read_arguments(request: web.Request) -> Arguments:
    # slack_sdk sends some calls with a query string, some as a form and some as JSON.
    arguments = Arguments(request.query)
    if request.method != "POST":
        # Any page in a browser can have such an address fetched, as that of a picture. Slack, too,
        # takes no token from there: docs.slack.dev/changelog/2020-11-no-more-tokens-in-querystrings
        arguments.pop("token", None)
    if request.content_type == "application/json":
        text = await request.text()
        body: Any = loaded(text) if text else {}
        arguments.update(body if isinstance(body, dict) else {})
    elif request.method == "POST":
        form = await request.post()
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
        arguments.update({whole(key): whole(value) for key, value in fields.items()})
    return arguments


def _take_credentials(request: web.Request, arguments: Arguments) -> str:
    """Take the token off the call; HTTP Basic gives a client_id and client_secret in its place."""
    given = str(arguments.pop("token", ""))
    header = request.headers.get("Authorization", "")
    if not header.startswith("Basic "):
        return header.removeprefix("Bearer ").strip() or given
    with suppress(ValueError):
        pair = b64decode(header.removeprefix("Basic "), validate=True).decode()
        client_id, _, client_secret = pair.partition(":")
        arguments |= {"client_id": client_id, "client_secret": client_secret}
    return given


def _public(arguments: Arguments) -> Answer:
    """What the record shows of the arguments: all but secrets."""
    return {name: value for name, value in arguments.items() if name not in _SECRETS}


def _without_tokens(body: Answer) -> Answer:
    """What is kept of an answer: all but the tokens it hands out."""
    kept = {name: value for name, value in body.items() if name in _HANDED_OUT}
    return {**body, **dict.fromkeys(kept, "(not shown)")} if kept else body


def _scope_headers(method: Method, caller: Caller) -> dict[str, str]:
    if not caller.scopes:
        return {}
    return {
        "x-oauth-scopes": ",".join(caller.scopes),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }


def _refusal(refused: ApiError) -> Answer:
    body: Answer = {"ok": False, "error": refused.error}
    if isinstance(refused, DetailedError):
        body |= refused.fields
    if refused.messages:
        body["response_metadata"] = {"messages": list(refused.messages)}
    if refused.messages and refused.error == "invalid_blocks":
        body["errors"] = [said.removeprefix("[ERROR] ") for said in refused.messages]
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
