"""Sharing files."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from playground.errors import CannotActError
from playground.file_objects import delete_file as delete_shared
from playground.file_objects import file_message, file_object, note_share
from playground.hub import Hub
from playground.people.talk import deliver, write
from playground.people.wording import check_length


async def upload(
    hub: Hub,
    user: str,
    name: str,
    content_base64: str,
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> dict[str, Any]:
    """Share a file in a message; returns {"channel", "ts", "file"}.

    Without `channel` it goes to the direct messages with the bot.
    """
    files = [(name, _decoded(content_base64))]
    shared = await share(hub, user, files, channel, text, thread_ts)
    return {"channel": shared["channel"], "ts": shared["ts"], "file": shared["files"][0]}


async def share_files(
    hub: Hub,
    user: str,
    files: Sequence[Mapping[str, str]],
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> dict[str, Any]:
    """Share files, each with `name` and `content_base64`, in one message.

    Returns {"channel", "ts", "files"}. Without `channel` it goes to the direct messages with the bot.
    """
    if not files:
        raise CannotActError("Choose a file to upload.")
    contents = [(one.get("name", ""), _decoded(one.get("content_base64", ""))) for one in files]
    return await share(hub, user, contents, channel, text, thread_ts)


async def delete_file(hub: Hub, user: str, file: str) -> None:
    """Delete a file that this person shared; its messages keep a mark in its place."""
    person = hub.actor(user)
    found = hub.files.find(file)
    if found is None or found.deleted:
        raise CannotActError(f"There is no file {file}.")
    if found.user != person.id:
        raise CannotActError("Only who shared a file can delete it.")
    delete_shared(hub, found)


def _decoded(content_base64: str) -> bytes:
    try:
        return base64.b64decode(content_base64, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise CannotActError("The content must be base64.") from wrong


async def share(
    hub: Hub,
    user: str,
    contents: Sequence[tuple[str, bytes]],
    channel: str | None = None,
    text: str = "",
    thread_ts: str | None = None,
) -> dict[str, Any]:
    """Share files, given by name and bytes, in one message; returns {"channel", "ts", "files"}."""
    person = hub.actor(user)
    room = hub.room_of(person, channel)
    check_length(text)
    _check_thread(hub, room.id, thread_ts)
    files = [await hub.files.add(name, content, person.id) for name, content in contents]
    post = write(hub, person, room, text, thread_ts, file_message(hub, room, files))
    note_share(hub, room, post, files, person.id)
    deliver(hub, room, post)
    return {"channel": room.id, "ts": post.ts, "files": [file_object(hub, file) for file in files]}


def _check_thread(hub: Hub, channel: str, thread_ts: str | None) -> None:
    """Find the thread before a file is kept that no message would show."""
    if thread_ts is None:
        return
    parent = hub.conversations.find(channel, thread_ts)
    if parent is None or parent.visible_to is not None:
        raise CannotActError(f"There is no message {thread_ts} to reply to.")
