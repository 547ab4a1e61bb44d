"""Looking up the room and the message that a call names."""

from playground.conversations import Post, Room
from playground.errors import ApiError
from playground.hub import Hub


def open_room(hub: Hub, channel: str) -> Room:
    """The room with that id or "#name". Raises ApiError channel_not_found."""
    room = hub.conversations.room(channel)
    if room is None and channel.startswith("#"):
        named = (entry for entry in hub.conversations.rooms() if f"#{entry.name}" == channel)
        room = next(named, None)
    if room is None or (room.is_private and hub.app.bot_user_id not in room.members):
        raise ApiError("channel_not_found")
    return room


def joined_room(hub: Hub, channel: str) -> Room:
    """The room, with the bot in it. Raises ApiError channel_not_found or not_in_channel."""
    room = open_room(hub, channel)
    if hub.app.bot_user_id not in room.members:
        raise ApiError("not_in_channel")
    return room


def postable_room(hub: Hub, channel: str) -> Room:
    """The room to post to; a person's id stands for their direct messages with the bot."""
    person = hub.person(channel)
    if person is None:
        return joined_room(hub, channel)
    if person.deleted or hub.is_stranger(person):
        raise ApiError("channel_not_found")
    return hub.conversations.dm(person.id)


def stored_post(hub: Hub, channel: str, ts: str) -> Post:
    """The message at that place; ephemerals are not kept and so not found.

    Raises ApiError channel_not_found or message_not_found.
    """
    room = open_room(hub, channel)
    post = hub.conversations.find(room.id, ts)
    if post is None or post.visible_to is not None:
        raise ApiError("message_not_found")
    return post
