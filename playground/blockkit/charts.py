"""Charts: pies of segments, and series of points along categories.

Source: Slack's reference of the data_visualization block. It names six segments and six series;
Slack's blocks.validate takes twelve (slackblocks, spec/limits.json), and so does this.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.blockkit.basics import ID
from playground.blockkit.places import at, items
from playground.blockkit.rules import Many, Number, Shape, String, Typed, Unique

_LABEL = String(20)
_MOST = 12
_POINT = Shape({"label": _LABEL, "value": Number()})
_SERIES = Shape({"name": _LABEL, "data": Many(_POINT, most=20)})
_AXIS = Shape({"categories": Many(_LABEL, most=20)}, {"x_label": String(50), "y_label": String(50)})
_ALONG_AXIS = Shape(
    {"series": Many(_SERIES, most=_MOST), "axis_config": _AXIS},
    constraints=(Unique("series", "name"),),
)
_SEGMENT = Shape({"label": _LABEL, "value": Number(above=0)})
_KINDS = {
    "pie": Shape({"segments": Many(_SEGMENT, most=_MOST)}),
    "bar": _ALONG_AXIS,
    "area": _ALONG_AXIS,
    "line": _ALONG_AXIS,
}
CHARTS: Mapping[str, Shape] = {
    "data_visualization": Shape({"title": String(50), "chart": Typed(_KINDS)}, ID)
}


def wrong_points(block: Mapping[str, Any], pointer: str) -> Iterator[str]:
    """Yield the series that have not exactly one point for each category."""
    chart = block.get("chart")
    axis = chart.get("axis_config") if isinstance(chart, Mapping) else None
    if not isinstance(chart, Mapping) or not isinstance(axis, Mapping):
        return
    categories = sorted(map(str, items(axis.get("categories"))))
    for index, series in enumerate(items(chart.get("series"))):
        points = items(series.get("data")) if isinstance(series, Mapping) else []
        labels = [str(point.get("label")) for point in points if isinstance(point, Mapping)]
        if sorted(labels) != categories:
            where = f"{pointer}/chart/series/{index}/data"
            yield at(where, "must have exactly one point for each of the categories")
