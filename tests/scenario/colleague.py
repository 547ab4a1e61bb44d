"""A person of the workspace, in the words that a story uses: says, sees, presses, submits.

What they see comes from the playground's feed; time only bounds the waiting.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from contextlib import AsyncExitStack
from typing import Any, Self, TypeVar

from playground.choices import entry, selection
from playground.client import PlaygroundClient
from playground.controls import Control
from playground.render import Look, render_message, render_view
from playground.targets import Target, message_targets, pick, view_targets
from playground.viewer import Shown, Viewer

Found = TypeVar("Found")

PATIENCE = 60.0
"""Seconds until a story says what did not come; a passing story never waits that long."""


class Missing(AssertionError):
    """What a person waited for did not come; the text shows their screen."""


class Colleague:
    """One person at their screen. What they wait for is newer than the last thing they did."""

    def __init__(self, client: PlaygroundClient, user: str) -> None:
        self.user = user
        self._client = client
        self._viewer = Viewer(client, user, lambda _event: None)
        self._since = 0
        self._running = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._running.enter_async_context(self._viewer)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    @property
    def dm(self) -> str:
        """The id of the direct messages with the app."""
        return self._viewer.book.dm

    @property
    def failures(self) -> str:
        """What Slack last said of the app, when that did not answer."""
        return self._viewer.last_failure

    def room(self, name: str) -> str:
        return self._viewer.book.room(name)

    def text_of(self, shown: Shown) -> str:
        return "\n".join(render_message(shown.message, self._look))

    @property
    def screen(self) -> list[str]:
        """Every message in sight, the newest first."""
        return [self.text_of(shown) for shown in self._viewer.newest_first]

    @property
    def modal(self) -> str:
        """The topmost modal as text; empty when none is open."""
        return self._modal_text(self._viewer.modals[-1]) if self._viewer.modals else ""

    @property
    def labels(self) -> list[str]:
        """What can be pressed in the topmost modal, else in the newest message with buttons."""
        found = next((targets for targets in self._places() if targets), [])
        return [one.label for one in found]

    def buttons_of(self, shown: Shown) -> list[str]:
        """What can be pressed in a message as it stands now."""
        now = self._viewer.find(shown.channel, shown.ts) or shown
        return [one.label for one in message_targets(now, self._viewer.controls(now))]

    def latest(self, shown: Shown) -> str:
        """A message's text as it stands now; empty when it is gone."""
        now = self._viewer.find(shown.channel, shown.ts)
        return self.text_of(now) if now else ""

    async def says(self, text: str, room: str = "", thread_ts: str | None = None) -> str:
        """Write, in a channel by its name or to the app; the message's ts (a command has none)."""
        await self._act()
        channel = self.room(room) if room else None
        said = await self._client.say(self.user, text, channel, thread_ts)
        return str(said.get("ts", ""))

    async def sees(self, *texts: str, room: str = "", without: str = "") -> Shown:
        """Wait for a message, new or changed since the last act, that has all of the texts."""

        def find() -> Shown | None:
            for shown in self._viewer.newest_first:
                if shown.seq <= self._since or (room and shown.channel != self.room(room)):
                    continue
                text = self.text_of(shown)
                if all(one in text for one in texts) and not (without and without in text):
                    return shown
            return None

        return await self._wait(find, f"a message with {', '.join(texts)}")

    async def sees_in(self, shown: Shown, *texts: str, title: str = "") -> Shown:
        """Wait until that very message has all of the texts, and begins with the title."""

        def find() -> Shown | None:
            now = self._viewer.find(shown.channel, shown.ts)
            text = self.text_of(now) if now else ""
            told = text.startswith(title) and all(one in text for one in texts)
            return now if told else None

        return await self._wait(find, f"{', '.join(texts)} in the message {shown.ts}")

    async def sees_modal(self, *texts: str) -> str:
        """Wait until the topmost modal has all of the texts."""

        def find() -> str | None:
            return self.modal if self.modal and all(one in self.modal for one in texts) else None

        return await self._wait(find, f"a modal with {', '.join(texts)}")

    async def sees_no_modal(self) -> None:
        await self._wait(lambda: True if not self._viewer.modals else None, "no modal")

    async def presses(self, label: str, within: Shown | None = None) -> None:
        """Press what has that label: in the modal, in that message, else in the newest with it."""
        target = await self._wait(lambda: pick(self._places(within), label), f"a button {label}")
        await self._act()
        await self._take(target)

    async def chooses(self, text: str, menu: str) -> None:
        """Choose from a searched menu, by what its placeholder says."""
        control = await self._wait(lambda: self._control(menu), f"a menu {menu}")
        where, place = control
        options = await self._viewer.search(where, place, text)
        assert options, f"nothing is offered for {text}"
        await self._act()
        await self._viewer.press(where, place, {"selected_option": dict(options[0].source)})

    async def searches(self, label: str, text: str) -> None:
        """Type into an input of the modal that answers at once, and press Enter."""
        view, control = await self._input(label)
        await self._act()
        await self._viewer.fill(view, control, entry(control, text))

    async def submits(self, values: Mapping[str, str] | None = None) -> dict[str, str]:
        """Fill in the modal's inputs by their labels and submit; the errors by label."""
        view: Mapping[str, Any] = self._viewer.modals[-1]
        for label, text in (values or {}).items():
            view, control = await self._input(label)
            await self._viewer.fill(view, control, entry(control, text))
        await self._act()
        labels = {one.block_id: one.label for one in self._viewer.controls(view)}
        errors = await self._viewer.submit(view)
        return {labels.get(block_id, block_id): text for block_id, text in errors.items()}

    async def closes(self) -> None:
        """Close the topmost modal."""
        await self._client.close(self.user, self._viewer.modals[-1]["id"])
        await self.sees_no_modal()

    async def forges(self, action_id: str, value: str, **payload: Any) -> None:
        """Send the app a press of a button that nobody showed this person."""
        await self._act()
        action = {"type": "button", "action_id": action_id, "block_id": "forged", "value": value}
        body = {"channel": {"id": self.dm}, "container": {"channel_id": self.dm}}
        await self._client.forge(self.user, {**body, **payload, "actions": [action]})

    def value_of(self, shown: Shown, label: str) -> tuple[str, str]:
        """The action id and the value behind a button."""
        found = pick([message_targets(shown, self._viewer.controls(shown))], label)
        assert found is not None, f"{label} is not in {self.text_of(shown)}"
        assert found.control is not None
        return found.control.action_id, str(found.control.element["value"])

    def modal_value(self, label: str) -> tuple[str, str]:
        """The action id and the value behind a button of the topmost modal."""
        found = pick(self._places(), label)
        assert found is not None, f"{label} is not in {self.modal}"
        assert found.control is not None
        return found.control.action_id, str(found.control.element["value"])

    async def _act(self) -> None:
        self._since = await self._client.seq()

    async def _wait(self, find: Callable[[], Found | None], wanted: str) -> Found:
        found = await self._viewer.wait_for(find, PATIENCE)
        if found is None:
            screen = "\n---\n".join([self.modal, *self.screen[:4]])
            told = await self._circumstances()
            raise Missing(f"{self.user} waited for {wanted}, and sees:\n{screen}\n---\n{told}")
        return found

    async def _circumstances(self) -> str:
        """What tells a screen that stands still from an app that does, and from one that waits."""
        newest, failure = await self._client.seq(), self._viewer.last_failure or "none"
        tasks = sorted(task.get_name() for task in asyncio.all_tasks())
        return (
            f"read to {self._viewer.read_to} of {newest}, acted at {self._since};"
            f" failure: {failure}; under way: {', '.join(tasks)}"
        )

    @property
    def _look(self) -> Look:
        return Look(width=1_000, names=self._viewer.book.names)

    def _modal_text(self, view: Mapping[str, Any]) -> str:
        return "\n".join(render_view(view, self._look, self._viewer.values(view)))

    def _places(self, within: Shown | None = None) -> Iterable[list[Target]]:
        if within is not None:
            now = self._viewer.find(within.channel, within.ts)
            return [message_targets(now, self._viewer.controls(now))] if now else []
        if self._viewer.modals:
            view = self._viewer.modals[-1]
            return [view_targets(view, self._viewer.controls(view))]
        shown = self._viewer.newest_first
        return [message_targets(one, self._viewer.controls(one)) for one in shown]

    def _control(self, label: str) -> tuple[Control, dict[str, str]] | None:
        for shown in self._viewer.newest_first:
            for control in self._viewer.controls(shown):
                if control.label == label:
                    return control, dict(shown.place)
        return None

    async def _input(self, label: str) -> tuple[Mapping[str, Any], Control]:
        def find() -> tuple[Mapping[str, Any], Control] | None:
            for view in self._viewer.modals[-1:]:
                for control in self._viewer.controls(view):
                    if control.label == label and not control.is_button:
                        return view, control
            return None

        return await self._wait(find, f"an input {label}")

    async def _take(self, target: Target) -> None:
        if target.control is not None:
            chosen = selection(target.control, target.option)
            await self._viewer.press(target.control, target.place, chosen)
        elif target.view is not None and target.closes:
            await self._client.close(self.user, target.view["id"])
        elif target.view is not None:
            await self._viewer.submit(target.view)
