"""chat.*: the app's messages."""

from playground.api.method import Answer, Arguments, Method
from playground.api.rooms import joined_room, open_room, postable_room, stored_post
from playground.bot_posts import MAX_UPDATE_TEXT, checked_content, edit_as_bot, post_as_bot
from playground.conversations import Message, Post, Room
from playground.errors import ApiError
from playground.hub import Hub

_STRUCTURES = ("blocks", "attachments", "metadata")


def _post_message(hub: Hub, arguments: Arguments) -> Answer:
    room = postable_room(hub, arguments.text("channel"))
    _check_thread(hub, room, arguments)
    content = checked_content(arguments.parsed(*_STRUCTURES))
    post = post_as_bot(hub, room, content)
    return {"channel": room.id, "ts": post.ts, "message": post.message}


def _post_ephemeral(hub: Hub, arguments: Arguments) -> Answer:
    room = joined_room(hub, arguments.text("channel"))
    user = arguments.text("user")
    if user not in room.members:
        raise ApiError("user_not_in_channel")
    content = checked_content(arguments.parsed(*_STRUCTURES))
    post = post_as_bot(hub, room, content, visible_to=user)
    return {"message_ts": post.ts}


def _update(hub: Hub, arguments: Arguments) -> Answer:
    post = _own_post(hub, arguments, "cant_update_message")
    given = arguments.parsed(*_STRUCTURES)
    content = checked_content(_updated_fields(post.message, given), max_text=MAX_UPDATE_TEXT)
    kept = {key: value for key, value in post.message.items() if key not in _REPLACED}
    changed = edit_as_bot(hub, post, {**kept, **content})
    return {
        "channel": post.channel,
        "ts": post.ts,
        "text": changed.message["text"],
        "message": changed.message,
    }


_REPLACED = ("text", *_STRUCTURES)


def _updated_fields(before: Message, given: Arguments) -> Message:
    # A field that is not given stays as it was, except that a new text without blocks removes the
    # old blocks: the reference of chat.update says so.
    fields = {key: given.get(key, before.get(key)) for key in (*_REPLACED, "thread_ts")}
    if "text" in given and "blocks" not in given:
        fields["blocks"] = None
    return fields


def _delete(hub: Hub, arguments: Arguments) -> Answer:
    post = _own_post(hub, arguments, "cant_delete_message")
    hub.conversations.delete(post)
    return {"channel": post.channel, "ts": post.ts}


def _permalink(hub: Hub, arguments: Arguments) -> Answer:
    post = stored_post(hub, arguments.text("channel"), arguments.text("message_ts"))
    link = f"https://{hub.workspace.team.domain}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"
    thread_ts = post.message.get("thread_ts")
    if thread_ts:
        link += f"?thread_ts={thread_ts}&cid={post.channel}"
    return {"channel": post.channel, "permalink": link}


def _own_post(hub: Hub, arguments: Arguments, refusal: str) -> Post:
    room = open_room(hub, arguments.text("channel"))
    post = stored_post(hub, room.id, arguments.text("ts"))
    if post.message.get("bot_id") != hub.app.bot_id:
        raise ApiError(refusal)
    return post


def _check_thread(hub: Hub, room: Room, arguments: Arguments) -> None:
    thread_ts = arguments.text("thread_ts")
    if thread_ts and hub.conversations.find(room.id, thread_ts) is None:
        raise ApiError("thread_not_found")


METHODS = (
    Method("chat.postMessage", _post_message, required=("channel",)),
    Method("chat.postEphemeral", _post_ephemeral, required=("channel", "user")),
    Method("chat.update", _update, required=("channel", "ts")),
    Method("chat.delete", _delete, required=("channel", "ts")),
    Method("chat.getPermalink", _permalink, required=("channel", "message_ts")),
)
