"""What the app writes: checked against Block Kit and given the bot's signature."""

from collections.abc import Mapping
from typing import Any

from playground.blockkit import check_message, check_view
from playground.conversations import Message, Post, Room
from playground.elements import with_ids
from playground.errors import ApiError
from playground.hub import Hub
from playground.payloads import event_callback, is_shared, message_event
from playground.views import View

# From the reference of chat.postMessage and chat.update: longer texts are refused.
MAX_POST_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
_CONTENT = ("text", "blocks", "attachments")
_KEPT = (*_CONTENT, "metadata", "thread_ts")


def checked_content(fields: Mapping[str, Any], *, max_text: int = MAX_POST_TEXT) -> Message:
    """The content of a message (text, blocks, attachments, metadata, thread_ts) as it is stored.

    Raises ApiError no_text, msg_too_long or invalid_blocks.
    """
    content = {key: fields[key] for key in _KEPT if fields.get(key)}
    if not any(key in content for key in _CONTENT):
        raise ApiError("no_text")
    text = str(content.get("text", ""))
    if len(text) > max_text:
        raise ApiError("msg_too_long")
    refusals = check_message(content)
    if refusals:
        raise ApiError("invalid_blocks", refusals)
    content["text"] = text
    if "blocks" in content:
        content["blocks"] = with_ids(content["blocks"])
    return content


def checked_view(view: Any, kind: str) -> View:
    """The view as the app sent it, of that `kind` ("modal" or "home").

    Raises ApiError invalid_arguments with what is wrong with it.
    """
    if not isinstance(view, dict) or view.get("type") != kind:
        raise ApiError("invalid_arguments", [f"[ERROR] view must be an object of type {kind}"])
    refusals = check_view(view)
    if refusals:
        raise ApiError("invalid_arguments", refusals)
    return view


def post_as_bot(
    hub: Hub, room: Room, content: Mapping[str, Any], *, visible_to: str | None = None
) -> Post:
    """Write checked content as the bot, into the room or only for one person."""
    post = hub.conversations.post(room.id, {**_signature(hub), **content}, visible_to=visible_to)
    if hub.app.hears_own_messages and visible_to is None:
        event = message_event(hub, room, post)
        hub.deliveries.send_event(event_callback(hub, event, shared=is_shared(hub, room)))
    return post


def edit_as_bot(hub: Hub, post: Post, message: Message) -> Post:
    """Replace a message's content and mark it as edited by the bot."""
    edited = {"user": hub.app.bot_id, "ts": f"{int(hub.now())}.000000"}
    return hub.conversations.edit(post, {**message, "edited": edited})


def _signature(hub: Hub) -> Message:
    app, team = hub.app, hub.workspace.team
    return {
        "user": app.bot_user_id,
        "bot_id": app.bot_id,
        "app_id": app.app_id,
        "team": team.id,
        "bot_profile": {
            "id": app.bot_id,
            "app_id": app.app_id,
            "user_id": app.bot_user_id,
            "name": app.bot_name,
            "deleted": False,
            "team_id": team.id,
        },
    }
