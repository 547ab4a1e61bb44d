"""The rooms at the left, with what is unread, and the people one can look as."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from playground.conversations import Post, Room
from playground.feed import FeedEvent
from playground.page.faces import Face, face
from playground.page.window import Frame, Window

_CHANGES = frozenset(
    {
        *("message_posted", "message_deleted", "ephemeral", "read"),
        *("room_opened", "members_changed"),
    }
)


@dataclass(frozen=True)
class Entry:
    """A room in the list; `badge` is the number that calls for the person, 0 for none."""

    room: Room
    name: str
    unread: bool
    badge: int
    here: bool


@dataclass(frozen=True)
class Sidebar:
    """The whole list."""

    app: Entry | None
    channels: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    people: tuple[Face, ...]

    @property
    def badges(self) -> int:
        """All that calls for the person, over all rooms."""
        app = (self.app,) if self.app else ()
        return sum(entry.badge for entry in (*app, *self.channels, *self.groups))


def sidebar(window: Window) -> Sidebar:
    """What the person finds at the left."""
    hub, person = window.hub, window.person
    own = None if hub.is_stranger(person) else hub.dm_of(person)
    rooms = [room for room in window.rooms if not room.is_im]
    return Sidebar(
        app=_entry(window, own) if own else None,
        channels=tuple(_entry(window, room) for room in rooms if not _is_group(room)),
        groups=tuple(_entry(window, room) for room in rooms if _is_group(room)),
        people=tuple(face(hub, one.id) for one in hub.workspace.users if not one.deleted),
    )


def draw(window: Window) -> Markup:
    """The list as HTML."""
    template = window.painter.environment.get_template("sidebar.html")
    return Markup(template.render(window=window, sidebar=sidebar(window)))  # noqa: S704 - rendered with autoescape


def frames(window: Window, events: Sequence[FeedEvent]) -> Iterator[Frame]:
    """The list anew when something was written or read in a room of this person."""
    if any(_concerns(window, event) for event in events):
        yield {"op": "fill", "id": "side-list", "html": draw(window)}


def _concerns(window: Window, event: FeedEvent) -> bool:
    if event["event"] not in _CHANGES:
        return False
    if event["event"] == "read":
        return bool(event["user"] == window.person.id)
    if event["event"] == "members_changed":
        return True  # it may be this person who left
    room = window.hub.conversations.room(str(event["channel"]))
    return room is None or window.person.id in room.members


def _entry(window: Window, room: Room) -> Entry:
    unread = window.hub.reads.unread(window.person.id, room)
    here = window.room is not None and window.room.id == room.id
    direct = room.is_im or _is_group(room)
    return Entry(
        room=room,
        name=room_name(window, room),
        unread=bool(unread),
        badge=len(unread) if direct else _mentions(unread, window.person.id),
        here=here,
    )


def room_name(window: Window, room: Room) -> str:
    """How the person finds the room: the app, the others of a group, else the channel's name."""
    if room.is_im:
        return window.hub.app.bot_name
    if not room.is_mpim:
        return room.name
    others = sorted(room.members - {window.person.id})
    return ", ".join(window.names.get(one, one) for one in others)


def _mentions(posts: Iterable[Post], user: str) -> int:
    return sum(f"<@{user}" in str(post.message.get("text", "")) for post in posts)


def _is_group(room: Room) -> bool:
    """Whether it is a group of people rather than a channel with a name."""
    return room.is_mpim
