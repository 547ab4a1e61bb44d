"""chat.startStream, appendStream and stopStream: messages that grow while people watch.

For an app that is an agent (it has the scope assistant:write) a stream makes the thread's session
busy and its end frees it, as developers measured; chat.stopStream's session_status says otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from playground.agents import AgentSession, SessionStatus
from playground.api.method import Answer, Arguments, Method
from playground.api.rooms import check_thread, joined_room, postable_room, stored_post
from playground.blockkit import check_message
from playground.bot_posts import post_as_bot
from playground.conversations import Post, Room
from playground.elements import with_ids
from playground.errors import ApiError
from playground.hub import Hub
from playground.streaming import (
    LIFETIME,
    Chunk,
    DisplayMode,
    ended,
    given_chunks,
    grown,
    is_streaming,
    opened,
)

_MODES: tuple[DisplayMode, ...] = get_args(DisplayMode)
_STATUSES: tuple[SessionStatus, ...] = get_args(SessionStatus)
_AGENTS_SCOPE = "assistant:write"


def _start(hub: Hub, arguments: Arguments) -> Answer:
    room = postable_room(hub, arguments.text("channel"))
    _check_recipient(hub, room, arguments)
    check_thread(hub, room, arguments.text("thread_ts"))
    mode = arguments.text("task_display_mode", "timeline")
    if mode not in _MODES:
        raise ApiError("invalid_arguments", ["task_display_mode must be timeline or plan"])
    beginning = grown(opened(mode), _chunks(arguments))
    thread_ts = arguments.text("thread_ts")
    post = post_as_bot(hub, room, {**beginning, "thread_ts": thread_ts})
    hub.schedule.look_again()
    if _AGENTS_SCOPE in arguments.caller.scopes:
        user = arguments.text("recipient_user_id")
        known = hub.agents.find(room.id, thread_ts)
        session = known or AgentSession(room.id, thread_ts, "processing", user=user)
        hub.agents.put(replace(session, status="processing"))
    return {"channel": room.id, "ts": post.ts}


def _append(hub: Hub, arguments: Arguments) -> Answer:
    post = _open_stream(hub, arguments)
    chunks = _chunks(arguments)
    if not chunks:
        raise ApiError("no_text")
    hub.conversations.edit(post, grown(post.message, chunks))
    return {"channel": post.channel, "ts": post.ts}


def _stop(hub: Hub, arguments: Arguments) -> Answer:
    post = _open_stream(hub, arguments)
    status = _status(arguments)
    given = arguments.parsed("chunks", "blocks", "metadata")
    message = grown(post.message, _chunks(arguments))
    if given.get("blocks"):
        _check_blocks(given["blocks"])
        message = {**message, "blocks": [*message["blocks"], *with_ids(given["blocks"])]}
    if given.get("metadata"):
        message = {**message, "metadata": given["metadata"]}
    stopped = hub.conversations.edit(post, ended(message, "completed"))
    if _AGENTS_SCOPE in arguments.caller.scopes:
        hub.agents.set_status(post.channel, str(post.message["thread_ts"]), status)
    return {"channel": post.channel, "ts": post.ts, "message": stopped.message}


def _chunks(arguments: Arguments) -> Sequence[Chunk]:
    """The chunks of the call, checked, with ids in the blocks that came ready-made."""
    found: list[Chunk] = []
    for chunk in given_chunks(arguments.parsed("chunks")):
        if chunk["type"] == "blocks":
            _check_blocks(chunk["blocks"])
            chunk = {**chunk, "blocks": with_ids(chunk["blocks"])}  # noqa: PLW2901 - the same chunk, completed
        found.append(chunk)
    return found


def _check_blocks(blocks: object) -> None:
    refusals = check_message({"blocks": blocks})
    if refusals:
        raise ApiError("invalid_blocks", refusals)


def _check_recipient(hub: Hub, room: Room, arguments: Arguments) -> None:
    """Outside of direct messages a stream is for one person, who must be named."""
    if room.is_im:
        return
    for name in ("recipient_team_id", "recipient_user_id"):
        if not arguments.text(name):
            raise ApiError(f"missing_{name}")
    if hub.person(arguments.text("recipient_user_id")) is None:
        raise ApiError("user_not_found")


def _open_stream(hub: Hub, arguments: Arguments) -> Post:
    room = joined_room(hub, arguments.text("channel"))
    post = stored_post(hub, room.id, arguments.text("ts"))
    if post.message.get("bot_id") != hub.app.bot_id:
        raise ApiError("message_not_owned_by_app")
    if is_streaming(post.message) and hub.now() - float(post.ts) > LIFETIME:
        post = hub.conversations.edit(post, ended(post.message, "errored"))
    if not is_streaming(post.message):
        raise ApiError("message_not_in_streaming_state")
    return post


def _status(arguments: Arguments) -> SessionStatus:
    asked = arguments.text("session_status", "active")
    for status in _STATUSES:
        if status == asked:
            return status
    raise ApiError("invalid_arguments", [f"session_status must be one of {', '.join(_STATUSES)}"])


_SCOPES = ("chat:write",)
METHODS = (
    Method("chat.startStream", _start, required=("channel", "thread_ts"), scopes=_SCOPES),
    Method("chat.appendStream", _append, required=("channel", "ts"), scopes=_SCOPES),
    Method("chat.stopStream", _stop, required=("channel", "ts"), scopes=_SCOPES),
)
