"""What an app hears of a room besides messages: reactions, files, people who come and go.

Slack sends an event only to an app that was granted its scope and whose bot is in the room.
"""

from typing import Any

from playground.conversations import Post, Room
from playground.hub import Hub
from playground.payloads import event_callback, is_shared

Event = dict[str, Any]


def tell_app(hub: Hub, room: Room, event: Event, *, scope: str) -> None:
    """Deliver an event about the room, if the app may hear it."""
    if scope in hub.app.scopes and hub.app.bot_user_id in room.members:
        hub.deliveries.send_event(event_callback(hub, event, shared=is_shared(hub, room)))


def reaction_event(hub: Hub, post: Post, user: str, name: str, *, removed: bool) -> Event:
    """A `reaction_added` or `reaction_removed` event."""
    event: Event = {
        "type": "reaction_removed" if removed else "reaction_added",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": post.channel, "ts": post.ts},
        "event_ts": event_ts(hub),
    }
    author = post.message.get("user")
    return {**event, "item_user": author} if author else event


def file_shared_event(hub: Hub, room: Room, file_id: str, user: str) -> Event:
    """A `file_shared` event."""
    return {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "channel_id": room.id,
        "event_ts": event_ts(hub),
    }


def file_deleted_event(hub: Hub, file_id: str) -> Event:
    """A `file_deleted` event."""
    return {"type": "file_deleted", "file_id": file_id, "event_ts": event_ts(hub)}


def member_event(hub: Hub, room: Room, user: str, *, inviter: str | None, left: bool) -> Event:
    """A `member_joined_channel` or `member_left_channel` event."""
    event: Event = {
        "type": "member_left_channel" if left else "member_joined_channel",
        "user": user,
        "channel": room.id,
        "channel_type": "G" if room.is_private else "C",
        "team": hub.workspace.team.id,
        "event_ts": event_ts(hub),
    }
    return {**event, "inviter": inviter} if inviter else event


def event_ts(hub: Hub) -> str:
    """The time of an event that has no message."""
    return f"{hub.now():.6f}"
