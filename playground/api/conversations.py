"""conversations.*: rooms, who is in them and what was said."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import page
from playground.api.rooms import joined_room, open_room, room_object
from playground.conversations import Message, Post, Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.threads import with_replies, with_root
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
    posts = _within(hub.conversations.top_level(room.id), arguments)
    return _page(hub, posts[::-1], arguments)


def _replies(hub: Hub, arguments: Arguments) -> Answer:
    room = joined_room(hub, arguments.text("channel"))
    parent = hub.conversations.find(room.id, arguments.text("ts"))
    if parent is None or parent.visible_to is not None or parent.parent:
        raise ApiError("thread_not_found")
    replies = _within(hub.conversations.replies(room.id, parent.ts), arguments)
    return _page(hub, [parent, *replies], arguments)


def _within(posts: Sequence[Post], arguments: Arguments) -> Sequence[Post]:
    """Those between `oldest` and `latest`; at these very moments only when `inclusive` is asked."""
    oldest, latest = arguments.moment("oldest"), arguments.moment("latest")
    inclusive = arguments.flag("inclusive")
    after, until = (bisect_left, bisect_right) if inclusive else (bisect_right, bisect_left)
    start = 0 if oldest is None else after(posts, oldest, key=_moment)
    end = len(posts) if latest is None else until(posts, latest, key=_moment)
    return posts[start:end]


def _moment(post: Post) -> float:
    return float(post.ts)


def _page(hub: Hub, posts: Sequence[Post], arguments: Arguments) -> Answer:
    found = page("messages", posts, arguments)
    return {**found, "messages": [_listed(hub, post, arguments) for post in found["messages"]]}


def _listed(hub: Hub, post: Post, arguments: Arguments) -> Message:
    # On Slack every message has blocks, and bolt's Assistant counts on the key.
    told = with_root(hub.conversations, post)
    message: Message = {"blocks": [], **told, **with_replies(hub.conversations, post)}
    if not arguments.flag("include_all_metadata"):
        message.pop("metadata", None)
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
