"""What one person sees: their messages and open modals, kept up to date from the feed."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from playground.address_book import AddressBook
from playground.choices import entry
from playground.client import PlaygroundClient, PlaygroundError
from playground.controls import SEARCHED, Control, Option, controls, option_of
from playground.entered import Entered, Place
from playground.signals import Signal

Event = Mapping[str, Any]
Emit = Callable[[Event], None]
Found = TypeVar("Found")

_MESSAGES = frozenset({"message_posted", "message_edited", "message_deleted", "ephemeral"})
_PERSONAL = frozenset({"view_opened", "view_updated", "view_closed", "failure"})


@dataclass(frozen=True)
class Shown:
    """A message on the person's screen; `seq` is that of its last change, 0 for an old one.

    `is_ephemeral` says that nobody else sees it.
    """

    channel: str
    message: Mapping[str, Any]
    seq: int = 0
    is_ephemeral: bool = False

    @property
    def ts(self) -> str:
        return str(self.message["ts"])

    @property
    def place(self) -> Place:
        return {"channel": self.channel, "ts": self.ts}

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
        self.book = AddressBook({}, user, "")
        self.modals: list[Mapping[str, Any]] = []
        self.home: Mapping[str, Any] | None = None  # as published since the context was entered
        self.seq = 0
        self.read_to = 0  # the place in the feed up to which everything is taken in, seen or not
        self.last_failure = ""
        self.answered_at = 0  # the sequence number of the newest thing that others showed them
        self.acted_at = 0  # the place in the feed of their newest act that calls for an answer
        self.entered = Entered()
        self._emit = emit
        self._messages: dict[tuple[str, str], Shown] = {}
        self._changed = Signal()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        workspace = await self.client.workspace()
        self.book = AddressBook(workspace, self.user, await self._dm())
        self.seq = self.read_to = await self.client.seq()
        for room in self.book.rooms:
            for message in await self.client.messages(room, self.user):
                only_theirs = bool(message.get("is_ephemeral"))
                self._messages[room, message["ts"]] = Shown(room, message, 0, only_theirs)
        self.modals = list(await self.client.views(self.user))
        self._task = asyncio.create_task(self._follow(), name=f"playground-viewer-{self.user}")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, PlaygroundError):
                await self._task

    @property
    def newest_first(self) -> list[Shown]:
        """The messages on screen, the newest first."""
        return sorted(self._messages.values(), key=lambda shown: shown.ts, reverse=True)

    def find(self, channel: str, ts: str) -> Shown | None:
        """Return the message as it now stands, None when it is gone."""
        return self._messages.get((channel, ts))

    @property
    def has_answer(self) -> bool:
        """Whether something was shown since the person's last act, from others or by Slack."""
        return self.answered_at >= self.acted_at

    async def say(
        self, text: str, channel: str | None = None, thread_ts: str | None = None
    ) -> Place:
        """Say it in the channel, else in the direct messages; a mention goes to a channel.

        Returns {"channel", "ts"}, without ts for a command. Raises ChoiceError or PlaygroundError.
        """
        if channel in (None, self.book.dm) and text.startswith("@"):
            channel = self.book.shared_channel
        if channel in (None, self.book.dm) or text.startswith(("/", "@")):
            await self._act()
        return await self.client.say(self.user, text, channel, thread_ts)

    async def submit(self, view: Mapping[str, Any]) -> dict[str, str]:
        """Submit the modal with what was entered; returns the field errors by block_id.

        Raises PlaygroundError. Values of blocks that the modal no longer has are left out.
        """
        await self._act()
        there = {block.get("block_id") for block in view.get("blocks") or []}
        entered = self.entered.at({"view_id": view["id"]})
        kept = {block_id: held for block_id, held in entered.items() if block_id in there}
        errors = await self.client.submit(self.user, view["id"], kept)
        if errors:
            self.answered_at = self.acted_at  # they are the answer; no event follows
        return errors

    async def press(self, control: Control, place: Place, chosen: Mapping[str, Any]) -> None:
        """Press the control at `place` with what was chosen.

        Raises PlaygroundError when the control is not there any more.
        """
        await self._act()
        await self.client.press(
            self.user,
            action_id=control.action_id,
            block_id=control.block_id or None,
            selection={key: value for key, value in chosen.items() if key != "type"} or None,
            **place,
        )
        self.entered.put(place, control, chosen)

    async def fill(self, view: Mapping[str, Any], control: Control, filled: dict[str, Any]) -> None:
        """Fill in an input of a modal; the app is told at once only where it asked for that."""
        place = {"view_id": view["id"]}
        self.entered.put(place, control, filled)
        if control.dispatches:
            await self.press(control, place, filled)

    async def filled(self, control: Control, place: Place, typed: str) -> dict[str, Any]:
        """Return the state entry for what was typed; an external select is searched first.

        Raises ChoiceError where the text does not fit.
        """
        options = None
        if control.kind in SEARCHED:
            several = control.kind.startswith("multi_")
            queries = typed.split(",") if several else [typed]
            found = [await self.search(control, place, query.strip()) for query in queries]
            options = [option for some in found for option in some]
        return entry(control, typed, self.book.directory, options)

    def values(self, view: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the modal holds: its own state under what was entered since."""
        held = (view.get("state") or {}).get("values") or {}
        return {**held, **self.entered.at({"view_id": view["id"]})}

    def controls(self, shown: Shown | Mapping[str, Any]) -> list[Control]:
        """Return the controls of a message or a view, with what the person entered in them."""
        if isinstance(shown, Shown):
            return controls(shown.blocks, self.entered.at(shown.place))
        return controls(shown.get("blocks") or [], self.values(shown))

    async def search(self, control: Control, place: Place, query: str) -> list[Option]:
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

    async def _dm(self) -> str:
        """Return the id of their direct messages; "" for people of other organisations."""
        try:
            return await self.client.dm(self.user)
        except PlaygroundError:
            return ""

    async def _act(self) -> None:
        self.acted_at = await self.client.seq() + 1

    async def _next_change(self) -> None:
        if self._task is not None and self._task.done():
            raise self._task.exception() or PlaygroundError("The playground has closed its feed.")
        await self._changed.wait()

    async def _follow(self) -> None:
        try:
            async with contextlib.aclosing(self.client.events(self.seq)) as events:
                async for event in events:
                    if self._sees(event):
                        self._apply(event)
                        self._emit(event)
                    self.read_to = int(event["seq"])
                    self._changed.fire()
            self.last_failure = "The playground has stopped."
            self._emit({"event": "failure", "user": self.user, "text": self.last_failure})
        finally:
            asyncio.get_running_loop().call_soon(
                self._changed.fire
            )  # after the task counts as done

    def _sees(self, event: Event) -> bool:
        if event["event"] in _PERSONAL:
            return bool(event.get("user") == self.user)
        if event["event"] not in _MESSAGES:
            return False
        addressed = event.get("visible_to")
        return event["channel"] in self.book.rooms and (addressed is None or self.user in addressed)

    def _apply(self, event: Event) -> None:
        self.seq = int(event["seq"])
        kind = str(event["event"])
        if kind in _PERSONAL or event.get("user") != self.user:
            self.answered_at = self.seq
        if kind in _MESSAGES:
            self._apply_message(event, deleted=kind == "message_deleted")
        elif kind == "failure":
            self.last_failure = str(event.get("text", ""))
        else:
            self._apply_view(event["view"], kind)

    def _apply_message(self, event: Event, *, deleted: bool) -> None:
        key = (event["channel"], event["ts"])
        if deleted:
            self._messages.pop(key, None)
        else:
            only_theirs = bool(event.get("visible_to"))
            shown = Shown(event["channel"], event["message"], self.seq, only_theirs)
            self._messages[key] = shown

    def _apply_view(self, view: Mapping[str, Any], kind: str) -> None:
        if view.get("type") != "modal":
            self.home = view
            return
        ids = [one["id"] for one in self.modals]
        if kind == "view_closed":
            self.modals = [one for one in self.modals if one["id"] != view["id"]]
        elif view["id"] in ids:
            self.modals[ids.index(view["id"])] = view
        elif kind == "view_opened":
            self.modals.append(view)
