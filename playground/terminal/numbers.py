"""Which number on the screen stands for which control."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from playground.controls import Control
from playground.entered import Place

Item = TypeVar("Item")


@dataclass(frozen=True)
class Numbered:
    """A control and where it stands."""

    control: Control
    place: Place


class Numbers:
    """Gives every control on the screen a number of its own.

    A message keeps its numbers over edits as long as it needs no more of them, and a number is
    never given twice: a late key press can miss, it cannot hit a button of another message.
    """

    def __init__(self) -> None:
        self._next = 1
        self._ranges: dict[Hashable, range] = {}
        self._held: dict[int, Numbered] = {}

    def assign(self, key: Hashable, found: Sequence[Control], place: Place) -> int:
        """Number the controls shown under `key`; returns the first number."""
        given = self._ranges.get(key, range(0))
        if len(found) > len(given):
            given = range(self._next, self._next + len(found))
            self._next = given.stop
        self.forget(key)
        self._ranges[key] = given
        self._held.update(
            {
                number: Numbered(control, place)
                for number, control in zip(given, found, strict=False)
            }
        )
        return given.start

    def forget(self, key: Hashable) -> None:
        """Make the numbers shown under `key` mean nothing."""
        for number in self._ranges.get(key, ()):
            self._held.pop(number, None)

    def gave(self, number: int) -> bool:
        """Say whether the number ever stood for a control."""
        return 0 < number < self._next

    def get(self, number: int) -> Numbered | None:
        """Return what the number stands for now."""
        return self._held.get(number)


def numbered_lines(names: Sequence[str]) -> list[str]:
    """Return choices as numbered lines, from 1."""
    return [f"  {number}  {name}" for number, name in enumerate(names, 1)]


def chosen(typed: str, items: Sequence[Item]) -> Item | None:
    """Return the item whose number was typed, None for anything else."""
    number = int(typed) if typed.isdecimal() else 0
    return items[number - 1] if 0 < number <= len(items) else None
