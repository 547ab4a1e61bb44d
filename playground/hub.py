"""The parts of one running playground, as handed to whoever answers a call or acts for a person."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from playground.agents import AgentSessions
from playground.answers import Answers
from playground.assistants import Assistants
from playground.conversations import Conversations, Post, Room
from playground.deliveries import Deliveries
from playground.elements import StateValues
from playground.errors import CannotActError
from playground.faults import Faults
from playground.feed import Feed
from playground.files import Files
from playground.held_tasks import HeldTasks
from playground.limits import RateLimits
from playground.reads import Reads
from playground.response_urls import ResponseUrls
from playground.schedule import Schedule
from playground.sockets import Sockets
from playground.tokens import Tokens
from playground.triggers import Triggers
from playground.views import Views
from playground.webhooks import Webhooks
from playground.workspace import InstalledApp, Person, Workspace


@dataclass(frozen=True)
class Hub:
    """One running workspace. `now` gives seconds since the epoch.

    `selections` holds what a person chose in a message so far, by (user, channel, ts).
    """

    workspace: Workspace
    now: Callable[[], float]
    feed: Feed
    conversations: Conversations
    files: Files
    schedule: Schedule
    reads: Reads
    views: Views
    tokens: Tokens
    assistants: Assistants
    agents: AgentSessions
    triggers: Triggers
    response_urls: ResponseUrls
    deliveries: Deliveries
    sockets: Sockets
    webhooks: Webhooks
    limits: RateLimits
    faults: Faults
    selections: dict[tuple[str, str, str], StateValues] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    acts: HeldTasks = field(default_factory=HeldTasks)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def app(self) -> InstalledApp:
        """The installed app."""
        return self.workspace.app

    @property
    def is_connected(self) -> bool:
        """Whether an app is there; one that is called over HTTP counts until it does not answer."""
        if self.app.delivery == "socket":
            return self.sockets.open_connections > 0
        return not self.webhooks.is_unreachable

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.workspace.users}

    def in_window(self, window: str | None) -> Self:
        """The same workspace, for what somebody does in that browser window."""
        return replace(self, triggers=self.triggers.of_window(window)) if window else self

    def person(self, user: str) -> Person | None:
        """The person with that id, or None."""
        return self._people.get(user)

    def actor(self, user: str) -> Person:
        """The person who acts now. Raises CannotActError when unknown or deactivated."""
        person = self.person(user)
        if person is None:
            raise CannotActError(f"There is nobody with the id {user} in this workspace.")
        if person.deleted:
            raise CannotActError(f"{person.real_name} is deactivated and can do nothing in Slack.")
        return person

    def is_stranger(self, person: Person) -> bool:
        """Whether the person belongs to another organisation (Slack Connect)."""
        return person.team_id not in (None, self.workspace.team.id)

    def delete(self, post: Post) -> None:
        """Remove a message, and with it what people had chosen in it."""
        self.conversations.delete(post)
        for person in self.workspace.users:
            self.selections.pop((person.id, post.channel, post.ts), None)

    def room_of(self, person: Person, channel: str | None) -> Room:
        """The room the person acts in: the named one, or their direct messages with the bot.

        Raises CannotActError when they cannot see it.
        """
        if channel is None:
            return self.dm_of(person)
        room = self.conversations.room(channel)
        if room is None or person.id not in room.members:
            raise CannotActError(f"{person.real_name} is not in {channel} and cannot see it.")
        return room

    def dm_of(self, person: Person) -> Room:
        """The person's direct messages with the bot; strangers have none."""
        if self.is_stranger(person):
            raise CannotActError(
                f"{person.real_name} is from another organisation and cannot message this app."
            )
        return self.conversations.dm(person.id)
