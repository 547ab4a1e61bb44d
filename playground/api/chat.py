"""chat.*: the app's messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.api.rooms import (
    check_thread,
    named_room,
    open_room,
    permalink,
    postable_room,
    stored_post,
    with_bot,
)
from playground.authorship import chosen
from playground.bot_posts import (
    MAX_POST_TEXT,
    MAX_UPDATE_TEXT,
    broadcast,
    checked_content,
    cut,
    edit_as_bot,
    post_as_bot,
    written,
)
from playground.conversations import Message, Post
from playground.errors import ApiError
from playground.hub import Hub
from playground.streaming import is_streaming
from playground.threads import with_root

_STRUCTURES = ("blocks", "attachments", "metadata")


def _post_message(hub: Hub, arguments: Arguments) -> Answer:
    room = postable_room(hub, arguments.text("channel"), arguments.caller.scopes)
    check_thread(hub, room, arguments.text("thread_ts"))
    fields, warnings = cut(written(arguments.parsed(*_STRUCTURES)))
    look = chosen(hub.app, arguments, arguments.caller.scopes)
    aside = {"reply_broadcast": arguments.flag("reply_broadcast")}
    post = post_as_bot(hub, room, {**checked_content(fields), **look, **aside})
    told = with_root(hub.conversations, post)
    answer = {"channel": room.id, "ts": post.ts, "message": told}
    return answer | _warned(warnings)


def _post_ephemeral(hub: Hub, arguments: Arguments) -> Answer:
    room = with_bot(hub, named_room(hub, arguments.text("channel")))
    user = arguments.text("user")
    if user not in room.members:
        raise ApiError("user_not_in_channel")
    check_thread(hub, room, arguments.text("thread_ts"))
    fields, warnings = cut(written(arguments.parsed(*_STRUCTURES)))
    look = chosen(hub.app, arguments, arguments.caller.scopes)
    post = post_as_bot(hub, room, {**checked_content(fields), **look}, visible_to=user)
    return {"message_ts": post.ts} | _warned(warnings)


def _warned(warnings: Sequence[str]) -> Answer:
    if not warnings:
        return {}
    return {"warning": ",".join(warnings), "response_metadata": {"warnings": list(warnings)}}


def _update(hub: Hub, arguments: Arguments) -> Answer:
    post = _own_post(hub, arguments, "cant_update_message")
    if is_streaming(post.message):
        raise ApiError("streaming_state_conflict")
    given = written(arguments.parsed(*_STRUCTURES))
    most = MAX_POST_TEXT if arguments.text("markdown_text") else MAX_UPDATE_TEXT
    content = checked_content(_updated_fields(post.message, given), max_text=most)
    kept = {key: value for key, value in post.message.items() if key not in _REPLACED}
    aside = {"reply_broadcast": arguments.flag("reply_broadcast")}
    changed = edit_as_bot(hub, post, broadcast({**kept, **content, **aside}))
    return {
        "channel": post.channel,
        "ts": post.ts,
        "text": changed.message["text"],
        "message": with_root(hub.conversations, changed),
    }


_REPLACED = ("text", *_STRUCTURES)


def _updated_fields(before: Message, given: Mapping[str, Any]) -> Message:
    # A field that is not given stays as it was, except that a new text without blocks removes the
    # old blocks: the reference of chat.update says so.
    fields = {key: given.get(key, before.get(key)) for key in _REPLACED}
    if "text" in given and "blocks" not in given:
        fields["blocks"] = None
    return fields


def _delete(hub: Hub, arguments: Arguments) -> Answer:
    post = _own_post(hub, arguments, "cant_delete_message")
    if is_streaming(post.message):
        raise ApiError("cant_delete_message")
    hub.delete(post)
    return {"channel": post.channel, "ts": post.ts}


def _me_message(hub: Hub, arguments: Arguments) -> Answer:
    room = with_bot(hub, named_room(hub, arguments.text("channel")))
    if len(arguments.text("text")) > MAX_POST_TEXT:
        raise ApiError("msg_too_long")
    words = {"subtype": "me_message", "text": arguments.text("text")}
    return {"channel": room.id, "ts": post_as_bot(hub, room, words).ts}


def _get_permalink(hub: Hub, arguments: Arguments) -> Answer:
    post = stored_post(hub, arguments.text("channel"), arguments.text("message_ts"))
    return {"channel": post.channel, "permalink": permalink(hub, post)}


def _own_post(hub: Hub, arguments: Arguments, refusal: str) -> Post:
    room = open_room(hub, arguments.text("channel"))
    post = stored_post(hub, room.id, arguments.text("ts"))
    if post.message.get("bot_id") != hub.app.bot_id:
        raise ApiError(refusal)
    return post


_SCOPES = ("chat:write",)
METHODS = (
    Method("chat.postMessage", _post_message, required=("channel",), scopes=_SCOPES),
    Method("chat.postEphemeral", _post_ephemeral, required=("channel", "user"), scopes=_SCOPES),
    Method("chat.update", _update, required=("channel", "ts"), scopes=_SCOPES),
    Method("chat.delete", _delete, required=("channel", "ts"), scopes=_SCOPES),
    Method("chat.meMessage", _me_message, required=("channel", "text"), scopes=_SCOPES),
    Method("chat.getPermalink", _get_permalink, required=("channel", "message_ts")),
)
