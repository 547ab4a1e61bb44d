"""Writing: messages, mentions and slash commands."""

from collections.abc import Mapping
from typing import Any

from playground.authorship import author_id
from playground.conversations import Post, Room
from playground.errors import ApiError, CannotActError
from playground.hub import Hub
from playground.payloads import (
    app_mention_event,
    client_message_id,
    event_callback,
    is_shared,
    message_event,
    slash_command,
)
from playground.people.asking import NotAnsweredError, ask, show_failure
from playground.people.wording import as_command, as_message, check_length, mentions_bot
from playground.responses import show
from playground.workspace import Person


async def say(
    hub: Hub, user: str, text: str, channel: str | None = None, thread_ts: str | None = None
) -> dict[str, Any]:
    """Write a message or a slash command; returns {"channel", "ts"}, without ts for a command.

    A command returns once it is acknowledged or given up; a message at once.
    """
    person = hub.actor(user)
    room = hub.room_of(person, channel)
    check_length(text)
    if text.startswith("/"):
        if thread_ts is not None:
            raise CannotActError("Slash commands do not work in threads.")
        await _command(hub, person, room, text)
        return {"channel": room.id}
    if not text.strip():
        raise CannotActError("There is nothing to send.")
    post = write(hub, person, room, text, thread_ts)
    deliver(hub, room, post)
    return {"channel": room.id, "ts": post.ts}


async def dm(hub: Hub, user: str) -> str:
    """The id of the direct messages between that person and the bot."""
    return hub.dm_of(hub.actor(user)).id


async def messages(hub: Hub, channel: str, user: str | None = None) -> list[dict[str, Any]]:
    """A room's messages, oldest first, with the ephemerals of `user` (marked `is_ephemeral`)."""
    if user is not None:
        hub.room_of(hub.actor(user), channel)
    elif hub.conversations.room(channel) is None:
        raise CannotActError(f"There is no channel {channel}.")
    return [
        {**post.message, "is_ephemeral": True} if post.visible_to else post.message
        for post in hub.conversations.posts(channel, user)
    ]


def write(
    hub: Hub,
    person: Person,
    room: Room,
    text: str,
    thread_ts: str | None,
    more: Mapping[str, Any] | None = None,
) -> Post:
    """Write a person's message, with what it has beside its text.

    Raises CannotActError when there is no message `thread_ts` to reply to.
    """
    message: dict[str, Any] = {
        **(more or {}),
        "client_msg_id": client_message_id(),
        "user": person.id,
        "text": as_message(hub, text),
        "team": person.team_id or hub.workspace.team.id,
    }
    if thread_ts is not None:
        parent = hub.conversations.find(room.id, thread_ts)
        if parent is None or parent.visible_to is not None:
            raise CannotActError(f"There is no message {thread_ts} to reply to.")
        message |= {"thread_ts": thread_ts, "parent_user_id": author_id(parent.message)}
    return hub.conversations.post(room.id, message)


def deliver(hub: Hub, room: Room, post: Post) -> None:
    """Tell the app of a message, if its bot is in the room."""
    if hub.app.bot_user_id not in room.members:
        return  # an app hears nothing from channels it is not in
    shared = is_shared(hub, room)
    events = [message_event(hub, room, post)]
    if mentions_bot(hub, str(post.message["text"])) and not room.is_im:
        events.insert(0, app_mention_event(hub, room, post))
    for event in events:
        hub.deliveries.send_event(event_callback(hub, event, shared=shared))


async def _command(hub: Hub, person: Person, room: Room, text: str) -> None:
    name, _, rest = text.partition(" ")
    command = hub.app.command(name)
    if command is None:
        raise CannotActError(f"{name} is not a command of this workspace.")
    if hub.is_stranger(person):
        raise CannotActError(f"{name} works only for members of this organisation.")
    words = as_command(hub, rest.strip()) if command.should_escape else rest.strip()
    payload = slash_command(hub, person, room, name, words)
    try:
        answer = await ask(hub, person.id, room.id, payload, kind="slash_commands")
        if answer:
            show(hub, room.id, person.id, answer)
    except NotAnsweredError:
        return  # the person was shown the failure
    except ApiError as refused:
        hub.feed.append("refused", method=name, error=refused.error, messages=[*refused.messages])
        show_failure(hub, person.id, room.id, f'{name} failed with the error "{refused.error}"')
