"""Coming and going: who is in a channel, and who is told of a change."""

from playground.conversations import Room
from playground.hub import Hub
from playground.payloads import event_callback, is_shared, message_event
from playground.room_events import member_event, tell_app


def add_member(hub: Hub, room: Room, user: str, *, inviter: str | None = None) -> Room:
    """Let somebody into a channel: it shows a line, and the app hears of it."""
    joined = hub.conversations.set_members(room, room.members | {user})
    _announce(hub, joined, user, "channel_join", "has joined the channel", inviter)
    event = member_event(hub, joined, user, inviter=inviter, left=False)
    tell_app(hub, joined, event, scope=_scope(joined))
    return joined


def remove_member(hub: Hub, room: Room, user: str) -> Room:
    """Let somebody out of a channel; an app that leaves hears no more of it."""
    left = hub.conversations.set_members(room, room.members - {user})
    _announce(hub, left, user, "channel_leave", "has left the channel", None)
    tell_app(hub, left, member_event(hub, left, user, inviter=None, left=True), scope=_scope(left))
    return left


def _announce(
    hub: Hub, room: Room, user: str, subtype: str, words: str, inviter: str | None
) -> None:
    line = {"subtype": subtype, "user": user, "text": f"<@{user}> {words}"}
    post = hub.conversations.post(room.id, line | ({"inviter": inviter} if inviter else {}))
    if user != hub.app.bot_user_id and hub.app.bot_user_id in room.members:
        event = event_callback(hub, message_event(hub, room, post), shared=is_shared(hub, room))
        hub.deliveries.send_event(event)


def _scope(room: Room) -> str:
    return "groups:read" if room.is_private else "channels:read"
