"""agents.sessions.*: what an agent is doing in a thread.

Answers and errors are those of Slack's reference of both methods. Sessions are scoped to threads;
Slack's session channels, which need no thread_ts, are not part of this playground. The app counts
as subscribed to agent_session_stopped, so no warning about that is given.
"""

from dataclasses import replace
from typing import get_args

from playground.agents import MAX_TITLE, AgentSession, SessionStatus
from playground.api.method import Answer, Arguments, Method
from playground.conversations import Room
from playground.errors import ApiError
from playground.hub import Hub

_STATUSES: tuple[SessionStatus, ...] = get_args(SessionStatus)
# An app becomes an agent in its settings, which gives it this scope; other apps get no sessions.
_AGENTS_SCOPE = "assistant:write"
_LOOKS = ("icon_emoji", "icon_url", "username")


def _set_status(hub: Hub, arguments: Arguments) -> Answer:
    status = _status(arguments.text("status"))
    if _AGENTS_SCOPE not in arguments.caller.scopes:
        raise ApiError("not_authorized")
    room = _room(hub, arguments)
    thread_ts = _thread(hub, room, arguments)
    session = hub.agents.find(room.id, thread_ts)
    if session is None:
        session = AgentSession(room.id, thread_ts, status, **_beginning(room, arguments))
    # A look stays until it is replaced, or cleared with null.
    looks = {name: arguments[name] or "" for name in _LOOKS if name in arguments}
    session = hub.agents.put(replace(session, status=status, **looks))
    # The example in Slack's reference has the status under both names.
    return {"status": session.status, "agent_status": session.status, "title": session.title}


def _rename(hub: Hub, arguments: Arguments) -> Answer:
    room = _room(hub, arguments)
    session = hub.agents.find(room.id, _thread(hub, room, arguments))
    if session is None:
        raise ApiError("session_not_found")
    session = hub.agents.put(replace(session, title=_title(arguments)))
    return {"title": session.title}


def _beginning(room: Room, arguments: Arguments) -> dict[str, str]:
    user = arguments.text("initiator_user_id")
    if user and user not in room.members:
        raise ApiError("user_not_found")
    return {"user": user, "title": _title(arguments)}


def _status(text: str) -> SessionStatus:
    for status in _STATUSES:
        if status == text:
            return status
    raise ApiError("invalid_status")


def _title(arguments: Arguments) -> str:
    title = arguments.text("title")
    if len(title) > MAX_TITLE:
        # The limit is documented, the error for it is not.
        raise ApiError("invalid_arguments", ["[ERROR] title must be at most 200 characters"])
    return title


def _room(hub: Hub, arguments: Arguments) -> Room:
    room = hub.conversations.room(arguments.text("channel_id"))
    if room is None:
        raise ApiError("channel_not_found")
    if hub.app.bot_user_id not in room.members:
        raise ApiError("channel_not_found" if room.is_private else "not_authorized")
    return room


def _thread(hub: Hub, room: Room, arguments: Arguments) -> str:
    thread_ts = arguments.text("thread_ts")
    if not thread_ts:
        raise ApiError("thread_ts_required")
    if hub.conversations.find(room.id, thread_ts) is None:
        # Which error Slack gives for a thread that does not exist is not documented.
        raise ApiError("invalid_arguments", ["[ERROR] there is no message with that thread_ts"])
    return thread_ts


METHODS = (
    Method("agents.sessions.setStatus", _set_status, required=("status",), scopes=("chat:write",)),
    Method("agents.sessions.rename", _rename, required=("title",), scopes=("chat:write",)),
)
