"""The messages of one room, kept so that a page of them costs the same in any room."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

Message = dict[str, Any]

BROADCAST = "thread_broadcast"
_by_time = attrgetter("ts")
_Lane = tuple[str, str | None]


@dataclass(frozen=True)
class Post:
    """A message in its place. `visible_to` is the addressee of an ephemeral, else None.

    A message is never changed in place: an edit makes a new Post, so the feed may share it.
    """

    channel: str
    message: Message
    visible_to: str | None = None

    @property
    def ts(self) -> str:
        """The message's timestamp, which is its id within the channel."""
        return str(self.message["ts"])

    @property
    def parent(self) -> str:
        """The timestamp of the message that this one replies to; "" for one that is no reply."""
        thread = self.message.get("thread_ts")
        return thread if isinstance(thread, str) and thread != self.ts else ""

    @property
    def is_top(self) -> bool:
        """Whether it stands in the room itself, as a reply that was also sent there does."""
        return not self.parent or self.message.get("subtype") == BROADCAST


class RoomLog:
    """All posts of a room, its top level and each of its threads, every one in order of time.

    `user` is whose eyes look: besides what is public they see the ephemerals addressed to them.
    What stands at one level for one addressee is held in a list of its own, so that nobody has to
    look through what others see, or through all of a room for the replies to one message.
    """

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._lanes: dict[_Lane, list[Post]] = {}

    def put(self, post: Post) -> None:
        """Add a post, or replace the one of the same time."""
        before = self._posts.get(post.ts)
        if before is not None:
            self._take_out(before)
        # Timestamps only rise, and a replaced one keeps its place: this order is the order of time.
        self._posts[post.ts] = post
        for lane in _lanes_of(post):
            insort(self._lanes.setdefault(lane, []), post, key=_by_time)

    def remove(self, post: Post) -> None:
        """Take a post away."""
        self._take_out(self._posts.pop(post.ts))

    def find(self, ts: str) -> Post | None:
        """The post of that time, whoever sees it."""
        return self._posts.get(ts)

    def newest_first(self, user: str | None) -> Iterator[Post]:
        """Everything that `user` sees, one at a time."""
        return (post for post in reversed(self._posts.values()) if post.visible_to in (None, user))

    def top(self, user: str | None, after: str = "") -> Sequence[Post]:
        """What stands in the room itself, oldest first; only what is newer than `after`."""
        return self._level("", user, after)

    def replies(self, parent: str, user: str | None) -> Sequence[Post]:
        """The replies to a message, oldest first."""
        return self._level(parent, user)

    def _level(self, parent: str, user: str | None, after: str = "") -> Sequence[Post]:
        lanes = list(self._seen(parent, user))
        newer = [lane[bisect_right(lane, after, key=_by_time) :] for lane in lanes]
        if len(newer) == 1:
            return newer[0]
        return sorted((post for lane in newer for post in lane), key=_by_time)

    def _seen(self, parent: str, user: str | None) -> Iterator[list[Post]]:
        for addressee in dict.fromkeys((None, user)):
            lane = self._lanes.get((parent, addressee))
            if lane:
                yield lane

    def _take_out(self, post: Post) -> None:
        for key in _lanes_of(post):
            lane = self._lanes[key]
            del lane[bisect_left(lane, post.ts, key=_by_time)]
            if not lane:
                del self._lanes[key]


def _lanes_of(post: Post) -> Iterable[_Lane]:
    levels = ([""] if post.is_top else []) + ([post.parent] if post.parent else [])
    return [(level, post.visible_to) for level in levels]
