"""Handing what a person did to the app, and showing them when it does not answer."""

from typing import Any

from playground.deliveries import Kind, Payload
from playground.errors import DeliveryError
from playground.hub import Hub

_LATE = frozenset({"timeout", "http_timeout"})
_NO_APP = "No app is connected: start yours."
NOT_RESPONDING = "This app is not responding. Wait a moment, then try again."


class NotAnsweredError(Exception):
    """The app did not acknowledge in time; the person was shown why."""


async def ask(
    hub: Hub, user: str, channel: str | None, payload: Payload, *, kind: Kind = "interactive"
) -> Payload:
    """Deliver and return the acknowledgement's payload ({} when it has none).

    When the app does not answer, a `failure` event tells the person. Raises NotAnsweredError.
    """
    try:
        return await hub.deliveries.ask(kind, payload) or {}
    except DeliveryError as failed:
        hint = "" if hub.is_connected else _NO_APP
        show_failure(hub, user, channel, _sentence(payload, failed.reason), hint)
        raise NotAnsweredError from failed


def show_failure(hub: Hub, user: str, channel: str | None, text: str, hint: str = "") -> None:
    """Record what Slack shows a person when the app failed them.

    `hint` is what Slack does not say and the page adds.
    """
    hub.feed.append("failure", user=user, channel=channel, text=text, hint=hint)


def _sentence(payload: dict[str, Any], reason: str) -> str:
    command = payload.get("command")
    if command is None:
        return NOT_RESPONDING
    error = "operation_timeout" if reason in _LATE else "dispatch_failed"
    return f'{command} failed with the error "{error}"'
