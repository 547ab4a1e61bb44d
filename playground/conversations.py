"""Channels, direct messages and what is written in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.feed import Feed
from playground.ids import Timestamps, new_id
from playground.room_log import Message, Post, RoomLog
from playground.store import Store
from playground.workspace import Workspace

__all__ = ["Conversations", "Message", "Post", "Room"]

_GROUP, _MEMBERS = "group_dm", "members"


@dataclass(frozen=True)
class Room:
    """A channel, the direct messages between one person and the bot (`is_im`), or a group's.

    A group's direct messages (`is_mpim`) are between the bot and several people.
    """

    id: str
    name: str
    members: frozenset[str]
    is_im: bool = False
    is_private: bool = False
    is_mpim: bool = False


class Conversations:
    """All rooms and posts. Ephemerals live in memory only, as on Slack they are not kept."""

    def __init__(
        self, workspace: Workspace, store: Store, feed: Feed, timestamps: Timestamps
    ) -> None:
        self._bot = workspace.app.bot_user_id
        self._store = store
        self._feed = feed
        self._timestamps = timestamps
        self._rooms = {
            channel.id: Room(
                channel.id, channel.name, frozenset(channel.members), is_private=channel.is_private
            )
            for channel in workspace.channels
        }
        self._dms: dict[str, str] = {}
        self._logs: dict[str, RoomLog] = {}
        self._load()

    def room(self, room_id: str) -> Room | None:
        """The room with that id, or None."""
        return self._rooms.get(room_id)

    def rooms(self) -> Iterable[Room]:
        """All rooms, channels first."""
        return self._rooms.values()

    def dm(self, user: str) -> Room:
        """The direct messages between that person and the bot, opened on demand."""
        if user not in self._dms:
            room_id = new_id("D")
            self._store.put_dm(room_id, user)
            self._store.commit()
            self._add_dm(room_id, user)
        return self._rooms[self._dms[user]]

    def has_dm(self, user: str) -> bool:
        """Whether that person and the bot already have a direct-message channel."""
        return user in self._dms

    def group(self, members: frozenset[str]) -> Room | None:
        """The direct messages of exactly these people and the bot, or None."""
        groups = (room for room in self._rooms.values() if room.is_mpim)
        return next((room for room in groups if room.members == members), None)

    def open_group(self, name: str, members: frozenset[str]) -> Room:
        """Begin direct messages of these people and the bot."""
        room = Room(new_id("C"), name, members, is_private=True, is_mpim=True)
        self._rooms[room.id] = room
        self._store.put_fact(_GROUP, room.id, {"name": name, "members": sorted(members)})
        self._store.commit()
        self._feed.append("room_opened", channel=room.id, name=name, members=sorted(members))
        return room

    def set_members(self, room: Room, members: frozenset[str]) -> Room:
        """Change who is in a channel; a `members_changed` event tells the new ones."""
        changed = replace(room, members=members)
        self._rooms[room.id] = changed
        self._store.put_fact(_MEMBERS, room.id, {"members": sorted(members)})
        self._store.commit()
        self._feed.append("members_changed", channel=room.id, members=sorted(members))
        return changed

    def find(self, channel: str, ts: str) -> Post | None:
        """The post at that place, ephemerals included."""
        return self._log(channel).find(ts)

    def posts(self, channel: str, user: str | None = None) -> list[Post]:
        """The posts of a room, oldest first: all public ones, and the ephemerals of `user`."""
        return list(self.newest_first(channel, user))[::-1]

    def newest_first(self, channel: str, user: str | None = None) -> Iterator[Post]:
        """The same posts, the newest first, one at a time."""
        return self._log(channel).newest_first(user)

    def top_level(self, channel: str, user: str | None = None, after: str = "") -> Sequence[Post]:
        """What stands in the room itself and is newer than `after`, oldest first."""
        return self._log(channel).top(user, after)

    def replies(self, channel: str, parent: str, user: str | None = None) -> Sequence[Post]:
        """The replies to the message of that timestamp, oldest first."""
        return self._log(channel).replies(parent, user)

    def post(
        self, channel: str, message: Mapping[str, Any], *, visible_to: str | None = None
    ) -> Post:
        """Write a message; it gets its timestamp here."""
        stamped = {"type": "message", **message, "ts": self._timestamps.mint()}
        return self._put(Post(channel, stamped, visible_to), _posted_as(visible_to))

    def edit(self, post: Post, message: Message, *, about: str | None = None) -> Post:
        """Replace a post's message, which keeps its timestamp.

        `about` tells in the feed what changed when it is not what was written, such as "reactions".
        """
        changed = Post(post.channel, {**message, "ts": post.ts}, post.visible_to)
        return self._put(changed, "message_edited", **({"about": about} if about else {}))

    def delete(self, post: Post) -> None:
        """Remove a post."""
        self._log(post.channel).remove(post)
        if post.visible_to is None:
            self._store.drop_message(post.channel, post.ts)
        self._announce(post, "message_deleted")

    def _put(self, post: Post, event: str, **more: str) -> Post:
        self._log(post.channel).put(post)
        if post.visible_to is None:
            self._store.put_message(post.channel, post.message)
        self._announce(post, event, **more)
        return post

    def _announce(self, post: Post, event: str, **more: str) -> None:
        # The event is committed together with the message it tells of.
        self._feed.append(
            event,
            channel=post.channel,
            ts=post.ts,
            thread_ts=post.message.get("thread_ts"),
            user=post.message.get("user"),
            visible_to=[post.visible_to] if post.visible_to else None,
            message=post.message,
            **more,
        )

    def _add_dm(self, room_id: str, user: str) -> None:
        self._dms[user] = room_id
        self._rooms[room_id] = Room(
            room_id, "directmessage", frozenset({user, self._bot}), is_im=True, is_private=True
        )

    def _load(self) -> None:
        for room_id, fact in self._store.facts(_GROUP).items():
            members = frozenset(fact["members"])
            self._rooms[room_id] = Room(
                room_id, fact["name"], members, is_private=True, is_mpim=True
            )
        for room_id, fact in self._store.facts(_MEMBERS).items():
            if room_id in self._rooms:  # not one that the workspace has no more
                room = self._rooms[room_id]
                self._rooms[room_id] = replace(room, members=frozenset(fact["members"]))
        for user, room_id in self._store.dms().items():
            self._add_dm(room_id, user)
        for stored in self._store.messages():
            self._log(stored.channel).put(Post(stored.channel, stored.message))

    def _log(self, channel: str) -> RoomLog:
        return self._logs.setdefault(channel, RoomLog())


def _posted_as(visible_to: str | None) -> str:
    return "ephemeral" if visible_to else "message_posted"
