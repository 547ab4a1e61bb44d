"""A message as a test holds it: it always tells how the message stands now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from playground.controls import Confirm
from playground.kit.hand import Hand, Value
from playground.kit.screens import Screens
from playground.kit.seeing import not_seen, see
from playground.viewer import Shown


@dataclass(frozen=True)
class Wanted:
    """What to look for: a message of the app, or of `author`, that contains a text.

    `since` is a place in the feed: older messages count only if they changed after it.
    """

    containing: str = ""
    channel: str | None = None
    thread_ts: str | None = None
    author: str | None = None
    user: str | None = None  # who must see it; None: anybody
    since: int = 0

    def __str__(self) -> str:
        """The sentence's subject when it did not come."""
        return f"A message containing {self.containing!r}" if self.containing else "A message"

    def found(self, screens: Screens) -> Iterator[Shown]:
        """Yield the messages that fit, the newest first."""
        return (one for one in screens.messages(self.user) if self._fits(screens, one))

    def _fits(self, screens: Screens, shown: Shown) -> bool:
        if shown.seq <= self.since or self.channel not in (None, shown.channel):
            return False
        message = shown.message
        if self.thread_ts is not None and not _replies_to(message, self.thread_ts):
            return False
        return self._is_author(screens, message) and says(screens, message, self.containing)

    def _is_author(self, screens: Screens, message: Mapping[str, Any]) -> bool:
        if self.author is None:
            return not screens.is_person(message.get("user"))
        return self.author == message.get("user")


def says(screens: Screens, message: Mapping[str, Any], text: str) -> bool:
    """Whether the message shows the text, or has it as the text of its notification."""
    return text in screens.text_of(message) or text in str(message.get("text") or "")


async def see_message(screens: Screens, wanted: Wanted) -> "Message":
    """Wait for a message that fits. Raises NotSeenError."""
    shown = await see(screens, lambda: next(wanted.found(screens), None), str(wanted), wanted.since)
    return Message(screens, shown)


class Message:
    """A message on somebody's screen. Its properties tell how it stands now.

    Once it is deleted they tell how it last stood, and `is_gone` is true.
    """

    def __init__(self, screens: Screens, shown: Shown) -> None:
        self._screens = screens
        self._last = shown

    def __repr__(self) -> str:
        """The place and the text."""
        return f"<Message in {self._screens.place_of(self.channel)}: {self.shown!r}>"

    @property
    def channel(self) -> str:
        """The id of its conversation."""
        return self._last.channel

    @property
    def ts(self) -> str:
        """Its timestamp, which is its id in the conversation."""
        return self._last.ts

    @property
    def thread_ts(self) -> str | None:
        """The timestamp of its thread; None outside threads."""
        ts = self.payload.get("thread_ts")
        return str(ts) if ts else None

    @property
    def payload(self) -> Mapping[str, Any]:
        """The message as Slack's API has it."""
        return self._now().message

    @property
    def text(self) -> str:
        """Its `text`; with blocks that is what notifications show."""
        return str(self.payload.get("text") or "")

    @property
    def blocks(self) -> list[Mapping[str, Any]]:
        """Its blocks, those of attachments last."""
        return self._now().blocks

    @property
    def shown(self) -> str:
        """What people read, as lines of text; what can be pressed is numbered."""
        return self._screens.text_of(self.payload)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        readers = self._screens.readers(self.channel, self.ts)
        return self._hand(readers[0].user).buttons if readers else []

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self._last.is_ephemeral

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted."""
        return not self._screens.readers(self.channel, self.ts)

    @property
    def replies(self) -> "list[Message]":
        """The replies in its thread so far, oldest first, whoever wrote them."""
        found = [
            Message(self._screens, one)
            for one in self._screens.messages()
            if one.channel == self.channel and _replies_to(one.message, self.ts)
        ]
        return found[::-1]

    async def reply(self, containing: str = "", *, by: str | None = None) -> "Message":
        """Wait for a reply in its thread, unless it is there already.

        It is one of the app, unless `by` names a person. Raises NotSeenError.
        """
        wanted = Wanted(
            containing=containing,
            channel=self.channel,
            thread_ts=self.thread_ts or self.ts,
            author=self._screens.named(by).user if by else None,
        )
        return await see_message(self._screens, wanted)

    async def becomes(self, containing: str) -> Self:
        """Wait until this very message contains the text. Raises NotSeenError."""
        await see(
            self._screens,
            lambda: (not self.is_gone and says(self._screens, self.payload, containing)) or None,
            f"{containing!r} in the message {self.shown!r}",
            self._screens.acted(),
        )
        return self

    async def gone(self) -> None:
        """Wait until it is deleted. Raises NotSeenError."""
        wanted = f"The end of the message {self.shown!r}"
        await see(self._screens, lambda: self.is_gone or None, wanted, self._screens.acted())

    async def click(self, label: str, *, by: str | None = None) -> None:
        """Press the button, or choose the option, that has that label; "Remove #2" is the second.

        Returns once the app acknowledged. A confirm dialog is answered with yes. Without `by` it
        is who acted last, if they see the message, else the first who does. Raises NotSeenError
        when there is no such label, PlaygroundError when Slack does not let that person do it.
        """
        hand = self._hand(by)
        await hand.press(await hand.target(label))

    async def choose(self, name: str, option: Value, *, by: str | None = None) -> None:
        """Choose in a menu, a date picker or the like, by its placeholder or action_id.

        Several options are a list. An external select is searched for the option's text. Raises
        NotSeenError without such a menu, ChoiceError without such an option.
        """
        await self._hand(by).choose(name, option)

    async def asks(self, label: str) -> Confirm | None:
        """Return the dialog that Slack shows before it passes the click on, if there is one."""
        target = await self._hand(None).target(label)
        return target.control.confirm if target.control else None

    def _now(self) -> Shown:
        for viewer in self._screens.readers(self.channel, self.ts)[:1]:
            self._last = viewer.find(self.channel, self.ts) or self._last
        return self._last

    def _hand(self, by: str | None) -> Hand:
        readers = self._screens.readers(self.channel, self.ts)
        if by is not None:
            viewer = self._screens.named(by)
        elif readers:
            viewer = next((one for one in readers if one.user == self._screens.actor), readers[0])
        else:
            problem = f"The message {self.shown!r} is no longer there."
            raise not_seen(self._screens, problem, self._screens.acted())
        where = f"the message {self.shown!r}"
        return Hand(self._screens, viewer, lambda: viewer.find(self.channel, self.ts), where)


def _replies_to(message: Mapping[str, Any], ts: str) -> bool:
    return message.get("thread_ts") == ts and message.get("ts") != ts
