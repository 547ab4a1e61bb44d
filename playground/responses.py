"""What the app answers to a command or click: in its acknowledgement, or at a response_url."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from playground.api.rooms import check_thread
from playground.bot_posts import checked_content, edit_as_bot, post_as_bot
from playground.conversations import Post
from playground.errors import ApiError
from playground.hub import Hub
from playground.incoming import loaded
from playground.response_urls import ResponseUrl

_CONTENT = ("text", "blocks", "attachments", "metadata")


def show(hub: Hub, channel: str, user: str, body: Mapping[str, Any]) -> None:
    """Show an answer: to the person alone, or to the room with response_type "in_channel".

    Raises ApiError as chat.postMessage does.
    """
    room = hub.conversations.room(channel)
    if room is None:
        raise ApiError("channel_not_found")
    in_channel = body.get("response_type") == "in_channel"
    content = checked_content(body, limit_blocks=False)
    check_thread(hub, room, content.get("thread_ts", ""))
    post_as_bot(hub, room, content, visible_to=None if in_channel else user)


async def respond(hub: Hub, request: web.Request) -> web.Response:
    """Answer a POST to a response_url: "ok", or Slack's error with a 4xx status."""
    try:
        target = hub.response_urls.use(request.match_info["key"])
    except ApiError as refused:
        return web.json_response({"ok": False, "error": refused.error}, status=404)
    try:
        _apply(hub, target, _read(await request.text()))
    except ApiError as refused:
        hub.feed.append(
            "refused", method="response_url", error=refused.error, messages=list(refused.messages)
        )
        return web.json_response({"ok": False, "error": refused.error}, status=400)
    except ValueError:
        return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
    return web.Response(text="ok")


def _read(text: str) -> Mapping[str, Any]:
    """The answer in the request's body. Raises ValueError when it is no JSON object."""
    body = loaded(text)
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 - as for what is no JSON
    return body


def _apply(hub: Hub, target: ResponseUrl, body: Mapping[str, Any]) -> None:
    source = _source(hub, target)
    if body.get("delete_original") and source is not None:
        hub.delete(source)
    elif body.get("replace_original") and source is not None:
        kept = {key: value for key, value in source.message.items() if key not in _CONTENT}
        given = {key: value for key, value in body.items() if key in _CONTENT}
        edit_as_bot(hub, source, {**kept, **checked_content(given, limit_blocks=False)})
    else:
        show(hub, target.channel, target.user, body)


def _source(hub: Hub, target: ResponseUrl) -> Post | None:
    if target.source_ts is None:
        return None
    return hub.conversations.find(target.channel, target.source_ts)
