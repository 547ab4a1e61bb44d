"""Modals and home tabs as a test holds them: they always tell how they stand now."""

from collections.abc import Mapping
from typing import Any, Self

from playground.controls import by_label, words
from playground.kit.hand import Hand, Value, View
from playground.kit.screens import Screens
from playground.kit.seeing import see
from playground.viewer import Viewer

_WIDTH = 100


async def see_modal(screens: Screens, viewer: Viewer, containing: str = "") -> "Modal":
    """Wait until the person's topmost modal contains the text. Raises NotSeenError."""

    def find() -> View | None:
        for view in viewer.modals[-1:]:
            if containing in screens.view_text(viewer, view):
                return view
        return None

    about = f" containing {containing!r}" if containing else ""
    wanted = f"A modal{about} for {screens.name_of(viewer.user)}"
    return Modal(screens, viewer, await see(screens, find, wanted, screens.acted(viewer.user)))


class Modal:
    """A modal on one person's screen. Its properties tell how it stands now.

    Once it is closed they tell how it last stood, and `is_open` is false.
    """

    def __init__(self, screens: Screens, viewer: Viewer, view: View) -> None:
        self._screens = screens
        self._viewer = viewer
        self._last = view
        self._hand = Hand(screens, viewer, self._open, f"the modal {words(view.get('title'))!r}")

    def __repr__(self) -> str:
        """The title and whose it is."""
        return f"<Modal {self.title!r} of {self._screens.name_of(self._viewer.user)}>"

    @property
    def view(self) -> View:
        """The view as Slack's API has it, with its private_metadata and state."""
        return self._open() or self._last

    @property
    def title(self) -> str:
        """Its title."""
        return words(self.view.get("title"))

    @property
    def shown(self) -> str:
        """What the person sees, as lines of text, with what they entered and what was refused."""
        return self._screens.view_text(self._viewer, self.view, _WIDTH)

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs, in order."""
        return [one.label for one in self._hand.controls if one.is_input]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, submit and close last."""
        return self._hand.buttons

    @property
    def errors(self) -> dict[str, str]:
        """What the last submission was refused for, by label (by block_id where labels repeat)."""
        errors = self._screens.field_errors.get(str(self.view["id"]), {})
        return by_label(errors, self._viewer.controls(self.view))

    @property
    def is_open(self) -> bool:
        """Whether it is still on the person's screen, perhaps below others."""
        return self._open() is not None

    @property
    def under(self) -> "list[Modal]":
        """The modals below it, the lowest first."""
        ids = [one["id"] for one in self._viewer.modals]
        below = ids.index(self.view["id"]) if self.is_open else 0
        return [Modal(self._screens, self._viewer, one) for one in self._viewer.modals[:below]]

    async def fill(self, name: str, value: Value) -> None:
        """Fill in, or choose in, what has that label, placeholder, action_id or block_id.

        Dates are "2026-03-09", times "14:30", people "@Ana", channels "#general"; several are a
        list; "" clears. The app is told at once only where it asked for that. Raises NotSeenError
        without such an input, ChoiceError where the value does not fit.
        """
        await self._hand.choose(name, value)

    async def click(self, label: str) -> dict[str, str]:
        """Press a button of the modal, or choose an option; submit and close count as buttons.

        Returns the field errors by label, as `submit` does.
        """
        target = await self._hand.target(label)
        return self._refused(await self._hand.press(target))

    async def submit(self, values: Mapping[str, Value] | None = None) -> dict[str, str]:
        """Fill in, as `fill` does, and submit; the field errors by label, {} when accepted.

        Raises PlaygroundError when the app does not answer or the modal is not the topmost one.
        """
        return self._refused(await self._screens.act(self._viewer.user, self._submit(values or {})))

    async def close(self) -> None:
        """Close it as the person would. Raises PlaygroundError when it is not open."""
        closing = self._viewer.client.close(self._viewer.user, str(self.view["id"]))
        await self._screens.act(self._viewer.user, closing)

    async def becomes(self, containing: str) -> Self:
        """Wait until this very modal contains the text. Raises NotSeenError."""
        await see(
            self._screens,
            lambda: (self.is_open and containing in self._text()) or None,
            f"{containing!r} in {self._hand.where}",
            self._screens.acted(self._viewer.user),
        )
        return self

    async def _submit(self, values: Mapping[str, Value]) -> dict[str, str]:
        for name, value in values.items():
            await self._hand.fill(name, value)
        return await self._viewer.submit(self.view)

    def _refused(self, errors: Mapping[str, str]) -> dict[str, str]:
        self._screens.field_errors[str(self.view["id"])] = errors
        return self.errors

    def _text(self) -> str:
        return self._screens.view_text(self._viewer, self.view)

    def _open(self) -> View | None:
        for view in self._viewer.modals:
            if view["id"] == self._last["id"]:
                self._last = view
                return view
        return None


class Home:
    """The app's Home tab as one person sees it; its properties tell how it stands now."""

    def __init__(self, screens: Screens, viewer: Viewer, view: View) -> None:
        self._screens = screens
        self._viewer = viewer
        self._first = view
        self._hand = Hand(screens, viewer, lambda: self.view, "the Home tab")

    @property
    def view(self) -> View:
        """The view as Slack's API has it."""
        return self._viewer.home or self._first

    @property
    def blocks(self) -> list[Mapping[str, Any]]:
        """Its blocks."""
        return list(self.view.get("blocks") or [])

    @property
    def shown(self) -> str:
        """What the person reads, as lines of text."""
        return self._screens.view_text(self._viewer, self.view)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return self._hand.buttons

    async def click(self, label: str) -> None:
        """Press the button, or choose the option, that has that label. Raises NotSeenError."""
        await self._hand.press(await self._hand.target(label))

    async def choose(self, name: str, option: Value) -> None:
        """Choose in a menu, a date picker or the like, by its placeholder, label or action_id."""
        await self._hand.choose(name, option)

    async def becomes(self, containing: str) -> Self:
        """Wait until the tab contains the text. Raises NotSeenError."""
        wanted = f"{containing!r} on the Home tab, which shows:\n{self.shown}\nIt"
        since = self._screens.acted(self._viewer.user)
        await see(self._screens, lambda: containing in self.shown or None, wanted, since)
        return self
