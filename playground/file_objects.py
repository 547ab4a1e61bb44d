"""Files in the shapes that Slack gives them, and the messages that show them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from playground.conversations import Message, Post, Room
from playground.file_types import SHOWN_IN_PLACE, type_of
from playground.files import StoredFile
from playground.hub import Hub
from playground.room_events import file_deleted_event, file_shared_event, tell_app

FileObject = dict[str, Any]


def file_object(hub: Hub, file: StoredFile) -> FileObject:
    """The file as a message carries it."""
    team, name = hub.workspace.team, quote(file.name, safe="")
    address = f"{hub.response_urls.base}/files-pri/{team.id}-{file.id}"
    shown = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": type_of(file.name).pretty,
        "user": file.user,
        "user_team": team.id,
        "editable": False,
        "size": file.size,
        "mode": "snippet" if file.snippet_type else "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(_is_public(hub, channel) for channel in file.shares),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{address}/{name}",
        "url_private_download": f"{address}/download/{name}",
        "permalink": f"https://{team.domain}.slack.com/files/{file.user}/{file.id}/{name}",
        "permalink_public": f"https://slack-files.com/{team.id}-{file.id}",
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if file.mimetype in SHOWN_IN_PLACE:
        shown["thumb_360"] = shown["url_private"]
    return {**shown, "alt_txt": file.alt_txt} if file.alt_txt else shown


def file_details(hub: Hub, file: StoredFile) -> FileObject:
    """The file as files.info tells it: with where it is shared."""
    rooms = [hub.conversations.room(channel) for channel in file.shares]
    seen = [room for room in rooms if room is not None and hub.app.bot_user_id in room.members]
    shares: dict[str, dict[str, list[FileObject]]] = {}
    for room in seen:
        kind = "private" if room.is_private else "public"
        shares.setdefault(kind, {})[room.id] = [
            _share(hub, room, file, ts) for ts in file.shares[room.id]
        ]
    return {
        **file_object(hub, file),
        "channels": [room.id for room in seen if not room.is_private],
        "groups": [room.id for room in seen if room.is_private and not room.is_im],
        "ims": [room.id for room in seen if room.is_im],
        "shares": shares,
        "has_more_shares": False,
        "comments_count": 0,
    }


def file_message(hub: Hub, room: Room, files: Sequence[StoredFile]) -> Message:
    """What a message that shares files in that room has beside its text."""
    public = {"is_public": True} if not room.is_private else {}
    return {
        "subtype": "file_share",
        "files": [{**file_object(hub, file), **public} for file in files],
        "upload": False,
        "display_as_bot": False,
    }


def note_share(hub: Hub, room: Room, post: Post, files: Sequence[StoredFile], user: str) -> None:
    """Remember where the files are shown now, and tell the app."""
    for file in files:
        hub.files.share(file.id, room.id, post.ts)
        tell_app(hub, room, file_shared_event(hub, room, file.id, user), scope="files:read")


def delete_file(hub: Hub, file: StoredFile) -> None:
    """Delete a file; the messages that show it keep a mark in its place, as in Slack."""
    hub.files.delete(file)
    for channel, stamps in file.shares.items():
        for ts in stamps:
            post = hub.conversations.find(channel, ts)
            if post is not None:
                hub.conversations.edit(post, _without(post.message, file.id), about="files")
        room = hub.conversations.room(channel)
        if room is not None:
            tell_app(hub, room, file_deleted_event(hub, file.id), scope="files:read")


def _without(message: Message, file_id: str) -> Message:
    files = [
        {"id": file_id, "mode": "tombstone"} if shown["id"] == file_id else shown
        for shown in message.get("files", ())
    ]
    return {**message, "files": files}


def _share(hub: Hub, room: Room, file: StoredFile, ts: str) -> FileObject:
    post = hub.conversations.find(room.id, ts)
    message: Mapping[str, Any] = post.message if post is not None else {}
    thread = {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    return {
        "ts": ts,
        **thread,
        "channel_name": room.name,
        "team_id": hub.workspace.team.id,
        "share_user_id": file.user,
        "source": "UNKNOWN",
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": 0,
    }


def _is_public(hub: Hub, channel: str) -> bool:
    room = hub.conversations.room(channel)
    return room is not None and not room.is_private
