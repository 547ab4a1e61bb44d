"""Which events the app asked for: those in its manifest's bot_events."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from playground.workspace import InstalledApp

# Messages are subscribed to by the kind of conversation (docs.slack.dev/reference/events/message).
_MESSAGE_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "im": "message.im",
        "mpim": "message.mpim",
        "group": "message.groups",
        "channel": "message.channels",
    }
)


def is_subscribed(app: InstalledApp, payload: Mapping[str, Any]) -> bool:
    """Whether the app gets this event_callback; an app without a list gets everything."""
    if app.events is None:
        return True
    event = payload["event"]
    name = str(event["type"])
    if name == "message":
        name = _MESSAGE_EVENTS.get(str(event.get("channel_type")), name)
    return name in app.events
