"""What a click can meet, by label: in a message, in an open modal."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.choices import selection
from playground.controls import Control, Option
from playground.entered import Place
from playground.render import view_buttons
from playground.viewer import Shown, Viewer

_ORDINAL = re.compile(r"(?P<label>.+) #(?P<number>[1-9]\d*)")


@dataclass(frozen=True)
class Target:
    """What a click meets: an element (and perhaps one of its options), or submit or close."""

    label: str
    control: Control | None = None
    option: Option | None = None
    message: Shown | None = None
    view: Mapping[str, Any] | None = None
    closes: bool = False

    @property
    def place(self) -> Place:
        if self.view is not None:
            return {"view_id": str(self.view["id"])}
        return self.message.place if self.message is not None else {}


def message_targets(shown: Shown, found: Iterable[Control]) -> list[Target]:
    """Return what can be clicked in a message: the options and buttons among `found`."""
    return list(_targets(found, message=shown))


def view_targets(view: Mapping[str, Any], found: Iterable[Control]) -> list[Target]:
    """Return what can be clicked in a view: its controls `found`; a modal's submit and close."""
    if view.get("type") == "home":
        return list(_targets(found, view=view))
    submit, close = view_buttons(view)
    buttons = [Target(submit, view=view)] if submit is not None else []
    return [*_targets(found, view=view), *buttons, Target(close, view=view, closes=True)]


def pick(places: Iterable[list[Target]], label: str) -> Target | None:
    """Return the first target with that label; "Remove #2" is the second "Remove" of a place."""
    ordinal = _ORDINAL.fullmatch(label)
    for targets in places:
        same = [one for one in targets if one.label == label]
        if not same and ordinal:
            same = [one for one in targets if one.label == ordinal["label"]]
            same = same[int(ordinal["number"]) - 1 :]
        if same:
            return same[0]
    return None


async def take(viewer: Viewer, target: Target) -> dict[str, str]:
    """Do what a click on the target does; the field errors by block_id if it submits a modal.

    A confirm dialog is answered with yes. Raises PlaygroundError when it is not there any more.
    """
    if target.control is not None:
        chosen = selection(target.control, target.option)
        if target.control.is_input and target.view is not None:
            await viewer.fill(target.view, target.control, chosen)
        else:
            await viewer.press(target.control, target.place, chosen)
    elif target.view is not None and target.closes:
        await viewer.client.close(viewer.user, target.view["id"])
    elif target.view is not None:
        return await viewer.submit(target.view)
    return {}


def _targets(
    found: Iterable[Control],
    message: Shown | None = None,
    view: Mapping[str, Any] | None = None,
) -> Iterator[Target]:
    for control in found:
        if control.is_button:
            yield Target(control.label, control, None, message, view)
        for option in control.options:
            yield Target(option.text, control, option, message, view)
