"""How far each person has read each room."""

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
        """What others wrote there since, oldest first; replies count that were sent to the room too."""
        newer = self._conversations.top_level(room.id, user, after=self.last(user, room.id))
        return [post for post in newer if post.message.get("user") != user]

    def _newest(self, room: Room, user: str) -> str:
        newest = next(self._conversations.newest_first(room.id, user), None)
        return newest.ts if newest else _NOTHING


def _key(user: str, room_id: str) -> str:
    return f"{user} {room_id}"
