"""table, data_table and data_visualization."""

from typing import Any

from tests.playground.verdicts import sources as see
from tests.playground.verdicts.parts import of, rich, rich_section, rich_text, without
from tests.playground.verdicts.row import HOME, MESSAGE, MODAL, Json


def _cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def _number(value: float = 12) -> Json:
    return {"type": "raw_number", "value": value, "text": f"{value}"}


def _table(count: int = 2, columns: int = 2, **more: Any) -> Json:
    return {"type": "table", "rows": [[_cell()] * columns] * count, **more}


# The sources differ on rows of unequal length and on a second table in a message.
TABLE = (
    *MESSAGE.up_to("rows of a table", 100, _table, source=see.TABLE),
    *MESSAGE.up_to("columns of a table", 20, lambda n: _table(columns=n), source=see.TABLE),
    *MESSAGE.up_to(
        "characters of a table",
        10_000,
        lambda n: _table(rows=[[_cell(of(n - 1)), _cell()]]),
        source=see.TABLE_TOTAL,
    ),
    MESSAGE.takes(
        "table of every kind of cell",
        _table(rows=[[_cell(), _number(), rich_text(rich_section(rich()))]]),
        source=see.TABLE_NUMBER,
    ),
    MESSAGE.refuses(
        "empty cell of a table",
        _table(rows=[[_cell("")]]),
        source=see.CELL_ANSWER,
        says="must be more than 0 characters",
    ),
    MESSAGE.refuses(
        "empty rich cell of a table",
        _table(rows=[[rich_text(rich_section(rich("")))]]),
        source=see.EMPTY_RICH_TEXT,
        says="must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/elements/0/elements/0/text]",
    ),
    MESSAGE.refuses("bare string for a cell", _table(rows=[["x"]]), source=see.TABLE),
    MESSAGE.refuses("table without rows", {"type": "table"}, source=see.TABLE),
    MESSAGE.takes(
        "settings of some columns",
        _table(columns=3, column_settings=[{"is_wrapped": True}, {"align": "right"}]),
        source=see.TABLE,
    ),
    MESSAGE.refuses(
        "no settings for a column",
        _table(column_settings=[None, {"align": "right"}]),
        source=see.COLUMN_ANSWER,
        says="must provide an object [json-pointer:/blocks/0/column_settings/0]",
    ),
    *MESSAGE.one_of(
        "align of a column",
        ("left", "center", "right"),
        "justify",
        lambda align: _table(column_settings=[{"align": align}]),
        source=see.TABLE,
    ),
    *MESSAGE.up_to(
        "column_settings", 20, lambda n: _table(column_settings=[{}] * n), source=see.PROBED
    ),
    HOME.takes("table", _table(), source=see.PROBED_SURFACES),
    MODAL.refuses("table", _table(), source=see.PROBED_SURFACES),
)


def _data_table(count: int = 2, columns: int = 2, **more: Any) -> Json:
    return {**_table(count, columns), "type": "data_table", "caption": "Numbers", **more}


def _two_rows(text: str) -> Json:
    return _data_table(rows=[[_cell("h")], [_cell(text)]])


# The reference names 100 rows under the heading and 10,000 characters, blocks.validate 200 and 20,000.
DATA_TABLE = (
    *MESSAGE.up_to("rows of a data_table", 101, _data_table, source=see.DATA_TABLE, over=202),
    *MESSAGE.at_least("rows of a data_table", 2, _data_table, source=see.DATA_TABLE),
    *MESSAGE.up_to(
        "columns of a data_table", 20, lambda n: _data_table(columns=n), source=see.DATA_TABLE
    ),
    *MESSAGE.up_to("page_size", 100, lambda n: _data_table(page_size=n), source=see.DATA_TABLE),
    *MESSAGE.at_least("page_size", 1, lambda n: _data_table(page_size=n), source=see.DATA_TABLE),
    *MESSAGE.at_least(
        "row_header_column_index",
        0,
        lambda n: _data_table(row_header_column_index=n),
        source=see.PROBED,
    ),
    MESSAGE.takes("10,000 characters in a data_table", _two_rows(of(9999)), source=see.DATA_TABLE),
    MESSAGE.refuses(
        "20,001 characters in a data_table",
        _two_rows(of(20_000)),
        source=see.PROBED_LIMITS,
        error="invalid_blocks|msg_blocks_too_long",
    ),
    MESSAGE.refuses(
        "data_table without a caption", without(_data_table(), "caption"), source=see.DATA_TABLE
    ),
    MESSAGE.refuses("empty cell of a data_table", _two_rows(""), source=see.DATA_TABLE),
    MESSAGE.refuses(
        "rows of unequal length",
        _data_table(rows=[[_cell(), _cell()], [_cell()]]),
        source=see.DATA_TABLE,
    ),
    MESSAGE.refuses(
        "heading in rich_text",
        _data_table(rows=[[rich_text(rich_section(rich()))], [_cell()]]),
        source=see.DATA_TABLE,
    ),
    MESSAGE.takes(
        "rich_text and numbers under the heading",
        _data_table(rows=[[_cell(), _cell()], [rich_text(rich_section(rich())), _number()]]),
        source=see.DATA_TABLE,
    ),
    HOME.takes("data_table", _data_table(), source=see.PROBED_SURFACES),
    MODAL.refuses("data_table", _data_table(), source=see.PROBED_SURFACES),
)


def _chart(chart: Json, **more: Any) -> Json:
    return {"type": "data_visualization", "title": "Chart", "chart": chart, **more}


def _pie(count: int = 2, label: str = "Part", value: float = 1) -> Json:
    segments = [
        {"label": f"{label}{i}" if count > 1 else label, "value": value} for i in range(count)
    ]
    return _chart({"type": "pie", "segments": segments})


def _lines(series: int = 1, points: int = 2, kind: str = "line", **axis: Any) -> Json:
    names = [f"c{i}" for i in range(points)]
    data = [{"label": name, "value": 1} for name in names]
    drawn = [{"name": f"s{i}", "data": data} for i in range(series)]
    return _chart({"type": kind, "series": drawn, "axis_config": {"categories": names, **axis}})


_TWICE = _lines(2)
_TWICE["chart"]["series"][1]["name"] = "s0"
_ASTRAY = _lines()
_ASTRAY["chart"]["series"][0]["data"] = [{"label": "elsewhere", "value": 1}] * 2

# The reference names six segments and series, blocks.validate twelve. Whether a Home tab shows a
# chart depends on the workspace.
CHART = (
    *MESSAGE.up_to("title of a chart", 50, lambda n: {**_pie(), "title": of(n)}, source=see.CHART),
    *MESSAGE.up_to("segments of a pie", 6, _pie, source=see.CHART, over=13),
    *MESSAGE.at_least("segments of a pie", 1, _pie, source=see.CHART),
    *MESSAGE.up_to("label of a segment", 20, lambda n: _pie(1, of(n)), source=see.PROBED_CASES),
    MESSAGE.refuses("segment of nothing", _pie(value=0), source=see.PROBED_CASES),
    *MESSAGE.one_of(
        "kind of chart",
        ("line", "bar", "area"),
        "radar",
        lambda kind: _lines(kind=kind),
        source=see.CHART,
    ),
    *MESSAGE.up_to("series of a chart", 6, _lines, source=see.CHART, over=13),
    *MESSAGE.up_to("points of a series", 20, lambda n: _lines(points=n), source=see.PROBED_CASES),
    *MESSAGE.up_to(
        "label of an axis", 50, lambda n: _lines(x_label=of(n)), source=see.PROBED_CASES
    ),
    MESSAGE.refuses("one name for two series", _TWICE, source=see.CHART),
    MESSAGE.refuses("points of no category", _ASTRAY, source=see.CHART),
    MESSAGE.refuses("chart without a title", without(_pie(), "title"), source=see.CHART),
    MESSAGE.refuses(
        "title that is no string",
        {**_pie(), "title": {"type": "plain_text", "text": "T"}},
        source=see.CHART,
    ),
    MODAL.refuses("chart", _pie(), source=see.PROBED_SURFACES),
)

ROWS = (*TABLE, *DATA_TABLE, *CHART)
