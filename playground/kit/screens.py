"""Everybody's screens in one test: who did what last, and waiting for what then comes up."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from playground.authorship import author_name
from playground.choices import by_name
from playground.client import PlaygroundClient
from playground.feed import Feed
from playground.render import Look, render_message, render_view
from playground.signals import Signal
from playground.viewer import Shown, Viewer

T = TypeVar("T")

# Wide enough that no text is broken into lines: what a test looks for stays in one piece.
_WIDE = 10_000


class Screens:
    """What each person sees, by user id. `patience` is how many seconds every wait may take."""

    def __init__(self, feed: Feed, patience: float) -> None:
        self.feed = feed
        self.patience = patience
        self.viewers: dict[str, Viewer] = {}
        self.field_errors: dict[str, Mapping[str, str]] = {}  # by view id, then by block_id
        self.actor = ""  # who did something last
        self.raised: list[tuple[int, Exception]] = []  # by the app, with the feed's place then
        self._acted: dict[str, int] = {}
        self._changed = Signal()

    def note_raised(self, error: Exception) -> None:
        """Remember what the app raised and did not catch."""
        self.raised.append((self.feed.seq, error))

    def seat(self, client: PlaygroundClient, user: str) -> Viewer:
        """Return that person's screen; it follows the feed once it is entered."""
        self.viewers[user] = Viewer(client, user, self._wake)
        return self.viewers[user]

    def named(self, name: str) -> Viewer:
        """Return the screen of the person with that handle, name, first name or id.

        Raises ChoiceError, which lists the names.
        """
        users = next(iter(self.viewers.values())).book.workspace["users"] if self.viewers else ()
        handles = {one["name"]: one["id"] for one in users}
        names = {one["id"]: one["real_name"] for one in users}
        return self.viewers[handles.get(name) or by_name(names, name, "@")]

    def acted(self, user: str | None = None) -> int:
        """Return the place in the feed of the last act (of that person)."""
        if user is None:
            return max(self._acted.values(), default=0)
        return self._acted.get(user, 0)

    async def act(self, user: str, doing: Coroutine[Any, Any, T]) -> T:
        """Do something as that person; on return all screens show what had happened by then."""
        self.actor = user
        self._acted[user] = self.feed.seq
        try:
            return await doing
        finally:
            await self.catch_up()

    async def catch_up(self) -> None:
        """Let every screen show what has happened up to now."""
        newest = self.feed.seq
        for viewer in self.viewers.values():
            await self._follow_to(viewer, newest)

    async def look_for(self, find: Callable[[], T | None]) -> T | None:
        """Return what `find` finds, looking again whenever a screen changes; None in the end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience):
                while (found := find()) is None:
                    await self._changed.wait()
                return found
        return None

    def messages(self, user: str | None = None) -> Iterator[Shown]:
        """Yield the messages that somebody (or that person) sees, the newest first."""
        seen = {
            (shown.channel, shown.ts): shown
            for viewer in self.viewers.values()
            if user in (None, viewer.user)
            for shown in viewer.newest_first
        }
        yield from sorted(seen.values(), key=lambda shown: shown.ts, reverse=True)

    def readers(self, channel: str, ts: str) -> list[Viewer]:
        """Return the screens that show this message."""
        return [viewer for viewer in self.viewers.values() if viewer.find(channel, ts)]

    def text_of(self, message: Mapping[str, Any]) -> str:
        """Return a message as lines of text; its buttons are numbered."""
        return "\n".join(render_message(message, self._look()))

    def view_text(self, viewer: Viewer, view: Mapping[str, Any], width: int = _WIDE) -> str:
        """Return a modal or home tab as lines of text, with what was entered and refused."""
        errors = self.field_errors.get(str(view["id"]), {})
        return "\n".join(render_view(view, self._look(width), viewer.values(view), errors))

    def name_of(self, key: str) -> str:
        """Return the name of a person, a channel or the bot."""
        return self._names().get(key, key)

    def author_of(self, message: Mapping[str, Any]) -> str:
        """Return the name that stands above a message."""
        return author_name(message, self._names())

    def place_of(self, channel: str) -> str:
        """Return how people call a conversation: "#general", "the direct messages of Ana"."""
        names = self._names()
        if channel in names:
            return f"#{names[channel]}"
        owner = next((one.user for one in self.viewers.values() if one.book.dm == channel), "")
        return f"the direct messages of {names.get(owner, 'nobody')}"

    def is_person(self, user: object) -> bool:
        """Whether the id is that of a person, and not of the app."""
        return user in self.viewers

    async def _follow_to(self, viewer: Viewer, newest: int) -> None:
        await viewer.wait_for(lambda: viewer.read_to >= newest or None, self.patience)

    def _look(self, width: int = _WIDE) -> Look:
        return Look(width=width, names=self._names())

    def _names(self) -> Mapping[str, str]:
        return next((one.book.names for one in self.viewers.values()), {})

    def _wake(self, _event: Mapping[str, Any]) -> None:
        self._changed.fire()
