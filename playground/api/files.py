"""files.*: what the app uploads, finds and deletes."""

from collections.abc import Sequence
from typing import Any

from playground.api.method import Answer, Arguments, Method
from playground.api.pages import counted_page
from playground.api.rooms import check_thread, postable_room
from playground.blockkit import check_message
from playground.bot_posts import post_as_bot
from playground.conversations import Message, Room
from playground.elements import with_ids
from playground.errors import ApiError
from playground.file_objects import (
    delete_file,
    file_details,
    file_message,
    note_share,
)
from playground.file_serving import seen_by_app
from playground.file_types import SHOWN_IN_PLACE
from playground.files import MOST_BYTES, StoredFile
from playground.hub import Hub

# From the reference of files.getUploadURLExternal and files.completeUploadExternal.
_LONGEST_ALT_TEXT = 1_000
_LARGEST_SNIPPET = 1024 * 1024
_MOST_CHANNELS = 100


def _get_upload_url(hub: Hub, arguments: Arguments) -> Answer:
    size, snippet_type = arguments.number("length", 0), arguments.text("snippet_type")
    alt_txt = arguments.text("alt_txt")
    if size < 1:
        raise ApiError("missing_argument")
    if size > MOST_BYTES:
        raise ApiError("file_upload_size_restricted")
    if snippet_type and size > _LARGEST_SNIPPET:
        raise ApiError("snippet_too_large")
    if len(alt_txt) > _LONGEST_ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    file_id, key = hub.files.announce(
        arguments.text("filename"),
        size,
        hub.app.bot_user_id,
        alt_txt=alt_txt,
        snippet_type=snippet_type,
    )
    return {"upload_url": f"{hub.response_urls.base}/upload/v1/{key}", "file_id": file_id}


def _complete_upload(hub: Hub, arguments: Arguments) -> Answer:
    given = arguments.parsed("files", "blocks")
    rooms = _rooms(hub, given)
    if rooms:
        check_thread(hub, rooms[0], given.text("thread_ts"))
    words = _words(given)
    titles = {str(entry["id"]): str(entry.get("title") or "") for entry in _entries(given)}
    files = hub.files.complete(titles, hub.app.bot_user_id)
    for room in rooms:
        post = post_as_bot(hub, room, {**words, **file_message(hub, room, files)})
        note_share(hub, room, post, files, hub.app.bot_user_id)
    # As on Slack, the answer does not yet tell where the files are shared; files.info does.
    return {"files": [file_details(hub, file) for file in files]}


def _entries(given: Arguments) -> Sequence[dict[str, Any]]:
    entries = given["files"]
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and entry.get("id") for entry in entries
    ):
        raise ApiError("invalid_arguments", ["files must be an array of objects with an id"])
    return entries


def _rooms(hub: Hub, given: Arguments) -> list[Room]:
    named = given.text("channel_id") or given.text("channels")
    channels = [channel for channel in named.split(",") if channel]
    if len(channels) > _MOST_CHANNELS:
        raise ApiError("channels_limit_exceeded")
    return [postable_room(hub, channel) for channel in channels]


def _words(given: Arguments) -> Message:
    """The text, blocks and thread of the message; a comment makes Slack ignore the blocks."""
    words: Message = {"text": given.text("initial_comment")}
    if given.text("thread_ts"):
        words["thread_ts"] = given.text("thread_ts")
    if not words["text"] and given.get("blocks"):
        refusals = check_message({"blocks": given["blocks"]})
        if refusals:
            raise ApiError("invalid_blocks", refusals)
        words["blocks"] = with_ids(given["blocks"])
    return words


def _info(hub: Hub, arguments: Arguments) -> Answer:
    file = _named(hub, arguments)
    return {
        "file": file_details(hub, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def _list(hub: Hub, arguments: Arguments) -> Answer:
    found = [
        file
        for file in hub.files.all()
        if seen_by_app(hub, file) and _asked(file, arguments) and _of_type(file, arguments)
    ]
    answer = counted_page("files", [file_details(hub, file) for file in found], arguments)
    return {key: answer[key] for key in ("files", "paging")}


def _asked(file: StoredFile, arguments: Arguments) -> bool:
    channel, user = arguments.text("channel"), arguments.text("user")
    first, last = arguments.number("ts_from", 0), arguments.number("ts_to", file.created)
    in_channel, by_user = channel in ("", *file.shares), user in ("", file.user)
    return in_channel and by_user and first <= file.created <= last


def _of_type(file: StoredFile, arguments: Arguments) -> bool:
    kinds = {
        "all": True,
        "images": file.mimetype in SHOWN_IN_PLACE,
        "pdfs": file.filetype == "pdf",
        "zips": file.filetype == "zip",
        "snippets": bool(file.snippet_type),
    }
    asked = arguments.text("types", "all").split(",")
    return any(kinds.get(kind, False) for kind in asked)


def _delete(hub: Hub, arguments: Arguments) -> Answer:
    file = _named(hub, arguments)
    if file.user != hub.app.bot_user_id:
        raise ApiError("cant_delete_file")
    delete_file(hub, file)
    return {}


def _share_in_public(_hub: Hub, _arguments: Arguments) -> Answer:
    # Slack's reference lists user tokens alone for this method.
    raise ApiError("not_allowed_token_type")


def _named(hub: Hub, arguments: Arguments) -> StoredFile:
    file = hub.files.find(arguments.text("file"))
    if file is None or not seen_by_app(hub, file):
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    return file


_WRITE, _READ = ("files:write",), ("files:read",)
METHODS = (
    Method(
        "files.getUploadURLExternal",
        _get_upload_url,
        required=("filename", "length"),
        scopes=_WRITE,
    ),
    Method(
        "files.completeUploadExternal",
        _complete_upload,
        required=("files",),
        scopes=_WRITE,
    ),
    Method("files.info", _info, required=("file",), scopes=_READ),
    Method("files.list", _list, scopes=_READ),
    Method("files.delete", _delete, required=("file",), scopes=_WRITE),
    Method("files.sharedPublicURL", _share_in_public, required=("file",), scopes=_WRITE),
)
