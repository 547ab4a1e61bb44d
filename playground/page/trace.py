"""What the builders' panel asks for: lines, their contents, the export and its parts."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType

from aiohttp import web

from playground.feed import FeedEvent
from playground.hub import Hub
from playground.page import fault_acts
from playground.page.assets import html
from playground.page.builder_parts import PARTS
from playground.page.painter import Painter
from playground.page.panes.builder import SHOWN, draw, draw_part, newest
from playground.page.redaction import pretty, redacted
from playground.page.trace_rows import clock, endings

_UTC = "UTC"
_TRACED = frozenset({"delivery", "ack", "not_acked", "api_call", "refused", "failure"})

Section = tuple[str, str]
"""A title and pretty JSON, or a title that says it all and ""."""


def routes(hub: Hub) -> list[web.RouteDef]:
    """The routes to serve."""
    return [*Trace(hub, Painter()).routes(), *fault_acts.routes(hub)]


class Trace:
    """Serves what happened between the app and Slack. Secrets never leave it."""

    def __init__(self, hub: Hub, painter: Painter) -> None:
        self._hub = hub
        self._painter = painter

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve."""
        return [
            web.get("/page/trace", self._lines),
            web.get("/page/trace.jsonl", self._export),
            web.get(r"/page/trace/{seq:\d+}", self._detail),
            web.get("/page/builder/{part}", self._part),
        ]

    async def _lines(self, request: web.Request) -> web.Response:
        """The newest lines of a `kind` ("", a kind of row or "failed") that contain `text`."""
        found = newest(
            self._hub, SHOWN, request.query.get("kind", ""), request.query.get("text", "")
        )
        return html(draw(self._painter, found, self._zone(request)))

    async def _detail(self, request: web.Request) -> web.Response:
        """What one line was made of: payload and acknowledgement, or arguments and answer."""
        seq = int(request.match_info["seq"])
        event = next(iter(self._hub.feed.since(seq - 1)), None)
        if event is None or event["seq"] != seq or event["event"] not in _SECTIONS:
            raise web.HTTPNotFound(text="This is no longer held: the last 5,000 are.")
        template = self._painter.environment.get_template("builder/detail.html")
        sections = _SECTIONS[event["event"]](self._hub, event)
        facts = [clock(event["at"], self._zone(request)), *_FACTS[event["event"]](event)]
        return html(template.render(seq=seq, facts=facts, sections=sections))

    async def _export(self, request: web.Request) -> web.StreamResponse:
        """Everything held, oldest first, as a file of JSON lines."""
        response = web.StreamResponse()
        response.content_type = "application/x-ndjson"
        response.headers["Content-Disposition"] = 'attachment; filename="playground-trace.jsonl"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response.prepare(request)
        async for line in _exported(self._hub):
            await response.write(line)
        await response.write_eof()
        return response

    def _zone(self, request: web.Request) -> str:
        """The time zone of the `user` who looks."""
        person = self._hub.person(request.query.get("user", ""))
        return person.tz if person else _UTC

    async def _part(self, request: web.Request) -> web.Response:
        name = request.match_info["part"]
        if name not in PARTS:
            raise web.HTTPNotFound(text="The panel has no such part.")
        return html(draw_part(self._painter, name, PARTS[name](self._hub)))


async def _exported(hub: Hub) -> AsyncIterator[bytes]:
    for event in hub.feed.since(0):
        if event["event"] not in _TRACED:
            continue
        answer = hub.answers.of(event["seq"])
        whole = event if answer is None else {**event, "answer": answer}
        yield json.dumps(redacted(whole), ensure_ascii=False).encode() + b"\n"


def _of_delivery(hub: Hub, event: FeedEvent) -> list[Section]:
    acks = [
        other
        for other in hub.feed.since(event["seq"])
        if other["event"] == "ack" and other["id"] == event["id"]
    ]
    return [("Payload", pretty(event["payload"])), _acknowledgement(hub, event, acks)]


def _acknowledgement(hub: Hub, event: FeedEvent, acks: list[FeedEvent]) -> Section:
    end = endings(hub.feed.since(event["seq"])).get(event["id"])
    if not acks:
        return (f"Acknowledgement: {end.text if end else 'not yet'}", "")
    payload = acks[0]["payload"]
    if payload is None:
        return ("Acknowledged without a payload", "")
    return ("Acknowledgement", pretty(payload))


def _of_call(hub: Hub, event: FeedEvent) -> list[Section]:
    return [("Arguments", pretty(event["arguments"])), _answer(hub, event)]


def _answer(hub: Hub, event: FeedEvent) -> Section:
    if not event["status"]:
        return ("It got no answer", "")
    answer = hub.answers.of(event["seq"])
    if answer is None:
        return ("The answer is no longer held: those of the last 1,000 calls are", "")
    return ("Answer", pretty(answer))


def _of_refusal(_: Hub, event: FeedEvent) -> list[Section]:
    return [("Why", pretty(event["messages"]))]


def _of_failure(hub: Hub, event: FeedEvent) -> list[Section]:
    person = hub.person(event["user"])
    return [(f"{person.real_name if person else event['user']} was told: {event['text']}", "")]


_SECTIONS: Mapping[str, Callable[[Hub, FeedEvent], list[Section]]] = MappingProxyType(
    {
        "delivery": _of_delivery,
        "api_call": _of_call,
        "refused": _of_refusal,
        "failure": _of_failure,
    }
)


def _call_facts(event: FeedEvent) -> list[str]:
    wait = event["retry_after"]
    facts = [
        f"HTTP {event['status']}" if event["status"] else "",
        event["error"] or "",
        "" if wait is None else f"Retry-After {wait} s",
        f"injected: {event['fault']}" if event["fault"] else "",
    ]
    return [fact for fact in facts if fact]


def _delivery_facts(event: FeedEvent) -> list[str]:
    retry = f"retry {event['attempt']} after {event['reason']}"
    return [f"id {event['id']}", *([retry] if event["attempt"] else [])]


_FACTS: Mapping[str, Callable[[FeedEvent], list[str]]] = MappingProxyType(
    {
        "delivery": _delivery_facts,
        "api_call": _call_facts,
        "refused": lambda event: [str(event["error"])],
        "failure": lambda _: [],
    }
)
