"""One browser window: who looks, at which room, and with which panels open."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias

from playground.choices import Directory
from playground.conversations import Room
from playground.feed import FeedEvent
from playground.hub import Hub
from playground.page.painter import Painter
from playground.page.scene import Scene, Surface
from playground.workspace import Person

Frame: TypeAlias = Mapping[str, Any]
"""One change of the page, as live.js applies it."""

Tab = Literal["messages", "home"]


class Pane(Protocol):
    """A part of the page: what it shows anew after a batch of feed events."""

    def frames(self, window: "Window", events: Sequence[FeedEvent]) -> Iterator[Frame]:
        """The changes, in order; `events` are not filtered by who may see them."""


@dataclass(frozen=True)
class Window:
    """What one browser window looks at, at one moment: names and rooms are looked up once.

    `room` is None for people who have none (strangers without a channel).
    """

    hub: Hub
    painter: Painter
    person: Person
    room: Room | None
    thread: str | None = None
    tab: Tab = "messages"
    builder: bool = False

    @property
    def look(self) -> Hashable:
        """What tells windows apart: those that are equal in it show the same."""
        room = self.room and self.room.id
        return (self.person.id, room, self.thread, self.tab, self.builder)

    def now(self) -> "Window | None":
        """The same window at this moment; None when its person is not in the room any more."""
        if self.room is None:
            return replace(self)
        room = self.hub.conversations.room(self.room.id)
        return replace(self, room=room) if room and self.person.id in room.members else None

    @cached_property
    def rooms(self) -> list[Room]:
        """The rooms that the person is in, channels first."""
        return rooms_of(self.hub, self.person)

    @cached_property
    def names(self) -> dict[str, str]:
        """Display names by id."""
        hub = self.hub
        people = {person.id: person.real_name for person in hub.workspace.users}
        rooms = {room.id: room.name for room in hub.conversations.rooms() if not room.is_im}
        return {**people, **rooms, hub.app.bot_user_id: hub.app.bot_name}

    @cached_property
    def directory(self) -> Directory:
        """Whom and what the person can pick from, and their time zone."""
        return directory_of(self.hub, self.person)

    def scene(
        self,
        surface: Surface = "message",
        place: Mapping[str, str] | None = None,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Scene:
        """What blocks that this person looks at need in order to be drawn."""
        return Scene(
            names=self.names,
            directory=self.directory,
            surface=surface,
            place=place or {},
            values=values or {},
            errors=errors or {},
            me=self.person.id,
            domain=self.hub.workspace.team.domain,
        )


def rooms_of(hub: Hub, person: Person) -> list[Room]:
    """The rooms that somebody is in, channels first."""
    return [room for room in hub.conversations.rooms() if person.id in room.members]


def directory_of(hub: Hub, person: Person) -> Directory:
    """Whom and what somebody can pick from, and their time zone."""
    here = [one for one in hub.workspace.users if not one.deleted]
    rooms = [room for room in rooms_of(hub, person) if not room.is_im]
    return Directory(
        {one.id: one.real_name for one in here},
        {room.id: room.name for room in rooms},
        person.tz,
    )
