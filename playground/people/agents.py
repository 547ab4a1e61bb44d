"""Talking with an agent or assistant: opening its messages, stopping it, naming its sessions."""

from dataclasses import replace
from typing import Any

from playground.agents import MAX_TITLE, AgentSession
from playground.api.assistant import THREAD_ROOT
from playground.errors import CannotActError
from playground.hub import Hub
from playground.payloads import tell
from playground.streaming import ended, is_streaming
from playground.workspace import Person

_NEW_THREAD = "New Assistant Thread"


async def open_messages(hub: Hub, user: str) -> str:
    """Open the app's Messages tab; returns the direct-message channel.

    The app hears app_home_opened with tab "messages", which is how an agent learns that somebody
    came to talk.
    """
    room = hub.dm_of(hub.actor(user))
    opened = {"type": "app_home_opened", "user": user, "channel": room.id, "tab": "messages"}
    tell(hub, opened)
    return room.id


async def open_assistant(hub: Hub, user: str, viewing: str | None = None) -> dict[str, str]:
    """Open a new assistant thread; returns {"channel", "thread_ts"}.

    `viewing` is the channel on the person's screen. As on Slack, the thread begins with a message
    of the app with the subtype assistant_app_thread.
    """
    person = hub.actor(user)
    room = hub.dm_of(person)
    context = _context(hub, person, viewing)
    root = {
        "user": hub.app.bot_user_id,
        "bot_id": hub.app.bot_id,
        "app_id": hub.app.app_id,
        "team": hub.workspace.team.id,
        "subtype": THREAD_ROOT,
        "text": _NEW_THREAD,
        THREAD_ROOT: {"title": _NEW_THREAD, "title_blocks": [], "artifacts": []},
    }
    post = hub.conversations.post(room.id, root)
    thread = {"user_id": user, "context": context, "channel_id": room.id, "thread_ts": post.ts}
    tell(hub, {"type": "assistant_thread_started", "assistant_thread": thread})
    return {"channel": room.id, "thread_ts": post.ts}


async def look_elsewhere(hub: Hub, user: str, thread_ts: str, viewing: str) -> None:
    """Go to another channel while the assistant thread stays open beside it."""
    person = hub.actor(user)
    room = hub.dm_of(person)
    root = hub.conversations.find(room.id, thread_ts)
    if root is None or root.message.get("subtype") != THREAD_ROOT:
        raise CannotActError(f"{person.real_name} has no assistant thread {thread_ts} open.")
    context = _context(hub, person, viewing)
    thread = {"user_id": user, "context": context, "channel_id": room.id, "thread_ts": thread_ts}
    tell(hub, {"type": "assistant_thread_context_changed", "assistant_thread": thread})


async def stop_agent(hub: Hub, user: str, channel: str, thread_ts: str | None = None) -> None:
    """Press Stop. Without `thread_ts`: in the session of the channel that changed last.

    The app's streams in the thread end, and it hears agent_session_stopped; the session's status
    stays until the app changes it, as Slack's reference of the event says. Raises CannotActError when nothing there can be stopped.
    """
    person = hub.actor(user)
    room = hub.room_of(person, channel)
    session = _stoppable(hub, room.id, thread_ts)
    if session is None:
        raise CannotActError("There is nothing to stop: no agent is working there.")
    stopped = {
        "type": "agent_session_stopped",
        "user": user,
        "channel": room.id,
        "thread_ts": session.thread_ts,
        "streaming_message_ts": _end_streams(hub, session),
    }
    tell(hub, stopped)


async def name_session(hub: Hub, user: str, channel: str, thread_ts: str, title: str) -> None:
    """Give an agent session another title; the app hears agent_session_title_changed."""
    room = hub.room_of(hub.actor(user), channel)
    session = hub.agents.find(room.id, thread_ts)
    if session is None:
        raise CannotActError("There is no agent session to name there.")
    if not 1 <= len(title) <= MAX_TITLE:
        raise CannotActError(f"A title has 1 to {MAX_TITLE} characters.")
    hub.agents.put(replace(session, title=title))
    changed = {
        "type": "agent_session_title_changed",
        "user": user,
        "channel": room.id,
        "thread_ts": thread_ts,
        "team_id": hub.workspace.team.id,
        "title": title,
    }
    tell(hub, changed | ({"previous_title": session.title} if session.title else {}))


def _stoppable(hub: Hub, channel: str, thread_ts: str | None) -> AgentSession | None:
    sessions = [session for session in hub.agents.in_channel(channel) if session.can_be_stopped]
    matching = [session for session in sessions if thread_ts in (None, session.thread_ts)]
    return matching[-1] if matching else None


def _end_streams(hub: Hub, session: AgentSession) -> list[str]:
    """End what the app still streams into the thread; the timestamps of those messages."""
    streams = [
        post
        for post in hub.conversations.posts(session.channel)
        if post.message.get("thread_ts") == session.thread_ts and is_streaming(post.message)
    ]
    for post in streams:
        hub.conversations.edit(post, ended(post.message, "completed"))
    return [post.ts for post in streams]


def _context(hub: Hub, person: Person, viewing: str | None) -> dict[str, Any]:
    if viewing is None:
        return {}
    team = hub.workspace.team
    return {
        "channel_id": hub.room_of(person, viewing).id,
        "team_id": team.id,
        "enterprise_id": team.enterprise_id,
    }
