"""How far each person has read each room."""

from collections.abc import Iterable

from playground.conversations import Conversations, Post, Room
from playground.feed import Feed
from playground.store import Store

_KIND = "read"
_NOTHING = "0"


class Reads:
    """Last-read timestamps by person and room; they survive a restart."""

    def __init__(self, store: Store, feed: Feed, conversations: Conversations) -> None:
        self._store = store
        self._feed = feed
        self._conversations = conversations
        self._read = {key: str(fact["ts"]) for key, fact in store.facts(_KIND).items()}

    def mark(self, user: str, room: Room, ts: str | None = None) -> None:
        """Remember that the person has read the room up to `ts`, else to its newest message.

        A `read` event tells the person's other windows. An older `ts` changes nothing.
        """
        read = ts or self._newest(room, user)
        if read <= self.last(user, room.id):
            return
        self._read[_key(user, room.id)] = read
        self._store.put_fact(_KIND, _key(user, room.id), {"ts": read})
        self._store.commit()
        self._feed.append("read", user=user, channel=room.id, ts=read)

    def last(self, user: str, room_id: str) -> str:
        """The timestamp of the last message that the person has read there; "0" for none."""
        return self._read.get(_key(user, room_id), _NOTHING)

    def unread(self, user: str, room: Room) -> list[Post]:
        """What others wrote there since, oldest first; replies in threads are not counted."""
        last = self.last(user, room.id)
        newest_first = reversed(self._conversations.posts(room.id, user))
        found = list(_until(newest_first, last))
        return [post for post in reversed(found) if _counts(post, user)]

    def _newest(self, room: Room, user: str) -> str:
        posts = self._conversations.posts(room.id, user)
        return posts[-1].ts if posts else _NOTHING


def _until(newest_first: Iterable[Post], last: str) -> Iterable[Post]:
    for post in newest_first:
        if post.ts <= last:
            return
        yield post


def _counts(post: Post, user: str) -> bool:
    return post.message.get("user") != user and post.message.get("thread_ts") in (None, post.ts)


def _key(user: str, room_id: str) -> str:
    return f"{user} {room_id}"
