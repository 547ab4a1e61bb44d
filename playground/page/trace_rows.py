"""What happened between the app and Slack, as one line each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

from playground.feed import FeedEvent
from playground.page.redaction import redacted

Tone = Literal["", "good", "warn", "bad"]
RowKind = Literal["delivery", "call", "refused", "told"]

# Slack waits three seconds: an app that takes two of them will be late on a busy day.
_SLOW_MS = 2_000
_LATE = frozenset({"timeout", "http_timeout"})
_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_connection": "no connection to the app",
        "connection_failed": "the request_url did not answer",
        "http_error": "the request_url answered with an error",
    }
)


@dataclass(frozen=True)
class Mark:
    """A word or two with a colour."""

    text: str
    tone: Tone = ""


WAITING = Mark("waiting")


@dataclass(frozen=True)
class Row:
    """A line: what it was (`name`), what it was about, what is remarkable, how it ended.

    `envelope` is the id by which a delivery's end is found, "" for everything else.
    """

    seq: int
    at: float
    kind: RowKind
    name: str
    about: str = ""
    tags: tuple[Mark, ...] = ()
    outcome: Mark | None = None
    envelope: str = ""

    @property
    def failed(self) -> bool:
        """Whether it did not go well."""
        return self.outcome is not None and self.outcome.tone == "bad"

    def mentions(self, text: str) -> bool:
        """Whether the line contains the text, in any case."""
        said = [self.name, self.about, *(tag.text for tag in self.tags)]
        said += [self.outcome.text] if self.outcome else []
        return text.casefold() in " ".join(said).casefold()


def rows(
    events: Iterable[FeedEvent], names: Mapping[str, str], ends: Mapping[str, Mark]
) -> Iterator[Row]:
    """The lines of those events that have one, in order.

    `names` are what channels are called, by id; `ends` how deliveries ended, by envelope id.
    """
    for event in events:
        reader = _READERS.get(event["event"])
        if reader is not None:
            row = reader(event, names, ends)
            # What people type behind a command stands in the line, and may be anything.
            yield replace(row, about=redacted(row.about))


def endings(events: Iterable[FeedEvent]) -> dict[str, Mark]:
    """How deliveries ended, by envelope id, as far as these events tell."""
    ends: dict[str, Mark] = {}
    for event in events:
        if event["event"] == "not_acked":
            ends[event["id"]] = _not_acked(event)
        elif event["event"] == "ack" and not event["late"]:
            ends[event["id"]] = _acked(event["ms"])
        elif event["event"] == "ack" and ends.get(event["id"], WAITING).tone in ("", "bad"):
            # A second acknowledgement of what was acknowledged in time changes nothing.
            ends[event["id"]] = Mark("acknowledged too late", "bad")
    return ends


def clock(at: float, zone: str) -> str:
    """The time of day with milliseconds, in that zone: "14:02:11.204"."""
    there = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return there.strftime("%H:%M:%S.") + f"{there.microsecond // 1000:03}"


def _delivery(event: FeedEvent, names: Mapping[str, str], ends: Mapping[str, Mark]) -> Row:
    name, about = _DESCRIBED[event["kind"]](event["payload"], names)
    retry = Mark(f"retry {event['attempt']} after {event['reason']}", "warn")
    tags = (retry,) if event["attempt"] else ()
    end = ends.get(event["id"], WAITING)
    return Row(event["seq"], event["at"], "delivery", name, about, tags, end, envelope=event["id"])


def _call(event: FeedEvent, names: Mapping[str, str], _: Mapping[str, Mark]) -> Row:
    channel = str(event["arguments"].get("channel") or "")
    end = f"{event['status']} · {event['ms']:g} ms" if event["status"] else "no answer"
    return Row(
        event["seq"],
        event["at"],
        "call",
        event["method"],
        names.get(channel, channel),
        tuple(_call_tags(event)),
        Mark(end, "" if event["ok"] else "bad"),
    )


def _call_tags(event: FeedEvent) -> Iterator[Mark]:
    # A line is short: what its status says already is left to the line's contents.
    if event["fault"]:
        yield Mark("injected", "warn")
    elif event["error"] and event["retry_after"] is None:
        yield Mark(event["error"], "bad")
    if event["retry_after"] is not None:
        yield Mark(f"Retry-After {event['retry_after']} s", "warn")


def _refused(event: FeedEvent, _: Mapping[str, str], __: Mapping[str, Mark]) -> Row:
    about = "; ".join(event["messages"])
    return Row(
        event["seq"],
        event["at"],
        "refused",
        event["method"],
        about,
        outcome=Mark(event["error"], "bad"),
    )


def _told(event: FeedEvent, names: Mapping[str, str], _: Mapping[str, Mark]) -> Row:
    who = names.get(event["user"], event["user"])
    return Row(
        event["seq"], event["at"], "told", f"{who} was told", event["text"], outcome=Mark("", "bad")
    )


_READERS: Mapping[str, Callable[[FeedEvent, Mapping[str, str], Mapping[str, Mark]], Row]] = (
    MappingProxyType(
        {"delivery": _delivery, "api_call": _call, "refused": _refused, "failure": _told}
    )
)


def _event(payload: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str]:
    event = payload.get("event", {})
    # Some events name their channel, some (reactions) the message in it.
    place = event.get("channel") or event.get("item", {}).get("channel") or ""
    kind = ".".join(filter(None, (event.get("type", ""), event.get("subtype"))))
    return kind, names.get(place, "") if isinstance(place, str) else ""


def _command(payload: Mapping[str, Any], _: Mapping[str, str]) -> tuple[str, str]:
    return str(payload.get("command", "")), str(payload.get("text", ""))


def _interaction(payload: Mapping[str, Any], _: Mapping[str, str]) -> tuple[str, str]:
    actions = [str(action.get("action_id", "")) for action in payload.get("actions", ())]
    view = payload.get("view") or {}
    called = payload.get("action_id") or payload.get("callback_id") or view.get("callback_id") or ""
    return str(payload.get("type", "")), ", ".join(actions) or str(called)


_DESCRIBED: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], tuple[str, str]]] = (
    MappingProxyType({"events": _event, "slash_commands": _command, "interactive": _interaction})
)


def _acked(ms: float) -> Mark:
    return Mark(f"{ms:g} ms", "warn" if ms > _SLOW_MS else "good")


def _not_acked(event: FeedEvent) -> Mark:
    if event["reason"] in _LATE:
        return Mark(f"not acknowledged in {event['deadline']:g} s", "bad")
    return Mark(_REASONS.get(event["reason"], event["reason"]), "bad")
