"""What one person sees: their messages and open modals, kept up to date from the feed."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from playground.choices import ChoiceError, Directory, by_name
from playground.client import PlaygroundClient, PlaygroundError
from playground.controls import Control, Option, option_of

Event = Mapping[str, Any]
Emit = Callable[[Event], None]
Found = TypeVar("Found")

_MESSAGES = frozenset({"message_posted", "message_edited", "message_deleted", "ephemeral"})
_PERSONAL = frozenset({"view_opened", "view_updated", "view_closed", "failure"})


@dataclass(frozen=True)
class Shown:
    """A message on the person's screen; `seq` is that of its last change, 0 for an old one."""

    channel: str
    message: Mapping[str, Any]
    seq: int = 0

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def blocks(self) -> list[Mapping[str, Any]]:
        attached = [one.get("blocks") or [] for one in self.message.get("attachments") or []]
        return [
            *(self.message.get("blocks") or []),
            *(block for some in attached for block in some),
        ]


class Viewer:
    """Follows the feed as one person while the context is open.

    `emit` gets each event that the person sees, in order, from the moment of entering.
    """

    def __init__(self, client: PlaygroundClient, user: str, emit: Emit) -> None:
        self.client = client
        self.user = user
        self.dm = ""
        self.workspace: Mapping[str, Any] = {}
        self.modals: list[Mapping[str, Any]] = []
        self.seq = 0
        self.last_failure = ""
        self._emit = emit
        self._messages: dict[tuple[str, str], Shown] = {}
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self.workspace = await self.client.workspace()
        self.dm = await self.client.dm(self.user)
        self.seq = await self.client.seq()
        for room in self.rooms:
            for message in await self.client.messages(room, self.user):
                self._messages[room, message["ts"]] = Shown(room, message)
        self.modals = list(await self.client.views(self.user))
        self._task = asyncio.create_task(self._follow(), name=f"playground-viewer-{self.user}")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, PlaygroundError):
                await self._task

    @property
    def rooms(self) -> list[str]:
        """The ids of the conversations that the person is in, their direct messages first."""
        channels = self.workspace["channels"]
        return [self.dm, *(one["id"] for one in channels if self.user in one["members"])]

    @property
    def names(self) -> dict[str, str]:
        """Names by id of people, channels and the bot."""
        bot = self.workspace["bot"]
        everyone = [*self.workspace["users"], *self.workspace["channels"]]
        return {**{one["id"]: _name(one) for one in everyone}, bot["user_id"]: bot["name"]}

    @property
    def directory(self) -> Directory:
        """The people and channels that a select offers, and the person's own zone."""
        users = [one for one in self.workspace["users"] if not one["deleted"]]
        zones = {one["id"]: one["tz"] for one in users}
        return Directory(
            {one["id"]: _name(one) for one in users},
            {one["id"]: one["name"] for one in self.workspace["channels"]},
            zones.get(self.user, "UTC"),
        )

    @property
    def shared_channel(self) -> str:
        """The person's first channel that the bot is in. Raises ChoiceError without one."""
        both = {self.user, str(self.workspace["bot"]["user_id"])}
        for channel in self.workspace["channels"]:
            if both <= set(channel["members"]):
                return str(channel["id"])
        raise ChoiceError("There is no channel with both the person and the app in it.")

    def person(self, name: str) -> str:
        """Return the id of the person with that name. Raises ChoiceError."""
        return by_name(self.directory.people, name, "@")

    def room(self, name: str) -> str:
        """Return the id of the person's channel with that name ("dm": the direct messages)."""
        if name.casefold() in {"dm", ""}:
            return self.dm
        mine = {one: self.directory.channels[one] for one in self.rooms if one != self.dm}
        return by_name(mine, name, "#")

    @property
    def newest_first(self) -> list[Shown]:
        """The messages on screen, the newest first."""
        return sorted(self._messages.values(), key=lambda shown: shown.ts, reverse=True)

    def find(self, channel: str, ts: str) -> Shown | None:
        """Return the message as it now stands, None when it is gone."""
        return self._messages.get((channel, ts))

    async def press(
        self, control: Control, place: Mapping[str, str], chosen: Mapping[str, Any]
    ) -> None:
        """Press the control at `place` ({"channel", "ts"} or {"view_id"}) with what was chosen.

        Raises PlaygroundError when the control is not there any more.
        """
        await self.client.press(
            self.user,
            action_id=control.action_id,
            block_id=control.block_id or None,
            selection={key: value for key, value in chosen.items() if key != "type"} or None,
            **place,
        )

    async def search(self, control: Control, place: Mapping[str, str], query: str) -> list[Option]:
        """Return what an external select offers for `query`."""
        found = await self.client.options(
            self.user, action_id=control.action_id, query=query, **place
        )
        return [option_of(one) for one in found]

    async def wait_for(self, find: Callable[[], Found | None], timeout: float) -> Found | None:  # noqa: ASYNC109 - the caller wants None then, no exception
        """Return what `find` finds, looking again at each event; None after `timeout` seconds.

        Raises PlaygroundError when the feed ends meanwhile.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while (found := find()) is None:
                    await self._next_change()
                return found
        return find()

    async def wait_for_change(self, since: int, timeout: float) -> bool:  # noqa: ASYNC109 - likewise
        """Wait until the person sees something with a sequence number above `since`."""
        return await self.wait_for(lambda: self.seq > since or None, timeout) is not None

    async def wait_for_quiet(self, seconds: float, timeout: float) -> None:  # noqa: ASYNC109 - likewise
        """Wait until the person has seen nothing new for `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while await self.wait_for_change(self.seq, seconds):
                    pass

    async def _next_change(self) -> None:
        if self._task is not None and self._task.done():
            raise self._task.exception() or PlaygroundError("The playground has closed its feed.")
        changed = self._changed
        await changed.wait()

    async def _follow(self) -> None:
        try:
            async with contextlib.aclosing(self.client.events(self.seq)) as events:
                async for event in events:
                    if self._sees(event):
                        self._apply(event)
                        self._emit(event)
                        self._wake()
        finally:
            asyncio.get_running_loop().call_soon(self._wake)  # after the task counts as done

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def _sees(self, event: Event) -> bool:
        if event["event"] in _PERSONAL:
            return bool(event.get("user") == self.user)
        if event["event"] not in _MESSAGES:
            return False
        addressed = event.get("visible_to")
        return event["channel"] in self.rooms and (addressed is None or self.user in addressed)

    def _apply(self, event: Event) -> None:
        self.seq = int(event["seq"])
        kind = str(event["event"])
        if kind in _MESSAGES:
            self._apply_message(event, deleted=kind == "message_deleted")
        elif kind == "failure":
            self.last_failure = str(event.get("text", ""))
        else:
            self._apply_view(event["view"], closed=kind == "view_closed")

    def _apply_message(self, event: Event, *, deleted: bool) -> None:
        key = (event["channel"], event["ts"])
        if deleted:
            self._messages.pop(key, None)
        else:
            self._messages[key] = Shown(event["channel"], event["message"], self.seq)

    def _apply_view(self, view: Mapping[str, Any], *, closed: bool) -> None:
        if view.get("type") != "modal":
            return
        ids = [one["id"] for one in self.modals]
        if closed:
            self.modals = [one for one in self.modals if one["id"] != view["id"]]
        elif view["id"] in ids:
            self.modals[ids.index(view["id"])] = view
        else:
            self.modals.append(view)


def _name(one: Mapping[str, Any]) -> str:
    return str(one.get("real_name") or one["name"])
