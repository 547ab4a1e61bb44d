"""chat.unfurl: what the app shows below a message for the links in it."""

from collections.abc import Mapping
from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.api.rooms import open_room
from playground.blockkit import check_message
from playground.conversations import Message, Post
from playground.elements import with_ids
from playground.errors import ApiError
from playground.hub import Hub


def _unfurl(hub: Hub, arguments: Arguments) -> Answer:
    if arguments.text("unfurl_id"):
        raise ApiError("invalid_unfurl_id")  # none is handed out: no link_shared events are sent
    given = arguments.parsed("unfurls")
    unfurls = given.get("unfurls")
    if not unfurls:
        raise ApiError("missing_unfurls")
    if not isinstance(unfurls, dict) or not all(isinstance(one, dict) for one in unfurls.values()):
        raise ApiError("invalid_unfurls_format")
    post = _linking(hub, arguments)
    attachments = list(post.message.get("attachments") or ())
    for url, unfurl in unfurls.items():
        if url not in str(post.message.get("text", "")).replace("&amp;", "&"):
            raise ApiError("cannot_unfurl_url")
        attachments = [one for one in attachments if one.get("from_url") != url]
        attachments.append(_attachment(hub, url, unfurl))
    numbered = [{**one, "id": number} for number, one in enumerate(attachments, 1)]
    hub.conversations.edit(post, {**post.message, "attachments": numbered}, about="unfurls")
    return {}


def _linking(hub: Hub, arguments: Arguments) -> Post:
    for name in ("channel", "ts"):
        if not arguments.text(name):
            raise ApiError(f"missing_{name}")
    try:
        room = open_room(hub, arguments.text("channel"))
    except ApiError as unknown:
        raise ApiError("cannot_find_channel") from unknown
    post = hub.conversations.find(room.id, arguments.text("ts"))
    if post is None or post.visible_to is not None:
        raise ApiError("cannot_find_message")
    return post


def _attachment(hub: Hub, url: str, unfurl: Mapping[str, Any]) -> Message:
    shown = dict(unfurl)
    if shown.get("blocks"):
        refusals = check_message({"blocks": shown["blocks"]})
        if refusals:
            raise ApiError("cannot_parse_attachment", refusals)
        shown["blocks"] = with_ids(shown["blocks"])
    return {
        **shown,
        "from_url": url,
        "app_unfurl_url": url,
        "is_app_unfurl": True,
        "app_id": hub.app.app_id,
        "bot_id": hub.app.bot_id,
    }


METHODS = (Method("chat.unfurl", _unfurl, scopes=("links:write",)),)
