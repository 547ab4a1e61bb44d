"""reactions.*: the app's reactions, and what others reacted with."""

import re

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import counted_page
from playground.api.rooms import joined_room, permalink, stored_post
from playground.conversations import Post, Room
from playground.errors import ApiError
from playground.hub import Hub
from playground.reactions import has_reacted, react

_TIMESTAMP = re.compile(r"\d+\.\d+")


def _add(hub: Hub, arguments: Arguments) -> Answer:
    room, post = _item(hub, arguments)
    react(hub, room, post, hub.app.bot_user_id, arguments.text("name"))
    return {}


def _remove(hub: Hub, arguments: Arguments) -> Answer:
    room, post = _item(hub, arguments)
    react(hub, room, post, hub.app.bot_user_id, arguments.text("name"), remove=True)
    return {}


def _get(hub: Hub, arguments: Arguments) -> Answer:
    _, post = _item(hub, arguments)
    return _shown(hub, post)


def _list(hub: Hub, arguments: Arguments) -> Answer:
    user = arguments.text("user", hub.app.bot_user_id)
    if user != hub.app.bot_user_id and hub.person(user) is None:
        raise ApiError("user_not_found")
    visible = (
        post
        for room in hub.conversations.rooms()
        if hub.app.bot_user_id in room.members
        for post in hub.conversations.posts(room.id)
    )
    reacted = [post for post in visible if has_reacted(post.message, user)]
    newest_first = sorted(reacted, key=lambda post: post.ts, reverse=True)
    return counted_page("items", [_shown(hub, post) for post in newest_first], arguments)


def _item(hub: Hub, arguments: Arguments) -> tuple[Room, Post]:
    channel, timestamp = arguments.text("channel"), arguments.text("timestamp")
    if not channel or not timestamp:
        raise ApiError("no_item_specified")
    if not _TIMESTAMP.fullmatch(timestamp):
        raise ApiError("bad_timestamp")
    room = joined_room(hub, channel)
    return room, stored_post(hub, room.id, timestamp)


def _shown(hub: Hub, post: Post) -> Answer:
    message = {**post.message, "permalink": permalink(hub, post)}
    return {"type": "message", "channel": post.channel, "message": message}


METHODS = (
    Method("reactions.add", _add, required=("name",), scopes=("reactions:write",)),
    Method("reactions.remove", _remove, required=("name",), scopes=("reactions:write",)),
    Method("reactions.get", _get, scopes=("reactions:read",)),
    Method("reactions.list", _list, scopes=("reactions:read",)),
)
