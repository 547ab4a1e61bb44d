"""conversations.*: rooms, who is in them and what was said."""

import re
from collections.abc import Sequence

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.api.rooms import joined_room, open_room, room_object
from playground.conversations import Message, Post, Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.workspace import Person

_MOST_IN_A_GROUP = 8  # from the reference of conversations.open
_TIMESTAMP = re.compile(r"\d+\.\d+")


def _open(hub: Hub, arguments: Arguments) -> Answer:
    channel = arguments.text("channel")
    if channel:
        room = open_room(hub, channel)
        return {"no_op": True, "already_open": True, "channel": {"id": room.id}}
    people = _named_people(hub, arguments)
    room, known = _opened(hub, people)
    full = arguments.flag("return_im")
    return {
        "no_op": known,
        "already_open": known,
        "channel": room_object(hub, room) if full else {"id": room.id},
    }


def _named_people(hub: Hub, arguments: Arguments) -> Sequence[Person]:
    users = list(dict.fromkeys(user for user in arguments.text("users").split(",") if user))
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > _MOST_IN_A_GROUP:
        raise ApiError("too_many_users")
    return [_reachable(hub, user) for user in users if user != hub.app.bot_user_id]


def _reachable(hub: Hub, user: str) -> Person:
    person = hub.person(user)
    if person is None:
        raise ApiError("user_not_found")
    if person.deleted:
        raise ApiError("user_disabled")
    if hub.is_stranger(person):
        raise ApiError("user_not_visible")
    return person


def _opened(hub: Hub, people: Sequence[Person]) -> tuple[Room, bool]:
    """The direct messages with these people, and whether they were open before."""
    rooms = hub.conversations
    if not people:
        raise ApiError("not_enough_users")
    if len(people) == 1:
        known = rooms.has_dm(people[0].id)
        return rooms.dm(people[0].id), known
    members = frozenset({hub.app.bot_user_id, *(person.id for person in people)})
    group = rooms.group(members)
    names = sorted([hub.app.bot_name.lower(), *(person.name for person in people)])
    return group or rooms.open_group(f"mpdm-{'--'.join(names)}-1", members), group is not None


def _info(hub: Hub, arguments: Arguments) -> Answer:
    room = open_room(hub, arguments.text("channel"))
    count = {"num_members": len(room.members)} if arguments.flag("include_num_members") else {}
    return {"channel": {**room_object(hub, room), **count}}


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
    # On Slack every message has blocks, and bolt's Assistant counts on the key.
    message: Message = {"blocks": [], **post.message}
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


def _mark(hub: Hub, arguments: Arguments) -> Answer:
    room = joined_room(hub, arguments.text("channel"))
    ts = arguments.text("ts")
    if not _TIMESTAMP.fullmatch(ts):
        raise ApiError("invalid_timestamp")
    hub.reads.mark(hub.app.bot_user_id, room, ts)
    return {}


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_WRITE = ("channels:manage", "groups:write", "im:write", "mpim:write")
METHODS = (
    Method("conversations.open", _open, scopes=_WRITE),
    Method("conversations.info", _info, required=("channel",), scopes=_READ),
    Method("conversations.members", _members, required=("channel",), scopes=_READ),
    Method("conversations.history", _history, required=("channel",), scopes=_HISTORY),
    Method("conversations.replies", _replies, required=("channel", "ts"), scopes=_HISTORY),
    Method("conversations.mark", _mark, required=("channel", "ts"), scopes=_WRITE),
)
