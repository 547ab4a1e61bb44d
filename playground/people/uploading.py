"""Sharing files."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from playground.errors import CannotActError
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
    try:
        content = base64.b64decode(content_base64, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise CannotActError("The content must be base64.") from wrong
    shared = await share(hub, user, [(name, content)], channel, text, thread_ts)
    return {"channel": shared["channel"], "ts": shared["ts"], "file": shared["files"][0]}


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
