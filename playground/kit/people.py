"""A person of the workspace, as a test lets them act."""

from collections.abc import Mapping
from typing import Any

from playground.choices import ChoiceError
from playground.entered import Place
from playground.kit.messages import Message, Wanted, see_message
from playground.kit.screens import Screens
from playground.kit.seeing import not_seen
from playground.kit.views import Home, Modal, see_modal
from playground.viewer import Shown, Viewer


class Person:
    """One person at their screen.

    Whatever they do is refused with PlaygroundError where Slack would not let them.
    """

    def __init__(self, screens: Screens, viewer: Viewer) -> None:
        self._screens = screens
        self._viewer = viewer

    def __repr__(self) -> str:
        """The name and the id."""
        return f"<Person {self.name} {self.id}>"

    @property
    def id(self) -> str:
        """Their user id."""
        return self._viewer.user

    @property
    def name(self) -> str:
        """Their real name."""
        return self._screens.name_of(self.id)

    @property
    def dm(self) -> str:
        """The id of their direct messages with the app; "" for people of other organisations."""
        return self._viewer.book.dm

    @property
    def failure(self) -> str:
        """What Slack last told them when the app did not answer; "" if it always did."""
        return self._viewer.last_failure

    @property
    def modals(self) -> list[Modal]:
        """Their open modals, the topmost last."""
        return [Modal(self._screens, self._viewer, one) for one in self._viewer.modals]

    async def says(
        self, text: str, channel: str | None = None, thread: Message | None = None
    ) -> Message | None:
        """Write a message or a slash command: in a channel by name, else to the app directly.

        Returns the message, None for a command.

        "@Helper …" mentions the app (without `channel`: in the first one that both are in). A
        command returns once it is acknowledged or given up, a message at once. Raises ChoiceError
        when they are not in the channel.
        """
        room, thread_ts = self._place(channel, thread)
        said = await self._screens.act(self.id, self._viewer.say(text, room, thread_ts))
        return self._written(said) if "ts" in said else None

    async def message(
        self, containing: str = "", *, by: str | None = None, earlier: bool = False
    ) -> Message:
        """Wait for a message that this person sees, newer than their own last act.

        It is one of the app, unless `by` names a person; with `earlier` an old one will do. Raises
        NotSeenError.
        """
        wanted = Wanted(
            containing=containing,
            author=self._screens.named(by).user if by else None,
            user=self.id,
            since=-1 if earlier else self._screens.acted(self.id),
        )
        return await see_message(self._screens, wanted)

    async def modal(self, containing: str = "") -> Modal:
        """Wait until their topmost modal contains the text. Raises NotSeenError."""
        return await see_modal(self._screens, self._viewer, containing)

    async def opens_home(self) -> Home:
        """Open the app's Home tab, as the app then publishes it or did before.

        Raises NotSeenError when it never published one.
        """
        view = await self._screens.act(self.id, self._viewer.client.home(self.id))
        if view is None:
            problem = f"The app has published no Home tab for {self.name}."
            raise not_seen(self._screens, problem, self._screens.acted(self.id))
        return Home(self._screens, self._viewer, view)

    async def uses_shortcut(self, name: str, message: Message | None = None) -> None:
        """Use a shortcut by its name or callback_id; one of a message's menu needs the message.

        Raises ChoiceError when the workspace has no such shortcut.
        """
        shortcut = self._shortcut(name)
        place = (message.channel, message.ts) if message is not None else (None, None)
        using = self._viewer.client.shortcut(self.id, shortcut["callback_id"], *place)
        await self._screens.act(self.id, using)

    async def uploads(
        self,
        name: str,
        content: bytes | str,
        *,
        channel: str | None = None,
        text: str = "",
        thread: Message | None = None,
    ) -> Message:
        """Share a file in a message, which is returned: in a channel by name, else with the app.

        A str is sent as UTF-8. Raises ChoiceError when they are not in the channel.
        """
        room, thread_ts = self._place(channel, thread)
        data = content.encode() if isinstance(content, str) else content
        upload = self._viewer.client.upload(
            self.id, name, data, channel=room, text=text, thread_ts=thread_ts
        )
        return self._written(await self._screens.act(self.id, upload))

    async def opens_assistant(self, viewing: str | None = None) -> Message:
        """Open a new assistant thread, beside the channel of that name if one is given.

        Returns what begins it: `says(…, thread=…)` writes there, `reply` waits for the app's answer.
        """
        beside = self._viewer.book.room(viewing) if viewing else None
        opening = self._viewer.client.open_assistant(self.id, beside)
        opened = await self._screens.act(self.id, opening)
        return self._written({"channel": opened["channel"], "ts": opened["thread_ts"]})

    async def reacts(self, message: Message, emoji: str) -> None:
        """Put an emoji on a message: "eyes" or ":eyes:"."""
        place = (message.channel, message.ts)
        await self._screens.act(self.id, self._viewer.client.react(self.id, *place, emoji))

    async def unreacts(self, message: Message, emoji: str) -> None:
        """Take their emoji away from a message."""
        place = (message.channel, message.ts)
        taking = self._viewer.client.react(self.id, *place, emoji, remove=True)
        await self._screens.act(self.id, taking)

    def _place(self, channel: str | None, thread: Message | None) -> tuple[str | None, str | None]:
        """Return the conversation's id and the thread's timestamp to write to."""
        if thread is not None:
            return thread.channel, thread.thread_ts or thread.ts
        return self._viewer.book.room(channel) if channel else None, None

    def _written(self, place: Place) -> Message:
        channel, ts = place["channel"], place["ts"]
        # The app may have removed it again by now.
        shown = self._viewer.find(channel, ts) or Shown(channel, {"user": self.id, "ts": ts})
        return Message(self._screens, shown)

    def _shortcut(self, name: str) -> Mapping[str, Any]:
        known: list[Mapping[str, Any]] = self._viewer.book.workspace["shortcuts"]
        for one in known:
            if name in {one["name"], one["callback_id"]}:
                return one
        names = ", ".join(one["name"] for one in known) or "none"
        raise ChoiceError(
            f"There is no shortcut {name!r}. There is: {names}. Name it to the workspace:"
            " Workspace(shortcuts=[Shortcut(callback_id=…, name=…)])."
        )
