"""What a person chose or typed on their screen, over what the blocks start with."""

from collections.abc import Mapping
from typing import Any

from playground.controls import Control
from playground.elements import STATEFUL, StateValues

Place = Mapping[str, str]  # where an element is: {"channel", "ts"} or {"view_id"}


class Entered:
    """Keeps state entries by place; the app's own edits of a message or view leave them."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, ...], StateValues] = {}

    def put(self, place: Place, control: Control, chosen: Mapping[str, Any]) -> None:
        """Remember a choice; buttons and overflow menus have no state and are passed over."""
        if control.kind in STATEFUL:
            values = self._held.setdefault(tuple(place.values()), {})
            entry = {"type": control.kind, **chosen}
            values.setdefault(control.block_id, {})[control.action_id] = entry

    def at(self, place: Place) -> StateValues:
        """Return what was entered there, as {block_id: {action_id: entry}}."""
        return self._held.get(tuple(place.values()), {})
