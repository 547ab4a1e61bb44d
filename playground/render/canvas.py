"""What blocks are drawn on, and parts set side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Self

from playground.controls import interactive
from playground.render.elements import element_lines
from playground.render.mrkdwn import mrkdwn
from playground.render.spans import Line, Span, span, split_lines, width_of
from playground.safe_text import safe

GAP = 2


@dataclass
class Canvas:
    """What drawing needs beside the block: width, names, what is filled in, the next number."""

    width: int
    names: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def text(self, part: Any) -> list[Line]:
        """Return the lines of a text object, unwrapped."""
        if not isinstance(part, Mapping):
            return []
        said = str(part.get("text", ""))
        if part.get("type") == "mrkdwn":
            return mrkdwn(said, self.names)
        return split_lines([span(safe(said))])

    def elements(self, block: Mapping[str, Any]) -> list[list[Line]]:
        """Return the interactive elements of the block, each as lines, with their numbers."""
        block_id = str(block.get("block_id", ""))
        return [
            element_lines(one, next(self.numbers), block_id, self.values, self.names)
            for one in interactive(block)
        ]

    def narrower(self, columns: int) -> Self:
        """Return a canvas for what stands inside; the numbers go on."""
        return replace(self, width=self.width - columns)


def flow(parts: Sequence[Line], width: int) -> list[Line]:
    """Set parts side by side with gaps, as many as fit on a line."""
    rows: list[Line] = []
    for part in parts:
        if rows and width_of(rows[-1]) + GAP + width_of(part) <= width:
            rows[-1] = (*rows[-1], Span(" " * GAP), *part)
        else:
            rows.append(part)
    return rows
