"""conversations.*: rooms, who is in them and what was said."""

from collections.abc import Sequence
from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.api.rooms import joined_room, open_room
from playground.conversations import Message, Post, Room
from playground.errors import ApiError
from playground.hub import Hub


def _open(hub: Hub, arguments: Arguments) -> Answer:
    channel = arguments.text("channel")
    if channel:
        room = open_room(hub, channel)
        return {"no_op": True, "already_open": True, "channel": {"id": room.id}}
    users = [user for user in arguments.text("users").split(",") if user]
    if len(users) != 1:
        # Group direct messages are not part of this playground.
        raise ApiError("invalid_arguments", ["users must name exactly one person"])
    person = hub.person(users[0])
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if hub.is_stranger(person):
        raise ApiError("user_not_visible")
    known = hub.conversations.has_dm(person.id)
    room = hub.conversations.dm(person.id)
    full = arguments.flag("return_im")
    return {
        "no_op": known,
        "already_open": known,
        "channel": _room_fields(hub, room) if full else {"id": room.id},
    }


def _info(hub: Hub, arguments: Arguments) -> Answer:
    return {"channel": _room_fields(hub, open_room(hub, arguments.text("channel")))}


def _members(hub: Hub, arguments: Arguments) -> Answer:
    room = open_room(hub, arguments.text("channel"))
    return page("members", sorted(room.members), arguments)


def _history(hub: Hub, arguments: Arguments) -> Answer:
    room = joined_room(hub, arguments.text("channel"))
    posts = hub.conversations.posts(room.id)
    top = [post for post in posts if post.message.get("thread_ts", post.ts) == post.ts]
    found = [_listed(post, posts, arguments) for post in reversed(top) if _asked(post, arguments)]
    return page("messages", found, arguments)


def _replies(hub: Hub, arguments: Arguments) -> Answer:
    room = joined_room(hub, arguments.text("channel"))
    ts = arguments.text("ts")
    posts = hub.conversations.posts(room.id)
    thread = [post for post in posts if ts in (post.ts, post.message.get("thread_ts"))]
    if not thread or thread[0].ts != ts:
        raise ApiError("thread_not_found")
    found = [
        _listed(post, posts, arguments)
        for post in thread
        if post.ts == ts or _asked(post, arguments)
    ]
    return page("messages", found, arguments)


def _asked(post: Post, arguments: Arguments) -> bool:
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest")
    at = float(post.ts)
    if arguments.flag("inclusive"):
        return float(oldest) <= at and (not latest or at <= float(latest))
    return float(oldest) < at and (not latest or at < float(latest))


def _listed(post: Post, posts: Sequence[Post], arguments: Arguments) -> Message:
    message = dict(post.message)
    if not arguments.flag("include_all_metadata"):
        message.pop("metadata", None)
    replies = [reply for reply in posts if reply.message.get("thread_ts") == post.ts != reply.ts]
    if replies:
        users = list(dict.fromkeys(reply.message.get("user") for reply in replies))
        message |= {
            "thread_ts": post.ts,
            "reply_count": len(replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
        }
    return message


def _room_fields(hub: Hub, room: Room) -> dict[str, Any]:
    fields = {
        "id": room.id,
        "created": 0,
        "is_im": room.is_im,
        "is_org_shared": False,
        "context_team_id": hub.workspace.team.id,
    }
    if room.is_im:
        other = next(iter(room.members - {hub.app.bot_user_id}))
        return {**fields, "user": other, "is_user_deleted": False}
    return {
        **fields,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": room.is_private,
        "is_archived": False,
        "is_general": False,
        "is_member": hub.app.bot_user_id in room.members,
        "num_members": len(room.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


METHODS = (
    Method("conversations.open", _open),
    Method("conversations.info", _info, required=("channel",)),
    Method("conversations.members", _members, required=("channel",)),
    Method("conversations.history", _history, required=("channel",)),
    Method("conversations.replies", _replies, required=("channel", "ts")),
)
