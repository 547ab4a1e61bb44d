"""Tables as aligned columns that fit the width: nothing is cut off, wide cells wrap."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count as counting
from typing import Any

from playground.controls import element_label
from playground.render.elements import button
from playground.render.rich_text import rich_text
from playground.render.spans import Line, pad, restyle, span, split_lines, width_of, wrap_all
from playground.safe_text import safe

_GAP = "  "
_NARROWEST_COLUMN = 8


def table(
    block: Mapping[str, Any],
    width: int,
    names: Mapping[str, str],
    numbers: Iterator[int] | None = None,
) -> list[Line]:
    """Return the rows of a table block; the first row is its heading.

    `numbers` gives the buttons in cells theirs.
    """
    numbers = numbers or counting(1)
    rows = [
        [_cell(cell, names, numbers) for cell in row]
        for row in block.get("rows") or []
        if isinstance(row, list)
    ]
    count = max((len(row) for row in rows), default=0)
    if count == 0:
        return []
    widths = fitting([_widest(rows, column) for column in range(count)], width)
    aligns = _aligns(block.get("column_settings"), count)
    lines: list[Line] = []
    for index, row in enumerate(rows):
        drawn = beside(row, widths, aligns)
        lines += [restyle(line, "bold") for line in drawn] if index == 0 else drawn
        if index == 0:
            lines.append((span(_GAP.join("─" * one for one in widths), "dim"),))
    return lines


def beside(
    cells: Sequence[Sequence[Line]], widths: Sequence[int], aligns: Sequence[str] | None = None
) -> list[Line]:
    """Set wrapped cells side by side in columns of the given widths."""
    wrapped = [wrap_all(cell, widths[index]) for index, cell in enumerate(cells)]
    height = max((len(cell) for cell in wrapped), default=0)
    rows: list[Line] = []
    for line in range(height):
        parts: list[Any] = []
        for index, column in enumerate(widths):
            cell = wrapped[index] if index < len(wrapped) else []
            align = aligns[index] if aligns else "left"
            parts += [span(_GAP)] if index else []
            parts += pad(cell[line] if line < len(cell) else (), column, align)
        rows.append(tuple(parts))
    return rows


def fitting(wanted: Sequence[int], width: int) -> list[int]:
    """Shrink the widest columns until all of them, with their gaps, fit the width."""
    widths = [max(1, one) for one in wanted]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cell(cell: Any, names: Mapping[str, str], numbers: Iterator[int]) -> list[Line]:
    if not isinstance(cell, Mapping):
        return [()]
    element = cell.get("element")
    if isinstance(element, Mapping):
        label = element_label(element) or "…"
        return [(button(label, next(numbers), str(element.get("style"))),)]
    if cell.get("type") == "rich_text":
        return rich_text(cell, names) or [()]
    shown = cell.get("text") if cell.get("text") is not None else cell.get("value", "")
    return split_lines([span(safe(shown))])


def _widest(rows: Sequence[Sequence[Sequence[Line]]], column: int) -> int:
    cells = [row[column] for row in rows if column < len(row)]
    return max((width_of(line) for cell in cells for line in cell), default=0)


def _aligns(settings: Any, count: int) -> list[str]:
    known = settings if isinstance(settings, list) else []
    aligns = [one.get("align", "left") if isinstance(one, Mapping) else "left" for one in known]
    return (aligns + ["left"] * count)[:count]
