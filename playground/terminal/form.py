"""A modal that is being filled in: its inputs one after another, then submit or close."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.choices import ChoiceError
from playground.controls import Control
from playground.render import Look, render_view, view_buttons
from playground.render.elements import value_text
from playground.terminal.dialog import Floor, Presser, question_for
from playground.terminal.numbers import Numbered, numbered_lines

_WIDEST = 64  # columns of a modal, which is narrower than a message on Slack too
_NOT_ASKED = frozenset({"file_input"})  # there is nothing to upload in a terminal


class Filling:
    """Leads the person through a form, line by line."""

    def __init__(self, floor: Floor, presser: Presser, view: Mapping[str, Any]) -> None:
        self.view = view
        self._floor = floor
        self._presser = presser
        self._errors: Mapping[str, str] = {}
        self._asked: set[tuple[str, str]] = set()  # inputs by block_id and action_id

    @property
    def view_id(self) -> str:
        return str(self.view["id"])

    @property
    def _controls(self) -> list[Control]:
        return self._floor.viewer.controls(self.view)

    def next_input(self) -> Control | None:
        """Return the first input that was not asked yet."""
        for control in self._controls:
            asked = _key(control) in self._asked
            if control.is_input and not asked and control.kind not in _NOT_ASKED:
                return control
        return None

    def prompt(self, names: Mapping[str, str]) -> str:
        """Return the question that the next line answers."""
        control = self.next_input()
        if control is None:
            return "Number: "
        now = value_text(control.current, names)
        return question_for(control) + (f" [{now}]: " if now else ": ")

    def lines(self, look: Look) -> list[str]:
        """Return the modal as it stands, and the options of the input that comes next."""
        narrow = replace(look, width=min(look.width, _WIDEST))
        values = self._floor.viewer.values(self.view)
        shown = render_view(self.view, narrow, values, self._errors)
        return shown + self.choices()

    def choices(self) -> list[str]:
        """Return the options of the input that comes next, numbered."""
        control = self.next_input()
        return numbered_lines([one.text for one in control.options]) if control else []

    async def take(self, typed: str) -> bool:
        """Take one line; says whether the modal should be shown again."""
        control = self.next_input()
        if control is None:
            return await self._pick(typed)
        await self._answer(control, typed)
        if self.next_input() is not None:
            self._floor.note(self.choices())
            return False
        return True

    async def _answer(self, control: Control, typed: str) -> None:
        if typed:
            filled = await self._presser.read(control, typed, {"view_id": self.view_id})
            await self._floor.viewer.fill(self.view, control, filled)
        self._asked.add(_key(control))

    async def _pick(self, typed: str) -> bool:
        """Press the numbered control, submit or close; an input is asked again."""
        found = self._controls
        number = int(typed) if typed.isdecimal() else 0
        if 0 < number <= len(found):
            control = found[number - 1]
            if control.is_input:
                self._asked.discard(_key(control))
                self._floor.note(self.choices())
            else:
                await self._presser.press(Numbered(control, {"view_id": self.view_id}))
            return False
        submit, _ = view_buttons(self.view)
        last = len(found) + (2 if submit is not None else 1)
        if number == last:
            await self._floor.viewer.client.close(self._floor.viewer.user, self.view_id)
            return False
        if submit is not None and number == last - 1:
            return await self._submit()
        raise ChoiceError(f"Write a number from 1 to {last}.")

    async def _submit(self) -> bool:
        self._errors = await self._floor.viewer.submit(self.view)
        self._asked = {key for key in self._asked if key[0] not in self._errors}
        return bool(self._errors)


def _key(control: Control) -> tuple[str, str]:
    return control.block_id, control.action_id
