"""What went between Slack and the app, read from the feed: calls, deliveries, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.answers import Answers
from playground.feed import Feed


@dataclass(frozen=True)
class Call:
    """One Web API call of the app.

    `arguments` are as the app sent them, without the token; `error` is Slack's code. `status` is
    that of HTTP, 0 for a call that got no answer, and `fault` names the fault that befell it.
    `answer` is the body that went back, without the tokens in it; of the last 1,000 calls only.
    """

    method: str
    arguments: Mapping[str, Any]
    ok: bool
    error: str | None
    status: int
    fault: str | None
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Delivery:
    """One attempt to hand the app an event, a slash command or an interaction.

    `kind` is "events", "slash_commands" or "interactive", `attempt` counts from 0. Once it is
    acknowledged, `milliseconds` says after how long and `answer` with what.
    """

    id: str
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    acknowledged: bool
    milliseconds: float | None
    answer: Mapping[str, Any] | None


@dataclass(frozen=True)
class Refusal:
    """Something that Slack would not take, with its code and its reasons.

    `method` is the Web API method, the slash command, "response_url" or "view_submission".
    """

    method: str
    error: str
    messages: tuple[str, ...]


def calls(
    feed: Feed, method: str | None = None, after: int = 0, answers: Answers | None = None
) -> list[Call]:
    """Return the calls (of that method) so far, in order; with `answers`, what they were told."""
    return [
        Call(
            method=entry["method"],
            arguments=entry["arguments"],
            ok=entry["ok"],
            error=entry["error"],
            status=entry["status"],
            fault=entry["fault"],
            answer=answers.of(entry["seq"]) if answers else None,
        )
        for entry in feed.since(after)
        if entry["event"] == "api_call" and method in (None, entry["method"])
    ]


def deliveries(feed: Feed, kind: str | None = None, after: int = 0) -> list[Delivery]:
    """Return the deliveries (of that kind) so far, in order, with their acknowledgements."""
    entries = feed.since(after)
    acks = {entry["id"]: entry for entry in entries if entry["event"] == "ack"}
    return [
        Delivery(
            id=entry["id"],
            kind=entry["kind"],
            payload=entry["payload"],
            attempt=entry["attempt"],
            acknowledged=entry["id"] in acks,
            milliseconds=acks.get(entry["id"], {}).get("ms"),
            answer=acks.get(entry["id"], {}).get("payload"),
        )
        for entry in entries
        if entry["event"] == "delivery" and kind in (None, entry["kind"])
    ]


def refusals(feed: Feed, after: int = 0) -> list[Refusal]:
    """Return what was refused so far, in order."""
    return [
        Refusal(entry["method"], entry["error"], tuple(entry["messages"]))
        for entry in feed.since(after)
        if entry["event"] == "refused"
    ]
