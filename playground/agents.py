"""Agent sessions: what an agent is doing in a thread, and the Stop button that goes with it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

from playground.feed import Feed
from playground.store import Store

SessionStatus = Literal["active", "processing", "suspended", "closed"]
# From the reference of agents.sessions.rename, in characters.
MAX_TITLE = 200
_KIND = "agent_session"


@dataclass(frozen=True)
class AgentSession:
    """One session. While it is `processing`, people see Slack's own Stop button in the thread.

    `user` is who began it ("" when the app did not say), the rest of the fields how it looks.
    """

    channel: str
    thread_ts: str
    status: SessionStatus
    title: str = ""
    user: str = ""
    icon_emoji: str = ""
    icon_url: str = ""
    username: str = ""

    @property
    def can_be_stopped(self) -> bool:
        """Whether the Stop button is shown."""
        return self.status == "processing"


class AgentSessions:
    """All sessions. Every change is announced in the feed as agent_session and outlives a restart.

    The event has all fields of the session and `can_be_stopped`.
    """

    def __init__(self, store: Store, feed: Feed) -> None:
        self._store = store
        self._feed = feed
        self._sessions: dict[tuple[str, str], AgentSession] = {}
        for fact in store.facts(_KIND).values():
            session = AgentSession(**fact)
            self._sessions[session.channel, session.thread_ts] = session

    def find(self, channel: str, thread_ts: str) -> AgentSession | None:
        """The session of that thread, or None."""
        return self._sessions.get((channel, thread_ts))

    def in_channel(self, channel: str) -> Iterable[AgentSession]:
        """The sessions of a channel, the one that changed last at the end."""
        return [session for session in self._sessions.values() if session.channel == channel]

    def set_status(
        self, channel: str, thread_ts: str, status: SessionStatus
    ) -> AgentSession | None:
        """Change a known session's status; None when there is no such session."""
        known = self.find(channel, thread_ts)
        return self.put(replace(known, status=status)) if known else None

    def put(self, session: AgentSession) -> AgentSession:
        """Begin a session or change it."""
        key = (session.channel, session.thread_ts)
        self._sessions.pop(key, None)
        self._sessions[key] = session
        self._store.put_fact(_KIND, f"{session.channel}:{session.thread_ts}", asdict(session))
        self._store.commit()
        fields = asdict(session) | {"can_be_stopped": session.can_be_stopped}
        self._feed.append("agent_session", **fields)
        return session
