"""Questions to the person, and what a press or a field needs to be asked."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from playground.choices import ChoiceError, entry, find_option, selection
from playground.controls import SEARCHED, Control, Option
from playground.entered import Place
from playground.terminal.numbers import Numbered, chosen, numbered_lines
from playground.viewer import Viewer

_NOTHING = "Nothing was pressed."
_SEVERAL = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})


@dataclass(frozen=True)
class Question:
    """Something the next line answers."""

    prompt: str
    answer: Callable[[str], Awaitable[None]]


class Floor(Protocol):
    """Where questions and notes go."""

    viewer: Viewer

    def ask(self, question: Question) -> None:
        """Let the next line answer this question."""

    def note(self, lines: Sequence[str]) -> None:
        """Show lines that no person and no app wrote."""


class Presser:
    """Presses controls: asks for the choice where there is one, then for the confirmation."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    async def press(self, numbered: Numbered) -> None:
        """Press a button at once; for anything else ask first what to choose."""
        control, place = numbered.control, numbered.place
        if control.is_button:
            url = control.element.get("url")
            if url:
                self._floor.note([f"Opens {url}"])
            await self._confirmed(control, place, selection(control))
            return

        async def answer(typed: str) -> None:
            if not typed:
                self._floor.note([_NOTHING])
                return
            filled = await self.read(control, typed, place)
            await self._confirmed(control, place, filled)

        self._floor.note(numbered_lines([one.text for one in control.options]))
        self._floor.ask(Question(f"{question_for(control)}: ", answer))

    async def read(self, control: Control, typed: str, place: Place) -> dict[str, Any]:
        """Return the state entry for what was typed: option numbers or texts, or a plain value.

        Raises ChoiceError where it fits nothing.
        """
        options = control.options
        if control.kind in SEARCHED:
            options = tuple(await self._floor.viewer.search(control, place, typed))
            if not any(option.text.casefold() == typed.casefold() for option in options):
                names = ", ".join(option.text for option in options) or "nothing"
                raise ChoiceError(f"Found: {names}. Write one of them in full.")
        if not options or not typed:
            return entry(control, typed, self._floor.viewer.book.directory)
        return _entry_of(control, _options_in(typed, options, several=control.kind in _SEVERAL))

    async def _confirmed(self, control: Control, place: Place, filled: Mapping[str, Any]) -> None:
        dialog = control.confirm
        if dialog is None:
            await self._floor.viewer.press(control, place, filled)
            return

        async def answer(typed: str) -> None:
            if typed.casefold() in {"y", "yes", dialog.yes.casefold()}:
                await self._floor.viewer.press(control, place, filled)
            else:
                self._floor.note([_NOTHING])

        self._floor.note([dialog.title, dialog.text])
        self._floor.ask(Question(f"{dialog.yes} (y) or {dialog.no} (n)? ", answer))


def question_for(control: Control) -> str:
    """Return the words that ask for the value of a control, with the form they take."""
    form = _FORMS.get(control.kind.removeprefix("multi_"), "")
    several = ", several with commas" if control.kind in _SEVERAL else ""
    number = "number" if control.options else form
    hint = f" ({number}{several})" if number or several else ""
    return f"{control.label or 'Choose'}{hint}"


_FORMS: Mapping[str, str] = {
    "datepicker": "YYYY-MM-DD",
    "timepicker": "HH:MM",
    "datetimepicker": "YYYY-MM-DD HH:MM",
    "users_select": "@name",
    "channels_select": "#channel",
    "conversations_select": "#channel or @name",
    "external_select": "search",
}


def _options_in(typed: str, options: Sequence[Option], *, several: bool) -> list[Option]:
    parts = [part.strip() for part in typed.split(",")] if several else [typed]
    whole = [one for one in options if one.text == typed]
    if whole:
        return whole
    return [chosen(part, options) or find_option(options, part) for part in parts if part]


def _entry_of(control: Control, options: Sequence[Option]) -> dict[str, Any]:
    if control.kind in _SEVERAL:
        return {"type": control.kind, "selected_options": [dict(one.source) for one in options]}
    return {"type": control.kind, **selection(control, options[0])}
