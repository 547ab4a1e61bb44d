"""Printers for what a person sees: readable text, or one JSON object a line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from playground.authorship import author_name
from playground.controls import words
from playground.render import Look, render_message, render_view
from playground.render.spans import Line, Span, paint, span, split_lines
from playground.room_log import BROADCAST
from playground.safe_text import safe

Event = Mapping[str, Any]
Write = Callable[[str], None]
_INDENT = 2


class JsonPrinter:
    """Writes each event as one JSON object a line.

    Every line has event, channel, ts, thread_ts, user, text and blocks (null where they do not
    apply) beside what the event itself carries; a message's own fields stay under "message".
    """

    def __init__(self, write: Write) -> None:
        self._write = write

    def __call__(self, event: Event) -> None:
        """Write the event."""
        message = event.get("message") or {}
        line = {
            **{name: event.get(name) for name in ("event", "channel", "ts", "thread_ts", "user")},
            "text": message.get("text", event.get("text")),
            "blocks": message.get("blocks", (event.get("view") or {}).get("blocks")),
            **{name: value for name, value in event.items() if name != "text"},
        }
        self._write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


class TextPrinter:
    """Writes each event as a short block of text; of an edit only the lines that changed."""

    def __init__(self, write: Write, look: Look) -> None:
        self._write = write
        self._look = look
        self._shown: dict[tuple[str, str], list[str]] = {}

    def __call__(self, event: Event) -> None:
        """Write the event; an edit that changes no line is not told."""
        lines = self._lines(event)
        if lines:
            self._write("\n".join(lines) + "\n\n")

    def _lines(self, event: Event) -> list[str]:
        if event["event"] not in {"message_posted", "message_edited", "ephemeral"}:
            return event_lines(event, self._look)
        lines = event_lines(event, self._look)
        key = (event["channel"], event["ts"])
        before = self._shown.get(key, [])
        self._shown[key] = lines[1:]
        if event["event"] != "message_edited":
            return lines
        changed = [line for line in lines[1:] if line and line not in before]
        return [lines[0], *changed] if changed else []


def event_lines(event: Event, look: Look, first_number: int = 1) -> list[str]:
    """Return an event as lines: a heading that says who and what, and the content below it.

    The controls of a message are numbered from `first_number`.
    """
    kind = str(event["event"])
    inner = replace(look, width=look.width - _INDENT)
    if "message" in event and kind != "message_deleted":
        body = render_message(event["message"], inner, first_number)
        return [_heading(event, look), *_indented(body)]
    if kind in {"view_opened", "view_updated"}:
        return _indented(render_view(event["view"], inner))
    return [paint(line, styled=look.styled) for line in _told(event, look)]


def _told(event: Event, look: Look) -> list[Line]:
    """Return in words the events that are neither a message nor an open view."""
    match event["event"]:
        case "step":
            told = [span("> ", "dim"), span(f"{event['kind']} {event['text']}", "bold")]
        case "message_deleted":
            told = [span(f"{_author(event, look)} removed a message", "dim")]
        case "view_closed":
            told = [span(f"Closed: {words(event['view'].get('title'))}", "dim")]
        case "failure":
            told = [span(f"Slack: {event.get('text', '')}", "bad")]
        case "confirm":
            told = [span(f"? {event['title']} {event['text']} → {event['answer']}", "dim")]
        case "field_errors":
            return [(span(f"! {safe(k)}: {safe(v)}", "bad"),) for k, v in event["errors"].items()]
        case other:
            told = [span(f"[{other}]", "dim")]
    return split_lines(Span(safe(part.text), part.styles) for part in told)


def _heading(event: Event, look: Look) -> str:
    channel = str(event.get("channel") or "")
    notes = [f"#{safe(look.names[channel])}"] if channel in look.names else []
    notes += ["in a thread"] if event.get("thread_ts") not in (None, event.get("ts")) else []
    if (event.get("message") or {}).get("subtype") == BROADCAST:
        notes.append("and in the channel")
    notes += {
        "message_edited": ["edited"],
        "ephemeral": ["only you see this"],
    }.get(str(event["event"]), [])
    line = (span(_author(event, look), "bold"), span("".join(f" · {n}" for n in notes), "dim"))
    return paint(line, styled=look.styled)


def _author(event: Event, look: Look) -> str:
    written = {"user": event.get("user"), **(event.get("message") or {})}
    return safe(author_name(written, look.names) or "Slack")


def _indented(lines: list[str]) -> list[str]:
    return [" " * _INDENT + line if line else line for line in lines]
