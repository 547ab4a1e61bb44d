"""Charts as bars of characters: one for each slice, category or point."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from playground.figures import drawable
from playground.render.canvas import Canvas
from playground.render.spans import Line, span, width_of
from playground.safe_text import safe

Payload: TypeAlias = Mapping[str, Any]
_LONGEST_BAR = 24
_PARTS = " ▏▎▍▌▋▊▉"  # eighths of a column


def chart(block: Payload, canvas: Canvas) -> list[Line]:
    """Return the title and the bars; of several series those of one category together."""
    drawn = block.get("chart")
    title: Line = (span(safe(block.get("title", "")), "bold"),)
    if not isinstance(drawn, Mapping):
        return [title]
    bars = _segments(drawn) if drawn.get("type") == "pie" else _points(drawn)
    return [title, *_bars(bars, canvas.width)]


def _segments(drawn: Payload) -> list[tuple[str, float, str]]:
    found = [(_label(one), _value(one)) for one in _objects(drawn.get("segments"))]
    total = sum(value for _, value in found) or 1
    return [(label, value, f"{value:g} ({value / total:.0%})") for label, value in found]


def _points(drawn: Payload) -> list[tuple[str, float, str]]:
    """Return a bar for each point, by category and then by series."""
    series = _objects(drawn.get("series"))
    axis = drawn.get("axis_config")
    categories = axis.get("categories") if isinstance(axis, Mapping) else []
    bars: list[tuple[str, float, str]] = []
    for category in categories or []:
        for one in series:
            name = f" {safe(one.get('name', ''))}" if len(series) > 1 else ""
            bars += [
                (f"{safe(category)}{name}", _value(point), f"{_value(point):g}")
                for point in _objects(one.get("data"))
                if point.get("label") == category
            ]
    return bars


def _bars(bars: Sequence[tuple[str, float, str]], width: int) -> list[Line]:
    if not bars:
        return []
    labels = max(width_of(label) for label, _, _ in bars)
    figures = max(width_of(figure) for _, _, figure in bars)
    longest = max(1, min(_LONGEST_BAR, width - labels - figures - 2))
    highest = max(abs(value) for _, value, _ in bars) or 1
    return [
        (
            span(label + " " * (labels - width_of(label) + 1)),
            span(_bar(abs(value) / highest * longest), "bad" if value < 0 else "good"),
            span(f" {figure}"),
        )
        for label, value, figure in bars
    ]


def _bar(columns: float) -> str:
    whole, rest = int(columns), columns - int(columns)
    return ("█" * whole + _PARTS[int(rest * len(_PARTS))]).rstrip()


def _objects(value: Any) -> list[Payload]:
    return [one for one in value or [] if isinstance(one, Mapping)]


def _label(one: Payload) -> str:
    return safe(one.get("label", ""))


def _value(one: Payload) -> float:
    value = one.get("value")
    return drawable(value) if isinstance(value, int | float) else 0.0
