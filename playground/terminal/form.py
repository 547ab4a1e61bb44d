"""A modal that is being filled in: its inputs one after another, then submit or close."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.choices import ChoiceError
from playground.controls import Control, controls
from playground.render import Look, render_view, view_buttons
from playground.render.elements import value_text
from playground.terminal.dialog import Floor, Presser, question_for
from playground.terminal.numbers import Numbered, numbered_lines

_NOT_ASKED = frozenset({"file_input"})  # there is nothing to upload in a terminal


@dataclass
class Form:
    """What was typed so far into one view; an input counts as asked by its two ids."""

    view: Mapping[str, Any]
    typed: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    @property
    def values(self) -> dict[str, Any]:
        """What the view holds: its own state under what was typed."""
        held = (self.view.get("state") or {}).get("values") or {}
        return {**held, **self.typed}

    @property
    def controls(self) -> list[Control]:
        """The view's controls with what is in them now."""
        return controls(self.view.get("blocks") or [], self.values)

    def next_input(self) -> Control | None:
        """Return the first input that was not asked yet."""
        for control in self.controls:
            asked = (control.block_id, control.action_id) in self.asked
            if control.is_input and not asked and control.kind not in _NOT_ASKED:
                return control
        return None

    def put(self, control: Control, filled: dict[str, Any] | None) -> None:
        """Take note of an answer; None keeps what is there."""
        self.asked.add((control.block_id, control.action_id))
        if filled is not None:
            self.typed.setdefault(control.block_id, {})[control.action_id] = filled

    def ask_again(self, block_ids: Mapping[str, str]) -> None:
        """Ask the inputs of these blocks again."""
        self.asked = {one for one in self.asked if one[0] not in block_ids}

    def submitted(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return what was typed into blocks that the view still has."""
        there = {control.block_id for control in self.controls}
        return {block_id: held for block_id, held in self.typed.items() if block_id in there}


class Filling:
    """Leads the person through a form, line by line."""

    def __init__(self, floor: Floor, presser: Presser, view: Mapping[str, Any]) -> None:
        self._floor = floor
        self._presser = presser
        self.form = Form(view)

    @property
    def view_id(self) -> str:
        return str(self.form.view["id"])

    def prompt(self, names: Mapping[str, str]) -> str:
        """Return the question that the next line answers."""
        control = self.form.next_input()
        if control is None:
            return "Number: "
        now = value_text(control.current, names)
        return f"{question_for(control)} " + (f"[{now}] " if now else "")

    def lines(self, look: Look) -> list[str]:
        """Return the modal as it stands, and the options of the input that comes next."""
        form = self.form
        shown = render_view(form.view, look, form.values, form.errors)
        return shown + self.choices()

    def choices(self) -> list[str]:
        """Return the options of the input that comes next, numbered."""
        control = self.form.next_input()
        return numbered_lines([one.text for one in control.options]) if control else []

    async def take(self, typed: str) -> bool:
        """Take one line; says whether the modal should be shown again."""
        control = self.form.next_input()
        if control is None:
            return await self._pick(typed)
        await self._answer(control, typed)
        if self.form.next_input() is not None:
            self._floor.note(self.choices())
            return False
        return True

    async def _answer(self, control: Control, typed: str) -> None:
        if not typed:
            self.form.put(control, None)
            return
        place = {"view_id": self.view_id}
        filled = await self._presser.read(control, typed, place)
        self.form.put(control, filled)
        if control.dispatches:
            await self._floor.viewer.press(control, place, filled)

    async def _pick(self, typed: str) -> bool:
        """Press the numbered control, submit or close; an input is asked again."""
        found = self.form.controls
        number = int(typed) if typed.isdecimal() else 0
        if 0 < number <= len(found):
            control = found[number - 1]
            if control.is_input:
                self.form.asked.discard((control.block_id, control.action_id))
                self._floor.note(self.choices())
            else:
                await self._presser.press(Numbered(control, {"view_id": self.view_id}))
            return False
        submit, _ = view_buttons(self.form.view)
        last = len(found) + (2 if submit is not None else 1)
        if number == last:
            await self._floor.viewer.client.close(self._floor.viewer.user, self.view_id)
            return False
        if submit is not None and number == last - 1:
            return await self._submit()
        raise ChoiceError(f"Write a number from 1 to {last}.")

    async def _submit(self) -> bool:
        viewer = self._floor.viewer
        self.form.errors = await viewer.client.submit(
            viewer.user, self.view_id, self.form.submitted()
        )
        self.form.ask_again(self.form.errors)
        return bool(self.form.errors)
