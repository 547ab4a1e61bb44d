"""Looking up the room and the message that a call names."""

from collections.abc import Collection
from typing import Any

from playground.conversations import Post, Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.payloads import is_shared

EVERYWHERE = "chat:write.public"
"""The scope that lets an app write in public channels that it is not in."""


def open_room(hub: Hub, channel: str) -> Room:
    """The room with that id. Raises ApiError channel_not_found."""
    room = hub.conversations.room(channel)
    if room is None or (room.is_private and hub.app.bot_user_id not in room.members):
        raise ApiError("channel_not_found")
    return room


def named_room(hub: Hub, channel: str) -> Room:
    """The room with that id, or the channel that is called "name" or "#name".

    The methods that write a message take names; all others know ids alone, by their references.
    Raises ApiError channel_not_found.
    """
    name = channel.removeprefix("#")
    channels = (room for room in hub.conversations.rooms() if not (room.is_im or room.is_mpim))
    found = next((room.id for room in channels if room.name == name), channel)
    return open_room(hub, found)


def joined_room(hub: Hub, channel: str) -> Room:
    """The room, with the bot in it. Raises ApiError channel_not_found or not_in_channel."""
    return with_bot(hub, open_room(hub, channel))


def with_bot(hub: Hub, room: Room) -> Room:
    """The room, when the bot is in it. Raises ApiError not_in_channel."""
    if hub.app.bot_user_id not in room.members:
        raise ApiError("not_in_channel")
    return room


def postable_room(hub: Hub, channel: str, scopes: Collection[str] = ()) -> Room:
    """The room to post to, by id or name; a person's id stands for their messages with the bot.

    With chat:write.public among the `scopes` the bot need not be in a public channel. Raises ApiError channel_not_found or not_in_channel.
    """
    person = hub.person(channel)
    if person is None:
        room = named_room(hub, channel)
        is_free = EVERYWHERE in scopes and not room.is_private
        return room if is_free else with_bot(hub, room)
    if person.deleted or hub.is_stranger(person):
        raise ApiError("channel_not_found")
    return hub.conversations.dm(person.id)


def check_thread(hub: Hub, room: Room, thread_ts: str) -> None:
    """Raise ApiError thread_not_found when a thread is named and there is no such message."""
    if thread_ts and hub.conversations.find(room.id, thread_ts) is None:
        raise ApiError("thread_not_found")


def permalink(hub: Hub, post: Post) -> str:
    """The message's address as Slack gives it."""
    place = f"archives/{post.channel}/p{post.ts.replace('.', '')}"
    link = f"https://{hub.workspace.team.domain}.slack.com/{place}"
    thread_ts = post.message.get("thread_ts")
    return f"{link}?thread_ts={thread_ts}&cid={post.channel}" if thread_ts else link


def stored_post(hub: Hub, channel: str, ts: str) -> Post:
    """The message at that place; ephemerals are not kept and so not found.

    Raises ApiError channel_not_found or message_not_found.
    """
    room = open_room(hub, channel)
    post = hub.conversations.find(room.id, ts)
    if post is None or post.visible_to is not None:
        raise ApiError("message_not_found")
    return post


def room_object(hub: Hub, room: Room) -> dict[str, Any]:
    """The room as conversations.info tells it."""
    team = hub.workspace.team.id
    fields = {
        "id": room.id,
        "created": 0,
        "is_im": room.is_im,
        "is_org_shared": False,
        "context_team_id": team,
    }
    if room.is_im:
        other = next(iter(room.members - {hub.app.bot_user_id}))
        return {**fields, "user": other, "is_user_deleted": False}
    shared = is_shared(hub, room)
    return {
        **fields,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": not room.is_mpim,
        "is_group": room.is_mpim,
        "is_mpim": room.is_mpim,
        "is_private": room.is_private,
        "is_archived": False,
        "is_general": False,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_member": hub.app.bot_user_id in room.members,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "shared_team_ids": [team],
    }
