"""Who asks, for which workspace, from which conversation.

Every row, cache key and unique key carries the tenant; whatever has no tenant cannot be stored.
"""

from app.domain.value import Value


class Tenant(Value):
    """A Slack workspace; `enterprise_id` is set where Slack gives one (Enterprise Grid)."""

    team_id: str
    enterprise_id: str | None = None

    @property
    def key(self) -> str:
        """One string that is unique for the workspace, for rows and cache keys."""
        return f"{self.enterprise_id}.{self.team_id}" if self.enterprise_id else self.team_id

    @classmethod
    def of_key(cls, key: str) -> "Tenant":
        """The tenant whose `key` this is; Slack's ids hold no dots."""
        enterprise_id, _, team_id = key.rpartition(".")
        return cls(team_id=team_id, enterprise_id=enterprise_id or None)


class Person(Value):
    """A member of a workspace, as Slack identifies them."""

    tenant: Tenant
    user_id: str


class Requester(Value):
    """The person an operation runs for: what "me", "my" and "tomorrow" mean to them.

    `email` is the address of their Slack profile (None when the profile has none);
    `zone` is an IANA name.
    """

    person: Person
    name: str
    email: str | None = None
    zone: str = "UTC"
    locale: str = "en"


class Conversation(Value):
    """Where a request came from, and so where its answers go."""

    tenant: Tenant
    channel: str
    thread_ts: str | None = None
    private: bool = True
    """True for a direct message: only there are recipients, texts and values shown."""

    @property
    def session_id(self) -> str:
        """The source design's `sessionId`: one per team, channel and thread."""
        return ":".join((self.tenant.key, self.channel, self.thread_ts or "-"))
