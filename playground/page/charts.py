"""Charts of the data visualization block as shapes: everything a template needs to draw them.

Source: docs.slack.dev/reference/block-kit/blocks/data-visualization-block.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.figures import drawable

WIDTH, HEIGHT = 480, 220
_LEFT, _TOP, _BOTTOM = 56, 8, 26  # room for figures and for the categories' names
_TICKS = 4
_PIE_RADIUS = 90
_PLAIN = (0.01, 1e15)  # from where to where a figure is written out

Payload = Mapping[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One path; `kind` is slice, bar, area or line, `series` its number from 0."""

    path: str
    kind: str
    series: int
    text: str


@dataclass(frozen=True)
class Tick:
    """A line across, with its figure."""

    y: float
    text: str


@dataclass(frozen=True)
class Category:
    """A name below the chart."""

    x: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart; lengths are in units of its view box. `across` and `up` name its axes."""

    title: str
    described: str
    shapes: tuple[Shape, ...]
    legend: tuple[str, ...]
    ticks: tuple[Tick, ...] = ()
    categories: tuple[Category, ...] = ()
    across: str = ""
    up: str = ""
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


@dataclass(frozen=True)
class _Series:
    name: str
    values: Mapping[str, float]


def chart(block: Payload) -> Chart:
    """Return the chart of a data_visualization block.

    Raises ValueError for a type of chart that there is not, KeyError or TypeError for data
    that is none.
    """
    drawn = block["chart"]
    title = str(block.get("title", ""))
    if drawn["type"] == "pie":
        return _pie(title, drawn)
    if drawn["type"] not in {"bar", "line", "area"}:
        raise ValueError(f"there is no chart of type {drawn['type']!r}")
    return _plot(title, drawn)


def _pie(title: str, drawn: Payload) -> Chart:
    segments = [(str(one["label"]), drawable(one["value"])) for one in drawn["segments"]]
    whole = sum(value for _, value in segments) or 1.0
    shapes, start = [], 0.0
    for number, (label, value) in enumerate(segments):
        part = value / whole
        text = f"{label}: {_figure(value)}"
        shapes.append(Shape(_slice(start, part), "slice", number, text))
        start += part
    legend = tuple(f"{label} {value / whole:.0%}" for label, value in segments)
    described = f"Pie chart, {title}: {', '.join(shape.text for shape in shapes)}"
    return Chart(title, described, tuple(shapes), legend)


def _slice(start: float, part: float) -> str:
    """Return a slice of the pie; a full circle is two halves, an arc can't end where it begins."""
    if part >= 1:
        return f"{_slice(0.0, 0.5)} {_slice(0.5, 0.5)}"
    first, last = _on_circle(start), _on_circle(start + part)
    large = int(part > 0.5)  # noqa: PLR2004 - more than half of the circle
    radius = _PIE_RADIUS
    return (
        f"M{WIDTH / 2:.1f} {HEIGHT / 2:.1f}L{first[0]:.1f} {first[1]:.1f}"
        f"A{radius} {radius} 0 {large} 1 {last[0]:.1f} {last[1]:.1f}Z"
    )


def _on_circle(part: float) -> Point:
    angle = 2 * math.pi * part - math.pi / 2
    return WIDTH / 2 + _PIE_RADIUS * math.cos(angle), HEIGHT / 2 + _PIE_RADIUS * math.sin(angle)


def _plot(title: str, drawn: Payload) -> Chart:
    axis = drawn.get("axis_config") or {}
    series = [
        _Series(
            str(one["name"]), {str(dot["label"]): drawable(dot["value"]) for dot in one["data"]}
        )
        for one in drawn["series"]
    ]
    names = [str(name) for name in axis.get("categories") or series[0].values]
    values = [value for one in series for value in one.values.values()]
    scale = _Scale(min(0.0, *values), _round_up(max(0.0, *values)), len(names))
    shapes = tuple(_shapes(str(drawn["type"]), series, names, scale))
    rows = "; ".join(
        f"{one.name}: " + ", ".join(f"{name} {_figure(one.values.get(name, 0))}" for name in names)
        for one in series
    )
    return Chart(
        title,
        f"{str(drawn['type']).capitalize()} chart, {title}. {rows}",
        shapes,
        tuple(one.name for one in series),
        tuple(scale.ticks()),
        tuple(Category(scale.x(index), name) for index, name in enumerate(names)),
        str(axis.get("x_label") or ""),
        str(axis.get("y_label") or ""),
    )


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    count: int

    @property
    def step(self) -> float:
        return (WIDTH - _LEFT) / max(self.count, 1)

    def x(self, index: int) -> float:
        return round(_LEFT + self.step * (index + 0.5), 1)

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (self.high - value) / span, 1)

    def ticks(self) -> Iterator[Tick]:
        for index in range(_TICKS + 1):
            value = self.low + (self.high - self.low) * index / _TICKS
            yield Tick(self.y(value), _figure(value))


def _shapes(
    kind: str, series: Sequence[_Series], names: Sequence[str], scale: _Scale
) -> Iterator[Shape]:
    for number, one in enumerate(series):
        if kind == "bar":
            yield from _bars(number, one, names, scale, len(series))
            continue
        points = [
            (scale.x(index), scale.y(one.values[name]))
            for index, name in enumerate(names)
            if name in one.values
        ]
        line = "L".join(f"{x} {y}" for x, y in points)
        if kind == "area" and points:
            floor = scale.y(max(0.0, scale.low))
            area = f"M{points[0][0]} {floor}L{line}L{points[-1][0]} {floor}Z"
            yield Shape(area, "area", number, one.name)
        yield Shape(f"M{line}" if points else "", "line", number, one.name)


def _bars(
    number: int, one: _Series, names: Sequence[str], scale: _Scale, count: int
) -> Iterator[Shape]:
    width = scale.step * 0.7 / count
    for index, name in enumerate(names):
        if name in one.values:
            left = round(scale.x(index) + width * (number - count / 2), 1)
            path = f"M{left} {scale.y(0)}V{scale.y(one.values[name])}h{width - 2:.1f}V{scale.y(0)}Z"
            yield Shape(path, "bar", number, f"{one.name}, {name}: {_figure(one.values[name])}")


def _round_up(value: float) -> float:
    """Return the next figure with one leading digit, so that the top line has a plain number."""
    if value <= 0:
        return 0.0
    size = math.pow(10, math.floor(math.log10(value)))
    return next(
        size * step for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if size * step >= value
    )


def _figure(value: float) -> str:
    if value and not _PLAIN[0] <= abs(value) < _PLAIN[1]:
        return f"{value:.3g}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")
