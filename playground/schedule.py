"""The messages that wait for their time. They outlive a restart."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from playground.ids import new_id
from playground.store import Store

_KIND = "scheduled_message"
_LATE = 0.01


@dataclass(frozen=True)
class ScheduledMessage:
    """A message that waits. Both times are in whole seconds since the epoch.

    `content` is what chat.postMessage would store: text, blocks, attachments, thread_ts. `anywhere`
    says whether the app had chat:write.public, and so need not be in a public channel.
    """

    id: str
    channel: str
    post_at: int
    date_created: int
    content: dict[str, Any]
    anywhere: bool = False


class Schedule:
    """All waiting messages, by the injected clock (in seconds since the epoch)."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._changed = asyncio.Event()
        self._waiting = {key: ScheduledMessage(**fact) for key, fact in store.facts(_KIND).items()}

    def add(
        self, channel: str, post_at: int, content: dict[str, Any], *, anywhere: bool = False
    ) -> ScheduledMessage:
        """Let a message wait."""
        began = int(self._now())
        message = ScheduledMessage(new_id("Q"), channel, post_at, began, content, anywhere)
        self._waiting[message.id] = message
        self._store.put_fact(_KIND, message.id, asdict(message))
        self._store.commit()
        self._changed.set()
        return message

    def waiting(self, channel: str = "") -> list[ScheduledMessage]:
        """The waiting messages, of one channel or of all, the next first."""
        found = [one for one in self._waiting.values() if channel in ("", one.channel)]
        return sorted(found, key=lambda one: one.post_at)

    def find(self, message_id: str) -> ScheduledMessage | None:
        """The waiting message with that id, or None."""
        return self._waiting.get(message_id)

    def remove(self, message: ScheduledMessage) -> None:
        """Let a message wait no longer."""
        del self._waiting[message.id]
        self._store.drop_fact(_KIND, message.id)
        self._store.commit()
        self._changed.set()

    def take_due(self) -> ScheduledMessage | None:
        """The next message whose time has come; it waits no longer. None when there is none.

        That it is gone is committed with the next write to the store, which is its posting: so a
        kill between the two neither loses nor repeats it.
        """
        for message in self.waiting():
            if message.post_at <= self._now():
                del self._waiting[message.id]
                self._store.drop_fact(_KIND, message.id)
                return message
        return None

    def look_again(self) -> None:
        """End the wait for the next moment, because something else may come sooner now."""
        self._changed.set()

    async def next_moment(self, at: float | None) -> None:
        """Return when a message may be due, at that time (seconds since the epoch), or on a change."""
        moments = [*(float(one.post_at) for one in self._waiting.values())]
        moments += [] if at is None else [at]
        # A little later, so that by the clock the moment has passed and not only come.
        pause = max(0.0, min(moments) - self._now()) + _LATE if moments else None
        self._changed.clear()
        try:
            async with asyncio.timeout(pause):
                await self._changed.wait()
        except TimeoutError:
            return
