"""What stands on the terminal: blocks of lines with the prompt below, redrawn in place."""

from collections.abc import Callable, Hashable, Sequence

from playground.render.spans import width_of

_UP_AND_CLEAR = "\r\x1b[{}A\x1b[J"
_CLEAR_LINE = "\r\x1b[2K"


class Display:
    """Writes blocks; the last one can be drawn anew in its place.

    In place works only where the cursor can go back: on a terminal, for a block that is the last
    thing on the screen and not higher than it. `height` gives the rows of the screen.
    """

    def __init__(
        self, write: Callable[[str], None], height: Callable[[], int], *, interactive: bool
    ) -> None:
        self._write = write
        self._height = height
        self._interactive = interactive
        self._last: Hashable = None
        self._rows = 0
        self._prompt = ""

    def can_redraw(self, key: Hashable) -> bool:
        """Say whether a block drawn under `key` can be drawn anew in its place."""
        fits = self._rows < self._height() - 1
        return self._interactive and self._last == key and key is not None and fits

    def show(self, lines: Sequence[str], key: Hashable = None) -> None:
        """Write a block below what is there, or over the last one when it has the same key."""
        self._write(_UP_AND_CLEAR.format(self._rows) if self.can_redraw(key) else self._cleared())
        self._write("".join(f"{line}\n" for line in (*lines, "")))
        self._last = key
        self._rows = len(lines) + 1
        self._write(self._prompt)

    def prompt(self, text: str) -> None:
        """Set the prompt; where nobody watches it is not written."""
        if not self._interactive:
            return
        if text != self._prompt:
            self._write(self._cleared() + text)
        self._prompt = text

    def entered(self) -> None:
        """Take note that the person ended a line: the cursor is below it, no block is last."""
        self._last = None
        self._prompt = ""

    def _cleared(self) -> str:
        return _CLEAR_LINE if self._interactive and width_of(self._prompt) else ""
