"""Who is together in Slack, as the core speaks of it: never how it is asked."""

from collections.abc import Sequence
from typing import Protocol

from app.domain.identity import Requester
from app.domain.sources import SlackPeople
from app.domain.value import Value


class MadeIn(Value):
    """The channel, and the thread in it, that a request was made in; `label` is how people call it."""

    channel: str
    thread_ts: str = ""
    label: str = ""


class Member(Value):
    """Somebody in a channel, thread or group; `address` is empty where Slack shows none."""

    id: str
    name: str
    address: str = ""
    zone: str = ""


class Roster(Protocol):
    """The people of channels, threads and user groups."""

    async def members(self, group: SlackPeople, who: Requester, most: int) -> Sequence[Member]:
        """Everybody there now but for bots, people who left, and whoever asks.

        Raises BadGroup where it cannot be had, or not for that person, and where many more than
        `most` are there; BulkError where nobody can be asked at the moment.
        """
        ...
