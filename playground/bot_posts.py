"""What the app writes: checked against Block Kit and given the bot's signature."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.blockkit import check_attachments, check_message, check_view
from playground.blockkit.whole import MESSAGE_CHARACTERS, message_characters
from playground.conversations import Message, Post, Room
from playground.elements import with_ids
from playground.errors import ApiError
from playground.hub import Hub
from playground.payloads import event_callback, is_shared, message_event
from playground.room_log import BROADCAST
from playground.views import View

# From the reference of chat.postMessage and chat.update: a longer text is cut when it is posted
# and refused elsewhere.
MAX_POST_TEXT = 40_000
MAX_UPDATE_TEXT = 4_000
MAX_MARKDOWN = 12_000
MAX_ATTACHMENTS = 100
# How the checks word that all blocks together are too long: Slack has an error of its own for it.
_ALL_TOGETHER = "all blocks together"
_CONTENT = ("text", "blocks", "attachments")
_KEPT = (*_CONTENT, "metadata", "thread_ts")


def written(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with `markdown_text` put in the place of `text` and `blocks`.

    Raises ApiError invalid_arguments, markdown_text_conflict or msg_too_long.
    """
    rest = {key: value for key, value in fields.items() if key != "markdown_text"}
    markdown = fields.get("markdown_text")
    if not markdown:
        return rest
    if not isinstance(markdown, str):
        raise ApiError("invalid_arguments", ["[ERROR] markdown_text must be a string"])
    if rest.get("text") or rest.get("blocks"):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > MAX_MARKDOWN:
        raise ApiError("msg_too_long")
    return {**rest, "text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}


def cut(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields with an over-long text cut, and the warnings that Slack answers with."""
    text = str(fields.get("text") or "")
    if len(text) <= MAX_POST_TEXT:
        return dict(fields), []
    return {**fields, "text": text[:MAX_POST_TEXT]}, ["message_truncated"]


def checked_content(
    fields: Mapping[str, Any], *, max_text: int = MAX_POST_TEXT, limit_blocks: bool = True
) -> Message:
    """The content of a message (text, blocks, attachments, metadata, thread_ts) as it is stored.

    `limit_blocks`: whether all blocks together must keep below Slack's undocumented limit, which
    does not hold for a response_url (slackapi/bolt-js#2867). Raises ApiError no_text, msg_too_long,
    invalid_blocks, invalid_blocks_format, msg_blocks_too_long, too_many_attachments or
    invalid_attachments.
    """
    content = {key: fields[key] for key in _KEPT if fields.get(key)}
    if not any(key in content for key in _CONTENT):
        raise ApiError("no_text")
    text = str(content.get("text", ""))
    if len(text) > max_text:
        raise ApiError("msg_too_long")
    _check_structures(content)
    if limit_blocks and _largest(content) > MESSAGE_CHARACTERS:
        raise ApiError("msg_blocks_too_long")
    content["text"] = text
    if "thread_ts" in content:
        content["thread_ts"] = str(content["thread_ts"])
    if "blocks" in content:
        content["blocks"] = with_ids(content["blocks"])
    if "attachments" in content:
        content["attachments"] = _numbered(content["attachments"])
    return content


def _check_structures(content: Mapping[str, Any]) -> None:
    if not isinstance(content.get("blocks", []), list):
        raise ApiError("invalid_blocks_format")
    attachments = content.get("attachments", [])
    if isinstance(attachments, list) and len(attachments) > MAX_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    own = {key: value for key, value in content.items() if key != "attachments"}
    found = {
        "invalid_blocks": check_message(own),
        "invalid_attachments": check_attachments(attachments),
    }
    for error, sentences in found.items():
        refusals = [said for said in sentences if _ALL_TOGETHER not in said]
        if refusals:
            raise ApiError(error, refusals)


def _largest(content: Mapping[str, Any]) -> int:
    """How many characters the blocks of the message, or of its longest attachment, hold."""
    return max(message_characters(part.get("blocks")) for part in (content, *_attachments(content)))


def _attachments(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    attachments = content.get("attachments")
    every = attachments if isinstance(attachments, list) else []
    return [one for one in every if isinstance(one, Mapping)]


def _numbered(attachments: Sequence[Mapping[str, Any]]) -> list[Message]:
    """The attachments with ids, theirs and of what stands in their blocks, as Slack gives them."""
    return [
        {"id": number, **one, **({"blocks": with_ids(one["blocks"])} if one.get("blocks") else {})}
        for number, one in enumerate(attachments, 1)
    ]


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
    """Write checked content as the bot, into the room or only for one person.

    Content with a `username` stands under that name; a reply with `reply_broadcast` is also shown
    in the room.
    """
    message = {**_signature(hub, content), **broadcast(content)}
    post = hub.conversations.post(room.id, message, visible_to=visible_to)
    if visible_to is None and "thread_ts" in content:
        hub.assistants.replied(room.id, str(content["thread_ts"]))
    if hub.app.hears_own_messages and visible_to is None:
        event = message_event(hub, room, post)
        hub.deliveries.send_event(event_callback(hub, event, shared=is_shared(hub, room)))
    return post


def edit_as_bot(hub: Hub, post: Post, message: Message) -> Post:
    """Replace a message's content and mark it as edited by the bot."""
    edited = {"user": hub.app.bot_id, "ts": f"{int(hub.now())}.000000"}
    return hub.conversations.edit(post, {**message, "edited": edited})


def broadcast(content: Mapping[str, Any]) -> Message:
    """The content as it is stored: a reply with `reply_broadcast` gets the subtype for that."""
    stored = {key: value for key, value in content.items() if key != "reply_broadcast"}
    if content.get("reply_broadcast") and "thread_ts" in content:
        stored["subtype"] = BROADCAST
    return stored


def _signature(hub: Hub, content: Mapping[str, Any]) -> Message:
    app, team = hub.app, hub.workspace.team
    if "username" in content:  # a bot_message has no user
        return {"bot_id": app.bot_id, "app_id": app.app_id}
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
