"""One person's hand on one message, modal or home tab: it presses and fills in by label."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from playground.choices import find_option, selection
from playground.controls import Control
from playground.elements import STATEFUL
from playground.entered import Place
from playground.kit.screens import Screens
from playground.kit.seeing import see
from playground.targets import Target, message_targets, pick, take, view_targets
from playground.viewer import Shown, Viewer

View: TypeAlias = Mapping[str, Any]
Value: TypeAlias = str | Sequence[str]


@dataclass(frozen=True)
class Hand:
    """Acts on what `find` returns, as it stands at that moment; None when it is gone.

    `where` says in words what that is.
    """

    screens: Screens
    viewer: Viewer
    find: Callable[[], Shown | View | None]
    where: str

    @property
    def controls(self) -> list[Control]:
        """What can be pressed, chosen in or filled in, in reading order."""
        now = self.find()
        return self.viewer.controls(now) if now is not None else []

    @property
    def targets(self) -> list[Target]:
        """What a click can meet."""
        now = self.find()
        if now is None:
            return []
        found = self.viewer.controls(now)
        if isinstance(now, Shown):
            return message_targets(now, found)
        return view_targets(now, found)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons; those of a modal end with submit and close."""
        return [one.label for one in self.targets if one.control is None or one.control.is_button]

    async def target(self, label: str) -> Target:
        """Return what has that label, once it is there. Raises NotSeenError."""
        return await see(
            self.screens,
            lambda: pick([self.targets], label),
            f"{label!r} in {self.where}",
            self.screens.acted(),
        )

    async def press(self, target: Target) -> dict[str, str]:
        """Press it; the field errors by block_id of a submission. Raises PlaygroundError."""
        return await self.screens.act(self.viewer.user, take(self.viewer, target))

    async def choose(self, name: str, value: Value) -> None:
        """Choose or fill in as an act of its own; see `fill`."""
        await self.screens.act(self.viewer.user, self.fill(name, value))

    async def fill(self, name: str, value: Value) -> None:
        """Put a value into the control with that label, placeholder, action_id or block_id.

        The app is told at once where the control is not an input, or asks for that. Raises
        NotSeenError without such a control, ChoiceError where the value does not fit it.
        """
        control = await see(
            self.screens,
            lambda: _named(self.controls, name),
            f"{name!r} to fill in, in {self.where}",
            self.screens.acted(),
        )
        now = self.find()
        if now is None:  # it was there a moment ago: nothing waits in between
            return
        place = now.place if isinstance(now, Shown) else {"view_id": str(now["id"])}
        chosen = await self._chosen(control, place, value)
        if isinstance(now, Shown):
            await self.viewer.press(control, place, chosen)
        else:
            await self.viewer.fill(now, control, chosen)

    async def _chosen(self, control: Control, place: Place, value: Value) -> dict[str, Any]:
        typed = value if isinstance(value, str) else ", ".join(value)
        if control.kind in STATEFUL:
            return await self.viewer.filled(control, place, typed)
        return selection(control, find_option(control.options, typed))


def _named(controls: Sequence[Control], name: str) -> Control | None:
    """Return the control that goes by that name; labels count first, then ids."""
    fillable = [one for one in controls if not one.is_button]
    labelled = [one for one in fillable if one.label == name]
    known = [one for one in fillable if name in {one.action_id, one.block_id}]
    return next(iter([*labelled, *known]), None)
