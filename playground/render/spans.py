"""Text with styles: cleaning, measuring, wrapping, aligning and, last, painting.

Styles stay names until `paint`, so that widths are counted on what is seen and never on
escape codes. Widths are terminal columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from playground.safe_text import columns

SGR: Mapping[str, str] = MappingProxyType(
    {
        "bold": "1",
        "dim": "2",
        "italic": "3",
        "underline": "4",
        "strike": "9",
        "code": "36",
        "link": "4",
        "mention": "35",
        "good": "32",
        "bad": "31",
    }
)
_NARROWEST = 8

Styles: TypeAlias = frozenset[str]
NO_STYLE: Styles = frozenset()


@dataclass(frozen=True)
class Span:
    """A run of characters in one style."""

    text: str
    styles: Styles = NO_STYLE


Line: TypeAlias = tuple[Span, ...]


def span(text: str, *styles: str) -> Span:
    return Span(text, frozenset(styles))


def width_of(line: Line | str) -> int:
    text = line if isinstance(line, str) else "".join(part.text for part in line)
    return sum(columns(char) for char in text)


def restyle(line: Line, *styles: str) -> Line:
    """Add `styles` to every span of the line."""
    return tuple(Span(part.text, part.styles | set(styles)) for part in line)


def split_lines(spans: Iterable[Span]) -> list[Line]:
    """Cut at line breaks inside the spans."""
    lines: list[list[Span]] = [[]]
    for part in spans:
        first, *others = part.text.split("\n")
        lines[-1].append(Span(first, part.styles))
        lines += [[Span(other, part.styles)] for other in others]
    return [tuple(part for part in line if part.text) for line in lines]


def wrap(line: Line, width: int) -> list[Line]:
    """Break one line at spaces, and inside words only where a word is wider than `width`."""
    width = max(width, _NARROWEST)
    if width_of(line) <= width:
        return [line]
    cells = [(char, part.styles) for part in line for char in part.text]
    rows: list[Line] = []
    while cells:
        cut = _fits(cells, width)
        if cut < len(cells):
            space = _last_space(cells, cut)
            cut = space if space > 0 else cut
        rows.append(_join(cells[:cut]))
        cells = cells[cut:]
        while cells and cells[0][0] == " ":
            cells = cells[1:]
    return rows


def wrap_all(lines: Iterable[Line], width: int) -> list[Line]:
    return [row for line in lines for row in wrap(line, width)]


def _fits(cells: Sequence[tuple[str, Styles]], width: int) -> int:
    used = 0
    for index, (char, _) in enumerate(cells):
        used += columns(char)
        if used > width:
            return index
    return len(cells)


def _last_space(cells: Sequence[tuple[str, Styles]], cut: int) -> int:
    return next((index for index in range(cut, 0, -1) if cells[index][0] == " "), 0)


def _join(cells: Sequence[tuple[str, Styles]]) -> Line:
    spans: list[Span] = []
    for char, styles in cells:
        if spans and spans[-1].styles == styles:
            spans[-1] = Span(spans[-1].text + char, styles)
        else:
            spans.append(Span(char, styles))
    return tuple(spans)


def pad(line: Line, width: int, align: str = "left") -> Line:
    """Fill the line with spaces up to `width`; a wider one is left as it is."""
    free = max(0, width - width_of(line))
    before = {"left": 0, "right": free, "center": free // 2}.get(align, 0)
    return (Span(" " * before), *line, Span(" " * (free - before)))


def prefix(lines: Iterable[Line], first: str, rest: str | None = None, *styles: str) -> list[Line]:
    """Put `first` before the first line and `rest` (else as many spaces) before the others."""
    other = " " * width_of(first) if rest is None else rest
    return [
        (span(first if index == 0 else other, *styles), *line) for index, line in enumerate(lines)
    ]


def paint(line: Line, *, styled: bool) -> str:
    """Return the line as a string; with ANSI styles when `styled`, without trailing spaces."""
    text = "".join(_painted(part) if styled else part.text for part in line if part.text)
    return text.rstrip(" ")


def _painted(part: Span) -> str:
    codes = ";".join(SGR[name] for name in sorted(part.styles) if name in SGR)
    return f"\x1b[{codes}m{part.text}\x1b[0m" if codes else part.text
